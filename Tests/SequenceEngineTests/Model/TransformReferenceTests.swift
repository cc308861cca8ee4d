import SequenceEngine
import Testing

@Suite("Layer normalisation, convolution and self-attention equal PyTorch's")
struct TransformReferenceTests {
  /// Compares what one layer puts out and sends back with a reference whose arrays lie as [T, B, D].
  private func expectEqual<Scalar: KernelScalar>(
    _ name: String, _ kind: LayerKind, outputs: Int, _ tolerance: Double, as type: Scalar.Type,
    timeMajor: (_ values: [Double], _ width: Int, _ steps: Int, _ rows: Int) -> [Double]
  ) throws {
    let reference = try ReferenceCase(name)
    let (steps, count) = (try reference.integer("T"), try reference.integer("B"))
    let x = try #require(reference.numbers("x"))
    let inputs = x.count / (steps * count)
    func numbers(_ field: String, _ width: Int) throws -> [Double] {
      timeMajor(try #require(reference.numbers(field)), width, steps, count)
    }
    let shape = DataShape(input: .vector(size: inputs), target: .vector(size: outputs), placement: .perStep)
    let plan = try ModelPlan(Models.description([kind]), for: shape, recorded: true)
    var weights = [Double](repeating: 0, count: plan.parameterCount)
    func field(_ parameter: Parameter) -> String { String(parameter.name.dropFirst("layer1.".count)) }
    for parameter in plan.parameters {
      weights.replaceSubrange(parameter.range, with: try #require(reference.numbers("weights.\(field(parameter))")))
    }
    #expect(Set(plan.parameters.map(field)) == Set(reference.names("weights")))
    let examples = rows(try numbers("x", inputs), steps: steps, rows: count, width: inputs).map {
      Example(
        input: .vectors($0, size: inputs), target: .vectors(Array(repeating: 0, count: steps * outputs), size: outputs),
        steps: steps)
    }
    let network = Network<Scalar>(plan, loss: .meanSquared)
    network.load(weights)
    network.prepare(Batch(examples, identities: [0, 1], placement: .perStep), isTraining: false)
    network.forward()
    let y = (0..<steps * count * outputs).map { Double(network.output.values[$0]) }
    #expect(relativeDifference(y, try numbers("y", outputs)) < tolerance)
    for (place, value) in try numbers("loss_weights", outputs).enumerated() {
      network.output.gradients[place] = Scalar(value)
    }
    network.backward()
    let dx = try numbers("dx", inputs)
    #expect(relativeDifference(Array(network.inputGradientValues.prefix(dx.count)), dx) < tolerance)
    for parameter in plan.parameters {
      let expected = try #require(reference.numbers("dweights.\(field(parameter))"))
      #expect(relativeDifference(Array(network.gradients[parameter.range]), expected) < tolerance, "\(parameter.name)")
    }
  }

  /// [B, T, D] to [T, B, D].
  private func fromRows(_ values: [Double], _ width: Int, _ steps: Int, _ rows: Int) -> [Double] {
    (0..<steps).flatMap { t in (0..<rows).flatMap { row in (0..<width).map { values[(row * steps + t) * width + $0] } }
    }
  }

  /// [B, channels, T] to [T, B, channels].
  private func fromChannels(_ values: [Double], _ width: Int, _ steps: Int, _ rows: Int) -> [Double] {
    (0..<steps).flatMap { t in (0..<rows).flatMap { row in (0..<width).map { values[(row * width + $0) * steps + t] } }
    }
  }

  @Test("layer normalisation")
  func layerNorm() throws {
    try expectEqual("layernorm", .layerNorm, outputs: 5, 1e-10, as: Double.self) { values, _, _, _ in values }
    try expectEqual("layernorm", .layerNorm, outputs: 5, 1e-5, as: Float.self) { values, _, _, _ in values }
  }

  @Test("a convolution with padding=same")
  func convolution() throws {
    let kind = LayerKind.convolution(Convolution(units: 4, width: 3))
    try expectEqual("conv1d_same", kind, outputs: 4, 1e-10, as: Double.self, timeMajor: fromChannels)
    try expectEqual("conv1d_same", kind, outputs: 4, 1e-5, as: Float.self, timeMajor: fromChannels)
  }

  @Test("causal self-attention with two heads")
  func selfAttention() throws {
    let kind = LayerKind.selfAttention(SelfAttention(heads: 2, isCausal: true))
    try expectEqual("self_attention_causal", kind, outputs: 6, 1e-10, as: Double.self, timeMajor: fromRows)
    try expectEqual("self_attention_causal", kind, outputs: 6, 1e-5, as: Float.self, timeMajor: fromRows)
  }
}
