import Foundation
import SequenceEngine
import Testing

/// Weights as Keras keeps them, computed with Keras' own equations by a twin that multiplies from the left, column
/// block by column block.
@Suite("Weights of Keras")
struct KerasTests {
  private typealias Tensor = SafetensorsFile.Tensor
  private let inputs = 3
  private let units = 4
  private let steps = 5
  private let shape = DataShape(input: .vector(size: 3), target: .vector(size: 2), placement: .perStep)

  private func weights(_ count: Int, _ seed: Double) -> [Double] {
    (0..<count).map { Double(Float(0.8 * sin(seed + 1.3 * Double($0)))) }
  }

  private func tensor(_ name: String, _ shape: [Int], _ seed: Double) -> Tensor {
    Tensor(name: name, shape: shape, weights(shape.reduce(1, *), seed))
  }

  private var input: [[Double]] { (0..<steps).map { t in (0..<inputs).map { cos(Double(t * inputs + $0)) } } }

  /// v M, column `column` of a matrix of `width` columns.
  private func product(_ v: [Double], _ matrix: [Double], _ width: Int, _ column: Int) -> Double {
    v.indices.reduce(0) { $0 + v[$1] * matrix[$1 * width + column] }
  }

  private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  /// h of all steps by the equations of keras.layers.
  private func states(_ kind: String, _ kernel: [Double], _ recurrence: [Double], _ bias: [Double]) -> [[Double]] {
    let width = recurrence.count / units
    var (h, c) = ([Double](repeating: 0, count: units), [Double](repeating: 0, count: units))
    return input.map { x in
      func read(_ column: Int) -> Double { product(x, kernel, width, column) + bias[column] }
      func recall(_ column: Int) -> Double { product(h, recurrence, width, column) }
      let (old, oldC) = (h, c)
      switch kind {
      case "lstm":
        for u in 0..<units {
          let gates = (0..<4).map { read($0 * units + u) + product(old, recurrence, width, $0 * units + u) }
          c[u] = sigmoid(gates[1]) * oldC[u] + sigmoid(gates[0]) * tanh(gates[2])
          h[u] = sigmoid(gates[3]) * tanh(c[u])
        }
      case "gru after", "gru before":
        let z = (0..<units).map { u in
          sigmoid(read(u) + recall(u) + (kind == "gru after" ? bias[width + u] : 0))
        }
        let r = (0..<units).map { u in
          sigmoid(read(units + u) + recall(units + u) + (kind == "gru after" ? bias[width + units + u] : 0))
        }
        let new = (0..<units).map { u -> Double in
          let column = 2 * units + u
          let past =
            kind == "gru after"
            ? r[u] * (recall(column) + bias[width + column])
            : product(zip(r, old).map(*), recurrence, width, column)
          return tanh(read(column) + past)
        }
        h = (0..<units).map { (u: Int) -> Double in z[u] * old[u] + (1 - z[u]) * new[u] }
      default: h = (0..<units).map { tanh(read($0) + product(old, recurrence, width, $0)) }
      }
      return h
    }
  }

  @Test(
    "each recurrent layer computes what Keras' equations do",
    arguments: [
      ("rnn", BuiltInCells.rnn, 1), ("lstm", BuiltInCells.lstm, 4), ("gru after", BuiltInCells.gru, 3),
      ("gru before", BuiltInCells.gruResetBefore, 3),
    ], [BiasMode.one, .two])
  func twin(_ cell: (name: String, source: String, gates: Int), _ bias: BiasMode) throws {
    let width = cell.gates * units
    let biasShape = cell.name == "gru after" ? [2, width] : [width]
    let file = SafetensorsFile(tensors: [
      tensor("model/\(cell.name)/cell/kernel", [inputs, width], 0.1),
      tensor("model/\(cell.name)/cell/recurrent_kernel", [units, width], 0.2),
      tensor("model/\(cell.name)/cell/bias", biasShape, 0.3),
      tensor("model/dense/kernel", [units, 2], 0.4), tensor("model/dense/bias", [2], 0.5),
    ])
    let recurrent = Models.recurrent(cell.source, units) { $0.bias = bias }
    var state = try ModelState(
      Models.description([recurrent, .dense(units: nil, activation: .identity)]), for: shape, seed: 1)
    let plan = try ModelPlan(state.description, for: shape)
    state.parameters = try Checkpoint.weights(of: file, for: plan, path: "keras.npz")
    let found = try Predictor(state, for: shape, loss: .meanSquared).outputs([
      .vectors(input.flatMap { $0 }, size: inputs)
    ])[0]
    let h = states(
      cell.name, weights(inputs * width, 0.1), weights(units * width, 0.2), weights(biasShape.reduce(1, *), 0.3))
    let (kernel, shift) = (weights(units * 2, 0.4), weights(2, 0.5))
    let expected = h.flatMap { h in (0..<2).map { product(h, kernel, 2, $0) + shift[$0] } }
    #expect(relativeDifference(found.flatMap { $0 }, expected) < 1e-12)
  }

  // MARK: Which array belongs to which layer

  private let dense = LayerKind.dense(units: nil, activation: .identity)

  private func load(_ kinds: [LayerDescription], _ tensors: [Tensor], _ shape: DataShape) throws -> [Double] {
    let plan = try ModelPlan(ModelDescription(name: "m", layers: kinds), for: shape)
    return try Checkpoint.weights(of: SafetensorsFile(tensors: tensors), for: plan, path: "k.npz")
  }

  @Test("embedding, two dense layers of one shape in order, and layers by their own names")
  func order() throws {
    let shape = DataShape(input: .token(vocabulary: 4), target: .classes(count: 4), placement: .perStep)
    let kinds = Models.description([.embedding(size: 4), .layerNorm, .dense(units: 4, activation: .tanh), dense]).layers
    func tensors(_ first: String, _ second: String) -> [Tensor] {
      [
        tensor("embedding/embeddings:0", [4, 4], 1), tensor("norm/gamma:0", [4], 2), tensor("norm/beta:0", [4], 3),
        tensor("\(first)/kernel:0", [4, 4], 4), tensor("\(first)/bias:0", [4], 5),
        tensor("\(second)/kernel:0", [4, 4], 6), tensor("\(second)/bias:0", [4], 7),
      ]
    }
    let found = try load(kinds, tensors("dense", "dense_1"), shape)
    func turned(_ seed: Double) -> [Double] { (0..<16).map { weights(16, seed)[$0 % 4 * 4 + $0 / 4] } }
    #expect(
      found == weights(16, 1) + weights(4, 2) + weights(4, 3) + turned(4) + weights(4, 5) + turned(6) + weights(4, 7))
    // A layer's own name beats the order.
    let named = try load(kinds, tensors("layer4", "layer3"), shape)
    #expect(Array(named[24..<44]) == turned(6) + weights(4, 7) && Array(named[44...]) == turned(4) + weights(4, 5))
  }

  @Test("layers of a file stand by kind: gates and direction tell them apart")
  func kinds() throws {
    var layers = Models.description([Models.recurrent(BuiltInCells.lstm, 2), Models.recurrent(BuiltInCells.gru, 2)])
      .layers
    layers += [
      LayerDescription(name: "back", kind: Models.recurrent(BuiltInCells.gru, 2) { $0.isReversed = true }),
      LayerDescription(name: "end", kind: dense),
    ]
    func recurrent(_ path: String, _ gates: Int, _ inputs: Int, _ seed: Double) -> [Tensor] {
      [
        tensor("\(path)/kernel", [inputs, 2 * gates], seed),
        tensor("\(path)/recurrent_kernel", [2, 2 * gates], seed + 0.1),
        tensor("\(path)/bias", gates == 3 ? [2, 6] : [8], seed + 0.2),
      ]
    }
    let tensors =
      recurrent("bidirectional/backward_layer/cell", 3, 2, 1) + [
        tensor("dense/kernel", [2, 2], 2), tensor("dense/bias", [2], 3),
      ]
      + recurrent("gru/cell", 3, 2, 4) + recurrent("lstm/cell", 4, 3, 5)
    let found = try load(layers, tensors, shape)
    let plan = try ModelPlan(ModelDescription(name: "m", layers: layers), for: shape)
    // The first input weight of the candidate gate is column 2 · units of Keras' kernel.
    for (name, seed, gates) in [("layer1", 5.0, 4), ("layer2", 4.0, 3), ("back", 1.0, 3)] {
      let parameter = try #require(plan.parameters.first { $0.name == "\(name).weight_ih_l0" })
      #expect(found[parameter.offset + 4 * parameter.shape[1]] == weights(2 * gates, seed)[4], "\(name)")
    }
  }

  @Test("what does not fit is told, and the form of a GRU with its remedy")
  func mismatches() throws {
    let gru = Models.description([Models.recurrent(BuiltInCells.gru, 4), dense]).layers
    let rest = [
      tensor("gru/cell/kernel", [3, 12], 1), tensor("gru/cell/recurrent_kernel", [4, 12], 2),
      tensor("dense/kernel", [4, 2], 3), tensor("dense/bias", [2], 4),
    ]
    #expect(
      message { try load(gru, rest + [tensor("gru/cell/bias", [12], 5)], shape) }
        == "k.npz: expected the other form of the GRU for layer1, found one with reset_after=False; nothing was loaded; "
        + "make the layer with reset=before")
    #expect(
      message { try load(gru, Array(rest[..<2]), shape) }?.contains(
        "the arrays of a dense layer for layer2, found none") == true)
    #expect(
      message { try load(gru, rest + [tensor("more/kernel", [2, 2], 1)], shape) }?.contains("left over: 'more'") == true
    )
    let wide = [tensor("gru/cell/kernel", [3, 15], 1), tensor("gru/cell/recurrent_kernel", [5, 15], 2)] + rest[2...]
    #expect(message { try load(gru, wide, shape) }?.contains("recurrent_kernel [4, 12] for layer1") == true)
    let own = Models.description([Models.recurrent(BuiltInCells.mgu, 4), dense]).layers
    #expect(message { try load(own, rest, shape) }?.contains("rnn, lstm or gru, the cells of Keras") == true)
  }
}
