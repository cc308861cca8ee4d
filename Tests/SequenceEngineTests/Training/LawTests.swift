import SequenceEngine
import Testing

/// Serialised, because some change the number of threads.
@Suite("Laws of sequences", .serialized)
struct LawTests {
  private let shape = DataShape(input: .vector(size: 3), target: .vector(size: 2), placement: .perStep)

  private func gradients(_ layers: [LayerKind], _ batch: Batch, truncation: Int? = nil) throws -> [Double] {
    let state = try ModelState(Models.description(layers), for: shape, seed: 2)
    let network = Network<Double>(try ModelPlan(state.description, for: shape), loss: .meanSquared)
    network.load(state.parameters)
    network.setTruncation(truncation)
    network.prepare(batch, isTraining: false)
    network.forward()
    _ = network.score(batch.target)
    network.backward()
    return network.gradients
  }

  private var stack: [LayerKind] {
    [
      Models.recurrent(BuiltInCells.lstm, 5), Models.recurrent(BuiltInCells.gru, 4) { $0.isReversed = true },
      .dense(units: nil, activation: .identity),
    ]
  }

  @Test("truncation at T or more equals full BPTT; a shorter one does not")
  func truncation() throws {
    let batch = Models.batch(lengths: [9, 9], inputs: 3, target: .vector(size: 2))
    let full = try gradients(stack, batch)
    #expect(try gradients(stack, batch, truncation: 9) == full)
    #expect(try gradients(stack, batch, truncation: 100) == full)
    #expect(try gradients(stack, batch, truncation: 4) != full)
  }

  @Test("padding changes nothing: a ragged batch gives the sum of its rows")
  func padding() throws {
    let lengths = [7, 4, 4, 1]
    let batch = Models.batch(lengths: lengths, inputs: 3, target: .vector(size: 2))
    let together = try gradients(stack, batch)
    var apart = [Double](repeating: 0, count: together.count)
    for row in lengths.indices {
      guard case .vectors(let x, _) = batch.input, case .vectors(let y, _) = batch.target else { return }
      func own(_ values: [Double], _ width: Int) -> [Double] {
        (0..<lengths[row]).flatMap { t in (0..<width).map { values[(t * lengths.count + row) * width + $0] } }
      }
      let example = Example(
        input: .vectors(own(x, 3), size: 3), target: .vectors(own(y, 2), size: 2), steps: lengths[row])
      let alone = try gradients(stack, Batch([example], identities: [0], placement: .perStep))
      // The loss is a mean over all targets: each row counts by its length.
      let share = Double(lengths[row]) / Double(lengths.reduce(0, +))
      for i in apart.indices { apart[i] += alone[i] * share }
    }
    #expect(relativeDifference(together, apart) < 1e-12)
  }

  @Test("training gives the same bits for one thread and for two, and again")
  func determinism() throws {
    let data = try Dataset(.generated(.adding(length: 30), count: nil))
    func train(_ threads: Int) throws -> [Double] {
      let before = Parallel.threads
      Parallel.threads = threads
      defer { Parallel.threads = before }
      let layers = [
        Models.recurrent(BuiltInCells.lstm, 48), .dropout(rate: 0.2), Models.recurrent(BuiltInCells.gru, 33),
        .dense(units: nil, activation: .identity),
      ]
      let state = try ModelState(Models.description(layers), for: data.shape, seed: 1)
      let trainer = try Trainer(state, data, TrainingSettings())
      for _ in 0..<5 { _ = try trainer.advance() }
      return trainer.state.parameters
    }
    let one = try train(1)
    #expect(try train(2) == one)
    #expect(try train(3) == one)
  }

  @Test("a cell that reads tokens other than through a matrix is refused, not run")
  func tokens() throws {
    let shape = DataShape(input: .token(vocabulary: 4), target: .classes(count: 4), placement: .perStep)
    for equations in ["h' = tanh(W(x * x) + U(h))", "h' = tanh(x + U(h))", "a = x\n h' = tanh(W(x) + a * h)"] {
      let layer = Models.recurrent("cell odd(x, h) {\n \(equations)\n}", 4)
      #expect(throws: ModelError.self, "\(equations)") {
        try ModelPlan(Models.description([layer, .dense(units: nil, activation: .identity)]), for: shape)
      }
    }
  }

  @Test("stopping and going on from the state gives the same bits as never stopping")
  func resuming() throws {
    let data = try Dataset(.generated(.adding(length: 12), count: nil))
    let layers = [
      Models.recurrent(BuiltInCells.gru, 6), .dropout(rate: 0.3), .dense(units: nil, activation: .identity),
    ]
    let start = try ModelState(Models.description(layers), for: data.shape, seed: 1)
    let whole = try Trainer(start, data, TrainingSettings())
    for _ in 0..<8 { _ = try whole.advance() }
    let first = try Trainer(start, data, TrainingSettings())
    for _ in 0..<3 { _ = try first.advance() }
    let second = try Trainer(first.state, data, TrainingSettings())
    for _ in 0..<5 { _ = try second.advance() }
    #expect(second.state.parameters == whole.state.parameters)
    #expect(second.state.optimizer == whole.state.optimizer)
  }

  @Test("a model saved and loaded goes on with the same bits")
  func saving() throws {
    let data = try Dataset(.generated(.adding(length: 12), count: nil))
    let layers = [Models.recurrent(BuiltInCells.lstm, 6) { $0.bias = .two }, .dense(units: nil, activation: .identity)]
    let trainer = try Trainer(
      try ModelState(Models.description(layers), for: data.shape, seed: 1), data, TrainingSettings())
    for _ in 0..<3 { _ = try trainer.advance() }
    let folder = try TemporaryFolder()
    let path = folder.path("model.safetensors")
    let saved = Checkpoint(state: trainer.state, shape: data.shape, trainer.settings)
    try saved.save(to: path)
    guard case .checkpoint(let loaded) = try Checkpoint.load(path) else {
      Issue.record("not recognised as a checkpoint")
      return
    }
    #expect(loaded.state.parameters == trainer.state.parameters)
    #expect(loaded.state.optimizer == trainer.state.optimizer)
    let resumed = try Trainer(loaded.state, data, TrainingSettings())
    let a = try trainer.advance()
    var b = try resumed.advance()
    // Which sequences were solved before is not in the file.
    #expect(a.recent.count == 4 * 32 && b.recent.count == 32)
    b.recent = a.recent
    #expect(a == b)
  }

  @Test("a model that was saved before it had settings of its own is loaded with the usual ones")
  func olderFiles() throws {
    let data = try Dataset(.generated(.adding(length: 5), count: nil))
    let layers = [Models.recurrent(BuiltInCells.lstm, 3), .dense(units: nil, activation: .identity)]
    let state = try ModelState(Models.description(layers), for: data.shape, seed: 1)
    let folder = try TemporaryFolder()
    let path = folder.path("old.safetensors")
    var settings = TrainingSettings()
    settings.clipping = .norm(2)
    try Checkpoint(state: state, shape: data.shape, settings).save(to: path)
    var file = try SafetensorsFile(path: path)
    for key in ["clipping", "backpropagation"] { #expect(file.metadata.removeValue(forKey: "unroll." + key) != nil) }
    for (key, value) in [("clamps", "[]"), ("side", "\"encoder\"")] {
      file.metadata["unroll.model"] = file.metadata["unroll.model"]?
        .replacing("\"\(key)\":\(value),", with: "").replacing(",\"\(key)\":\(value)", with: "")
      #expect(file.metadata["unroll.model"]?.contains(key) == false)
    }
    try file.save(to: path)
    guard case .checkpoint(let loaded) = try Checkpoint.load(path) else {
      Issue.record("not recognised as a checkpoint")
      return
    }
    #expect(loaded.state.parameters == state.parameters && loaded.settings.clipping == .off)
  }

  @Test("one bias is written as PyTorch's two and read back")
  func biases() throws {
    let data = try Dataset(.generated(.adding(length: 5), count: nil))
    for source in [BuiltInCells.rnn, BuiltInCells.lstm, BuiltInCells.gru] {
      let layers = [Models.recurrent(source, 3), .dense(units: nil, activation: .identity)]
      let state = try ModelState(Models.description(layers), for: data.shape, seed: 1)
      let folder = try TemporaryFolder()
      let path = folder.path("m.safetensors")
      try Checkpoint(state: state, shape: data.shape, TrainingSettings()).save(to: path)
      let file = try SafetensorsFile(path: path)
      let rows = try #require(file["layer1.weight_ih_l0"]).shape[0]
      #expect(file["layer1.bias_ih_l0"]?.shape == [rows])
      #expect(file["layer1.bias_hh_l0"]?.shape == [rows])
      let plan = try ModelPlan(state.description, for: data.shape)
      #expect(try Checkpoint.weights(of: file, for: plan, path: path) == state.parameters)
    }
  }
}
