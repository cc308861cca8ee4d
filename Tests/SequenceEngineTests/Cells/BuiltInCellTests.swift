import SequenceEngine
import Testing

@Suite("Built-in cells")
struct BuiltInCellTests {
  /// Cells that PyTorch has are compared with PyTorch.
  static let naive: [(kind: String, options: [String: Double])] =
    BuiltInCells.all.filter { !["rnn", "lstm", "gru"].contains($0.kind) }.map { (name(of: $0), [:]) } + [
      ("lstm1997", ["size": 2]), ("lstm1997 gradient=truncated", ["size": 4]), ("lem", ["dt": 0.3]),
      ("cornn", ["dt": 0.2, "gamma": 2.7, "epsilon": 4.7]),
    ]

  static func name(of cell: BuiltInCell) -> String {
    cell.kind + (cell.variant.map { " \($0.option)=\($0.value)" } ?? "")
  }

  @Test("equal their papers' equations, written out unit by unit", arguments: naive.indices)
  func equalsItsPaper(_ index: Int) throws {
    let (kind, options) = Self.naive[index]
    let builtIn = try #require(BuiltInCells.all.first { Self.name(of: $0) == kind })
    let (inputs, units, steps) = (3, 4, 7)
    var layer = RecurrentLayer(cell: try CellDefinition(parsing: builtIn.source), units: units)
    layer.options = options.mapValues { .number($0) }
    let shape = DataShape(input: .vector(size: inputs), target: .vector(size: units), placement: .perStep)
    let plan = try ModelPlan(Models.description([.recurrent(layer)]), for: shape, recorded: true)
    let random = CounterRandom(seed: 5, stream: .data)
    let parameters = (0..<plan.parameterCount).map { 0.7 * random.normal($0) }
    let network = Network<Double>(plan, loss: .meanSquared)
    network.load(parameters)
    let x = (0..<steps * inputs).map { random.keyed(1).normal($0) }
    let example = Example(
      input: .vectors(x, size: inputs),
      target: .vectors(Array(repeating: 0, count: steps * units), size: units), steps: steps)
    network.prepare(Batch([example], identities: [0], placement: .perStep), isTraining: false)
    network.forward()

    let twin = NaiveCell(weights: NaiveWeights(plan: plan, values: parameters), inputs: inputs, units: units)
    let step = try #require(twin.step(kind, options: options), "\(kind) has no twin")
    var states = layer.cell.states.map { _ in [Double](repeating: 0, count: units) }
    var expected: [Double] = []
    for t in 0..<steps {
      states = step(Array(x[t * inputs..<(t + 1) * inputs]), states)
      expected += states[0]
    }
    #expect(relativeDifference((0..<steps * units).map { network.output.values[$0] }, expected) < 1e-10)
  }

  @Test("every one is found under its name and form, has a paper, and reads back from its own text")
  func catalogue() throws {
    for cell in BuiltInCells.all {
      let definition = try CellDefinition(parsing: cell.source)
      #expect(definition.name == cell.kind)
      #expect(BuiltInCells.cell(cell.kind, variant: cell.variant) == cell)
      #expect(BuiltInCells.cell(of: definition) == cell)
      #expect(!cell.paper.isEmpty && !cell.summary.isEmpty)
    }
    #expect(Set(BuiltInCells.kinds).count == BuiltInCells.kinds.count)
  }

  @Test("a linear recurrent unit alone fades by its magnitude and turns by its angle, for ever stable")
  func linearUnitIsAPower() throws {
    var layer = RecurrentLayer(cell: try CellDefinition(parsing: BuiltInCells.lru), units: 1)
    layer.bias = .no
    let shape = DataShape(input: .vector(size: 1), target: .vector(size: 1), placement: .perStep)
    let plan = try ModelPlan(Models.description([.recurrent(layer)]), for: shape, recorded: true)
    var parameters = plan.initialParameters(seed: 1)
    func set(_ name: String, _ values: [Double]) throws {
      let parameter = try #require(plan.parameters.first { $0.name.hasSuffix("." + name) })
      parameters.replaceSubrange(parameter.range, with: values)
    }
    // |λ| = 1/e^(e^−1), angle 90 degrees: after four steps the state has turned once.
    try set("nu_l0", [-1])
    try set("p_l0", [1])
    try set("weight_ih_l0", [1, 0])
    try set("weight_C_l0", [1])
    try set("weight_S_l0", [0])
    try set("weight_D_l0", [0])
    let network = Network<Double>(plan, loss: .meanSquared)
    network.load(parameters)
    let steps = 9
    let example = Example(
      input: .vectors([1] + Array(repeating: 0, count: steps - 1), size: 1),
      target: .vectors(Array(repeating: 0, count: steps), size: 1), steps: steps)
    network.prepare(Batch([example], identities: [0], placement: .perStep), isTraining: false)
    network.forward()
    let magnitude = 0.6922006275553464  // exp(−exp(−1))
    let first = network.output.values[0]
    #expect(abs(first - (1 - magnitude * magnitude).squareRoot()) < 1e-12)
    var power = 1.0
    for turn in 1...2 {
      for _ in 0..<4 { power *= magnitude }
      #expect(abs(network.output.values[4 * turn] - first * power) < 1e-12)
      #expect(abs(network.output.values[4 * turn - 2] + first * power / (magnitude * magnitude)) < 1e-12)
      #expect(abs(network.output.values[4 * turn - 1]) < 1e-12)
    }
  }

  @Test("the truncated gradient of 1997 is the slope with every fed-back output held fast")
  func truncatedGradient() throws {
    let (inputs, units, steps) = (2, 3, 6)
    let random = CounterRandom(seed: 8, stream: .data)
    let x = (0..<steps * inputs).map { random.normal($0) }
    let wanted = (0..<steps * units).map { random.keyed(1).normal($0) }
    func run(_ source: String, _ x: [Double], _ inputs: Int, _ parameters: (ModelPlan) throws -> [Double]) throws -> (
      plan: ModelPlan, parameters: [Double], output: [Double], gradients: [Double]
    ) {
      let shape = DataShape(input: .vector(size: inputs), target: .vector(size: units), placement: .perStep)
      let plan = try ModelPlan(Models.description([Models.recurrent(source, units)]), for: shape)
      let network = Network<Double>(plan, loss: .meanSquared)
      let parameters = try parameters(plan)
      network.load(parameters)
      let example = Example(
        input: .vectors(x, size: inputs), target: .vectors(wanted, size: units), steps: steps)
      let batch = Batch([example], identities: [0], placement: .perStep)
      network.prepare(batch, isTraining: false)
      network.forward()
      _ = network.score(batch.target)
      network.backward()
      return (plan, parameters, (0..<steps * units).map { network.output.values[$0] }, network.gradients)
    }
    let truncated = try run(BuiltInCells.truncatedLSTM1997, x, inputs) { plan in
      (0..<plan.parameterCount).map { random.keyed(2).normal($0) }
    }
    // The same net told its outputs of the step before as if they came from outside.
    var held: [Double] = []
    for t in 0..<steps {
      held += x[t * inputs..<(t + 1) * inputs]
      held += t == 0 ? [Double](repeating: 0, count: units)[...] : truncated.output[(t - 1) * units..<t * units]
    }
    let told = BuiltInCells.truncatedLSTM1997.replacing(" + U(stop(h))", with: "")
    func values(_ name: String, _ plan: ModelPlan, _ all: [Double]) throws -> [Double] {
      Array(all[try #require(plan.parameters.first { $0.name.hasSuffix(name) }).range])
    }
    func sideBySide(_ left: [Double], _ right: [Double]) -> [Double] {
      var rows: [Double] = []
      for row in 0..<3 * units {
        rows += left[row * inputs..<(row + 1) * inputs]
        rows += right[row * units..<(row + 1) * units]
      }
      return rows
    }
    func joined(_ all: [Double]) throws -> (weights: [Double], biases: [Double]) {
      let input = try values("weight_ih_l0", truncated.plan, all)
      let recurrent = try values("weight_hh_l0", truncated.plan, all)
      return (sideBySide(input, recurrent), try values("bias_ih_l0", truncated.plan, all))
    }
    let twin = try run(told, held, inputs + units) { plan in
      let own = try joined(truncated.parameters)
      var parameters = [Double](repeating: 0, count: plan.parameterCount)
      for parameter in plan.parameters {
        parameters.replaceSubrange(
          parameter.range, with: parameter.name.hasSuffix("weight_ih_l0") ? own.weights : own.biases)
      }
      return parameters
    }
    #expect(relativeDifference(twin.output, truncated.output) < 1e-12)
    let expected = try joined(truncated.gradients)
    #expect(relativeDifference(try values("weight_ih_l0", twin.plan, twin.gradients), expected.weights) < 1e-10)
    #expect(relativeDifference(try values("bias_ih_l0", twin.plan, twin.gradients), expected.biases) < 1e-10)
  }

  @Test("with its stops open a cell computes the same numbers, and its gradient is the slope")
  func openStops() throws {
    let cell = try CellDefinition(parsing: BuiltInCells.truncatedLSTM1997)
    #expect(cell.stopsGradients)
    let opened = try cell.withOpenStops()
    #expect(!opened.stopsGradients && opened.gates == cell.gates)
    let shape = DataShape(input: .vector(size: 2), target: .vector(size: 1), placement: .perStep)
    let layers = [Models.recurrent(BuiltInCells.truncatedLSTM1997, 3), .dense(units: nil, activation: .identity)]
    var state = try ModelState(Models.description(layers), for: shape, seed: 3)
    let batch = Models.batch(lengths: [5, 3], inputs: 2, target: .vector(size: 1))
    #expect(try !GradientCheck(state, batch, shape: shape, loss: .meanSquared, seed: 1).passed)
    state.description = try state.description.withOpenStops()
    #expect(try GradientCheck(state, batch, shape: shape, loss: .meanSquared, seed: 1).passed)
  }

  @Test("where the output is only read out, the horizon is that of the states that carry the past")
  func memory() throws {
    for cell in BuiltInCells.all {
      let definition = try CellDefinition(parsing: cell.source)
      #expect(definition.memories.map { definition.states[$0] }.first == (cell.kind == "lru" ? "re" : "h"))
    }
    let shape = DataShape(input: .vector(size: 2), target: .vector(size: 1), placement: .perSequence)
    let description = Models.description([
      Models.recurrent(BuiltInCells.lru, 5), .dense(units: nil, activation: .identity),
    ])
    let state = try ModelState(description, for: shape, seed: 2)
    let steps = 20
    let example = Example(
      input: .vectors((0..<2 * steps).map { Double($0 % 3) }, size: 2), target: .vectors([1], size: 1), steps: steps)
    let pass = try RecordedPass(description, state.parameters, shape: shape, loss: .meanSquared, example: example)
    #expect(pass.layers[0].stateGradients[0].norms.dropLast().allSatisfy { $0 == 0 })
    #expect(pass.horizon(layer: 0).earliestHeard == 1)
  }
}
