import Foundation
import SequenceEngine
import Testing

@Suite("Layers in both directions equal PyTorch's")
struct BidirectionalReferenceTests {
  private static let sources = ["rnn": BuiltInCells.rnn, "lstm": BuiltInCells.lstm, "gru": BuiltInCells.gru]
  static let stacks =
    ["rnn", "lstm", "gru"].flatMap { kind in [1, 2].map { "stack_\(kind)_\($0)layers_bidirectional" }
    } + ["stack_lstm_2layers_bidirectional_projected"]

  private func projection(_ reference: ReferenceCase) -> Int? { reference.numbers("projection")?.first.map { Int($0) } }

  private func model(_ reference: ReferenceCase, layers: Int) throws -> ModelDescription {
    let source = try #require(Self.sources[reference.text("kind") ?? ""])
    var layer = RecurrentLayer(cell: Models.cell(source), units: try reference.integer("hidden"))
    layer.bias = .two
    layer.variation.projection = projection(reference)
    return ModelDescription(
      name: "m",
      layers: (0..<layers).flatMap {
        LayerDescription.group("layer\($0)", layer, bidirectional: .concat, residual: false)
      })
  }

  /// The reference's name of a parameter: `layer1.weight_ih_l0_reverse` is `weight_ih_l1_reverse` there.
  private func field(_ parameter: Parameter) -> String {
    let (layer, suffix) = (parameter.name.dropFirst(5).prefix(1), parameter.name.dropFirst(7))
    return suffix.replacingOccurrences(of: "_l0", with: "_l\(layer)")
  }

  private func equals<Scalar: KernelScalar>(
    _: Scalar.Type, _ reference: ReferenceCase, _ plan: ModelPlan, lengths: [Int], put out: String, within bound: Double
  ) throws {
    var weights = [Double](repeating: 0, count: plan.parameterCount)
    for parameter in plan.parameters {
      weights.replaceSubrange(parameter.range, with: try #require(reference.numbers("weights.\(field(parameter))")))
    }
    let (steps, inputs) = (try reference.integer("T"), try reference.integer("input"))
    let (width, placement) = (plan.shape.target.outputSize, plan.shape.placement)
    let x = rows(try #require(reference.numbers("x")), steps: steps, rows: lengths.count, width: inputs)
    let examples = zip(x, lengths).map { values, length in
      Example(
        input: .vectors(Array(values.prefix(length * inputs)), size: inputs),
        target: .vectors(
          Array(repeating: 0, count: (placement == .perStep ? length : 1) * width), size: width), steps: length)
    }
    let network = Network<Scalar>(plan, loss: .meanSquared)
    network.load(weights)
    network.prepare(
      Batch(examples, identities: lengths.indices.map { UInt64($0) }, placement: placement), isTraining: false)
    network.forward()
    let y = try #require(reference.numbers(out))
    #expect(relativeDifference(y.indices.map { Double(network.output.values[$0]) }, y) < bound)
    for (place, value) in try #require(reference.numbers("loss_weights")).enumerated() {
      network.output.gradients[place] = Scalar(value)
    }
    network.backward()
    let dx = try #require(reference.numbers("dx"))
    #expect(relativeDifference(Array(network.inputGradientValues.prefix(dx.count)), dx) < bound)
    for parameter in plan.parameters {
      let expected = try #require(reference.numbers("dweights.\(field(parameter))"))
      #expect(relativeDifference(Array(network.gradients[parameter.range]), expected) < bound, "\(parameter.name)")
    }
  }

  @Test("one and two layers: outputs, input gradients, weight gradients", arguments: stacks)
  func stack(_ name: String) throws {
    let reference = try ReferenceCase(name)
    let width = try 2 * (projection(reference) ?? reference.integer("hidden"))
    let shape = DataShape(
      input: .vector(size: try reference.integer("input")), target: .vector(size: width), placement: .perStep)
    let model = try model(reference, layers: try reference.integer("layers"))
    let plan = try ModelPlan(model, for: shape, recorded: true)
    let lengths = Array(repeating: try reference.integer("T"), count: try reference.integer("B"))
    try equals(Double.self, reference, plan, lengths: lengths, put: "y", within: 1e-10)
    try equals(Float.self, reference, plan, lengths: lengths, put: "y", within: 1e-5)
  }

  @Test("padded sequences: the last state forward at each one's own end, of the other direction at t = 1")
  func padded() throws {
    let reference = try ReferenceCase("padded_lstm_bidirectional_last")
    let width = 2 * (try reference.integer("hidden"))
    let shape = DataShape(
      input: .vector(size: try reference.integer("input")), target: .vector(size: width), placement: .perSequence)
    let plan = try ModelPlan(try model(reference, layers: 1), for: shape, recorded: true)
    let lengths = try #require(reference.numbers("lengths")).map { Int($0) }
    try equals(Double.self, reference, plan, lengths: lengths, put: "last", within: 1e-10)
    try equals(Float.self, reference, plan, lengths: lengths, put: "last", within: 1e-5)
  }
}
