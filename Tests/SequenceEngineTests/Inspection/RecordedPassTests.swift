import SequenceEngine
import Testing

@Suite("Recorded passes")
struct RecordedPassTests {
  private let shape = DataShape(input: .vector(size: 1), target: .vector(size: 1), placement: .perStep)

  private func example(_ steps: Int, targetAtEndOnly: Bool = true) -> Example {
    let random = CounterRandom(seed: 9, stream: .data)
    let target = (0..<steps).map { targetAtEndOnly && $0 < steps - 1 ? Double.nan : random.normal(50 + $0) }
    return Example(
      input: .vectors((0..<steps).map { random.normal($0) }, size: 1), target: .vectors(target, size: 1), steps: steps)
  }

  @Test("in a linear RNN of one unit the gradient norm is a power of the weight", arguments: [0.9, 1.1, -0.5])
  func linear(_ w: Double) throws {
    let layers = [
      Models.recurrent(BuiltInCells.rnn, 1) { $0.options = ["activation": .function("identity")] },
      .dense(units: nil, activation: .identity),
    ]
    var state = try ModelState(Models.description(layers), for: shape, seed: 1)
    let plan = try ModelPlan(state.description, for: shape)
    let recurrent = try #require(plan.parameters.first { $0.role == .recurrent })
    state.parameters[recurrent.offset] = w
    let pass = try RecordedPass(
      state.description, state.parameters, shape: shape, loss: .meanSquared, example: example(20))
    let norms = pass.layers[0].stateGradients[0].norms
    for t in 1...20 {
      let expected = norms[19] * abs(power(w, 20 - t))
      #expect(abs(norms[t - 1] - expected) <= 1e-12 * expected)
    }
    #expect(abs(pass.jacobian(layer: 0, from: 3, to: 20, check: {})[0] - power(w, 17)) < 1e-12 * abs(power(w, 17)))
    let halfLife = try #require(pass.horizon(layer: 0).halfLife)
    #expect(abs(halfLife - -1 / log2OfAbsolute(w)) < 1e-9)
  }

  private func power(_ base: Double, _ n: Int) -> Double { (0..<n).reduce(1) { value, _ in value * base } }
  private func log2OfAbsolute(_ x: Double) -> Double {
    // ln by the series of atanh, enough digits for this test.
    let y = (abs(x) - 1) / (abs(x) + 1)
    let ln = 2 * (0..<60).reduce(0.0) { $0 + power(y, 2 * $1 + 1) / Double(2 * $1 + 1) }
    return ln / 0.6931471805599453
  }

  @Test("every state gradient equals the difference that holding the unit makes", arguments: Models.cells.indices)
  func finiteDifferences(_ index: Int) throws {
    let cell = Models.cells[index]
    let layers = [
      Models.recurrent(cell.source, 4) { $0.options = cell.options }, .dense(units: nil, activation: .identity),
    ]
    let state = try ModelState(Models.description(layers), for: shape, seed: 4)
    let own = example(6, targetAtEndOnly: false)
    func pass(_ overrides: [StateOverride] = []) throws -> RecordedPass {
      try RecordedPass(
        state.description, state.parameters, shape: shape, loss: .meanSquared, example: own, overrides: overrides)
    }
    let recorded = try pass()
    for t in [1, 4, 6] {
      let unit = 2
      let value = recorded.layers[0].states[0].at(t)[unit - 1]
      let step = 1e-4
      let losses = try [value + step, value - step, value + step / 2, value - step / 2].map {
        try pass([StateOverride(layer: "layer1", timeStep: t, unit: unit, value: $0)]).loss.mean
      }
      let numeric = (4 * (losses[2] - losses[3]) / step - (losses[0] - losses[1]) / (2 * step)) / 3
      let analytic = recorded.layers[0].stateGradients[0].at(t)[unit - 1]
      #expect(abs(analytic - numeric) <= 1e-6 * max(abs(analytic), abs(numeric)) + 1e-10, "\(cell.name) t=\(t)")
    }
    #expect(recorded.layers[0].gates.map(\.name) == Models.cell(cell.source).gates)
  }

  @Test("the horizon of a cell with several states is that of all of them: an LSTM that carries by c alone is heard")
  func horizonOfStates() throws {
    let layers = [Models.recurrent(BuiltInCells.lstm, 2), .dense(units: nil, activation: .identity)]
    var state = try ModelState(Models.description(layers), for: shape, seed: 4)
    let plan = try ModelPlan(state.description, for: shape)
    for parameter in plan.parameters where parameter.role == .recurrent {
      for place in parameter.range { state.parameters[place] = 0 }
    }
    let pass = try RecordedPass(
      state.description, state.parameters, shape: shape, loss: .meanSquared, example: example(8))
    let layer = pass.layers[0]
    let (h, c) = (layer.stateGradients[0].norms, layer.stateGradients[1].norms)
    #expect(h.dropLast().allSatisfy { $0 == 0 } && c.allSatisfy { $0 > 0 })
    let horizon = pass.horizon(layer: 0)
    #expect(horizon.earliestHeard == 1 && horizon.heardSteps == 8)
    for t in 0..<8 {
      let expected = (h[t] * h[t] + c[t] * c[t]).squareRoot()
      #expect(abs(horizon.norms[t] - expected) <= 1e-12 * expected)
    }
    // No matrix carries h, and the step stretches a change of c.
    #expect(pass.jacobianSingularValues(layer: 0, from: 7, to: 8, check: {})[0] == 0)
    #expect(pass.lastStepStretch(layer: 0) > 0.1)
  }

  @Test("the Jacobian of the reference: entries, singular values, spectral radius")
  func jacobian() throws {
    let reference = try ReferenceCase("cell_rnn_tanh")
    let matrix = try #require(reference.numbers("jacobian_T_0"))
    let n = try reference.integer("hidden")
    let singular = try #require(reference.numbers("jacobian_singular_values"))
    #expect(relativeDifference(SingularValues.of(matrix, rows: n, columns: n, check: {}), singular) < 1e-10)
    let recurrent = try #require(reference.numbers("weights.weight_hh_l0"))
    let radius = try reference.number("spectral_radius_hh")
    #expect(abs(Eigenvalues.spectralRadius(recurrent, size: n, check: {}) - radius) < 1e-12)
  }

  @Test("a Jacobian over many steps equals the product of its steps", arguments: Models.cells.indices)
  func chain(_ index: Int) throws {
    let cell = Models.cells[index]
    let layers = [
      Models.recurrent(cell.source, 4) { $0.options = cell.options }, .dense(units: nil, activation: .identity),
    ]
    guard Models.cell(cell.source).states.count == 1 else { return }
    let state = try ModelState(Models.description(layers), for: shape, seed: 4)
    let pass = try RecordedPass(
      state.description, state.parameters, shape: shape, loss: .meanSquared, example: example(20))
    let whole = pass.jacobian(layer: 0, from: 2, to: 19, check: {})
    var product = (0..<16).map { $0 / 4 == $0 % 4 ? 1.0 : 0 }
    for t in 2..<19 {
      let step = pass.jacobian(layer: 0, from: t, to: t + 1, check: {})
      var next = [Double](repeating: 0, count: 16)
      for i in 0..<4 {
        for j in 0..<4 { for k in 0..<4 { next[4 * i + j] += step[4 * i + k] * product[4 * k + j] } }
      }
      product = next
    }
    #expect(relativeDifference(whole, product) < 1e-10)
  }
}
