import ArgumentParser
import Foundation
import SequenceEngine

/// `unroll-bench run`: the engine alone.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Measures the engine alone.")

  @OptionGroup var options: MeasurementOptions

  func run() throws {
    print("instruction set \(Parallel.instructionSet); median milliseconds of one update")
    for benchmark in options.chosenCases {
      try withTemporaryFolder { folder in
        let dataset = try benchmark.dataset(updates: Measurement.comparedUpdates, in: folder)
        let state = try ModelState(benchmark.model(), for: dataset.shape, seed: 1)
        for threads in options.threadCounts {
          let own = try Measurement.engine(state, dataset, threads: threads, updates: options.updates)
          print(
            "\(benchmark.rawValue)  \(benchmark.title)  threads \(threads)  \(String(format: "%.3f", own.milliseconds)) ms"
          )
        }
      }
    }
  }
}
