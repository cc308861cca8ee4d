import Foundation
import SequenceEngine

/// What one side of a comparison does for a case, again and again.
protocol Work: AnyObject {
  /// The first of it, which also warms up: numbers that every side must find alike.
  func compared() throws -> [Double]
  /// Once more; this is timed.
  func repeatOnce() throws
  /// Milliseconds of one repetition times this are those of the case.
  var scale: Double { get }
}

extension Work {
  var scale: Double { 1 }
}

extension BenchmarkCase {
  /// Updates whose losses are compared, each with a batch of its own.
  static let comparedUpdates = 10

  /// What the engine does for this case.
  func work(in folder: URL) throws -> any Work {
    let dataset = try dataset(updates: Self.comparedUpdates, in: folder)
    return try work(start(for: dataset.shape), dataset)
  }

  func work(_ state: ModelState, _ dataset: Dataset) throws -> any Work {
    switch sizes.activity {
    case .training: try TrainingWork(state, dataset)
    case .sampling: try SamplingWork(state, dataset, example(of: dataset))
    case .gradientNorms: try GradientNormsWork(state, dataset)
    case .jacobian: try JacobianWork(state, dataset, example(of: dataset))
    }
  }
}

/// A folder of its own that is gone afterwards.
package func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-bench-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
