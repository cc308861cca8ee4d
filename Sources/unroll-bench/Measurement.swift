import Foundation
import SequenceEngine

/// What one side did in one round.
struct Measurement: Codable {
  /// Median of one update.
  var milliseconds: Double
  /// Of the first updates.
  var losses: [Double]

  /// Updates whose losses are kept and compared.
  static let comparedUpdates = 10

  /// Trains with our engine; the first updates warm up and are not timed.
  static func engine(_ state: ModelState, _ dataset: Dataset, threads: Int, updates: Int) throws -> Measurement {
    Parallel.threads = threads
    let trainer = try Trainer(state, dataset, TrainingSettings())
    let clock = ContinuousClock()
    var losses: [Double] = []
    var times: [Double] = []
    for _ in 0..<updates {
      let start = clock.now
      let report = try trainer.advance()
      times.append((clock.now - start) / .milliseconds(1))
      losses.append(report.loss)
    }
    let timed = times.dropFirst(min(5, times.count / 2)).sorted()
    let median = (timed[(timed.count - 1) / 2] + timed[timed.count / 2]) / 2
    return Measurement(milliseconds: median, losses: Array(losses.prefix(comparedUpdates)))
  }

  /// Largest |a − b| / |b| among the losses; infinite when one is not a number.
  func largestDifference(from other: Measurement) -> Double {
    zip(losses, other.losses).map { a, b in
      let difference = abs(a - b) / abs(b)
      return difference.isNaN ? .infinity : difference
    }.max() ?? .infinity
  }
}

/// A folder of its own that is gone afterwards.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-bench-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
