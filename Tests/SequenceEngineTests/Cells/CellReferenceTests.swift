import SequenceEngine
import Testing

/// One recurrent layer in one precision, fed the reference's weights, states and loss weights.
struct CellRun<Scalar: KernelScalar> {
  let reference: ReferenceCase
  let network: Network<Scalar>
  let plan: ModelPlan
  let steps: Int
  let batch: Int
  let units: Int

  init(_ name: String, _ source: String, options: [String: CellOptionValue] = [:], bias: BiasMode) throws {
    let reference = try ReferenceCase(name)
    self.reference = reference
    steps = try reference.integer("T")
    batch = try reference.integer("B")
    units = try reference.integer("hidden")
    let inputs = try reference.integer("input")
    var layer = RecurrentLayer(cell: try CellDefinition(parsing: source), units: units)
    layer.options = options
    layer.bias = bias
    let shape = DataShape(input: .vector(size: inputs), target: .vector(size: units), placement: .perStep)
    plan = try ModelPlan(
      ModelDescription(name: "m", layers: [LayerDescription(name: "cell1", kind: .recurrent(layer))]), for: shape,
      recorded: true)
    network = Network(plan, loss: .meanSquared)
    var parameters = [Double](repeating: 0, count: plan.parameterCount)
    for parameter in plan.parameters {
      let name = String(parameter.name.dropFirst("cell1.".count))
      let aliases = [name, name == "bias_ih_l0" ? "bias_l0" : name]
      if name == "p_l0" {
        let parts = ["i", "f", "o"].compactMap { reference.numbers("weights.peephole_\($0)") }.joined()
        parameters.replaceSubrange(parameter.range, with: parts)
      } else {
        let values = try #require(aliases.lazy.compactMap { reference.numbers("weights.\($0)") }.first, "\(name)")
        #expect(values.count == parameter.count)
        parameters.replaceSubrange(parameter.range, with: values)
      }
    }
    network.load(parameters)
    let x = try #require(reference.numbers("x"))
    let examples = rows(x, steps: steps, rows: batch, width: inputs).map {
      Example(
        input: .vectors($0, size: inputs),
        target: .vectors(Array(repeating: 0, count: steps * units), size: units), steps: steps)
    }
    network.prepare(Batch(examples, identities: (0..<UInt64(batch)).map { $0 }, placement: .perStep), isTraining: false)
    network.setInitialStates([[reference.numbers("h0"), reference.numbers("c0")].compactMap { $0 }])
    network.forward()
    for (place, value) in (reference.numbers("loss_weights") ?? []).enumerated() {
      network.output.gradients[place] = Scalar(value)
    }
    network.backward()
  }

  func expectEqual(within bound: Double) throws {
    let h = (0..<steps * batch * units).map { Double(network.output.values[$0]) }
    #expect(relativeDifference(h, try #require(reference.numbers("h"))) < bound)
    let dx = Array(network.inputGradientValues.prefix((reference.numbers("dx") ?? []).count))
    #expect(relativeDifference(dx, try #require(reference.numbers("dx"))) < bound)
    for parameter in plan.parameters {
      let name = String(parameter.name.dropFirst("cell1.".count))
      let own = Array(network.gradients[parameter.range])
      let expected =
        name == "p_l0"
        ? ["i", "f", "o"].flatMap { reference.numbers("dweights.peephole_\($0)") ?? [] }
        : reference.numbers("dweights.\(name)") ?? reference.numbers("dweights.bias_l0") ?? []
      #expect(relativeDifference(own, expected) < bound, "gradient of \(name)")
    }
    let start = try #require(network.recurrent(0)).initialGradients()
    if let dh0 = reference.numbers("dh0") { #expect(relativeDifference(start[0], dh0) < bound) }
    if let dc0 = reference.numbers("dc0") { #expect(relativeDifference(start[1], dc0) < bound) }
  }
}

@Suite("Cells equal PyTorch's")
struct CellReferenceTests {
  static let cases: [(name: String, source: String, options: [String: CellOptionValue], bias: BiasMode)] = [
    ("cell_rnn_tanh", BuiltInCells.rnn, [:], .two),
    ("cell_rnn_relu", BuiltInCells.rnn, ["activation": .function("relu")], .two),
    ("cell_lstm", BuiltInCells.lstm, [:], .two),
    ("cell_lstm_peephole", BuiltInCells.peepholeLSTM, [:], .one),
    ("cell_gru", BuiltInCells.gru, [:], .two),
    ("cell_gru_reset_before", BuiltInCells.gruResetBefore, [:], .one),
  ]

  @Test("outputs and every gradient in double", arguments: cases.indices)
  func inDouble(_ index: Int) throws {
    let own = Self.cases[index]
    try CellRun<Double>(own.name, own.source, options: own.options, bias: own.bias).expectEqual(within: 1e-10)
  }

  @Test("outputs and every gradient in float", arguments: cases.indices)
  func inFloat(_ index: Int) throws {
    let own = Self.cases[index]
    try CellRun<Float>(own.name, own.source, options: own.options, bias: own.bias).expectEqual(within: 1e-5)
  }
}
