import SequenceEngine
import Testing

@Suite("An update over several batches")
struct AccumulationTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The weights after some updates, and their reports.
  private func train(
    _ model: ModelDescription, _ request: DataRequest, _ batch: BatchSettings, updates: Int = 5,
    _ change: (inout TrainingSettings) -> Void = { _ in }
  ) throws -> (weights: [Double], reports: [UpdateReport]) {
    let data = try Dataset(request, split: .undivided, batch: batch)
    var settings = TrainingSettings()
    settings.precision = .double
    settings.optimizer = Optimizer(.momentum, rate: 0.1)
    change(&settings)
    let trainer = try Trainer(try ModelState(model, for: data.shape, seed: 2), data, settings)
    let reports = try (0..<updates).map { _ in try trainer.advance() }
    return (trainer.parameters, reports)
  }

  private func expectLaw(
    _ model: ModelDescription, _ request: DataRequest, rows: (Int, Int) = (4, 2), updates: Int = 5,
    _ change: (inout TrainingSettings) -> Void = { _ in }
  ) throws {
    let whole = try train(model, request, BatchSettings(size: rows.0 * rows.1), updates: updates, change)
    let parts = try train(
      model, request, BatchSettings(size: rows.0, accumulate: rows.1), updates: updates, change)
    #expect(relativeDifference(parts.weights, whole.weights) < 1e-10)
    for (one, other) in zip(parts.reports, whole.reports) {
      #expect(relativeDifference([one.loss, one.gradientNorm], [other.loss, other.gradientNorm]) < 1e-10)
      #expect(one.tokens == other.tokens && one.accuracy == other.accuracy)
    }
  }

  private var labelled: DataRequest {
    get throws {
      let lines = (0..<19).map {
        "\($0 % 3 == 0 ? "a" : "b")\t" + String(repeating: "xyz", count: $0 % 5 + 1) + "\($0 % 4)"
      }
      return .labelled(path: try folder.write("l.tsv", lines.joined(separator: "\n")), SymbolOptions())
    }
  }

  private let ending = LayerKind.dense(units: nil, activation: .identity)

  @Test("batch 4 accumulate=2 is batch 8: ragged, with dropout, rare classes, and an epoch's short end")
  func ragged() throws {
    let model = Models.description([
      .embedding(size: 3), .dropout(rate: 0.3), Models.recurrent(BuiltInCells.gru, 4), ending,
    ])
    try expectLaw(model, try labelled)
    try expectLaw(model, try labelled) {
      $0.smoothing = 0.1
      $0.balancesClasses = true
      $0.clipping = .step(0.05)
      $0.regularisation = Regularisation(weight: 0.01, flow: 0.2)
    }
    try expectLaw(model, try labelled, rows: (3, 3)) { $0.backpropagation = Backpropagation(reach: 4, segment: 2) }
  }

  @Test("targets at each step count each by itself, and a decoder's rows keep their sources")
  func steps() throws {
    let pairs = PairModels.description(.before, Attention(.dot))
    try expectLaw(pairs, .generated(.dates, count: 30))
    try expectLaw(pairs, .generated(.dates, count: nil)) {
      $0.teacherForcing = TeacherForcing(first: 0.5, last: 0.5, updates: 1)
      $0.clipping = .step(0.01)
    }
  }

  @Test("tracks of a text carry their states each along its own")
  func tracks() throws {
    let symbols = Array("abcdefg ")
    let text = (0..<400).map { (place: Int) -> Character in symbols[(place * place + place / 7) % 8] }
    let request = DataRequest.text(
      path: try folder.write("t.txt", String(text)), TextOptions(window: 10))
    let layers = [LayerKind.embedding(size: 3), Models.recurrent(BuiltInCells.lstm, 4), ending]
    try expectLaw(Models.description(layers), request, updates: 12)
    let windowed = [LayerKind.embedding(size: 3), Models.recurrent(BuiltInCells.rnn, 4) { $0.window = 3 }, ending]
    try expectLaw(Models.description(windowed), request, updates: 12)
  }

  @Test("rows at once and rows of an update together stay within bounds")
  func bounds() throws {
    #expect(throws: DataError.self) { try BatchSettings(size: 1_000_000, accumulate: 2) }
    #expect(throws: DataError.self) { try BatchSettings(size: Int.max, accumulate: 3) }
    #expect(throws: DataError.self) { try BatchSettings(size: 4, accumulate: 0) }
    #expect(try BatchSettings(size: 4, accumulate: 2).rowsPerUpdate == 8)
  }
}
