import SequenceEngine
import Testing

@Suite("Output weights tied to an embedding's table")
struct TiedWeightsTests {
  private let shape = DataShape(
    input: .token(vocabulary: 7), target: .classes(count: 7), placement: .perStep, targetSource: .nextInput)

  private func model(tied: Bool, size: Int = 4, units: Int? = nil) -> ModelDescription {
    ModelDescription(
      name: "m",
      layers: [
        LayerDescription(name: "embedding1", kind: .embedding(size: size)),
        LayerDescription(name: "gru2", kind: Models.recurrent(BuiltInCells.gru, 4)),
        LayerDescription(
          name: "dense3", kind: .dense(units: units, activation: .identity), tied: tied ? "embedding1" : nil),
      ])
  }

  private let batch = Batch(
    [[3, 1, 4, 1, 5], [2, 6, 0], [5]].map { (symbols: [Int32]) in
      Example(input: .tokens(symbols), target: .classes(symbols.map { ($0 + 2) % 7 }), steps: symbols.count)
    }, identities: [0, 1, 2], placement: .perStep)

  private func run<Scalar: KernelScalar>(
    _ model: ModelDescription, _ parameters: [Double], as type: Scalar.Type = Double.self
  ) throws -> (output: [Double], gradients: [Double]) {
    let network = Network<Scalar>(try ModelPlan(model, for: shape), loss: .crossEntropy)
    network.load(parameters)
    network.prepare(batch, isTraining: false)
    network.forward()
    let output = (0..<batch.steps * batch.rows * 7).map { Double(network.output.values[$0]) }
    _ = network.score(batch.target)
    network.backward()
    return (output, network.gradients)
  }

  @Test("the table is counted once, and its gradient is the sum of both uses")
  func gradients() throws {
    let (own, two) = (model(tied: true), model(tied: false))
    let state = try ModelState(own, for: shape, seed: 5)
    let result = try GradientCheck(state, batch, shape: shape, loss: .crossEntropy, seed: 1)
    #expect(result.passed, "\(result.failures.prefix(3)), worst \(result.worst)")
    let (tied, apart) = (try ModelPlan(own, for: shape), try ModelPlan(two, for: shape))
    #expect(apart.parameterCount - tied.parameterCount == 7 * 4)
    // The twin keeps two copies of the table.
    let table = try #require(tied.parameters.first { $0.name == "embedding1.weight" })
    let matrix = try #require(apart.parameters.first { $0.name == "dense3.weight" })
    var copies = [Double](repeating: 0, count: apart.parameterCount)
    for parameter in apart.parameters {
      let source = tied.parameters.first { $0.name == parameter.name } ?? table
      copies.replaceSubrange(parameter.range, with: state.parameters[source.range])
    }
    let (one, other) = (try run(own, state.parameters), try run(two, copies))
    #expect(relativeDifference(one.output, other.output) < 1e-12)
    for parameter in tied.parameters {
      let twin = try #require(apart.parameters.first { $0.name == parameter.name })
      var expected = Array(other.gradients[twin.range])
      if parameter.name == table.name { expected = zip(expected, other.gradients[matrix.range]).map(+) }
      #expect(relativeDifference(Array(one.gradients[parameter.range]), expected) < 1e-10, "\(parameter.name)")
    }
    let float = try run(own, state.parameters, as: Float.self)
    #expect(relativeDifference(float.gradients, one.gradients) < 1e-5)
  }

  @Test("what does not fit is refused in words")
  func refusals() {
    func refusal(_ model: ModelDescription) -> String {
      do {
        _ = try ModelPlan(model, for: shape)
        return ""
      } catch { return error.message }
    }
    #expect(refusal(model(tied: true, size: 3)).contains("3 numbers for each symbol, and here 4 arrive"))
    #expect(refusal(model(tied: true, units: 9)).contains("leave the number out"))
    var other = model(tied: true)
    other.layers[2].tied = "gru2"
    #expect(refusal(other).contains("no embedding before it"))
    other.layers[2].tied = "nobody"
    #expect(refusal(other).contains("no layer is called so"))
    #expect(refusal(model(tied: true, units: 7)) == "")
  }
}
