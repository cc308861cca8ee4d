import SequenceEngine
import Testing

@Suite("Looking at layers behind a stride or pool, whose time is coarser than the input's")
struct CoarserTimeTests {
  private func pass(_ change: (inout RecurrentLayer) -> Void = { _ in }) throws -> RecordedPass {
    let kinds: [LayerKind] = [
      .convolution2D(Convolution2D(units: 3, pool: 2, activation: .tanh)),
      Models.recurrent(BuiltInCells.gru, 4, change),
      .dense(units: nil, activation: .identity),
    ]
    let shape = DataShape(input: .vector(size: 5), target: .vector(size: 2), placement: .perSequence)
    let state = try ModelState(Models.description(kinds), for: shape, seed: 4)
    let batch = Models.batch(lengths: [9], inputs: 5, target: .vector(size: 2), placement: .perSequence)
    guard case .vectors(let x, _) = batch.input else { preconditionFailure("numbers") }
    return try RecordedPass(
      state.description, state.parameters, shape: shape, loss: .meanSquared,
      example: Example(input: .vectors(x, size: 5), target: batch.target, steps: 9))
  }

  @Test("the ledger of a layer with 5 steps of 9 adds up, whatever it follows and whichever way the layer runs")
  func ledger() throws {
    for isReversed in [false, true] {
      let own = try pass { $0.isReversed = isReversed }
      #expect(own.layers[0].steps == 5 && own.steps == 9)
      for route: GradientRoute in [.whole, .input] {
        let ledger = try own.ledger(layer: 0, route: route)
        #expect((ledger.worstDifference ?? 1) < 1e-10)
        #expect(ledger.totals.count == 9 && ledger.totals.dropFirst(5).allSatisfy { $0 == 0 })
        #expect(ledger.totals.prefix(5).allSatisfy { $0 > 0 })
      }
      #expect(try own.ledger(layer: 0, route: .gate("update")).norms.allSatisfy(\.isFinite))
    }
  }

  @Test("numbers at its steps and at those of the input are explained")
  func explained() throws {
    let own = try pass()
    for t in [1, 3, 5] {
      let value = try #require(try own.explanation(of: .state(layer: 0, state: 0, t: t, unit: 2)))
      #expect(value.value == own.layers[0].states[0].at(t)[1])
      let gradient = try #require(value.gradient)
      #expect(abs(value.routed - gradient) <= 1e-10 * max(1, abs(gradient)))
    }
  }
}
