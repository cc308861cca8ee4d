import Foundation
import SequenceEngine
import Testing

@Suite("Layers that read others than the one before")
struct LayerWiringTests {
  private static let shape = DataShape(input: .vector(size: 3), target: .vector(size: 2), placement: .perStep)

  private static func cell(_ source: String, _ units: Int) -> RecurrentLayer {
    RecurrentLayer(cell: Models.cell(source), units: units)
  }

  private static func dense(_ reads: LayerSource = .previous) -> LayerDescription {
    LayerDescription(name: "dense1", kind: .dense(units: nil, activation: .identity), reads: [reads])
  }

  /// Two layers in both directions, a residual one, and branches from the input and from a named layer.
  static let models: [(name: String, layers: [LayerDescription])] =
    Merge.allCases.map { merge in
      (
        "bidirectional \(merge.rawValue)",
        LayerDescription.group("lstm1", cell(BuiltInCells.lstm, 3), bidirectional: merge, residual: false)
          + LayerDescription.group("gru1", cell(BuiltInCells.gru, 2), bidirectional: merge, residual: false) + [dense()]
      )
    } + [
      (
        "residual",
        LayerDescription.group("gru1", cell(BuiltInCells.gru, 3), bidirectional: nil, residual: true)
          + LayerDescription.group("rnn1", cell(BuiltInCells.rnn, 3), bidirectional: .mean, residual: true) + [dense()]
      ),
      (
        "branches",
        [
          LayerDescription(name: "rnn1", kind: .recurrent(cell(BuiltInCells.rnn, 4))),
          LayerDescription(name: "gru1", kind: .recurrent(cell(BuiltInCells.gru, 2)), reads: [.input]),
          LayerDescription(
            name: "dense2", kind: .dense(units: 3, activation: .tanh), reads: [.layer("rnn1")]),
          LayerDescription(
            name: "concat1", kind: .merge(.concat), reads: [.layer("rnn1"), .layer("gru1"), .layer("dense2"), .input]),
          dense(),
        ]
      ),
    ]

  @Test("backpropagation equals finite differences, in ragged batches", arguments: models.indices)
  func gradients(_ number: Int) throws {
    let description = ModelDescription(name: "m", layers: Self.models[number].layers)
    for placement in [TargetPlacement.perStep, .perSequence] {
      var shape = Self.shape
      shape.placement = placement
      var model = description
      // What returns every time step is brought to one vector by a mean.
      if placement == .perSequence, !Self.models[number].name.hasPrefix("bidirectional") {
        model.layers.insert(LayerDescription(name: "mean1", kind: .pool(.mean)), at: model.layers.count - 1)
      }
      let state = try ModelState(model, for: shape, seed: 5)
      let batch = Models.batch(lengths: [5, 3, 1], inputs: 3, target: shape.target, placement: placement)
      let check = try GradientCheck(state, batch, shape: shape, loss: .meanSquared, seed: 1)
      #expect(check.failures.isEmpty, "\(Self.models[number].name) \(placement) \(check.failures.prefix(3))")
      #expect(check.checked == state.parameters.count)
    }
  }

  @Test("a reversed sequence with the two directions' weights swapped gives the mirrored result")
  func mirror() throws {
    let shape = DataShape(input: .vector(size: 3), target: .vector(size: 6), placement: .perStep)
    let model = ModelDescription(
      name: "m",
      layers: LayerDescription.group("lstm1", Self.cell(BuiltInCells.lstm, 3), bidirectional: .concat, residual: false))
    let plan = try ModelPlan(model, for: shape)
    let weights = plan.initialParameters(seed: 3)
    let half = weights.count / 2
    let steps = 6
    let x = Models.batch(lengths: [steps], inputs: 3, target: shape.target).input
    guard case .vectors(let values, _) = x else { return }
    func output(_ values: [Double], _ weights: [Double]) -> [[Double]] {
      let network = Network<Double>(plan, loss: .meanSquared)
      network.load(weights)
      let example = Example(
        input: .vectors(values, size: 3), target: .vectors(Array(repeating: 0, count: steps * 6), size: 6), steps: steps
      )
      network.prepare(Batch([example], identities: [0], placement: .perStep), isTraining: false)
      network.forward()
      return (0..<steps).map { t in (0..<6).map { network.output.values[t * 6 + $0] } }
    }
    let reversed = (0..<steps).reversed().flatMap { values[$0 * 3..<$0 * 3 + 3] }
    let mirrored = output(reversed, Array(weights[half...]) + Array(weights[..<half]))
    #expect(output(values, weights) == mirrored.reversed().map { Array($0[3...]) + Array($0[..<3]) })
  }

  @Test("a sum of one layer with itself is twice that layer, and its gradient too")
  func readTwice() throws {
    func gradients(_ layers: [LayerDescription], scale: Double) throws -> [Double] {
      let plan = try ModelPlan(ModelDescription(name: "m", layers: layers), for: Self.shape)
      let network = Network<Double>(plan, loss: .meanSquared)
      network.load(plan.initialParameters(seed: 2))
      network.prepare(Models.batch(lengths: [4, 2], inputs: 3, target: Self.shape.target), isTraining: false)
      network.forward()
      for place in 0..<4 * 2 * 2 { network.output.gradients[place] = place < 14 ? scale : 0 }
      network.backward()
      return network.gradients
    }
    let rnn = LayerDescription(name: "rnn1", kind: .recurrent(Self.cell(BuiltInCells.rnn, 2)))
    let sum = LayerDescription(name: "sum1", kind: .merge(.sum), reads: [.layer("rnn1"), .layer("rnn1")])
    #expect(try gradients([rnn, sum], scale: 1) == gradients([rnn], scale: 2))
  }

  @Test("computed in stretches of time, a residual model learns the same")
  func stretches() throws {
    for (number, placement) in [(4, TargetPlacement.perStep), (4, .perSequence), (5, .perStep)] {
      var (shape, model) = (Self.shape, ModelDescription(name: "m", layers: Self.models[number].layers))
      shape.placement = placement
      // The layer in both directions has to see the whole sequence.
      if number == 4 {
        model.layers = Array(model.layers.prefix(2)) + [Self.dense()]
        if placement == .perSequence { model.layers.insert(LayerDescription(name: "m1", kind: .pool(.mean)), at: 2) }
      }
      let plan = try ModelPlan(model, for: shape)
      let batch = Models.batch(lengths: [9, 9], inputs: 3, target: shape.target, placement: placement)
      func gradients(_ backpropagation: Backpropagation) -> [Double] {
        let network = Network<Double>(plan, loss: .meanSquared)
        network.load(plan.initialParameters(seed: 2))
        _ = network.learn(batch, backpropagation)
        return network.gradients
      }
      var recomputing = Backpropagation.full
      recomputing.recomputes = true
      try plan.check(recomputing)
      #expect(relativeDifference(gradients(recomputing), gradients(.full)) < 1e-12)
    }
  }

  @Test("wrong wiring is refused with what to do")
  func refused() throws {
    func error(_ layers: [LayerDescription], _ shape: DataShape = Self.shape) -> String {
      do {
        _ = try ModelPlan(ModelDescription(name: "m", layers: layers), for: shape)
        return ""
      } catch { return error.description }
    }
    let rnn = LayerDescription(name: "rnn1", kind: .recurrent(Self.cell(BuiltInCells.rnn, 4)))
    func merge(_ kind: Merge, _ reads: LayerSource...) -> LayerDescription {
      LayerDescription(name: "merge1", kind: .merge(kind), reads: reads)
    }
    #expect(error([rnn, merge(.concat, .layer("rnn2"), .input), Self.dense()]).contains("no layer is called so"))
    #expect(error([merge(.concat, .layer("rnn1"), .input), rnn, Self.dense()]).contains("does not come before it"))
    #expect(
      error([rnn, merge(.sum, .layer("rnn1"), .input), Self.dense()]).contains("rnn1 has 4 numbers and the input 3"))
    #expect(error([rnn, Self.dense(.input)]).contains("rnn1: nothing reads what it puts out"))
    let last = LayerDescription(name: "last1", kind: .pool(.last))
    #expect(
      error([rnn, last, merge(.concat, .layer("rnn1"), .layer("last1")), Self.dense()])
        .contains("rnn1 puts out a vector at every time step and last1 one for the sequence"))
    let residual = LayerDescription.group("gru1", Self.cell(BuiltInCells.gru, 5), bidirectional: nil, residual: true)
    #expect(error(residual + [Self.dense()]).contains("residual adds what it reads, 3 numbers, to what it computes, 5"))
    var text = Self.shape
    text.input = .token(vocabulary: 7)
    #expect(error(residual + [Self.dense()], text).contains("the input is tokens here"))
  }

  @Test("models that were saved before layers could be wired are read as chains")
  func oldModels() throws {
    let json = #"{"name":"m","layers":[{"name":"dropout1","kind":{"dropout":{"rate":0.5}}}]}"#
    let model = try JSONDecoder().decode(ModelDescription.self, from: Data(json.utf8))
    #expect(model.layers == [LayerDescription(name: "dropout1", kind: .dropout(rate: 0.5))])
    let wired = ModelDescription(name: "m", layers: Self.models[4].layers)
    #expect(try JSONDecoder().decode(ModelDescription.self, from: JSONEncoder().encode(wired)) == wired)
  }

  @Test("every gradient of a recorded pass is the sum of its losses' and of its routes", arguments: models.indices)
  func inspected(_ number: Int) throws {
    let description = ModelDescription(name: "m", layers: Self.models[number].layers)
    let parameters = try ModelPlan(description, for: Self.shape).initialParameters(seed: 4)
    let random = CounterRandom(seed: 6, stream: .data)
    let example = Example(
      input: .vectors((0..<15).map { random.normal($0) }, size: 3),
      target: .vectors((0..<10).map { random.normal(20 + $0) }, size: 2), steps: 5)
    let pass = try RecordedPass(description, parameters, shape: Self.shape, loss: .meanSquared, example: example)
    for (layer, own) in pass.layers.enumerated() {
      for route in [GradientRoute.whole, .input] {
        let ledger = try pass.ledger(layer: layer, route: route)
        #expect(try #require(ledger.worstDifference) < 1e-9, "\(own.name) \(route)")
      }
      let found = try #require(try pass.explanation(of: .state(layer: layer, state: 0, t: 2, unit: 1)))
      let gradient = try #require(found.gradient)
      #expect(abs(found.routed - gradient) <= 1e-10 * max(1, abs(gradient)), "\(own.name)")
      #expect(abs(try #require(found.numericGradient) - gradient) < 1e-8, "\(own.name)")
    }
    let input = try #require(try pass.explanation(of: .input(t: 3, unit: 2)))
    #expect(abs(input.routed - (try #require(input.gradient))) < 1e-10)
  }
}
