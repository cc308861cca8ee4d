import ArgumentParser
import Foundation
import SequenceEngine

/// `unroll-bench compare`: the engine and PyTorch, taking turns, on the same weights and batches.
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures the engine beside PyTorch, on the same start weights and batches.",
    discussion: "A ratio above 1 means that the engine is faster. Fails when the losses differ.")

  @Option(help: "A Python that has torch and numpy.")
  var python: String

  @Option(help: "PyTorch's side of the comparison.")
  var twin = "scripts/bench/pytorch_twin.py"

  @Option(help: "Turns of each side; its best median counts.")
  var rounds = 3

  @Option(help: "Updates in a round.")
  var updates = 40

  @OptionGroup var options: MeasurementOptions

  /// Float32 sums in another order differ by less; another model or batch by far more.
  private static let tolerance = 1e-4

  func validate() throws {
    guard (1...1000).contains(rounds) else {
      throw ValidationError("--rounds: expected from 1 to 1000, found \(rounds)")
    }
    guard FileManager.default.isReadableFile(atPath: twin) else {
      throw ValidationError(
        "--twin: expected a script, found nothing at '\(twin)'; run it from the top of the repository")
    }
  }

  func run() throws {
    print("case  model                            threads   ours ms  PyTorch ms   ratio   loss difference")
    var hasDifference = false
    for benchmark in options.chosenCases where [.a, .b, .c, .d, .e, .f].contains(benchmark) {
      let worst = try withTemporaryFolder { try compare(benchmark, in: $0) }
      hasDifference = hasDifference || !(worst < Self.tolerance)
    }
    guard hasDifference else { return }
    print("error: losses differ by more than \(Self.tolerance): the two sides did not do the same work")
    throw ExitCode.failure
  }

  /// Returns the largest difference of losses.
  private func compare(_ benchmark: BenchmarkCase, in folder: URL) throws -> Double {
    let dataset = try benchmark.dataset(updates: BenchmarkCase.comparedUpdates, in: folder)
    let state = try benchmark.start(for: dataset.shape)
    let twin = try PyTorchTwin(python: python, script: self.twin, state, dataset, in: folder)
    var worst = 0.0
    var best = (own: Double.infinity, other: Double.infinity)
    for threads in options.threadCounts {
      var (own, other) = (Double.infinity, Double.infinity)
      var difference = 0.0
      for _ in 0..<rounds {
        Parallel.threads = threads
        let work = try benchmark.work(state, dataset)
        let losses = try work.compared()
        let timing = try work.timed(RoundLength(seconds: 60, most: updates))
        let ours = Measurement(milliseconds: timing.milliseconds, losses: losses)
        let theirs = try twin.measure(benchmark, threads: threads, updates: updates)
        own = min(own, ours.milliseconds)
        other = min(other, theirs.milliseconds)
        difference = max(difference, ours.largestDifference(from: theirs))
      }
      show(benchmark, String(threads), own, other, String(format: "%.1e", difference))
      best = (min(best.own, own), min(best.other, other))
      worst = max(worst, difference)
    }
    show(benchmark, "best", best.own, best.other, "")
    return worst
  }

  private func show(_ benchmark: BenchmarkCase, _ threads: String, _ own: Double, _ other: Double, _ difference: String)
  {
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    let numbers = String(format: "%8.3f  %10.3f  %5.2f×", own, other, other / own)
    print(
      "\(padded(benchmark.rawValue, 4))  \(padded(benchmark.title, 32)) \(padded(threads, 8))  \(numbers)   \(difference)"
    )
  }
}
