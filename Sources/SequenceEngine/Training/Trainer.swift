/// Trains a model on a data set, one update at a time, so that whoever drives it can stop, look and go on between updates.
///
///     let data = try Dataset(.generated(.adding(length: 50), count: nil))
///     let lstm = RecurrentLayer(cell: try CellDefinition(parsing: BuiltInCells.lstm), units: 32)
///     let model = ModelDescription(
///       name: "gated",
///       layers: [
///         LayerDescription(name: "lstm1", kind: .recurrent(lstm)),
///         LayerDescription(name: "dense2", kind: .dense(units: nil, activation: .identity)),
///       ])
///     var settings = TrainingSettings()
///     settings.clipping = .norm(1)
///     let state = try ModelState(model, for: data.shape, seed: settings.seed)
///     let trainer = try Trainer(state, data, settings)
///     for _ in 0..<100 { _ = try trainer.advance() }
///     let score = trainer.evaluate(.test)
///     let pass = try RecordedPass(
///       model, trainer.state.parameters, shape: data.shape, loss: .meanSquared, example: data.example(.test, 0))
///     print(score.loss, pass.horizon(layer: 0).norms[0])
///
/// The same state, data and settings give the same numbers, bit for bit, whatever the number of threads.
public final class Trainer {
  public let dataset: Dataset
  public private(set) var settings: TrainingSettings
  public let plan: ModelPlan
  private let core: any TrainingCore
  /// Updates that were made elsewhere.
  private let firstUpdates: Int
  private lazy var meanings = dataset.meanings

  /// - Throws: `ModelError` when the model does not fit the data, the loss not the target, or the memory not the machine.
  public init(_ state: ModelState, _ dataset: Dataset, _ settings: TrainingSettings) throws(ModelError) {
    self.dataset = dataset
    self.settings = settings
    firstUpdates = state.updates
    plan = try ModelPlan(state.description, for: dataset.shape)
    let loss = settings.loss(for: dataset.shape)
    guard loss.fits(dataset.shape.target) else {
      throw ModelError(
        "the loss \(loss.rawValue) does not fit these targets; \(Loss.fitting(dataset.shape.target).rawValue) does")
    }
    try plan.checkMemory()
    try plan.check(settings.backpropagation)
    try plan.checkCarrying(dataset)
    try plan.check(settings.regularisation, settings.backpropagation)
    if settings.optimizer.schedule?.kind == .plateau, dataset.evaluationBatches(dataset.scoredPart(.valid)) == 0 {
      throw ModelError("schedule plateau watches the loss of the validation part, and there is none")
    }
    let first = dataset.trainingBatch(0)
    let scalarSize = settings.precision == .float ? 4 : 8
    let needed = plan.batchMemory(
      steps: first.steps, rows: min(first.rows, dataset.batch.size), scalarSize: scalarSize, settings.backpropagation,
      decoderSteps: first.decoder?.steps ?? 0)
    guard needed.bytes < MemorySize.allowed.bytes else {
      throw ModelError(
        "a batch of \(min(first.rows, dataset.batch.size)) sequences of \(first.steps) time steps would need \(needed); this machine has "
          + "\(MemorySize.machine). Take a smaller batch, a shorter window, or fewer units, or say: bptt full checkpoint=yes"
      )
    }
    let weights = settings.balancesClasses ? dataset.balancedClassWeights : nil
    let rows = dataset.batch.accumulate > 1 ? dataset.batch.size : nil
    core =
      settings.precision == .float
      ? TypedTrainingCore<Float>(
        state, plan, settings, classWeights: weights, rowsAtOnce: rows, criterion: dataset.criterion)
      : TypedTrainingCore<Double>(
        state, plan, settings, classWeights: weights, rowsAtOnce: rows, criterion: dataset.criterion)
  }

  /// The model as it is now.
  public var state: ModelState {
    var state = core.state
    // Before the first update here a number means what it meant where the weights came from.
    if state.updates > firstUpdates { state.meanings = meanings }
    return state
  }

  /// The weights as they are now, in the plan's order, without what the optimizer remembers.
  public var parameters: [Double] { core.parameters }

  /// ‖Δw‖ / ‖w‖ of each layer in the plan's order, w the weights before the update, at the latest update that was
  /// measured; nil before one was. A layer whose weights are all zero has infinity, one without weights NaN.
  public var updateRatios: [Double]? { core.updateRatios }

  /// Other settings from the next update on. What an optimizer of another rule remembered is forgotten.
  public func use(_ optimizer: Optimizer, _ clipping: Clipping) {
    settings.optimizer = optimizer
    settings.clipping = clipping
    core.use(optimizer, clipping)
  }

  /// One update on the next batch, or on the batch that another model's update of this number (from 0) has: models that are
  /// compared learn from the same.
  ///
  /// - Parameters:
  ///   - measuringUpdates: also measures `updateRatios`, which costs two passes over the weights.
  ///   - watchingStates: also measures `UpdateReport.stateGradientNorms`, which costs next to nothing.
  /// - Throws: `TrainingFault` when a number is no longer finite; the weights are then those of the update before.
  public func advance(
    batchOf update: Int? = nil, measuringUpdates: Bool = false, watchingStates: Bool = false
  ) throws(TrainingFault) -> UpdateReport {
    let number = update ?? core.updates
    var report = try core.advance(
      dataset.trainingBatch(number), at: number % max(dataset.updatesPerEpoch ?? .max, 1),
      measuringUpdates: measuringUpdates, watchingStates: watchingStates)
    if let schedule = settings.optimizer.schedule, schedule.scores(after: core.updates) {
      let loss = evaluate(.valid).loss
      core.note(validation: loss)
      report.validation = loss
    }
    return report
  }

  /// Updates made so far.
  public var updates: Int { core.updates }

  /// Scores a part of the data. States that are carried along its batches begin at its start as if nothing had been before.
  ///
  /// - Parameters:
  ///   - writes: whether a model with a decoder also writes every target by itself.
  ///   - progress: called between batches with (done, total); throwing stops the evaluation.
  public func evaluate(
    _ part: DataPart, writes: Bool = false, progress: ((Int, Int) throws -> Void)? = nil
  ) rethrows -> Evaluation {
    let part = dataset.scoredPart(part)
    let batches = dataset.evaluationBatches(part)
    var (sum, count, correct) = (0.0, 0, 0)
    var hasCorrect = false
    var states: [[[Double]]]?
    var position = 0
    var written = WrittenScore(unknown: dataset.targetVocabulary?.unknown.map { Int32($0) })
    var errors = ErrorScore(dataset, under: settings.loss(for: dataset.shape))
    var classes = ClassScore(dataset)
    let tags = dataset.entityTags
    var entities = EntityScore()
    var (solved, sequences) = (0, 0)
    let areLogits = settings.loss(for: dataset.shape) == .binaryCrossEntropy
    for index in 0..<batches {
      try progress?(index, batches)
      let batch = dataset.evaluationBatch(part, index)
      // Tracks of a text that begin after others ended begin as if nothing had been before.
      if batch.isTracks, !batch.continuesTracks { (position, states) = (0, nil) }
      let (result, output) = core.score(batch, at: position, states: &states)
      position += 1
      guard result.count > 0 else { continue }
      sum += result.mean * Double(result.count)
      count += result.count
      if let own = result.correct {
        correct += own
        hasCorrect = true
      }
      if let criterion = dataset.criterion {
        let rows = criterion.solved(
          output, width: dataset.shape.target.outputSize, batch, areLogits: areLogits)
        solved += rows.count { $0 }
        sequences += rows.count
      }
      errors?.add(output, batch.target)
      classes?.add(output, batch.target)
      if let tags { entities.add(output, batch, tags) }
      if writes, let longest = dataset.longestTarget, batch.decoder != nil {
        written.add(core.write(batch, limit: longest + 1), batch)
      }
    }
    let mean = count > 0 ? sum / Double(count) : .nan
    var evaluation = Evaluation(part: part, loss: mean, count: count)
    if hasCorrect { evaluation.accuracy = Double(correct) / Double(max(count, 1)) }
    evaluation.sequences = sequences
    if sequences > 0 { evaluation.solved = Double(solved) / Double(sequences) }
    if tags != nil { evaluation.entities = entities }
    evaluation.f1 = tags != nil ? entities.f1 : hasCorrect ? classes?.f1 : nil
    (evaluation.exact, evaluation.writtenAccuracy, evaluation.bleu) = (written.exact, written.accuracy, written.bleu)
    if case .classes = dataset.shape.target {
      evaluation.perplexity = Double.exponential(mean)
      evaluation.bits = mean / 0.693147180559945309
    }
    (evaluation.rootMeanSquare, evaluation.meanAbsolute) = (errors?.rootMeanSquare, errors?.meanAbsolute)
    evaluation.scaledAbsolute = errors?.scaledAbsolute
    evaluation.columns = errors?.columns
    return evaluation
  }
}
