/// A model as an ONNX file, with the proof that it computes the same: the bytes are read back and run on an example by
/// an interpreter of their own, and the result is compared with the model's.
public struct ONNXExport: Sendable {
  public let bytes: [UInt8]
  public let operatorSet = ONNXModel.operatorSet
  /// Operators in the graph.
  public let operators: Int
  /// Largest difference between the file's answer and the model's on the example, and the model's largest number there.
  public let difference: Double
  public let largest: Double

  /// Numbers are computed in double on both sides from the same 32-bit weights, so little may remain.
  static let allowed = 1e-6

  /// - Parameter example: what the proof is run on.
  /// - Throws: `ModelError` naming what cannot be said in ONNX, or the difference where the file does not compute the
  /// same;
  ///   `DataError` when the file cannot be read back.
  public init(_ state: ModelState, for shape: DataShape, loss: Loss, example: SequenceInput) throws {
    var rounded = state
    // The file holds 32-bit weights.
    rounded.parameters = state.parameters.map { Double(Float($0)) }
    let plan = try ModelPlan(state.description, for: shape)
    let builder = try ONNXBuilder(plan, rounded.parameters, name: state.description.name)
    var model = ONNXModel(graph: builder.graph)
    model.metadata = ["input": Self.sentence(shape.input), "output": Self.sentence(plan, loss)]
    bytes = model.encoded()
    operators = model.graph.nodes.count

    let read: ONNXModel
    do {
      read = try ONNXModel(decoding: bytes)
    } catch {
      throw ModelError("the ONNX file cannot be read back: \(error.reason)")
    }
    var predictor = try Predictor(rounded, for: shape, loss: loss).outputs([example])[0]
    if case .dense(_, let activation)? = plan.layers.last?.description.kind {
      predictor = predictor.map { Self.finished($0, activation, loss) }
    }
    let expected = predictor.flatMap { $0 }
    let found = try ONNXInterpreter(read.graph).run(Self.input(example)).numbers
    guard expected.count == found.count else {
      throw ModelError("the ONNX file puts out \(found.count) numbers, and the model \(expected.count)")
    }
    (difference, largest) = zip(expected, found).reduce((0, 0)) { worst, pair in
      // A NaN on one side only is as far away as can be.
      let own = pair.0.isNaN && pair.1.isNaN || pair.0 == pair.1 ? 0 : abs(pair.0 - pair.1)
      return (max(worst.0, own.isNaN ? .infinity : own), pair.0.isFinite ? max(worst.1, abs(pair.0)) : worst.1)
    }
    guard difference <= Self.allowed * max(largest, 1) else {
      throw ModelError(
        "the ONNX file would not compute what the model does: on the example they differ by "
          + PlainNumber.text(difference))
    }
  }

  /// The function that training leaves to the loss and the file applies.
  private static func finished(_ logits: [Double], _ activation: DenseActivation, _ loss: Loss) -> [Double] {
    switch activation {
    case .softmax: return ONNXInterpreter.softmax(logits)
    case .sigmoid where loss == .binaryCrossEntropy: return logits.map(ONNXInterpreter.sigmoid)
    case .identity, .tanh, .relu, .sigmoid: return logits
    }
  }

  /// One sequence as a batch of one.
  private static func input(_ example: SequenceInput) -> ONNXInterpreter.Value {
    switch example {
    case .tokens(let tokens): .init(shape: [tokens.count, 1], numbers: tokens.map(Double.init))
    case .vectors(let values, let size): .init(shape: [values.count / max(size, 1), 1, size], numbers: values)
    }
  }

  private static func sentence(_ input: InputKind) -> String {
    switch input {
    case .token(let vocabulary): "symbols from 0 to \(vocabulary - 1): [time, batch]"
    case .vector(let size): "vectors of \(size) numbers: [time, batch, \(size)]"
    }
  }

  private static func sentence(_ plan: ModelPlan, _ loss: Loss) -> String {
    let shape = plan.shape.placement == .perStep ? "[time, batch, …]" : "[batch, …]"
    switch (plan.shape.target, plan.layers.last?.description.kind) {
    case (_, .dense(_, .softmax)), (.bits, .dense(_, .sigmoid)): return "probabilities: \(shape)"
    case (.classes, _) where loss == .crossEntropy, (.labels, _) where loss == .crossEntropy || loss == .ctc:
      return "logits; softmax makes probabilities of them: \(shape)"
    case (.bits, _) where loss == .binaryCrossEntropy: return "logits; sigmoid makes probabilities of them: \(shape)"
    case (.classes, _), (.labels, _), (.bits, _):
      return "numbers near 1 for what is, and near 0 for what is not: \(shape)"
    case (.vector, _): return "numbers: \(shape)"
    }
  }
}
