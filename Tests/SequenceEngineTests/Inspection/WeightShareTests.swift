import SequenceEngine
import Testing

@Suite("Shares of single time steps in the gradient of the weights")
struct WeightShareTests {
  private func example(_ steps: Int, perStep: Bool) -> Example {
    let random = CounterRandom(seed: 5, stream: .data)
    return Example(
      input: .vectors((0..<steps * 2).map { random.normal($0) }, size: 2),
      target: .vectors((0..<(perStep ? steps : 1)).map { random.normal(500 + $0) }, size: 1), steps: steps)
  }

  private func pass(_ layers: [LayerKind], perStep: Bool, _ overrides: [StateOverride] = []) throws -> RecordedPass {
    let shape = DataShape(
      input: .vector(size: 2), target: .vector(size: 1), placement: perStep ? .perStep : .perSequence)
    let state = try ModelState(Models.description(layers), for: shape, seed: 4)
    return try RecordedPass(
      state.description, state.parameters, shape: shape, loss: .meanSquared, example: example(7, perStep: perStep),
      overrides: overrides)
  }

  private func expectWhole(_ pass: RecordedPass) {
    var sum = Array(repeating: 0.0, count: pass.weightGradients.count)
    for t in 1...pass.steps {
      for (place, value) in pass.weightGradient(at: t).enumerated() { sum[place] += value }
    }
    for (own, whole) in zip(sum, pass.weightGradients) { #expect(abs(own - whole) <= 1e-10 * max(1, abs(whole))) }
    #expect(pass.weightGradients.contains { $0 != 0 })
  }

  @Test("they add up to the gradient, whatever the cell", arguments: Models.cells.indices, [true, false])
  func addUp(_ index: Int, _ perStep: Bool) throws {
    let cell = Models.cells[index]
    let layers = [
      Models.recurrent(cell.source, 4) { $0.options = cell.options },
      Models.recurrent(cell.source, 4) { $0.options = cell.options }, .dense(units: nil, activation: .identity),
    ]
    expectWhole(try pass(layers, perStep: perStep))
  }

  @Test("they add up behind a mean over time, and with a unit held by hand")
  func otherPaths() throws {
    let layers: [LayerKind] = [
      Models.recurrent(BuiltInCells.lstm, 4), .pool(.mean), .dense(units: nil, activation: .identity),
    ]
    expectWhole(
      try pass(layers, perStep: false, [StateOverride(layer: "layer1", timeStep: 3, unit: 2, value: 0.7)]))
  }

  @Test("in a linear RNN of one unit a step's share of dL/dW is dL/dh times x, of dL/dU dL/dh times h before")
  func linear() throws {
    let layers: [LayerKind] = [
      Models.recurrent(BuiltInCells.rnn, 1) { $0.options = ["activation": .function("identity")] },
      .dense(units: nil, activation: .identity),
    ]
    let pass = try pass(layers, perStep: true)
    for t in 1...pass.steps {
      let shares = pass.weightShares(at: t)
      let gradient = pass.layers[0].stateGradients[0].norms[t - 1]
      let input = try #require(pass.layers[0].input?.norms[t - 1])
      let before = t > 1 ? pass.layers[0].states[0].norms[t - 2] : 0
      #expect(abs(shares[0].norm - gradient * input) < 1e-12)
      #expect(abs(shares[1].norm - gradient * before) < 1e-12)
    }
  }

  @Test("a time step outside the example has none")
  func outside() throws {
    let layers = [Models.recurrent(BuiltInCells.gru, 2), .dense(units: nil, activation: .identity)]
    let pass = try pass(layers, perStep: true)
    #expect(pass.weightGradient(at: 0).allSatisfy { $0 == 0 })
    #expect(pass.weightGradient(at: 8).allSatisfy { $0 == 0 })
  }
}
