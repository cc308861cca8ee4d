import Foundation
import SequenceEngine

/// Peak memory of processes that do nothing but train one case.
struct MemoryComparison {
  static let benchmark = BenchmarkCase.b
  private static let length = RoundLength(seconds: 2, most: 20)

  let peers: PeerProcesses
  let threads: Int

  /// Ours first; who cannot be measured is left out.
  func run(in folder: URL) throws -> [(name: String, megabytes: Double)] {
    let benchmark = Self.benchmark
    let dataset = try benchmark.dataset(updates: BenchmarkCase.comparedUpdates, in: folder)
    let files = try CaseFiles(benchmark, benchmark.start(for: dataset.shape), dataset, in: folder)
    var found = try own().map { [("ours", $0)] } ?? []
    for contender in benchmark.contenders {
      let request = benchmark.request(contender.variant, files, Self.length)
      guard let process = peers.fresh(contender.peer, threads: threads),
        let megabytes = try? process.ask(request).megabytes
      else { continue }
      found.append((contender.name, megabytes))
    }
    return found
  }

  private func own() throws -> Double? {
    guard let program = Bundle.main.executablePath else { return nil }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = [
      "run", "--case", Self.benchmark.rawValue, "--threads", String(threads), "--updates", String(Self.length.most),
    ]
    let answer = Pipe()
    process.standardOutput = answer
    try process.run()
    let bytes = answer.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return PeakMemory.megabytes(toldIn: String(decoding: bytes, as: UTF8.self))
  }
}
