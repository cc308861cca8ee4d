import ArgumentParser
import Foundation
import SequenceEngine

/// One training on long sequences in a process of its own, so that its memory is nobody else's.
struct LongTraining: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "long-training",
    abstract: "Trains an LSTM on long sequences, and tells time and memory as JSON.", shouldDisplay: false)

  @Option(help: "Time steps of a sequence.") var steps: Int
  @Flag(help: "Keep states every √T time steps alone.") var checkpoint = false

  /// What a training took.
  struct Result: Codable {
    /// Of the median update, a time step of one row.
    var nanosecondsPerStep: Double
    /// By which the process grew at most, the batch and the sums of the loss included.
    var grownBytes: Double
    /// Activations, tapes and kept states alone, as the engine accounts for them.
    var tapeBytes: Double
  }

  private static let rows = 2

  func run() throws {
    let result = try withTemporaryFolder { try measure(in: $0) }
    print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
  }

  private func measure(in folder: URL) throws -> Result {
    let path = folder.appendingPathComponent("text.txt").path
    let random = CounterRandom(seed: 1, stream: .data)
    let letters = (0..<Self.rows * steps + 1).map { UInt8(ascii: "0") + UInt8(random.integer($0, below: 65)) }
    try Data(letters).write(to: URL(fileURLWithPath: path))
    let dataset = try Dataset(
      .text(path: path, TextOptions(window: steps)), split: .undivided, batch: BatchSettings(size: Self.rows))
    let lstm = RecurrentLayer(cell: try CellDefinition(parsing: BuiltInCells.lstm), units: 128)
    let model = ModelDescription(
      name: "long",
      layers: [
        LayerDescription(name: "lstm1", kind: .recurrent(lstm)),
        LayerDescription(name: "dense2", kind: .dense(units: nil, activation: .identity)),
      ])
    var settings = TrainingSettings()
    settings.backpropagation = Backpropagation(recomputes: checkpoint)
    let state = try ModelState(model, for: dataset.shape, seed: 1)
    let before = Self.peakBytes()
    let trainer = try Trainer(state, dataset, settings)
    _ = try trainer.advance()
    let clock = ContinuousClock()
    var times: [Double] = []
    for _ in 0..<max(3, 300_000 / steps) {
      let start = clock.now
      _ = try trainer.advance()
      times.append((clock.now - start) / .nanoseconds(1))
    }
    times.sort()
    let tape = trainer.plan.batchMemory(
      steps: steps, rows: Self.rows, scalarSize: 4, settings.backpropagation)
    return Result(
      nanosecondsPerStep: times[times.count / 2] / Double(steps * Self.rows), grownBytes: Self.peakBytes() - before,
      tapeBytes: Double(tape.bytes))
  }

  /// The most memory that this process has had.
  private static func peakBytes() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) * 1024
  }
}
