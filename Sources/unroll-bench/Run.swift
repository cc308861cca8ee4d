import ArgumentParser
import Foundation
import SequenceEngine

/// `unroll-bench run`: the engine alone.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures the engine alone: for a profiler, or without Python.",
    discussion: "Ten updates, or one repetition of what is no training, come before and are not timed.")

  @OptionGroup var options: MeasurementOptions

  @Option(help: "Repetitions that are timed: updates, hundreds of characters, or passes.")
  var updates = 40

  @Option(help: "Seconds after which no further repetition begins.")
  var seconds = 20.0

  func validate() throws {
    guard (1...1_000_000).contains(updates) else {
      throw ValidationError("--updates: expected from 1 to 1000000, found \(updates)")
    }
    guard seconds > 0 else { throw ValidationError("--seconds: expected a number above 0, found \(seconds)") }
  }

  func run() throws {
    print("instruction set \(Parallel.instructionSet); median milliseconds of one repetition")
    for benchmark in options.chosenCases {
      try withTemporaryFolder { folder in
        for threads in options.threadCounts {
          Parallel.threads = threads
          let work = try benchmark.work(in: folder)
          _ = try work.compared()
          let own = try work.timed(RoundLength(seconds: seconds, most: updates, least: 1))
          print(
            "\(benchmark.rawValue)  \(benchmark.title)  threads \(threads)  \(String(format: "%.3f", own.milliseconds)) ms"
          )
        }
      }
    }
    if let megabytes = PeakMemory.megabytes { print(PeakMemory.sentence(megabytes)) }
  }
}
