import Script
import SequenceEngine

/// One `train`: the current model and every compared one, update by update on the same batches.
struct TrainingRun {
  let context: CommandContext
  /// What it follows from, so that it can be taken up again; nil: it cannot.
  var name: String?
  /// Updates made and asked for.
  var made = 0
  private(set) var total = 0
  /// Seconds of all updates and of the last one; what is looked at meanwhile does not count.
  private(set) var trainingSeconds = 0.0
  private(set) var lastUpdateSeconds = 0.0
  var runners: [(entry: ModelEntry, trainer: Trainer)] = []
  private var stopping: [EarlyStopping] = []
  var breaks: TrainingBreaks

  init(_ entries: [ModelEntry], _ data: Dataset, _ context: CommandContext) throws {
    self.context = context
    for entry in entries {
      guard let state = entry.state else { continue }
      runners.append((entry, try Trainer(state, data, context.workspace.settings(of: entry))))
    }
    breaks = TrainingBreaks(
      context.workspace, of: runners.first?.entry.name, interruption: context.checkInterrupt)
    for (index, runner) in runners.enumerated() { if let state = runner.entry.state { beginPast(index, state) } }
    stopping = runners.map { _ in EarlyStopping() }
  }

  mutating func run(steps: Int, reports: TrainingReports, until: Argument?) throws {
    var lastProgress = -1.0
    total = steps
    defer { context.watch?.trainingEnded() }
    var failure: (any Error)?
    var printedHead = false
    var hits: [BreakHit] = []
    while made < steps, failure == nil {
      let begun = context.environment.now()
      do {
        let shared = runners[0].trainer.updates
        // The last one stays on the screen.
        let isShown = context.watch.map { $0.measuresNextUpdate || made + 1 == steps } ?? false
        for index in runners.indices {
          let report = try runners[index].trainer.advance(batchOf: shared, measuringUpdates: isShown)
          runners[index].entry.remember(report)
          runners[index].entry.trainedTokens += report.tokens
          let trainer = runners[index].trainer
          if runners[index].entry.past.isDue(trainer.updates) { runners[index].entry.past.keep(trainer.state) }
        }
      } catch {
        failure = error
        break
      }
      made += 1
      let now = context.environment.now()
      lastUpdateSeconds = now - begun
      trainingSeconds += lastUpdateSeconds
      for index in runners.indices { runners[index].entry.trainingSeconds += (now - begun) / Double(runners.count) }
      let isLast = made == steps
      if isLast || reports.isDue(made) { report(isShown: isLast || reports.isShown(made), printedHead: &printedHead) }
      if now - lastProgress >= 0.1 || isLast {
        lastProgress = now
        context.showProgress(progress)
      }
      do {
        try saveCheckpoints(made)
        if let until, try isReached(until) { break }
        if let first = runners.first, let found = try breaks.hit(first.entry, first.trainer) {
          hits = found
          hits = try goBackToFirst(of: found)
          break
        }
        if isLast || reports.isDue(made), let patience = context.workspace.patience, try hasStoppedFalling(patience) {
          context.tell("no better validation loss in \(patience) reports; the model is as it was at its best")
          break
        }
        try context.checkInterrupt()
        try context.watch?.updated(&self)
      } catch {
        failure = error
      }
    }
    keep(atBest: failure == nil && hits.isEmpty)
    if !hits.isEmpty, var entry = context.workspace.currentModel {
      entry.evaluations = breaks.evaluations
      context.workspace.update(entry)
    }
    context.workspace.breaks = breaks.list
    breaks.warnings.forEach(context.warn)
    try context.open(hits, at: updates)
    guard let failure else { return }
    context.keepsWork = true
    if failure is Interruption {
      let counts = [made, steps].map { NumberFormat.integer.text(Double($0)) }
      context.warn("stopped after \(counts[0]) of \(counts[1]) updates; the model is kept as it is")
      throw failure
    }
    if let fault = failure as? TrainingFault {
      throw SessionError(fault.description, hint: "doctor tells where it began and tries remedies")
    }
    throw failure
  }

  /// Goes on from the last checkpoint of this very training, when the session that made it was lost.
  mutating func takeUp(steps: Int) throws {
    guard let name, let path = context.savedModel(of: name), let start = runners.first?.entry.state,
      case .checkpoint(let saved)? = try? Checkpoint.load(path), saved.state.description == start.description,
      case let trainer = runners[0].trainer, saved.settings == trainer.settings, saved.batch == trainer.dataset.batch,
      case let done = saved.state.updates - start.updates, done > 0, done < steps
    else { return }
    runners[0].trainer = try Trainer(saved.state, trainer.dataset, trainer.settings)
    runners[0].entry.state = saved.state
    made = done
    beginPast(0, saved.state)
    context.note("goes on from update \(saved.state.updates) of this training, which \(legible(path)) holds")
  }

  /// Puts what was learned into the workspace.
  ///
  /// - Parameter atBest: whether early stopping chooses the update.
  private func keep(atBest: Bool) {
    for (number, (entry, trainer)) in runners.enumerated() {
      var entry = entry
      entry.state = trainer.state
      if let state = entry.state { entry.past.keep(state) }
      entry.updateRatios = trainer.updateRatios ?? entry.updateRatios
      entry.evaluations = [:]
      if atBest, let best = stopping[number].best {
        if let route = entry.past.route(to: best.state.updates) { entry.past.stand(route, best.state) }
        entry.stand(at: best.state)
        entry.evaluations[.valid] = best.score
      }
      context.workspace.update(entry)
    }
  }

  /// Scores the validation part; whether no model has got better for so many reports.
  private mutating func hasStoppedFalling(_ patience: Int) throws -> Bool {
    for index in runners.indices {
      let trainer = runners[index].trainer
      let score = try trainer.evaluate(.valid) { [context] _, _ in try context.checkInterrupt() }
      stopping[index].note(score, trainer.state)
      runners[index].entry.validations.append((trainer.updates, score.loss))
    }
    return stopping.allSatisfy { $0.reportsSinceBest >= patience }
  }

  /// From here on updates are made with other settings, or on another stream of data.
  mutating func beginPast(_ index: Int, _ state: ModelState) {
    let trainer = runners[index].trainer
    runners[index].entry.past.begin(
      state, trainer.dataset, trainer.settings, batchOffset: updates - trainer.updates,
      limit: TrainingPast.budget / max(1, context.workspace.models.count))
  }

  private func saveCheckpoints(_ made: Int) throws {
    guard let plan = context.workspace.checkpoints, made.isMultiple(of: plan.every) else { return }
    for (entry, trainer) in runners {
      let path = plan.path ?? CommandContext.path(entry.name + ".safetensors", in: context.folder)
      try Checkpoint(
        state: trainer.state, shape: trainer.dataset.shape, trainer.settings, batch: trainer.dataset.batch
      ).save(to: path)
      if let name { context.checkpointed(name, at: path) }
    }
  }

  /// The condition sees the measures of the update just made.
  private func isReached(_ argument: Argument) throws -> Bool {
    for (entry, _) in runners {
      // Of the history the last report is enough, and nothing long is copied.
      var seen = entry
      seen.history = entry.history.last.map { [$0] } ?? []
      context.workspace.update(seen)
    }
    return try context.flag(argument)
  }
}

extension String {
  /// Blanks in front, up to a width.
  func leading(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }

  /// Blanks behind, up to a width.
  func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
