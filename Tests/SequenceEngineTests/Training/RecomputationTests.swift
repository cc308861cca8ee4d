import SequenceEngine
import Testing

@Suite("Activations that are computed again")
struct RecomputationTests: StretchedPasses {
  @Test(
    "computing activations again changes no bit of the loss and the gradients",
    arguments: RecomputationTests.cells.indices,
    [TargetPlacement.perStep, .perSequence])
  func recomputing(_ number: Int, _ placement: TargetPlacement) throws {
    func check<Scalar: KernelScalar>(_ type: Scalar.Type, _ layers: [LayerKind]) throws {
      for lengths in [[23, 23, 23], [17, 9, 4, 1], [1]] {
        let batch = batch(lengths, placement)
        let whole = try learned(layers, batch, .full, type, isTraining: true)
        let again = try learned(layers, batch, Backpropagation(recomputes: true), type, isTraining: true)
        #expect(again.gradients == whole.gradients, "\(lengths)")
        #expect(again.loss.mean == whole.loss.mean && again.loss.count == whole.loss.count)
      }
    }
    try check(Float.self, Self.cells[number])
    try check(Double.self, Self.cells[number])
    guard placement == .perSequence else { return }
    for pooling in [Pooling.mean, .max] {
      let pooled = Self.cells[number].dropLast() + [.pool(pooling), .dense(units: nil, activation: .identity)]
      try check(Double.self, Array(pooled))
    }
  }

  @Test("computing again goes on through the model's own output and from a given state")
  func feedback() throws {
    let layers = [
      Models.recurrent(BuiltInCells.gru, 5) { $0.feedback = true }, .dense(units: nil, activation: .identity),
    ]
    let batch = batch([19, 19], .perStep)
    let whole = try learned(layers, batch, .full, Float.self)
    #expect(try learned(layers, batch, Backpropagation(recomputes: true), Float.self).gradients == whole.gradients)
  }

  @Test("training with activations computed again ends at the same weights")
  func training() throws {
    let data = try Dataset(.generated(.adding(length: 40), count: nil))
    func train(_ settings: TrainingSettings) throws -> ([Double], Double) {
      let layers = [Models.recurrent(BuiltInCells.lstm, 6), .dense(units: nil, activation: .identity)]
      let trainer = try Trainer(
        try ModelState(Models.description(layers), for: data.shape, seed: 1), data, settings)
      for _ in 0..<4 { _ = try trainer.advance() }
      return (trainer.state.parameters, trainer.evaluate(.test).loss)
    }
    var settings = TrainingSettings()
    let whole = try train(settings)
    settings.backpropagation.recomputes = true
    #expect(try train(settings) == whole)
  }

  @Test("it takes the memory of about √T time steps, as the plan tells")
  func memory() throws {
    let plan = try ModelPlan(Models.description(Self.cells[1]), for: perStep)
    func bytes(_ steps: Int, _ settings: Backpropagation) -> Double {
      plan.batchMemory(steps: steps, rows: 8, scalarSize: 4, settings).bytes
    }
    let again = Backpropagation(recomputes: true)
    #expect(bytes(40_000, .full) == 100 * bytes(400, .full))
    #expect(bytes(40_000, again) < 11 * bytes(400, again))
    #expect(bytes(40_000, again) < bytes(400, .full) * 1.2)
    #expect(bytes(100_000, again) < bytes(100_000, .full) / 100)
    // A window's memory does not grow with the sequence.
    let window = Backpropagation(reach: 30, segment: 10)
    #expect(bytes(40_000, window) == bytes(400, window))
    #expect(bytes(400, window) < bytes(400, .full) / 10)
  }
}
