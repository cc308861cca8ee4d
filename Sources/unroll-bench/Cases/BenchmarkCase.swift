import ArgumentParser
import Foundation
import SequenceEngine

/// A model with its data and what is done with it; the twins in `scripts/bench` have the same under the same letter.
package enum BenchmarkCase: String, CaseIterable, ExpressibleByArgument, Codable {
  case a, b, c, d, e, f, g, h, i, j, k, l

  /// What is measured.
  package enum Activity {
    /// Updates: forward, loss, full backpropagation through time, Adam.
    case training
    /// Symbols drawn one after another, each read before the next.
    case sampling
    /// A pass that tells ‖dL/dh(t)‖ of every time step.
    case gradientNorms
    /// dh(T)/dh(0) with its singular values.
    case jacobian
  }

  package enum Task {
    /// The next symbol of a text.
    case text
    /// The adding problem.
    case adding
    /// One of two classes for a text of words, read in both directions.
    case labelledWords
    /// A text for a text: encoder and decoder with attention.
    case pairs
  }

  package struct Sizes {
    var cell: String
    var name: String
    package var units: Int
    var layers = 1
    /// T
    package var steps: Int
    /// B
    package var rows = 1
    package var task = Task.text
    package var activity = Activity.training
  }

  package var sizes: Sizes {
    switch self {
    case .a: Sizes(cell: BuiltInCells.rnn, name: "rnn", units: 100, steps: 25)
    case .b: Sizes(cell: BuiltInCells.lstm, name: "lstm", units: 128, layers: 2, steps: 50, rows: 50)
    case .c: Sizes(cell: BuiltInCells.lstm, name: "lstm", units: 512, layers: 2, steps: 50, rows: 50)
    case .d: Sizes(cell: BuiltInCells.gru, name: "gru", units: 256, steps: 100, rows: 64)
    case .e: Sizes(cell: BuiltInCells.rnn, name: "rnn", units: 100, steps: 400, rows: 20, task: .adding)
    case .f: Sizes(cell: BuiltInCells.lstm, name: "lstm", units: 128, steps: 750, rows: 50, task: .adding)
    case .g: Sizes(cell: BuiltInCells.rnn, name: "rnn", units: 8, steps: 20)
    case .h: Sizes(cell: BuiltInCells.lstm, name: "lstm", units: 128, steps: 60, rows: 32, task: .labelledWords)
    case .i: Sizes(cell: BuiltInCells.gru, name: "gru", units: 128, steps: 20, rows: 32, task: .pairs)
    case .j: Sizes(cell: BuiltInCells.lstm, name: "lstm", units: 512, layers: 2, steps: 100, activity: .sampling)
    case .k: Sizes(cell: BuiltInCells.rnn, name: "rnn", units: 128, steps: 400, activity: .gradientNorms)
    case .l: Sizes(cell: BuiltInCells.rnn, name: "rnn", units: 128, steps: 400, activity: .jacobian)
    }
  }

  /// Symbols of texts: characters, words, or symbols of either side of a pair.
  package var vocabulary: Int {
    switch sizes.task {
    case .text: 65
    case .adding: 0
    case .labelledWords: 5000
    case .pairs: 60
    }
  }

  /// Numbers that an embedding makes of a symbol.
  static let embedding = 64

  /// The model in one line.
  var title: String {
    let sizes = sizes
    let units = sizes.layers > 1 ? "\(sizes.layers)×\(sizes.units)" : "\(sizes.units)"
    let size = "\(sizes.name.uppercased()) \(units)"
    switch sizes.activity {
    case .training:
      let shape = "T=\(sizes.steps) B=\(sizes.rows)"
      switch sizes.task {
      case .text: return "\(size) \(shape) text"
      case .adding: return "\(size) \(shape) adding"
      case .labelledWords: return "bidirectional \(size) \(shape) 5,000 words, one label"
      case .pairs: return "encoder-decoder \(size) \(shape) additive attention"
      }
    case .sampling: return "sampling 1,000 characters, \(size)"
    case .gradientNorms: return "every ‖dL/dh(t)‖, \(size) T=\(sizes.steps)"
    case .jacobian: return "dh(T)/dh(0), singular values, \(size) T=\(sizes.steps)"
    }
  }
}
