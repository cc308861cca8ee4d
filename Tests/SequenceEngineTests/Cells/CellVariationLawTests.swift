import SequenceEngine
import Testing

@Suite("Laws of varied cells")
struct CellVariationLawTests: VariedModels {
  private func outputs(_ model: ModelDescription, isTraining: Bool = false, _ scale: (Parameter) -> Double = { _ in 1 })
    throws -> [Double]
  {
    let state = try ModelState(model, for: shape, seed: 8)
    let plan = try ModelPlan(model, for: shape)
    var values = state.parameters
    for parameter in plan.parameters { for place in parameter.range { values[place] *= scale(parameter) } }
    let network = Network<Double>(plan, loss: .meanSquared)
    network.load(values)
    network.prepare(batch, isTraining: isTraining, seed: 3, update: 1)
    network.forward()
    return (0..<batch.steps * batch.rows * 2).map { network.output.values[$0] }
  }

  @Test("recurrent dropout is off outside training")
  func still() throws {
    let (plain, own) = (model(BuiltInCells.gru, .none), model(BuiltInCells.gru, Self.variation(dropout: 0.6)))
    #expect(try outputs(own) == outputs(plain))
    #expect(try outputs(own, isTraining: true) != outputs(plain, isTraining: true))
  }

  @Test("what is normalised does not hear how large a matrix is")
  func scale() throws {
    for source in [BuiltInCells.lstm, BuiltInCells.gru] {
      let model = model(source, Self.variation(norm: true))
      let (own, scaled) = (
        try outputs(model) { _ in 1 }, try outputs(model) { $0.letter == "W" || $0.letter == "U" ? 500 : 1 }
      )
      let large = try outputs(model) { $0.letter == "W" || $0.letter == "U" ? 5000 : 1 }
      #expect(relativeDifference(scaled, large) < 1e-5 && relativeDifference(own, large) < 0.1)
    }
  }

  @Test("a state that is zoned out all the time stays where it began")
  func frozen() throws {
    let stays = try outputs(model(BuiltInCells.lstm, Self.variation(zoneout: 1 - 1e-12)), isTraining: true)
    let bias = stays.prefix(2)
    #expect(
      stride(from: 0, to: batch.steps * batch.rows, by: batch.rows).allSatisfy { stays[$0 * 2..<$0 * 2 + 2] == bias })
  }

  @Test("what is drawn is the same when activations are computed again, and for any number of threads")
  func replayed() throws {
    let state = try ModelState(model(BuiltInCells.lstm, Self.variations[3]), for: shape, seed: 8)
    func gradients(_ backpropagation: Backpropagation, threads: Int) throws -> [Double] {
      let before = Parallel.threads
      defer { Parallel.threads = before }
      Parallel.threads = threads
      let network = Network<Double>(try ModelPlan(state.description, for: shape), loss: .meanSquared)
      network.load(state.parameters)
      _ = network.learn(batch, backpropagation, seed: 4, update: 9)
      return network.gradients
    }
    let whole = try gradients(.full, threads: 1)
    #expect(try gradients(.full, threads: 3) == whole)
    #expect(try gradients(Backpropagation(recomputes: true), threads: 2) == whole)
  }

  @Test("dropout of whole sequences leaves the same numbers out at all their steps")
  func sequences() throws {
    func factors(_ span: DropoutSpan) throws -> [[Double]] {
      let shape = DataShape(input: .vector(size: 3), target: .vector(size: 3), placement: .perStep)
      let plan = try ModelPlan(Models.description([.dropout(rate: 0.5, each: span), dense]), for: shape)
      let network = Network<Double>(plan, loss: .meanSquared)
      network.load([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0])
      let batch = Models.batch(lengths: [40, 40], inputs: 3, target: .vector(size: 3))
      network.prepare(batch, isTraining: true, seed: 2, update: 7)
      network.forward()
      guard case .vectors(let values, _) = batch.input else { return [] }
      return (0..<6).map { own in (0..<40).map { network.output.values[$0 * 6 + own] / values[$0 * 6 + own] } }
    }
    let (whole, steps) = (try factors(.sequence), try factors(.step))
    #expect(whole.allSatisfy { own in own.allSatisfy { abs($0 - own[0]) < 1e-12 } })
    #expect(Set(whole.map { $0[0].rounded() }) == [0, 2])
    #expect(steps.allSatisfy { Set($0.map { $0.rounded() }) == [0, 2] })
  }
}
