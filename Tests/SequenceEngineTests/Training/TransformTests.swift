import SequenceEngine
import Testing

@Suite("Layers without states: gradients and laws")
struct TransformTests {
  private static let dense = LayerKind.dense(units: nil, activation: .identity)

  static let kinds: [(name: String, kind: LayerKind)] =
    [("layernorm", .layerNorm)]
    + Convolution.Padding.allCases.flatMap { padding in
      [1, 2, 3, 9].map { width in
        (
          "conv width=\(width) \(padding.rawValue)",
          LayerKind.convolution(Convolution(units: 4, width: width, activation: .tanh, padding: padding))
        )
      }
    }
    + SelfAttention.Positions.allCases.flatMap { positions in
      [false, true].map { causal in
        (
          "self_attention causal=\(causal) \(positions.rawValue)",
          LayerKind.selfAttention(SelfAttention(heads: 2, isCausal: causal, positions: positions, places: 3))
        )
      }
    }

  private let shape = DataShape(input: .vector(size: 4), target: .vector(size: 2), placement: .perStep)

  private func state(_ kinds: [LayerKind]) throws -> ModelState {
    try ModelState(Models.description(kinds), for: shape, seed: 5)
  }

  /// What a model puts out for an input of vectors, and its gradients after a loss.
  private func run(_ state: ModelState, _ batch: Batch) throws -> (output: [Double], gradients: [Double]) {
    let network = Network<Double>(try ModelPlan(state.description, for: shape), loss: .meanSquared)
    network.load(state.parameters)
    network.prepare(batch, isTraining: false)
    network.forward()
    let output = (0..<batch.steps * batch.rows * 2).map { network.output.values[$0] }
    _ = network.score(batch.target)
    network.backward()
    return (output, network.gradients)
  }

  @Test("backpropagation equals central differences, ragged batch, between other layers", arguments: kinds.indices)
  func gradients(_ index: Int) throws {
    let (name, kind) = Self.kinds[index]
    for between in [Models.recurrent(BuiltInCells.gru, 4), .dense(units: 4, activation: .tanh)] {
      let own = try state([between, kind, between, kind, Self.dense])
      let batch = Models.batch(lengths: [7, 5, 2, 1], inputs: 4, target: .vector(size: 2))
      let result = try GradientCheck(own, batch, shape: shape, loss: .meanSquared, seed: 1)
      #expect(result.passed, "\(name): \(result.failures.prefix(3)), worst \(result.worst)")
    }
  }

  @Test("padding changes nothing: a ragged batch gives the sum of its rows", arguments: kinds.indices)
  func padding(_ index: Int) throws {
    let lengths = [7, 4, 4, 1]
    let own = try state([.dense(units: 4, activation: .tanh), Self.kinds[index].kind, Self.dense])
    let batch = Models.batch(lengths: lengths, inputs: 4, target: .vector(size: 2))
    let together = try run(own, batch).gradients
    var apart = [Double](repeating: 0, count: together.count)
    for (row, length) in lengths.enumerated() {
      let all = batch.prefix(rows: 4)
      guard case .vectors(let x, _) = all.input, case .vectors(let y, _) = all.target else { return }
      func values(_ from: [Double], _ width: Int) -> [Double] {
        (0..<length).flatMap { t in (0..<width).map { from[(t * lengths.count + row) * width + $0] } }
      }
      let example = Example(
        input: .vectors(values(x, 4), size: 4), target: .vectors(values(y, 2), size: 2), steps: length)
      let alone = try run(own, Batch([example], identities: [0], placement: .perStep)).gradients
      let share = Double(length) / Double(lengths.reduce(0, +))
      for i in apart.indices { apart[i] += alone[i] * share }
    }
    #expect(relativeDifference(together, apart) < 1e-12, "\(Self.kinds[index].name)")
  }

  @Test(
    "what is put out at t does not change with later inputs, exactly where the layer does not read ahead",
    arguments: kinds.indices)
  func sight(_ index: Int) throws {
    let own = try state([Self.kinds[index].kind, Self.dense])
    let plan = try ModelPlan(own.description, for: shape)
    let random = CounterRandom(seed: 3, stream: .data)
    var values = (0..<6 * 4).map { random.normal($0) }
    func output() throws -> [Double] {
      let example = Example(
        input: .vectors(values, size: 4), target: .vectors(Array(repeating: 0, count: 12), size: 2), steps: 6)
      return try run(own, Batch([example], identities: [0], placement: .perStep)).output
    }
    let before = try output()
    for place in 3 * 4..<6 * 4 { values[place] += 1.5 * random.keyed(1).normal(place) }
    let after = try output()
    #expect((before.prefix(6) == after.prefix(6)) == (plan.layerThatReadsAhead == nil), "\(Self.kinds[index].name)")
    #expect(before.suffix(6) != after.suffix(6))
  }

  @Test("self-attention without positions does not see the order of the steps, and with them it does")
  func order() throws {
    for positions in SelfAttention.Positions.allCases {
      let own = try state([.selfAttention(SelfAttention(heads: 2, positions: positions)), Self.dense])
      let random = CounterRandom(seed: 3, stream: .data)
      let steps = (0..<5).map { t in (0..<4).map { random.keyed(t).normal($0) } }
      func output(_ order: [Int]) throws -> [[Double]] {
        let example = Example(
          input: .vectors(order.flatMap { steps[$0] }, size: 4),
          target: .vectors(Array(repeating: 0, count: 10), size: 2), steps: 5)
        let y = try run(own, Batch([example], identities: [0], placement: .perStep)).output
        return order.indices.map { t in Array(y[t * 2..<(t + 1) * 2]) }
      }
      let (there, back) = (try output([0, 1, 2, 3, 4]), try output([4, 3, 2, 1, 0]))
      let difference = relativeDifference(Array(back.reversed().joined()), Array(there.joined()))
      #expect((difference < 1e-12) == (positions == .none))
    }
  }

  @Test("a convolution of width 1 is a dense layer")
  func widthOne() throws {
    let convolution = try state([.convolution(Convolution(units: 5, width: 1, activation: .tanh)), Self.dense])
    var dense = try state([.dense(units: 5, activation: .tanh), Self.dense])
    dense.parameters = convolution.parameters
    let batch = Models.batch(lengths: [6, 3], inputs: 4, target: .vector(size: 2))
    let (one, other) = (try run(convolution, batch), try run(dense, batch))
    #expect(relativeDifference(one.gradients, other.gradients) < 1e-12)
  }

  @Test("where the next input is the target, layers that read ahead are refused and causal ones are not")
  func answer() throws {
    let text = DataShape(
      input: .token(vocabulary: 9), target: .classes(count: 9), placement: .perStep, targetSource: .nextInput)
    func refusal(_ kind: LayerKind) -> String {
      do {
        _ = try ModelPlan(Models.description([.embedding(size: 4), kind, Self.dense]), for: text)
        return ""
      } catch { return error.message }
    }
    #expect(refusal(.convolution(Convolution(units: 4, width: 3))).contains("padding=causal"))
    #expect(refusal(.selfAttention(SelfAttention())).contains("take causal"))
    #expect(
      refusal(Models.recurrent(BuiltInCells.gru, 4) { $0.isReversed = true }).contains("bidirectional or reverse"))
    #expect(refusal(.convolution(Convolution(units: 4, width: 3, padding: .causal))) == "")
    #expect(refusal(.selfAttention(SelfAttention(isCausal: true))) == "")
    #expect(refusal(.layerNorm) == "")
  }

  @Test("a model that looks back continues a text as it would have read it in one piece")
  func continued() throws {
    let text = DataShape(
      input: .token(vocabulary: 9), target: .classes(count: 9), placement: .perStep, targetSource: .nextInput)
    let kinds: [LayerKind] = [
      .embedding(size: 4), .selfAttention(SelfAttention(heads: 2, isCausal: true, positions: .sinusoidal)),
      .convolution(Convolution(units: 4, width: 3, padding: .causal)), Models.recurrent(BuiltInCells.gru, 4),
      Self.dense,
    ]
    let own = try ModelState(Models.description(kinds), for: text, seed: 1)
    let generator = try Generator(own, for: text, loss: .crossEntropy)
    let tokens: [Int32] = [3, 1, 4, 1, 5, 8, 2]
    let whole = try generator.read(.tokens(tokens), steps: 7)
    generator.reset()
    let parts =
      try generator.read(.tokens(Array(tokens[..<4])), steps: 4)
      + tokens[4...].flatMap { try generator.read(.tokens([$0]), steps: 1) }
    #expect(parts.count == 7)
    #expect(relativeDifference(Array(parts.joined()), Array(whole.joined())) < 1e-12)
  }

  @Test("stretches of time are refused in words")
  func stretches() throws {
    let own = try state([.convolution(Convolution(units: 4, width: 3, padding: .causal)), Self.dense])
    let plan = try ModelPlan(own.description, for: shape)
    #expect(throws: ModelError.self) { try plan.check(Backpropagation(recomputes: true)) }
    #expect(throws: Never.self) { try plan.check(Backpropagation(reach: 5)) }
  }
}
