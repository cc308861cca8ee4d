import Foundation

/// What a script is asked for: one round of one case.
package struct PeerRequest: Codable {
  /// The case with its sizes, so that scripts need no list of cases of their own.
  struct Case: Codable {
    var letter: String
    var task, cell, activity: String
    var units, layers, steps, rows, vocabulary, embedding: Int
    var variant: Contender.Variant
    /// Paths of the start weights and the batches.
    var weights, batches: String
  }

  var `case`: Case
  var seconds: Double
  var most, least: Int
}

extension BenchmarkCase {
  package func request(_ variant: Contender.Variant, _ files: CaseFiles, _ length: RoundLength) -> PeerRequest {
    let sizes = sizes
    return PeerRequest(
      case: PeerRequest.Case(
        letter: rawValue, task: "\(sizes.task)", cell: sizes.name, activity: "\(sizes.activity)", units: sizes.units,
        layers: sizes.layers, steps: sizes.steps, rows: sizes.rows, vocabulary: vocabulary, embedding: Self.embedding,
        variant: variant, weights: files.weights.path, batches: files.batches.path),
      seconds: length.seconds, most: length.most, least: length.least)
  }
}

/// What a script says: first its version or what is missing, then what each round gave.
package struct PeerAnswer: Codable {
  package var version: String?
  /// Packages that are not installed.
  package var missing: String?
  package var error: String?
  package var milliseconds: Double?
  package var repetitions: Int?
  /// Peak memory of the script's process.
  package var megabytes: Double?
  /// What every side must find alike; in the first round of a case.
  package var values: [Double]?
}
