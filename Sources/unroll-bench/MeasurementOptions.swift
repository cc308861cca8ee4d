import ArgumentParser

/// What both commands measure.
struct MeasurementOptions: ParsableArguments {
  @Option(name: .customLong("case"), help: "A case to measure; repeat for several. (default: all)")
  var cases: [BenchmarkCase] = []

  @Option(help: "Numbers of threads, with commas.")
  var threads = "1,2"

  func validate() throws {
    let numbers = threads.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.allSatisfy({ (1...256).contains($0 ?? 0) }) else {
      throw ValidationError("--threads: expected numbers from 1 to 256 such as 1,2, found '\(threads)'")
    }
  }

  var chosenCases: [BenchmarkCase] { cases.isEmpty ? BenchmarkCase.allCases : cases }
  var threadCounts: [Int] { threads.split(separator: ",").compactMap { Int($0) } }
}
