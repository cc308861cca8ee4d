import SequenceEngine
import Testing

@Suite("Everything that training depends on is kept in a file")
struct ResumingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func saved(_ trainer: Trainer) throws -> Checkpoint? {
    let path = folder.path("m.safetensors")
    try Checkpoint(state: trainer.state, shape: trainer.dataset.shape, trainer.settings, batch: trainer.dataset.batch)
      .save(to: path)
    guard case .checkpoint(let loaded) = try Checkpoint.load(path) else { return nil }
    return loaded
  }

  @Test("a training goes on from a file with the same bits, whatever is switched on")
  func everything() throws {
    let batch = try BatchSettings(size: 4, accumulate: 2, buckets: true)
    let data = try Dataset(.generated(.dates, count: 80), batch: batch, seed: 3)
    let model = PairModels.description(.behind, Attention(.general), cell: BuiltInCells.lstm)
    var settings = TrainingSettings()
    settings.seed = 3
    settings.precision = .double
    settings.loss = .crossEntropy
    settings.smoothing = 0.1
    settings.balancesClasses = true
    settings.clipping = .step(0.5)
    settings.regularisation = Regularisation(weight: 1e-3, flow: 0.1)
    settings.constraints = [
      WeightConstraint(layer: "layer2", role: .recurrent, kind: .orthogonal),
      WeightConstraint(layer: "layer6", kind: .maxNorm(2)),
    ]
    settings.teacherForcing = TeacherForcing(first: 1, last: 0.2, updates: 10, shape: .inverseSigmoid)
    settings.optimizer.schedule = RateSchedule(.plateau, updates: 2, factor: 0.5, patience: 1)
    let trainer = try Trainer(try ModelState(model, for: data.shape, seed: 3), data, settings)
    for _ in 0..<5 { _ = try trainer.advance() }
    let loaded = try #require(try saved(trainer))
    #expect(loaded.state == trainer.state)
    #expect(loaded.settings == settings && loaded.batch == batch)
    let resumed = try Trainer(
      loaded.state, data.with(batch: loaded.batch, seed: loaded.settings.seed), loaded.settings)
    for _ in 0..<5 { #expect(try trainer.advance() == resumed.advance()) }
    #expect(trainer.state == resumed.state)
  }

  @Test("each setting matters: with the usual one in its place training goes on otherwise")
  func each() throws {
    let data = try Dataset(.generated(.dates, count: 80), batch: BatchSettings(size: 4))
    let model = PairModels.description(.none)
    let start = try ModelState(model, for: data.shape, seed: 1)
    func weights(_ change: (inout TrainingSettings) -> Void) throws -> [Double] {
      var settings = TrainingSettings()
      change(&settings)
      let trainer = try Trainer(start, data, settings)
      for _ in 0..<3 { _ = try trainer.advance() }
      return trainer.parameters
    }
    let usual = try weights { _ in }
    for change: (inout TrainingSettings) -> Void in [
      { $0.smoothing = 0.1 }, { $0.balancesClasses = true }, { $0.clipping = .step(0.01) },
      { $0.regularisation.weight = 0.01 }, { $0.regularisation.flow = 0.1 },
      { $0.constraints = [WeightConstraint(layer: "layer2", kind: .maxNorm(0.3))] },
      { $0.teacherForcing = TeacherForcing(first: 0.5, last: 0.5, updates: 1) },
    ] {
      #expect(try weights(change) != usual)
    }
  }

  @Test("impossible settings in a file are refused")
  func hostile() throws {
    let data = try Dataset(.generated(.adding(length: 5), count: 20))
    let layers = [Models.recurrent(BuiltInCells.rnn, 3), .dense(units: nil, activation: .identity)]
    let state = try ModelState(Models.description(layers), for: data.shape, seed: 1)
    let path = folder.path("m.safetensors")
    try Checkpoint(state: state, shape: data.shape, TrainingSettings(), batch: data.batch).save(to: path)
    for (key, value) in [
      ("regularisation", "{\"weight\":-1,\"flow\":0}"), ("smoothing", "2"), ("precision", "\"half\""),
      ("teacher_forcing", "{\"first\":2,\"last\":0,\"updates\":1,\"shape\":\"linear\"}"),
      ("batch", "{\"size\":0,\"shuffle\":true,\"accumulate\":1,\"buckets\":false}"),
      ("constraints", "[{\"layer\":\"layer1\",\"kind\":{\"maxNorm\":{\"_0\":0}}}]"),
      ("plateau", "{\"start\":0,\"waited\":-1,\"share\":1}"), ("loss", "7"),
    ] {
      var file = try SafetensorsFile(path: path)
      #expect(file.metadata["unroll." + key] != nil, "\(key)")
      file.metadata["unroll." + key] = value
      let other = folder.path("other.safetensors")
      try file.save(to: other)
      #expect(throws: DataError.self, "\(key)") { try Checkpoint.load(other) }
    }
  }

  @Test("names and sizes that a file only claims are refused before anything is made of them")
  func claimed() throws {
    let data = try Dataset(.generated(.adding(length: 5), count: 20))
    let layers = [Models.recurrent(BuiltInCells.rnn, 3), .dense(units: nil, activation: .identity)]
    let state = try ModelState(Models.description(layers), for: data.shape, seed: 1)
    let path = folder.path("m.safetensors")
    try Checkpoint(state: state, shape: data.shape, TrainingSettings(), batch: data.batch).save(to: path)
    for (key, old, new) in [
      ("shape", "\"size\":1", "\"size\":9223372036854775807"), ("shape", "\"size\":2", "\"size\":-5"),
      ("shape", "\"steps\":5", "\"steps\":0"), ("model", "\"layer1\"", "\"\\u001b[2J\""),
      ("model", "\"layer1\"", "\"a b\""), ("model", "\"layer1\"", "\"\""), ("model", "\"layer2\"", "\"layer2.\""),
      ("model", "\"units\":3", "\"units\":2000000000"), ("model", "\"units\":3", "\"units\":30000"),
    ] {
      var file = try SafetensorsFile(path: path)
      let text = try #require(file.metadata["unroll." + key])
      #expect(text.contains(old), "\(old) in \(text)")
      file.metadata["unroll." + key] = text.replacing(old, with: new)
      let other = folder.path("other.safetensors")
      try file.save(to: other)
      #expect("\(new)") {
        try Checkpoint.load(other)
      } throws: { error in
        !"\(error)".contains("\u{1B}") && (error is DataError || error is ModelError)
      }
    }
  }

  // MARK: Plateaus

  @Test("the rate falls after patience scores that are not better, and not before")
  func plateau() throws {
    let data = try Dataset(.generated(.adding(length: 6), count: 60), batch: BatchSettings(size: 8))
    let layers = [Models.recurrent(BuiltInCells.rnn, 3), .dense(units: nil, activation: .identity)]
    var settings = TrainingSettings()
    settings.precision = .double
    settings.optimizer = Optimizer(.sgd, rate: 0.5)
    settings.optimizer.schedule = RateSchedule(.plateau, updates: 3, factor: 0.25, start: 2, patience: 2)
    let trainer = try Trainer(
      try ModelState(Models.description(layers), for: data.shape, seed: 1), data, settings)
    var (best, waited, rate) = (Double.infinity, 0, 0.5)
    var falls = 0
    for update in 1...60 {
      #expect(trainer.state.rate(settings.optimizer) == rate)
      let before = trainer.parameters
      let report = try trainer.advance()
      let moved = zip(before, trainer.parameters).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
      #expect(abs(moved - rate * report.gradientNorm) < 1e-12)
      #expect((report.validation != nil) == (update > 2 && (update - 2) % 3 == 0))
      guard let score = report.validation else { continue }
      #expect(score == trainer.evaluate(.valid).loss)
      if score < best { (best, waited) = (score, 0) } else { waited += 1 }
      if waited == 2 {
        (waited, rate) = (0, rate * 0.25)
        falls += 1
      }
    }
    #expect(falls > 0)
  }

  @Test("the way of teacher forcing goes from end to end, each shape in its own time")
  func shapes() {
    for shape in TeacherForcing.Shape.allCases {
      let forcing = TeacherForcing(first: 0.9, last: 0.1, updates: 100, shape: shape)
      let values = (0...100).map { forcing.probability($0) }
      #expect(abs(values[0] - 0.9) < 1e-12 && values[100] == 0.1 && abs(values[99] - 0.1) < 0.01)
      #expect(zip(values, values.dropFirst()).allSatisfy { $0 >= $1 })
    }
    func half(_ shape: TeacherForcing.Shape) -> Double {
      TeacherForcing(first: 1, last: 0, updates: 100, shape: shape).probability(50)
    }
    #expect(half(.linear) == 0.5 && abs(half(.inverseSigmoid) - 0.5) < 1e-12)
    // k to the power of i with k¹⁰⁰ = 0.01, its end brought to 0.
    #expect(abs(half(.exponential) - (0.1 - 0.01) / 0.99) < 1e-12)
    let inverse = TeacherForcing(first: 1, last: 0, updates: 120, shape: .inverseSigmoid)
    // The paper's k/(k + exp(i/k)) has its middle at k ln k and falls there by 1/(4k) an update.
    #expect(abs(inverse.probability(59) - inverse.probability(61) - 2.0 / 40) < 1e-3)
  }
}
