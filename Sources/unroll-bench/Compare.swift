import ArgumentParser
import Foundation
import SequenceEngine

/// `unroll-bench compare`: the engine and its peers, taking turns, on the same weights and batches.
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures the engine beside PyTorch, JAX and ONNX Runtime, on the same start weights and batches.",
    discussion: """
      A ratio above 1 means that the engine is faster than the fastest peer. A peer that is not installed is left out. Fails
      when the sides do not compute the same.
      """)

  @Option(help: "A Python that has numpy and torch, jax, onnxruntime with onnx, or some of them.")
  var python: String

  @Option(help: "The folder of the peers' sides of the comparison.")
  var scripts = "scripts/bench"

  @Option(help: "Turns of each side with each number of threads; its best median counts.")
  var rounds = 3

  @Option(help: "Seconds of a turn; a turn has three repetitions at least.")
  var seconds = 1.0

  @Option(help: "Writes the table to this file, too.")
  var markdown: String?

  @OptionGroup var options: MeasurementOptions

  /// Float32 sums in another order differ by less; another model or batch by far more.
  private static let tolerance = 1e-4

  func validate() throws {
    guard (1...1000).contains(rounds) else {
      throw ValidationError("--rounds: expected from 1 to 1000, found \(rounds)")
    }
    guard (0.01...3600).contains(seconds) else {
      throw ValidationError("--seconds: expected from 0.01 to 3600, found \(seconds)")
    }
    for peer in Peer.allCases {
      let path = URL(fileURLWithPath: scripts).appendingPathComponent(peer.script).path
      guard FileManager.default.isReadableFile(atPath: path) else {
        throw ValidationError("--scripts: expected \(path); run it from the top of the repository")
      }
    }
    guard FileManager.default.isExecutableFile(atPath: python) else {
      throw ValidationError("--python: '\(python)' cannot be run; give the path of a Python with the peers' packages")
    }
  }

  func run() throws {
    // A peer that ends while it is asked is told of as an error.
    signal(SIGPIPE, SIG_IGN)
    let report: ComparisonReport = try withTemporaryFolder { folder in
      let peers = PeerProcesses(python: python, scripts: URL(fileURLWithPath: scripts), in: folder)
      return try measured(peers, in: folder)
    }
    print("\n" + report.markdown)
    if let markdown { try Data(report.markdown.utf8).write(to: URL(fileURLWithPath: markdown), options: .atomic) }
    let wrong = report.results.filter { !($0.difference ?? 0 < Self.tolerance) }
    guard !wrong.isEmpty else { return }
    let letters = wrong.map(\.benchmark.rawValue).joined(separator: ", ")
    print("error: \(letters): results differ by more than \(Self.tolerance): the sides did not do the same work")
    throw ExitCode.failure
  }

  private func measured(_ peers: PeerProcesses, in folder: URL) throws -> ComparisonReport {
    let length = RoundLength(seconds: seconds, most: 100_000)
    var report = ComparisonReport(
      date: Date().formatted(.iso8601.year().month().day()), machine: .own, threads: options.threadCounts)
    report.peak = try report.threads.map { try ProductLimit.peak(threads: $0, seconds: seconds / 2) }
    for benchmark in options.chosenCases {
      let comparison = CaseComparison(
        benchmark: benchmark, peers: peers, rounds: rounds, length: length, threadCounts: report.threads)
      let result = try withTemporaryFolder { try comparison.run(in: $0) }
      tell(report.line(result))
      report.results.append(result)
    }
    if options.chosenCases.contains(MemoryComparison.benchmark) {
      let memory = MemoryComparison(peers: peers, threads: report.threads.max() ?? 1)
      report.memory = try withTemporaryFolder { try memory.run(in: $0) }
    }
    report.versions = Peer.allCases.compactMap { peers.versions[$0] }
    report.failures = Peer.allCases.compactMap { peers.unavailable[$0] }
    return report
  }

  /// Somebody waits: each line goes out at once.
  private func tell(_ line: String) {
    print(line)
    fflush(nil)
  }
}
