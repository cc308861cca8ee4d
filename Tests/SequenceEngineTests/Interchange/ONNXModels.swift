import Foundation
import SequenceEngine
import Testing

/// Models that ONNX can say, each with an input, so that a file can be compared with what other programs make of it.
/// Weights come from a formula, so that the same bytes come out for ever.
struct ONNXCase: CustomTestStringConvertible, Sendable {
  var name: String
  var layers: [LayerDescription]
  var shape: DataShape
  var loss = Loss.meanSquared
  var testDescription: String { name }

  static let steps = 6

  init(
    _ name: String, _ kinds: [LayerKind], input: InputKind = .vector(size: 3), target: TargetKind = .vector(size: 2),
    placement: TargetPlacement = .perStep, loss: Loss = .meanSquared
  ) {
    self.init(name, Models.description(kinds).layers, input: input, target: target, placement: placement, loss: loss)
  }

  init(
    _ name: String, _ layers: [LayerDescription], input: InputKind = .vector(size: 3),
    target: TargetKind = .vector(size: 2), placement: TargetPlacement = .perStep, loss: Loss = .meanSquared
  ) {
    (self.name, self.layers, self.loss) = (name, layers, loss)
    shape = DataShape(input: input, target: target, placement: placement, steps: Self.steps)
  }

  var state: ModelState {
    get throws {
      var state = try ModelState(ModelDescription(name: name, layers: layers), for: shape, seed: 1)
      state.parameters = state.parameters.indices.map { Double(Float(0.7 * sin(1.7 * Double($0) + 0.3))) }
      return state
    }
  }

  var input: SequenceInput {
    switch shape.input {
    case .token(let vocabulary): .tokens((0..<Self.steps).map { Int32($0 * $0 % vocabulary) })
    case .vector(let size): .vectors((0..<Self.steps * size).map { cos(0.9 * Double($0)) }, size: size)
    }
  }

  func export() throws -> ONNXExport { try ONNXExport(state, for: shape, loss: loss, example: input) }

  /// What the model itself puts out; [T, O] or [O].
  var answer: [Double] {
    get throws { try Predictor(state, for: shape, loss: loss).outputs([input])[0].flatMap { $0 } }
  }

  private static let dense = LayerKind.dense(units: nil, activation: .identity)
  private static let token = InputKind.token(vocabulary: 5)

  private static func rnn(_ activation: String) -> LayerKind {
    Models.recurrent(BuiltInCells.rnn, 4) { $0.options["activation"] = .function(activation) }
  }

  private static func branches(_ merge: Merge) -> [LayerDescription] {
    [
      LayerDescription(name: "forward", kind: Models.recurrent(BuiltInCells.lstm, 4), reads: [.input]),
      LayerDescription(
        name: "reverse", kind: Models.recurrent(BuiltInCells.lstm, 4) { $0.isReversed = true }, reads: [.input]),
      LayerDescription(name: "both", kind: .merge(merge), reads: [.layer("forward"), .layer("reverse")]),
      LayerDescription(name: "dense", kind: dense),
    ]
  }

  static let all: [ONNXCase] =
    ["tanh", "relu", "sigmoid", "identity", "softplus"].map { ONNXCase("rnn \($0)", [rnn($0), dense]) }
    + [
      ONNXCase("lstm", [Models.recurrent(BuiltInCells.lstm, 4), dense]),
      ONNXCase("lstm two biases", [Models.recurrent(BuiltInCells.lstm, 4) { $0.bias = .two }, dense]),
      ONNXCase("lstm no bias", [Models.recurrent(BuiltInCells.lstm, 4) { $0.bias = .no }, dense]),
      ONNXCase("lstm peephole", [Models.recurrent(BuiltInCells.peepholeLSTM, 4), dense]),
      ONNXCase("gru", [Models.recurrent(BuiltInCells.gru, 4), dense]),
      ONNXCase("gru two biases", [Models.recurrent(BuiltInCells.gru, 4) { $0.bias = .two }, dense]),
      ONNXCase("gru reset before", [Models.recurrent(BuiltInCells.gruResetBefore, 4), dense]),
      ONNXCase("irnn", [Models.recurrent(BuiltInCells.irnn, 4), dense]),
      ONNXCase(
        "last of two layers", [Models.recurrent(BuiltInCells.gru, 4), Models.recurrent(BuiltInCells.lstm, 3), dense],
        placement: .perSequence),
      ONNXCase(
        "reverse, last", [Models.recurrent(BuiltInCells.gru, 4) { $0.isReversed = true }, dense],
        placement: .perSequence),
      ONNXCase(
        "dropout, mean and layer normalisation",
        [Models.recurrent(BuiltInCells.gru, 4), .dropout(rate: 0.5), .layerNorm, .pool(.mean), dense],
        placement: .perSequence),
      ONNXCase("largest", [Models.recurrent(BuiltInCells.gru, 4), .pool(.max), dense], placement: .perSequence),
      ONNXCase(
        "pooled last", [Models.recurrent(BuiltInCells.gru, 4), .layerNorm, .pool(.last), dense], placement: .perSequence
      ),
      ONNXCase(
        "embedding and softmax",
        [.embedding(size: 3), Models.recurrent(BuiltInCells.lstm, 4), .dense(units: nil, activation: .softmax)],
        input: token, target: .classes(count: 5), loss: .crossEntropy),
      ONNXCase(
        "symbols without embedding", [Models.recurrent(BuiltInCells.gru, 4), dense], input: token,
        target: .classes(count: 5), loss: .crossEntropy),
      ONNXCase(
        "yes or no", [Models.recurrent(BuiltInCells.gru, 4), .dense(units: nil, activation: .sigmoid)],
        target: .bits(size: 2), loss: .binaryCrossEntropy),
      ONNXCase(
        "convolution, turned round",
        [.convolution(Convolution(units: 4, width: 4, activation: .relu)), .timeReverse, rnn("tanh"), dense]),
      ONNXCase(
        "causal convolution", [.convolution(Convolution(units: 4, width: 3, padding: .causal)), rnn("tanh"), dense]),
      ONNXCase(
        "flattened", [.flatten(steps: nil), .dense(units: 4, activation: .tanh), dense], placement: .perSequence),
      ONNXCase("the last steps", [.flatten(steps: 8), dense], placement: .perSequence),
      ONNXCase(
        "repeated",
        [Models.recurrent(BuiltInCells.lstm, 4), .repeated(steps: nil), Models.recurrent(BuiltInCells.gru, 3), dense]),
    ] + Merge.allCases.map { ONNXCase("both directions, \($0.rawValue)", branches($0)) }
}
