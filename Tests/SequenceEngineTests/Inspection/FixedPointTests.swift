import SequenceEngine
import Testing

@Suite("Where a recurrent layer stands still")
struct FixedPointTests {
  private let shape = DataShape(input: .vector(size: 1), target: .vector(size: 1), placement: .perStep)

  private func pass(
    _ kind: LayerKind, steps: Int = 20, set weights: [ParameterRole: [Double]] = [:]
  ) throws -> RecordedPass {
    let random = CounterRandom(seed: 5, stream: .data)
    var state = try ModelState(
      Models.description([kind, .dense(units: nil, activation: .identity)]), for: shape, seed: 3)
    let plan = try ModelPlan(state.description, for: shape)
    for (role, values) in weights {
      let own = try #require(plan.parameters.first { $0.role == role })
      state.parameters.replaceSubrange(own.range, with: values)
    }
    return try RecordedPass(
      state.description, state.parameters, shape: shape, loss: .meanSquared,
      example: Example(
        input: .vectors((0..<steps).map { random.normal($0) }, size: 1),
        target: .vectors(Array(repeating: 0, count: steps), size: 1), steps: steps))
  }

  private func study(_ pass: RecordedPass, input: Double = 0, starts: Int = 40) throws -> FixedPointStudy {
    try FixedPointStudy(
      pass, layer: 0, holding: .numbers([input]), visited: pass.visitedStates(layer: 0), starts: starts, seed: 1,
      check: {})
  }

  @Test("one tanh unit with weight 2 has a saddle at 0 and two stable points where h = tanh(2 h)")
  func oneUnit() throws {
    let own = try pass(
      Models.recurrent(BuiltInCells.rnn, 1), set: [.recurrent: [2], .input: [3], .bias: [0]])
    let found = try study(own).points
    try #require(found.count == 3)
    #expect(found.map(\.unstableDirections) == [0, 0, 1])
    let root = 0.957504024079
    for point in found.prefix(2) {
      #expect(abs(abs(point.state[0]) - root) < 1e-10)
      #expect(abs((point.eigenvalues[0].real) - 2 * (1 - root * root)) < 1e-9, "f'(h) = 2 (1 − h²)")
    }
    #expect(found[0].state[0] * found[1].state[0] < 0, "one on each side")
    #expect(abs(found[2].state[0]) < 1e-10)
    #expect(abs(found[2].eigenvalues[0].real - 2) < 1e-9)
    #expect(found.reduce(0) { $0 + $1.starts } == 40)
  }

  @Test("a linear layer stands still at one point, (1 − U)⁻¹ (W x + b), with the eigenvalues of U")
  func linear() throws {
    let linear = Models.recurrent(BuiltInCells.rnn, 2) { $0.options = ["activation": .function("identity")] }
    let own = try pass(linear, set: [.recurrent: [0.5, 0.25, -0.25, 0.5], .input: [1, -2], .bias: [0.1, 0.3]])
    let found = try study(own, input: 0.4)
    try #require(found.points.count == 1)
    // 1 − U = [0.5, −0.25; 0.25, 0.5], its inverse 3.2 · [0.5, 0.25; −0.25, 0.5], times [0.5, −0.5].
    #expect(abs(found.points[0].state[0] - 0.4) < 1e-10)
    #expect(abs(found.points[0].state[1] - -1.2) < 1e-10)
    let eigenvalues = found.points[0].eigenvalues
    #expect(eigenvalues.allSatisfy { abs($0.real - 0.5) < 1e-10 && abs(abs($0.imaginary) - 0.25) < 1e-10 })
  }

  @Test("a step of the real layer stays at a fixed point of any cell", arguments: Models.cells.indices)
  func everyCell(_ index: Int) throws {
    let cell = Models.cells[index]
    let own = try pass(Models.recurrent(cell.source, 4) { $0.options = cell.options })
    let found = try study(own, input: 0.3, starts: 10)
    #expect(found.points.reduce(found.lost) { $0 + $1.starts } == 10, "every start ends somewhere or is lost")
    let model = ModelDescription(name: "", layers: own.plan.layers.map(\.description))
    for point in found.fixed {
      let start = own.layers[0].states.indices.map { Array(point.state[$0 * 4..<$0 * 4 + 4]) }
      let step = try RecordedPass(
        model, own.parameters, shape: shape, loss: .meanSquared,
        example: Example(input: .vectors([0.3], size: 1), target: .vectors([0], size: 1), steps: 1),
        initialStates: [start])
      let after = step.layers[0].states.flatMap { $0.at(1) }
      #expect(zip(after, point.state).allSatisfy { abs($0 - $1) < 1e-9 }, "\(cell.name): \(point.state) → \(after)")
    }
  }

  @Test("the states of an LSTM count both, and a step that runs on from a fixed point stays")
  func staying() throws {
    let own = try pass(Models.recurrent(BuiltInCells.lstm, 4))
    let point = try #require(try study(own).fixed.first)
    #expect(point.state.count == 8)
    let zeros = Example(
      input: .vectors(Array(repeating: 0, count: 50), size: 1),
      target: .vectors(Array(repeating: 0, count: 50), size: 1),
      steps: 50)
    let model = ModelDescription(name: "", layers: own.plan.layers.map(\.description))
    let on = try RecordedPass(
      model, own.parameters, shape: shape, loss: .meanSquared, example: zeros,
      initialStates: [[Array(point.state.prefix(4)), Array(point.state.suffix(4))]])
    for state in 0..<2 {
      for (value, expected) in zip(on.layers[0].states[state].at(50), point.state[(state * 4)...]) {
        #expect(abs(value - expected) < 1e-8)
      }
    }
    let output = try #require(try own.output(standingAt: point, layer: 0))
    #expect(abs(output[0] - on.output.at(50)[0]) < 1e-8, "the model's output there")
  }

  @Test("a pure turn by a quarter stands still at 0 alone, where both eigenvalues lie on the unit circle")
  func turning() throws {
    let linear = Models.recurrent(BuiltInCells.rnn, 2) { $0.options = ["activation": .function("identity")] }
    let own = try pass(linear, set: [.recurrent: [0, -1, 1, 0], .input: [1, 0], .bias: [0, 0]])
    let found = try study(own)
    #expect(found.points.count == 1)
    #expect(found.points.first?.eigenvalues.allSatisfy { abs($0.modulus - 1) < 1e-12 } == true)
  }
}
