import SequenceEngine
import Testing

@Suite("Truncation, recall, units and inputs")
struct StudyTests {
  private let shape = DataShape(input: .vector(size: 1), target: .vector(size: 1), placement: .perStep)

  private func linear(_ units: Int) -> LayerKind {
    Models.recurrent(BuiltInCells.rnn, units) { $0.options = ["activation": .function("identity")] }
  }

  @Test("a truncated gradient of a linear net is the full one without the terms behind the border")
  func truncation() throws {
    var state = try ModelState(
      Models.description([linear(1), .dense(units: nil, activation: .identity)]), for: shape, seed: 1)
    let plan = try ModelPlan(state.description, for: shape)
    func place(_ role: ParameterRole, _ layer: Int) throws -> Int {
      try #require(plan.parameters.first { $0.role == role && $0.layer == layer }).offset
    }
    let (u, w, b, v) = (
      try place(.input, 0), try place(.recurrent, 0), try place(.bias, 0), try place(.input, 1)
    )
    let x = [0.5, -1.0, 0.3, 0.8]
    (state.parameters[u], state.parameters[w], state.parameters[b], state.parameters[v]) = (0.7, 0.8, 0.1, 1.3)
    state.parameters[try place(.bias, 1)] = 0
    let batch = Batch(
      [Example(input: .vectors(x, size: 1), target: .vectors([.nan, .nan, .nan, 2], size: 1), steps: 4)],
      identities: [0], placement: .perStep)
    let study = try TruncationStudy(
      state, [batch], shape: shape, loss: .meanSquared, reaches: [2, 4], seed: 1)
    var h = [0.0]
    for value in x { h.append(0.7 * value + 0.8 * h[h.count - 1] + 0.1) }
    let error = 2 * (1.3 * h[4] - 2)
    func gradient(from first: Int) -> [Double] {
      var own = [0.0, 0, 0]
      for t in first...4 {
        let delta = error * 1.3 * (t..<4).reduce(1.0) { product, _ in product * 0.8 }
        own[0] += delta * x[t - 1]
        own[1] += delta * h[t - 1]
        own[2] += delta
      }
      return own
    }
    let (cut, full) = (gradient(from: 3), gradient(from: 1))
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let own = study.rows[0].layers[0]
    let lengths = (dot(cut, cut) * dot(full, full)).squareRoot()
    #expect(abs(own.cosine - dot(cut, full) / lengths) < 1e-12)
    #expect(abs(own.normRatio - (dot(cut, cut) / dot(full, full)).squareRoot()) < 1e-12)
    let difference = zip(cut, full).map { $0 - $1 }
    #expect(abs(own.bias - (dot(difference, difference) / dot(full, full)).squareRoot()) < 1e-12)
    // The output layer does not look back.
    #expect(abs(study.rows[0].layers[1].cosine - 1) < 1e-12 && study.rows[0].layers[1].bias == 0)
    #expect(abs(study.rows[1].all.cosine - 1) < 1e-12 && study.rows[1].all.bias == 0)
    #expect(study.recommended == (study.rows[0].all.cosine >= 0.99 ? 2 : 4))
    #expect(TruncationStudy.reaches(below: 9) == [1, 2, 4, 8])
  }

  @Test("a delay line knows as many inputs as it has units, exactly")
  func recall() throws {
    var state = try ModelState(
      Models.description([linear(4), .dense(units: nil, activation: .identity)]), for: shape, seed: 1)
    let plan = try ModelPlan(state.description, for: shape)
    for parameter in plan.parameters where parameter.layer == 0 {
      for place in parameter.range { state.parameters[place] = 0 }
      if parameter.role == .input { state.parameters[parameter.offset] = 1 }
      if parameter.role == .recurrent { for i in 1..<4 { state.parameters[parameter.offset + i * 4 + i - 1] = 1 } }
    }
    func batch(_ seed: UInt64) -> Batch {
      Models.batch(lengths: Array(repeating: 50, count: 20), inputs: 1, target: .vector(size: 1), seed: seed)
    }
    let study = try RecallStudy(
      state, shape: shape, loss: .meanSquared, training: [batch(1)], heldOut: [batch(2)], layer: 0,
      lags: [0, 1, 3, 4, 9])
    #expect(study.rows.map(\.lag) == [0, 1, 3, 4, 9])
    #expect(study.rows.prefix(3).allSatisfy { abs($0.score - 1) < 1e-8 })
    #expect(study.rows.suffix(2).allSatisfy { $0.score < 0.05 })
    #expect(study.rows[1].count == 20 * 49)
  }

  @Test("leaving a unit out costs what holding it costs, and correlations are Pearson's")
  func units() throws {
    let state = try ModelState(
      Models.description([Models.recurrent(BuiltInCells.gru, 3), .dense(units: nil, activation: .identity)]),
      for: shape, seed: 8)
    let batch = Models.batch(lengths: [9], inputs: 1, target: .vector(size: 1))
    let study = try UnitStudy(state, batch, shape: shape, loss: .meanSquared, layer: 0)
    let example = Example(input: batch.input, target: batch.target, steps: 9)
    func pass(_ overrides: [StateOverride] = []) throws -> RecordedPass {
      try RecordedPass(
        state.description, state.parameters, shape: shape, loss: .meanSquared, example: example, overrides: overrides)
    }
    let whole = try pass()
    #expect(abs(study.loss - whole.loss.mean) < 1e-14)
    guard case .vectors(let x, _) = batch.input else { return }
    for unit in 1...3 {
      let held = try pass([StateOverride(layer: "layer1", timeStep: nil, unit: unit, value: 0)])
      #expect(abs(study.units[unit - 1].effect - (held.loss.mean - whole.loss.mean)) < 1e-14)
      let h = (1...9).map { whole.layers[0].states[0].at($0)[unit - 1] }
      let (meanX, meanH) = (x.reduce(0, +) / 9, h.reduce(0, +) / 9)
      let covariance = zip(x, h).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanH) }
      let spread =
        x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) } * h.reduce(0) { $0 + ($1 - meanH) * ($1 - meanH) }
      #expect(abs(study.units[unit - 1].correlation - covariance / spread.squareRoot()) < 1e-12)
      let strongest = study.strongest(unit, count: 2)
      #expect(strongest.map { abs($0.value) } == h.map { abs($0) }.sorted(by: >).prefix(2).map { $0 })
    }
    #expect(study.responses(of: 1) == nil)
  }

  @Test("an output's gradient by each input equals finite differences", arguments: Models.cells.indices)
  func sensitivity(_ index: Int) throws {
    let cell = Models.cells[index]
    let wide = DataShape(input: .vector(size: 1), target: .vector(size: 2), placement: .perStep)
    let state = try ModelState(
      Models.description([
        Models.recurrent(cell.source, 4) { $0.options = cell.options }, .dense(units: nil, activation: .tanh),
      ]), for: wide, seed: 4)
    let random = CounterRandom(seed: 3, stream: .data)
    let x = (0..<6).map { random.normal($0) }
    func pass(_ x: [Double]) throws -> RecordedPass {
      try RecordedPass(
        state.description, state.parameters, shape: wide, loss: .meanSquared,
        example: Example(
          input: .vectors(x, size: 1), target: .vectors((0..<12).map { random.normal(40 + $0) }, size: 2), steps: 6))
    }
    let own = try pass(x)
    let found = try own.inputSensitivity(output: 1, at: 5)
    let loss = try own.inputSensitivity(output: nil, at: 1)
    #expect(relativeDifference(loss.norms, (own.inputGradients?.values ?? []).map { abs($0) }) < 1e-12)
    for t in 0..<6 {
      func output(_ change: Double) throws -> Double {
        var moved = x
        moved[t] += change
        return try pass(moved).output.at(5)[1]
      }
      let (step, half) = (1e-4, 5e-5)
      let numeric =
        try (4 * (output(half) - output(-half)) / (2 * half) - (output(step) - output(-step)) / (2 * step)) / 3
      #expect(abs(found.norms[t] - abs(numeric)) < 1e-8, "\(cell.name) t=\(t + 1)")
      #expect(abs(found.contributions[t] - numeric * x[t]) < 1e-8)
    }
  }

  @Test("a token's contribution is what scaling its weights changes", arguments: [false, true])
  func tokens(_ hasEmbedding: Bool) throws {
    let words = DataShape(input: .token(vocabulary: 5), target: .classes(count: 3), placement: .perSequence)
    var kinds = [Models.recurrent(BuiltInCells.lstm, 4), .dense(units: nil, activation: .identity)]
    if hasEmbedding { kinds.insert(.embedding(size: 3), at: 0) }
    let state = try ModelState(Models.description(kinds), for: words, seed: 4)
    let tokens: [Int32] = [3, 0, 4, 1]
    func pass(_ parameters: [Double]) throws -> RecordedPass {
      try RecordedPass(
        state.description, parameters, shape: words, loss: .crossEntropy,
        example: Example(input: .tokens(tokens), target: .classes([2]), steps: 4))
    }
    let found = try pass(state.parameters).inputSensitivity(output: 1, at: 4)
    let plan = try ModelPlan(state.description, for: words)
    let weight = try #require(plan.parameters.first { $0.role == .input && $0.layer == 0 })
    for (t, token) in tokens.enumerated() {
      func output(_ change: Double) throws -> Double {
        var parameters = state.parameters
        for place in weight.range {
          let column = (place - weight.offset) % weight.shape[1]
          let row = (place - weight.offset) / weight.shape[1]
          if (hasEmbedding ? row : column) == Int(token) { parameters[place] *= 1 + change }
        }
        return try pass(parameters).output.at(1)[1]
      }
      let numeric = try (output(1e-4) - output(-1e-4)) / 2e-4
      #expect(abs(found.contributions[t] - numeric) < 1e-8, "t=\(t + 1)")
    }
  }
}
