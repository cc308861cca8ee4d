import ArgumentParser
import Foundation
import SequenceEngine

/// A model with its data and batch shape; `scripts/bench/pytorch_twin.py` has the same under the same letter.
enum BenchmarkCase: String, CaseIterable, ExpressibleByArgument {
  case a, b, c, d, e, f

  private enum Task {
    case text, adding
  }

  private struct Sizes {
    var cell: String
    var name: String
    var units: Int
    var layers = 1
    var steps: Int
    var rows: Int
    var task = Task.text
  }

  private var sizes: Sizes {
    switch self {
    case .a: Sizes(cell: BuiltInCells.rnn, name: "rnn", units: 100, steps: 25, rows: 1)
    case .b: Sizes(cell: BuiltInCells.lstm, name: "lstm", units: 128, layers: 2, steps: 50, rows: 50)
    case .c: Sizes(cell: BuiltInCells.lstm, name: "lstm", units: 512, layers: 2, steps: 50, rows: 50)
    case .d: Sizes(cell: BuiltInCells.gru, name: "gru", units: 256, steps: 100, rows: 64)
    case .e: Sizes(cell: BuiltInCells.rnn, name: "rnn", units: 100, steps: 400, rows: 20, task: .adding)
    case .f: Sizes(cell: BuiltInCells.lstm, name: "lstm", units: 128, steps: 750, rows: 50, task: .adding)
    }
  }

  /// The model in one line.
  var title: String {
    let sizes = sizes
    let units = sizes.layers > 1 ? "\(sizes.layers)×\(sizes.units)" : "\(sizes.units)"
    let task = sizes.task == .text ? "text" : "adding"
    return "\(sizes.name) \(units) T=\(sizes.steps) B=\(sizes.rows) \(task)"
  }

  /// Two bias vectors in each recurrent layer, as PyTorch has them.
  func model() throws -> ModelDescription {
    var layer = RecurrentLayer(cell: try CellDefinition(parsing: sizes.cell), units: sizes.units)
    layer.bias = .two
    var layers = (1...sizes.layers).map { LayerDescription(name: "\(sizes.name)\($0)", kind: .recurrent(layer)) }
    layers.append(LayerDescription(name: "dense1", kind: .dense(units: nil, activation: .identity)))
    return ModelDescription(name: "case_\(rawValue)", layers: layers)
  }

  /// Random text, or fresh sequences of the adding problem, with at least `updates` batches before anything comes again.
  ///
  /// - Parameter folder: where the text is written.
  func dataset(updates: Int, in folder: URL) throws -> Dataset {
    let batch = try BatchSettings(size: sizes.rows)
    guard sizes.task == .text else {
      return try Dataset(.generated(.adding(length: sizes.steps), count: nil), batch: batch)
    }
    let symbols = Array(UInt8(ascii: "0")..<UInt8(ascii: "0") + 65)
    let random = CounterRandom(seed: 1, stream: .data)
    let count = max(10_000, sizes.steps * sizes.rows * updates + 1)
    let path = folder.appendingPathComponent("text.txt").path
    try Data((0..<count).map { symbols[random.integer($0, below: symbols.count)] }).write(
      to: URL(fileURLWithPath: path))
    return try Dataset(.text(path: path, TextOptions(window: sizes.steps)), split: .undivided, batch: batch)
  }
}
