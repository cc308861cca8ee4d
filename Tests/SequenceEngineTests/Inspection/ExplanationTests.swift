import SequenceEngine
import Testing

@Suite("Explanations of single numbers")
struct ExplanationTests {
  private func pass(
    _ kinds: [LayerKind], placement: TargetPlacement = .perStep, target: TargetKind = .vector(size: 2), steps: Int = 6,
    overrides: [StateOverride] = []
  ) throws -> RecordedPass {
    let shape = DataShape(input: .vector(size: 3), target: target, placement: placement)
    let state = try ModelState(Models.description(kinds), for: shape, seed: 4)
    let random = CounterRandom(seed: 9, stream: .data)
    let places = placement == .perStep ? steps : 1
    let answer: SequenceTarget =
      switch target {
      case .classes(let count): .classes((0..<places).map { Int32($0 % count) })
      case .vector(let size): .vectors((0..<places * size).map { random.keyed(2).normal($0) }, size: size)
      case .bits(let size): .vectors((0..<places * size).map { Double($0 % 2) }, size: size)
      case .labels(let count): .labels([(0..<3).map { Int32($0 % count) }])
      }
    let example = Example(
      input: .vectors((0..<steps * 3).map { random.normal($0) }, size: 3), target: answer, steps: steps)
    return try RecordedPass(
      state.description, state.parameters, shape: shape, loss: .fitting(target), example: example, overrides: overrides)
  }

  private func near(_ a: Double, _ b: Double, _ tolerance: Double = 1e-10) -> Bool {
    abs(a - b) <= tolerance * max(1, abs(a), abs(b))
  }

  private func expectRight(_ explanation: Explanation?, recorded: Double, gradient: Double?, _ place: String) throws {
    let own = try #require(explanation, "\(place)")
    #expect(own.value == recorded, "\(place)")
    if let computed = own.computed { #expect(near(computed, recorded), "\(place): \(computed) \(recorded)") }
    for sum in own.sums {
      #expect(near(sum.largest.reduce(sum.rest) { $0 + $1.value }, sum.value), "\(place)")
    }
    if let gradient {
      #expect(own.gradient == gradient, "\(place)")
      #expect(near(own.routed, gradient), "\(place): \(own.routed) \(gradient) \(own.routes)")
      for route in own.routes {
        if let factors = route.factors { #expect(near(factors.upstream * factors.local, route.value), "\(place)") }
        if let sum = route.sum { #expect(near(sum.value, route.value), "\(place)") }
      }
    }
    if let numeric = own.numericGradient, let gradient = own.gradient {
      #expect(abs(numeric - gradient) <= 1e-6 * max(abs(gradient), 1e-3), "\(place): \(numeric) \(gradient)")
    }
  }

  private func expectAllRight(_ pass: RecordedPass, _ name: String, times: [Int] = [1, 3, 6]) throws {
    for (number, layer) in pass.layers.enumerated() {
      for t in times {
        for state in layer.stateNames.indices {
          for unit in [1, layer.units] {
            try expectRight(
              try pass.explanation(of: .state(layer: number, state: state, t: t, unit: unit)),
              recorded: layer.states[state].at(t)[unit - 1], gradient: layer.stateGradients[state].at(t)[unit - 1],
              "\(name) \(layer.name) \(layer.stateNames[state])(\(t))[\(unit)]")
          }
          let norm = layer.stateGradients[state].norms[t - 1]
          try expectRight(
            try pass.explanation(of: .gradientNorm(layer: number, state: state, t: t)), recorded: norm,
            gradient: norm > 0 ? norm : nil, "\(name) \(layer.name) |\(layer.stateNames[state])(\(t))|")
        }
        for gate in layer.gates {
          try expectRight(
            try pass.explanation(of: .gate(layer: number, gate: gate.name, t: t, unit: 1)),
            recorded: gate.values.at(t)[0], gradient: gate.gradients?.at(t)[0],
            "\(name) \(layer.name) \(gate.name)(\(t))")
        }
      }
    }
    for t in times where t <= pass.output.steps {
      let explanation = try #require(try pass.explanation(of: .output(t: t, unit: 1)))
      try expectRight(
        explanation, recorded: pass.output.at(t)[0], gradient: explanation.gradient, "\(name) output(\(t))")
    }
    for t in times {
      let input = try #require(try pass.explanation(of: .input(t: t, unit: 2)))
      try expectRight(
        input, recorded: input.value, gradient: pass.inputGradients?.at(t)[1], "\(name) input(\(t))")
    }
  }

  @Test("add up to what the pass recorded and agree with differences, in every cell", arguments: Models.cells.indices)
  func cells(_ index: Int) throws {
    let cell = Models.cells[index]
    let kind = Models.recurrent(cell.source, 4) { $0.options = cell.options }
    try expectAllRight(try pass([kind, .dense(units: nil, activation: .identity)]), cell.name)
  }

  @Test("through layers above, dense layers, dropout, pooling and backward time", arguments: Pooling.allCases)
  func stacked(_ pooling: Pooling) throws {
    let kinds = [
      .dense(units: 5, activation: .tanh), Models.recurrent(BuiltInCells.gru, 4) { $0.isReversed = true },
      .dropout(rate: 0.3), Models.recurrent(BuiltInCells.lstm, 3), .pool(pooling),
      .dense(units: 6, activation: .sigmoid),
      .dense(units: nil, activation: .identity),
    ]
    try expectAllRight(try pass(kinds, placement: .perSequence, target: .classes(count: 3)), "\(pooling)")
  }

  @Test("through flatten, repeat and time_reverse")
  func reshapes() throws {
    let dense = LayerKind.dense(units: nil, activation: .identity)
    let gru = Models.recurrent(BuiltInCells.gru, 4)
    let once: [[LayerKind]] = [[gru, .flatten(steps: 4), dense], [.flatten(steps: 6), dense]]
    for (number, kinds) in once.enumerated() {
      try expectAllRight(try pass(kinds, placement: .perSequence), "flatten \(number)")
    }
    try expectAllRight(try pass([gru, .pool(.mean), .repeated(steps: nil), gru, dense]), "repeat")
    try expectAllRight(try pass([gru, .timeReverse, gru, .timeReverse, dense]), "time_reverse")
  }

  @Test("through layer normalisation, convolution and self-attention")
  func transforms() throws {
    let kinds: [LayerKind] = [
      .convolution(Convolution(units: 4, width: 3, activation: .tanh)), Models.recurrent(BuiltInCells.gru, 4),
      .layerNorm, .selfAttention(SelfAttention(heads: 2, positions: .sinusoidal)), .dense(units: 4, activation: .tanh),
      .convolution(Convolution(units: 3, width: 2, activation: .sigmoid, padding: .causal)), .pool(.mean), .layerNorm,
      .dense(units: nil, activation: .identity),
    ]
    try expectAllRight(try pass(kinds, placement: .perSequence, target: .classes(count: 3)), "transforms")
  }

  @Test("where one output ends the sequence, and where the output feeds the next step")
  func ends() throws {
    let last = [Models.recurrent(BuiltInCells.lstm, 4), .dense(units: nil, activation: .identity)]
    try expectAllRight(try pass(last, placement: .perSequence), "last")
    let feedback = [
      Models.recurrent(BuiltInCells.gru, 4) { $0.feedback = true }, .dense(units: nil, activation: .tanh),
    ]
    try expectAllRight(try pass(feedback), "feedback")
  }

  @Test("while states, gates and inputs are held by hand")
  func held() throws {
    let kinds = [Models.recurrent(BuiltInCells.lstm, 4), .dense(units: nil, activation: .identity)]
    let overrides = [
      StateOverride(layer: "layer1", target: .gate("forget"), timeStep: 3, unit: 1, value: 0.9),
      StateOverride(layer: "layer1", target: .state(1), timeStep: 3, unit: 4, value: 0.2),
      StateOverride(layer: "layer1", target: .state(0), timeStep: 1, unit: 1, value: -0.5),
      StateOverride(layer: "", target: .input, timeStep: 3, unit: 2, value: 2),
    ]
    let run = try pass(kinds, overrides: overrides)
    #expect(run.layers[0].gates.first { $0.name == "forget" }?.values.at(3)[0] == 0.9)
    #expect(run.layers[0].states[1].at(3)[3] == 0.2)
    #expect(run.layers[0].states[0].at(1)[0] == -0.5)
    try expectAllRight(run, "held")
  }

  @Test("of what is not there are none")
  func absent() throws {
    let run = try pass([Models.recurrent(BuiltInCells.lstm, 4), .dense(units: nil, activation: .identity)])
    for value: ExplainedValue in [
      .state(layer: 1, state: 0, t: 1, unit: 1), .state(layer: 0, state: 2, t: 1, unit: 1),
      .state(layer: 0, state: 0, t: 7, unit: 1), .state(layer: 0, state: 0, t: 1, unit: 5),
      .gate(layer: 0, gate: "reset", t: 1, unit: 1), .output(t: 7, unit: 1), .input(t: 0, unit: 1),
    ] {
      #expect(try run.explanation(of: value) == nil)
    }
  }
}
