import SequenceEngine
import Testing

@Suite("The gradient ledger")
struct GradientLedgerTests: LedgerExamples {
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
}
