import ArgumentParser
import Foundation

/// Time and memory of a time step when sequences grow from 1,000 to 100,000 steps, with checkpointing and without.
struct LongTrainingFigures {
  private static let lengths = [1000, 10_000, 100_000]

  func measure() throws -> [Figure] {
    var figures: [Figure] = []
    var longest: [LongTraining.Result] = []
    for checkpoint in [false, true] {
      let what = checkpoint ? "checkpoint=yes" : "bptt full"
      let results = try Self.lengths.map { try run(steps: $0, checkpoint: checkpoint) }
      let times = results.map(\.nanosecondsPerStep)
      figures.append(
        Figure(
          name: "\(what): time a step, T = 1,000 to 100,000, longest / shortest",
          value: (times.max() ?? .nan) / (times.min() ?? .nan), goal: 1.1, unit: "×",
          note: times.map { String(format: "%.0f ns", $0) }.joined(separator: ", ")))
      let bytes = zip(results, Self.lengths).map { $0.grownBytes / Double($1) }
      figures.append(
        Figure(
          name: "\(what): memory a step, T = 100,000 / T = 10,000", value: bytes[2] / bytes[1], goal: 1.1, unit: "×",
          note: bytes.map { String(format: "%.0f bytes", $0) }.joined(separator: ", ")))
      if let last = results.last { longest.append(last) }
    }
    let (full, kept) = (longest[0], longest[1])
    figures.append(
      Figure(
        name: "tape at T = 100,000 with checkpointing, of that without", value: 100 * kept.tapeBytes / full.tapeBytes,
        goal: 1, unit: "%",
        note: String(
          format: "%.2f of %.0f MB; the processes grew by %.1f and %.0f MB", kept.tapeBytes / 1e6,
          full.tapeBytes / 1e6, kept.grownBytes / 1e6, full.grownBytes / 1e6)))
    return figures
  }

  private func run(steps: Int, checkpoint: Bool) throws -> LongTraining.Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["long-training", "--steps", String(steps)] + (checkpoint ? ["--checkpoint"] : [])
    let answer = Pipe()
    process.standardOutput = answer
    try process.run()
    let bytes = answer.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw ValidationError("a training of \(steps) time steps failed; its message is above")
    }
    return try JSONDecoder().decode(LongTraining.Result.self, from: bytes)
  }
}
