import SequenceEngine
import Testing

@Suite("Encoder-decoders")
struct EncoderDecoderTests {
  private func check(_ model: ModelDescription) throws -> GradientCheck {
    let state = try ModelState(model, for: PairModels.shape, seed: 5)
    return try GradientCheck(state, PairModels.batch, shape: PairModels.shape, loss: .crossEntropy, seed: 1)
  }

  @Test(
    "gradients equal central differences with every score, before and behind the cell, ragged batch",
    arguments: Attention.Score.allCases, [1, 2])
  func gradients(_ score: Attention.Score, _ heads: Int) throws {
    for placement in [PairModels.Placement.before, .behind] {
      for cell in [BuiltInCells.rnn, BuiltInCells.lstm] {
        let result = try check(PairModels.description(placement, Attention(score, heads: heads), cell: cell))
        #expect(result.passed, "\(placement): \(result.failures.prefix(3)), worst \(result.worst)")
        #expect(result.checked == result.total)
      }
    }
  }

  @Test("gradients equal central differences with two layers a side, one read backward, one-hot symbols, dropout")
  func stacked() throws {
    let reversed = Models.recurrent(BuiltInCells.gru, 4) { $0.isReversed = true }
    let lstm = Models.recurrent(BuiltInCells.lstm, 6)
    let dense = LayerKind.dense(units: nil, activation: .identity)
    let models = [
      PairModels.model([reversed, lstm], [Models.recurrent(BuiltInCells.gru, 4), .dropout(rate: 0.2), lstm, dense]),
      PairModels.model(
        [.embedding(size: 3), lstm, .dense(units: 5, activation: .tanh)],
        [.embedding(size: 2), .attention(Attention(.general)), lstm, .attention(Attention(.additive)), dense]),
      PairModels.description(.none),
    ]
    for model in models {
      let result = try check(model)
      #expect(result.passed, "\(result.failures.prefix(3)), worst \(result.worst)")
    }
  }

  @Test(
    "a pair puts out in a ragged batch what it puts out alone, bit for bit", arguments: PairModels.Placement.allCases)
  func padding(_ placement: PairModels.Placement) throws {
    let network = try network(PairModels.description(placement, Attention(.additive)))
    func output(_ batch: Batch) -> [[Double]] {
      network.prepare(batch, isTraining: false)
      network.forward()
      let width = network.output.width
      return (0..<batch.rows).map { row in
        (0..<(batch.decoder?.lengths[row] ?? 0) * width).map { place in
          Double(network.output.values[(place / width * batch.rows + row) * width + place % width])
        }
      }
    }
    let together = output(PairModels.batch)
    let rows = try #require(PairModels.batch.decoder?.sourceRows)
    for (row, source) in rows.enumerated() {
      let alone = Batch([PairModels.examples[source]], identities: [0], placement: .perStep)
      #expect(output(alone)[0] == together[row])
    }
  }

  @Test("the same bits on any number of threads, in training and writing", arguments: PairModels.Placement.allCases)
  func threads(_ placement: PairModels.Placement) throws {
    let before = Parallel.threads
    defer { Parallel.threads = before }
    let data = try Dataset(.generated(.dates, count: nil), batch: BatchSettings(size: 32))
    let model = PairModels.description(placement, Attention(.additive), units: 32)
    func run(_ threads: Int, _ forcing: Double) throws -> ([Double], Evaluation) {
      Parallel.threads = threads
      var settings = TrainingSettings()
      settings.teacherForcing = TeacherForcing(first: forcing, last: forcing, updates: 1)
      let trainer = try Trainer(try ModelState(model, for: data.shape, seed: 1), data, settings)
      for _ in 0..<3 { _ = try trainer.advance() }
      return (trainer.parameters, trainer.evaluate(.test, writes: true))
    }
    for forcing in [1.0, 0.5] {
      let (one, two) = (try run(1, forcing), try run(2, forcing))
      #expect(one.0 == two.0)
      #expect(one.1 == two.1)
    }
  }

  @Test("the decoder starts from the encoder's last state, and states of other names from zero")
  func handover() throws {
    let gru = Models.recurrent(BuiltInCells.gru, 4)
    let lstm = Models.recurrent(BuiltInCells.lstm, 4)
    let dense = LayerKind.dense(units: nil, activation: .identity)
    func states(_ encoder: LayerKind, _ decoder: LayerKind) throws -> RecordedPass {
      let model = PairModels.model([.embedding(size: 3), encoder], [.embedding(size: 3), decoder, dense])
      let state = try ModelState(model, for: PairModels.shape, seed: 1)
      return try RecordedPass(
        model, state.parameters, shape: PairModels.shape, loss: .crossEntropy, example: PairModels.examples[1])
    }
    let same = try states(lstm, lstm)
    for state in 0..<2 {
      #expect(same.startState(state, of: same.layers[1]) == same.layers[0].states[state].at(4))
    }
    let other = try states(gru, lstm)
    #expect(other.startState(0, of: other.layers[1]) == other.layers[0].states[0].at(4))
    #expect(other.startState(1, of: other.layers[1]) == [0, 0, 0, 0])
  }

  @Test("what was saved is loaded: sides, scores, heads and weights, under PyTorch's names")
  func saved() throws {
    let folder = try TemporaryFolder()
    let model = PairModels.description(.before, Attention(.additive, heads: 2))
    let state = try ModelState(model, for: PairModels.shape, seed: 9)
    let path = folder.path("m.safetensors")
    try Checkpoint(state: state, shape: PairModels.shape, TrainingSettings()).save(to: path)
    guard case .checkpoint(let loaded) = try Checkpoint.load(path) else {
      Issue.record("the file is a model")
      return
    }
    #expect(loaded.state.description == model && loaded.shape == PairModels.shape)
    #expect(relativeDifference(loaded.state.parameters, state.parameters) < 1e-7)
    let names = try ModelPlan(model, for: PairModels.shape).parameters.map(\.name)
    #expect(names.contains("layer4.query.weight") && names.contains("layer4.key.weight"))
    #expect(names.contains("layer4.score.weight") && names.contains("layer5.weight_ih_l0"))
  }

  private func network(_ model: ModelDescription) throws -> Network<Double> {
    let plan = try ModelPlan(model, for: PairModels.shape)
    let network = Network<Double>(plan, loss: .crossEntropy)
    network.load(plan.initialParameters(seed: 2))
    return network
  }
}
