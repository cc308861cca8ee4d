import SequenceEngine

/// One update of plain gradient descent at rate 1 in double: what the weights change by is the gradient.
struct OneUpdate {
  let data: Dataset
  let state: ModelState
  let plan: ModelPlan

  /// Ragged sequences of two numbers a step with a number to be told at each, all of them in one batch.
  static func ragged(_ lengths: [Int] = [6, 4, 4, 1], batch: BatchSettings? = nil) throws -> Dataset {
    let random = CounterRandom(seed: 5, stream: .data)
    func series(_ width: Int, _ salt: Int) -> [[[Double]]] {
      lengths.enumerated().map { row, length in
        (0..<length).map { t in (0..<width).map { random.keyed(salt).keyed(row).keyed(t).normal($0) } }
      }
    }
    return try Dataset(
      .inline(InlineSequences(input: series(2, 1), target: .perStep(series(1, 2)))),
      batch: batch ?? BatchSettings(size: lengths.count, shuffle: false))
  }

  init(_ layers: [LayerKind], _ data: Dataset, seed: UInt64 = 4) throws {
    self.data = data
    state = try ModelState(Models.description(layers), for: data.shape, seed: seed)
    plan = try ModelPlan(state.description, for: data.shape)
  }

  static var settings: TrainingSettings {
    var settings = TrainingSettings()
    settings.optimizer = Optimizer(.sgd, rate: 1)
    settings.precision = .double
    return settings
  }

  func run(_ change: (inout TrainingSettings) -> Void = { _ in }) throws -> (gradient: [Double], report: UpdateReport) {
    var settings = Self.settings
    change(&settings)
    let trainer = try Trainer(state, data, settings)
    let report = try trainer.advance()
    return (zip(state.parameters, trainer.parameters).map { $0 - $1 }, report)
  }

  /// The recorded pass of a training sequence.
  func pass(_ row: Int) throws -> RecordedPass {
    try RecordedPass(
      state.description, state.parameters, shape: data.shape, loss: .fitting(data.shape.target),
      example: data.example(.train, row))
  }

  func parameter(_ name: String) -> Parameter {
    plan.parameters.first { $0.name.hasSuffix(name) } ?? plan.parameters[0]
  }
}
