import Foundation
import SequenceEngine
import Testing

@Suite("Schedules of the rate") struct RateScheduleTests {
  @Test func stepsFallAtOnceAndExponentialsOnTheWay() {
    let step = RateSchedule(.step, updates: 10, factor: 0.5, start: 100)
    #expect([100, 109, 110, 119, 120].map(step.share) == [1, 1, 0.5, 0.5, 0.25])
    let smooth = RateSchedule(.exponential, updates: 10, factor: 0.5)
    #expect(abs(smooth.share(5) - 0.5.squareRoot()) < 1e-15 && abs(smooth.share(20) - 0.25) < 1e-15)
  }

  @Test func aCosineEndsAtItsFloorAndAWarmupAtTheRate() {
    let cosine = RateSchedule(.cosine, updates: 100, factor: 0.1)
    #expect(cosine.share(0) == 1 && abs(cosine.share(50) - 0.55) < 1e-15)
    #expect(cosine.share(100) == 0.1 && cosine.share(5000) == 0.1)
    let warmup = RateSchedule(.warmup, updates: 4)
    #expect((0..<6).map(warmup.share) == [0.25, 0.5, 0.75, 1, 1, 1])
  }

  @Test func oneCycleRisesToTheRateAndFallsToNearlyNothing() {
    let cycle = RateSchedule(.oneCycle, updates: 100)
    #expect(abs(cycle.share(0) - 0.04) < 1e-15 && cycle.share(30) == 1)
    #expect(abs(cycle.share(100) - 1 / 250_000) < 1e-15 && cycle.share(101) == cycle.share(100))
    #expect(zip((0..<30).map(cycle.share), (1...30).map(cycle.share)).allSatisfy { $0 < $1 })
    #expect(zip((30..<100).map(cycle.share), (31...100).map(cycle.share)).allSatisfy { $0 > $1 })
  }

  @Test func everyUpdateUsesTheRateOfItsSchedule() throws {
    let data = try Dataset(.generated(.adding(length: 4), count: 20))
    let model = ModelDescription(
      name: "m",
      layers: [
        LayerDescription(
          name: "rnn1",
          kind: .recurrent(RecurrentLayer(cell: try CellDefinition(parsing: BuiltInCells.rnn), units: 3))),
        LayerDescription(name: "dense2", kind: .dense(units: nil, activation: .identity)),
      ])
    let state = try ModelState(model, for: data.shape, seed: 1)
    var settings = TrainingSettings()
    settings.precision = .double
    settings.optimizer = Optimizer(.sgd, rate: 0.1)
    let plain = try Trainer(state, data, settings)
    settings.optimizer.schedule = RateSchedule(.warmup, updates: 4)
    let scheduled = try Trainer(state, data, settings)
    _ = try plain.advance()
    _ = try scheduled.advance()
    let changes = zip(zip(plain.parameters, scheduled.parameters), state.parameters).map { ($0.0 - $1, $0.1 - $1) }
    #expect(changes.contains { $0.0 != 0 })
    for (whole, quarter) in changes { #expect(abs(quarter - whole / 4) < 1e-12) }
  }
}
