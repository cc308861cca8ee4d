import SequenceEngine
import Testing

@Suite struct UpdateRatioTests {
  private func trainer(_ settings: TrainingSettings = TrainingSettings()) throws -> Trainer {
    let data = try Dataset(.generated(.adding(length: 6), count: nil))
    let lstm = RecurrentLayer(cell: try CellDefinition(parsing: BuiltInCells.lstm), units: 5)
    let model = ModelDescription(
      name: "gated",
      layers: [
        LayerDescription(name: "lstm1", kind: .recurrent(lstm)),
        LayerDescription(name: "dense2", kind: .dense(units: nil, activation: .identity)),
      ])
    return try Trainer(try ModelState(model, for: data.shape, seed: settings.seed), data, settings)
  }

  @Test func ratiosAreThoseOfTheStatesBeforeAndAfter() throws {
    let trainer = try trainer()
    #expect(trainer.updateRatios == nil)
    for _ in 0..<3 {
      let before = trainer.state.parameters
      _ = try trainer.advance(measuringUpdates: true)
      let after = trainer.state.parameters
      let ratios = try #require(trainer.updateRatios)
      for (index, layer) in trainer.plan.layers.enumerated() {
        let places = trainer.plan.parameters[layer.parameters].flatMap(\.range)
        let change = places.reduce(0) { $0 + (after[$1] - before[$1]) * (after[$1] - before[$1]) }.squareRoot()
        let size = places.reduce(0) { $0 + before[$1] * before[$1] }.squareRoot()
        #expect(ratios[index] > 0)
        #expect(abs(ratios[index] - change / size) <= 1e-12 * ratios[index])
      }
    }
  }

  @Test func measuringChangesNothing() throws {
    let (plain, measured) = (try trainer(), try trainer())
    for _ in 0..<10 {
      #expect(try plain.advance() == measured.advance(measuringUpdates: true))
    }
    #expect(plain.state == measured.state)
  }

  @Test func anotherRateGoesOnFromWhatTheOptimizerRemembers() throws {
    let changed = try trainer()
    for _ in 0..<5 { _ = try changed.advance() }
    // The same as stopping, and going on from the state with the other settings.
    var settings = TrainingSettings()
    settings.optimizer.rate = 0.02
    settings.clipping = .norm(0.1)
    let resumed = try Trainer(changed.state, changed.dataset, settings)
    changed.use(settings.optimizer, settings.clipping)
    for _ in 0..<5 { #expect(try changed.advance() == resumed.advance()) }
    #expect(changed.state == resumed.state)
    #expect(changed.settings == settings)
  }

  @Test func anOptimizerOfAnotherRuleForgets() throws {
    let changed = try trainer()
    for _ in 0..<5 { _ = try changed.advance() }
    var state = changed.state
    state.optimizer = nil
    var settings = TrainingSettings()
    settings.optimizer = Optimizer(.momentum, rate: 0.01)
    let resumed = try Trainer(state, changed.dataset, settings)
    changed.use(settings.optimizer, .off)
    for _ in 0..<5 { #expect(try changed.advance() == resumed.advance()) }
    #expect(changed.state == resumed.state)
  }
}
