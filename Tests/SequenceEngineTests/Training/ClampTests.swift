import Foundation
import SequenceEngine
import Testing

@Suite("Clamped gates and states")
struct ClampTests {
  private let shape = DataShape(input: .vector(size: 3), target: .vector(size: 2), placement: .perStep)

  private func model(_ clamps: [Clamp], reversed: Bool = false) -> ModelDescription {
    Models.description([
      Models.recurrent(BuiltInCells.lstm, 4) {
        $0.clamps = clamps
        $0.isReversed = reversed
      }, .dense(units: nil, activation: .identity),
    ])
  }

  private let clamps = [
    Clamp("forget", unit: 2, timeSteps: 2...4, value: 0.7), Clamp("c'", unit: 1, value: 0.3),
    Clamp("h'", unit: 3, timeSteps: 5...5, value: -0.4), Clamp("output", value: 0.8),
  ]

  @Test("have gradients that agree with differences, forward and backward in time", arguments: [false, true])
  func gradients(_ reversed: Bool) throws {
    let state = try ModelState(model(clamps, reversed: reversed), for: shape, seed: 5)
    let batch = Models.batch(lengths: [7, 5, 2], inputs: 3, target: .vector(size: 2))
    let result = try GradientCheck(state, batch, shape: shape, loss: .meanSquared, seed: 1)
    #expect(result.passed, "\(result.failures.prefix(3)), worst \(result.worst)")
  }

  @Test("hold at their time steps whatever stretch of time is computed")
  func stretches() throws {
    let state = try ModelState(model(clamps), for: shape, seed: 5)
    let batch = Models.batch(lengths: [9, 9, 4], inputs: 3, target: .vector(size: 2))
    func gradients(_ backpropagation: Backpropagation) throws -> [Double] {
      let network = Network<Double>(try ModelPlan(state.description, for: shape), loss: .meanSquared)
      network.load(state.parameters)
      _ = network.learn(batch, backpropagation)
      return network.gradients
    }
    #expect(try gradients(.full) == gradients(Backpropagation(recomputes: true)))
  }

  @Test("of a whole gate are those of all its units, and a later one of a unit counts")
  func whole() throws {
    func pass(_ clamps: [Clamp]) throws -> RecordedPass {
      let state = try ModelState(model(clamps), for: shape, seed: 5)
      let example = Models.batch(lengths: [7], inputs: 3, target: .vector(size: 2))
      return try RecordedPass(
        state.description, state.parameters, shape: shape, loss: .meanSquared,
        example: Example(input: example.input, target: example.target, steps: 7))
    }
    let whole = try pass([Clamp("forget", value: 0.6)])
    let each = try pass((1...4).map { Clamp("forget", unit: $0, value: 0.6) })
    #expect(whole.output == each.output && whole.weightGradients == each.weightGradients)
    var layer = RecurrentLayer(cell: Models.cell(BuiltInCells.lstm), units: 4)
    layer.hold(Clamp("forget", value: 0.6))
    layer.hold(Clamp("forget", unit: 2, value: 0.1))
    layer.hold(Clamp("forget", value: 0.7))
    #expect(
      layer.clamps == [Clamp("forget", unit: 2, value: 0.1), Clamp("forget", value: 0.7)], "the last word counts")
    #expect(layer.heldValue(of: "forget") == 0.7 && layer.heldValue(of: "input") == nil)
    let mixed = try pass([Clamp("forget", value: 0.6), Clamp("forget", unit: 2, value: 0.1)])
    let gate = try #require(mixed.layers[0].gates.first { $0.name == "forget" }).values
    #expect((1...7).allSatisfy { gate.at($0) == [0.6, 0.1, 0.6, 0.6] })
  }

  @Test("leave a Jacobian that equals the product of its steps")
  func jacobian() throws {
    let description = Models.description([
      Models.recurrent(BuiltInCells.gru, 3) { $0.clamps = [Clamp("update", unit: 2, timeSteps: 4...6, value: 0.25)] },
      .dense(units: nil, activation: .identity),
    ])
    let state = try ModelState(description, for: shape, seed: 5)
    let random = CounterRandom(seed: 2, stream: .data)
    let example = Example(
      input: .vectors((0..<36).map { random.normal($0) }, size: 3),
      target: .vectors((0..<24).map { random.normal($0 + 99) }, size: 2), steps: 12)
    let pass = try RecordedPass(
      description, state.parameters, shape: shape, loss: .meanSquared, example: example)
    var product = (0..<9).map { $0 / 3 == $0 % 3 ? 1.0 : 0 }
    for t in 1..<12 {
      let step = pass.jacobian(layer: 0, from: t, to: t + 1, check: {})
      var next = [Double](repeating: 0, count: 9)
      for i in 0..<3 {
        for j in 0..<3 { for k in 0..<3 { next[3 * i + j] += step[3 * i + k] * product[3 * k + j] } }
      }
      product = next
    }
    #expect(relativeDifference(pass.jacobian(layer: 0, from: 1, to: 12, check: {}), product) < 1e-10)
  }

  @Test("are read from a saved model, and a model saved without any has none")
  func saved() throws {
    let encoded = try JSONEncoder().encode(model(clamps))
    #expect(try JSONDecoder().decode(ModelDescription.self, from: encoded) == model(clamps))
    let text = String(decoding: try JSONEncoder().encode(model([])), as: UTF8.self)
      .replacingOccurrences(of: "\"clamps\":[],", with: "").replacingOccurrences(of: ",\"clamps\":[]", with: "")
    #expect(!text.contains("clamps"))
    #expect(try JSONDecoder().decode(ModelDescription.self, from: Data(text.utf8)) == model([]))
  }
}
