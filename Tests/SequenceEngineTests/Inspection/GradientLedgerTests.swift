import SequenceEngine
import Testing

@Suite("The gradient ledger")
struct GradientLedgerTests {
  private let shape = DataShape(input: .vector(size: 2), target: .vector(size: 1), placement: .perStep)
  private let steps = 7

  private func example(onlyAt s: Int? = nil, without: Set<Int> = []) -> Example {
    let random = CounterRandom(seed: 5, stream: .data)
    let target = (0..<steps).map { t in
      (s != nil && s != t + 1) || without.contains(t + 1) ? Double.nan : random.normal(100 + t)
    }
    return Example(
      input: .vectors((0..<steps * 2).map { random.normal($0) }, size: 2), target: .vectors(target, size: 1),
      steps: steps)
  }

  private func state(_ layers: [LayerKind]) throws -> ModelState {
    try ModelState(Models.description(layers), for: shape, seed: 6)
  }

  private func pass(_ state: ModelState, _ example: Example, _ overrides: [StateOverride] = []) throws -> RecordedPass {
    try RecordedPass(
      state.description, state.parameters, shape: shape, loss: .meanSquared, example: example, overrides: overrides)
  }

  /// T passes, each with one target: dL(s)/dh(t) is theirs over the number of targets.
  private func expectNaive(
    _ state: ModelState, layer: Int, _ name: String, _ overrides: [StateOverride] = []
  ) throws {
    let whole = try pass(state, example(without: [3]), overrides)
    let ledger = try whole.ledger(layer: layer, unit: 1)
    let input = try whole.ledger(layer: layer, route: .input)
    #expect(ledger.lossSteps == [1, 2, 4, 5, 6, 7], "\(name)")
    #expect((ledger.worstDifference ?? 1) < 1e-12, "\(name)")
    #expect((input.worstDifference ?? 1) < 1e-12, "\(name)")
    let real = whole.layers[layer].stateGradients[0]
    let scale = ledger.totals.max() ?? 0
    for (place, s) in ledger.lossSteps.enumerated() {
      let own = try pass(state, example(onlyAt: s), overrides).layers[layer].stateGradients[0]
      for t in 1...steps {
        let vector = own.at(t).map { $0 / 6 }
        let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect(abs(ledger.norm(t, s) - norm) <= 1e-10 * scale, "\(name) t=\(t) s=\(s)")
        let along = zip(vector, real.at(t)).reduce(0) { $0 + $1.0 * $1.1 } / real.norms[t - 1]
        #expect(abs(ledger.credit(t, s) - (along.isNaN ? 0 : along)) <= 1e-10 * scale, "\(name) t=\(t) s=\(s)")
        let unit = ledger.unitValues?[(t - 1) * ledger.lossSteps.count + place] ?? .nan
        #expect(abs(unit - vector[1]) <= 1e-10 * scale, "\(name) t=\(t) s=\(s)")
        #expect(try abs(whole.flow(layer: layer, at: t, from: s) - norm) <= 1e-10 * scale)
      }
    }
    for t in 1...steps {
      #expect(abs(ledger.credits(at: t).reduce(0, +) - ledger.totals[t - 1]) <= 1e-12 * scale)
    }
    #expect(abs(ledger.columnSums.reduce(0, +) - ledger.totals.reduce(0, +)) <= 1e-12 * scale * 7)
  }

  @Test("the horizon is that of one loss: the last, or where time runs backward the first", arguments: [false, true])
  func horizon(_ isReversed: Bool) throws {
    let state = try state([
      Models.recurrent(BuiltInCells.rnn, 3) { $0.isReversed = isReversed }, .dense(units: nil, activation: .identity),
    ])
    let whole = try pass(state, example())
    let s = isReversed ? 1 : steps
    let horizon = whole.horizon(layer: 0)
    #expect(horizon.lossStep == s)
    for t in 1...steps {
      #expect(try abs(horizon.norms[t - 1] - whole.flow(layer: 0, at: t, from: s)) <= 1e-12 * horizon.norms[s - 1])
    }
    #expect(try pass(state, example(onlyAt: 4)).horizon(layer: 0).lossStep == nil)
  }

  @Test("equals T separate passes, for every cell", arguments: Models.cells.indices)
  func cells(_ index: Int) throws {
    let cell = Models.cells[index]
    let own = try state([
      Models.recurrent(cell.source, 4) { $0.options = cell.options }, .dense(units: nil, activation: .identity),
    ])
    try expectNaive(own, layer: 0, cell.name)
  }

  @Test("equals T separate passes in stacks, with dense layers and reversed ones between", arguments: [0, 1])
  func stacks(_ layer: Int) throws {
    let own = try state([
      Models.recurrent(BuiltInCells.lstm, 3), .dense(units: 5, activation: .tanh), .dropout(rate: 0.3), .layerNorm,
      Models.recurrent(BuiltInCells.gru, 4) { $0.isReversed = true }, .layerNorm,
      .dense(units: nil, activation: .sigmoid),
    ])
    try expectNaive(own, layer: layer, "stack")
    let forward = try state([
      Models.recurrent(BuiltInCells.rnn, 3), Models.recurrent(BuiltInCells.lstm, 4),
      .dense(units: nil, activation: .identity),
    ])
    try expectNaive(forward, layer: layer, "forward stack")
  }

  @Test("is refused in words below a layer that reads several steps at once")
  func mixing() throws {
    let own = try state([
      Models.recurrent(BuiltInCells.rnn, 3), .convolution(Convolution(units: 3, width: 3)),
      Models.recurrent(BuiltInCells.gru, 4), .dense(units: nil, activation: .identity),
    ])
    let recorded = try pass(own, example())
    let error = #expect(throws: ModelError.self) { try recorded.ledger(layer: 0) }
    #expect(error?.message.contains("reads several at once") == true)
    #expect(throws: Never.self) { try recorded.ledger(layer: 1) }
  }

  @Test("equals T separate passes where the output is fed back")
  func feedback() throws {
    let own = try state([
      Models.recurrent(BuiltInCells.rnn, 3) { $0.feedback = true }, .dense(units: nil, activation: .identity),
    ])
    try expectNaive(own, layer: 0, "feedback")
  }

  @Test("a held unit lets nothing through here either")
  func held() throws {
    let own = try state([Models.recurrent(BuiltInCells.gru, 4), .dense(units: nil, activation: .identity)])
    try expectNaive(own, layer: 0, "held", [StateOverride(layer: "layer1", timeStep: 4, unit: 1, value: 0.5)])
  }

  @Test("in a linear net of one unit an entry is the power of the weight")
  func linear() throws {
    let kinds = [
      Models.recurrent(BuiltInCells.rnn, 1) { $0.options = ["activation": .function("identity")] },
      .dense(units: nil, activation: .identity),
    ]
    var own = try state(kinds)
    let plan = try ModelPlan(own.description, for: shape)
    let recurrent = try #require(plan.parameters.first { $0.role == .recurrent })
    own.parameters[recurrent.offset] = 0.9
    let ledger = try pass(own, example()).ledger(layer: 0)
    for s in 1...steps {
      for t in 1...steps {
        let expected = t <= s ? (0..<(s - t)).reduce(ledger.norm(s, s)) { value, _ in value * 0.9 } : 0
        #expect(abs(ledger.norm(t, s) - expected) <= 1e-12 * ledger.norm(s, s))
      }
    }
  }

  @Test("what comes through an LSTM's gate is its matrix applied to the gate's own gradient")
  func gates() throws {
    let own = try state([Models.recurrent(BuiltInCells.lstm, 3), .dense(units: nil, activation: .identity)])
    let whole = try pass(own, example())
    let matrices = whole.plan.recurrentMatrices(of: 0)
    var sum = [Double](repeating: 0, count: steps * steps)
    for matrix in matrices {
      let ledger = try whole.ledger(layer: 0, route: .gate(matrix.gate))
      for s in 1...steps {
        let alone = try pass(own, example(onlyAt: s)).layers[0]
        let gate = try #require(alone.gates.first { $0.name == matrix.gate })
        let gradients = try #require(gate.gradients)
        for t in 1..<steps {
          let values = gate.values.at(t + 1)
          let slopes = matrix.gate == "candidate" ? values.map { 1 - $0 * $0 } : values.map { $0 * (1 - $0) }
          let delta = zip(slopes, gradients.at(t + 1)).map { $0 * $1 / 7 }
          let arriving = (0..<3).map { j in
            (0..<3).reduce(0) { $0 + own.parameters[matrix.range.lowerBound + $1 * 3 + j] * delta[$1] }
          }
          let norm = arriving.reduce(0) { $0 + $1 * $1 }.squareRoot()
          #expect(abs(ledger.norm(t, s) - norm) < 1e-12, "\(matrix.gate) t=\(t) s=\(s)")
          sum[(t - 1) * steps + s - 1] += ledger.credit(t, s)
        }
      }
    }
    // Nothing reaches the output of an LSTM from the next step except through its gates.
    let ledger = try whole.ledger(layer: 0)
    for s in 2...steps {
      for t in 1..<s { #expect(abs(sum[(t - 1) * steps + s - 1] - ledger.credit(t, s)) < 1e-12) }
    }
  }

  @Test("the route through one state of an LSTM cuts the other between the steps")
  func routes() throws {
    let own = try state([Models.recurrent(BuiltInCells.lstm, 1), .dense(units: nil, activation: .identity)])
    let whole = try pass(own, example())
    let layer = whole.layers[0]
    let weights = Dictionary(
      uniqueKeysWithValues: whole.plan.recurrentMatrices(of: 0).map { ($0.gate, own.parameters[$0.range.lowerBound]) })
    func gate(_ name: String, _ t: Int) -> Double { layer.gates.first { $0.name == name }?.values.at(t)[0] ?? .nan }
    for (route, keepsCell) in [("c", true), ("h", false)] {
      let ledger = try whole.ledger(layer: 0, route: .state(route))
      var (h, c) = (layer.gradientFromAbove.at(7)[0], 0.0)
      for t in stride(from: 7, to: 1, by: -1) {
        let before = layer.states[1].at(t - 1)[0]
        let (i, f, g, o) = (gate("input", t), gate("forget", t), gate("candidate", t), gate("output", t))
        let squashed = layer.states[0].at(t)[0] / o
        let toCell = c + h * o * (1 - squashed * squashed)
        let arriving =
          weights["input", default: .nan] * toCell * g * i * (1 - i)
          + weights["forget", default: .nan] * toCell * before * f * (1 - f)
          + weights["candidate", default: .nan] * toCell * i * (1 - g * g)
          + weights["output", default: .nan] * h * squashed * o * (1 - o)
        #expect(abs(ledger.norm(t - 1, 7) - abs(arriving)) < 1e-13, "\(route) t=\(t - 1)")
        (h, c) = keepsCell ? (0, toCell * f) : (arriving, 0)
      }
    }
    let one = try state([Models.recurrent(BuiltInCells.gru, 3), .dense(units: nil, activation: .identity)])
    let gru = try pass(one, example())
    #expect(try gru.ledger(layer: 0, route: .state("h")).norms == gru.ledger(layer: 0).norms)
  }

  @Test("with one loss the ledger has one column, and the paths add up", arguments: Models.cells.indices)
  func oneLoss(_ index: Int) throws {
    let cell = Models.cells[index]
    let ends = DataShape(input: .vector(size: 2), target: .vector(size: 1), placement: .perSequence)
    let description = Models.description([
      Models.recurrent(cell.source, 4) { $0.options = cell.options }, .dense(units: nil, activation: .identity),
    ])
    let own = try ModelState(description, for: ends, seed: 6)
    guard case .vectors(let x, _) = example().input else { return }
    let pass = try RecordedPass(
      description, own.parameters, shape: ends, loss: .meanSquared,
      example: Example(input: .vectors(x, size: 2), target: .vectors([0.7], size: 1), steps: steps))
    let ledger = try pass.ledger(layer: 0)
    #expect(ledger.hasOneLoss && ledger.lossSteps == [7])
    #expect((ledger.worstDifference ?? 1) < 1e-12)
    let paths = try pass.paths(layer: 0)
    for t in 0..<steps {
      let sum = paths.reduce(0) { $0 + $1.credits[t] }
      #expect(abs(sum - ledger.totals[t]) <= 1e-12 * (ledger.totals.max() ?? 0))
    }
    #expect(paths.map(\.name).first == "from above")
  }

  @Test("unknown states and gates are named")
  func wrong() throws {
    let own = try pass(
      try state([Models.recurrent(BuiltInCells.gru, 3), .dense(units: nil, activation: .identity)]), example())
    #expect(throws: ModelError("layer1 has no state 'c'; there are: h")) {
      try own.ledger(layer: 0, route: .state("c"))
    }
    #expect(throws: ModelError("layer1 has no gate 'forget'; there are: reset, update, n")) {
      try own.ledger(layer: 0, route: .gate("forget"))
    }
  }
}
