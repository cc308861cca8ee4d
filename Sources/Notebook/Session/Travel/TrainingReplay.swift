import SequenceEngine

extension TrainingPast {
  /// The way to an update: a snapshot, and the stretches whose updates are made again from there.
  package struct Route: Sendable {
    let moment: Moment
    /// In the order of time; the last one holds the update.
    let stretches: [Stretch]
    let target: Int

    /// Updates that are made again.
    package var updates: Int { target - moment.update }
  }

  /// The shortest way to an update; nil when it is not within reach. Where weights were changed by hand between two
  /// trainings, the state after the change counts: the one that the next update was made from.
  package func route(to target: Int) -> Route? {
    route(to: target, along: stretches.lastIndex { $0.start <= target && target <= $0.end }, startingAtMost: target)
  }

  private func route(to target: Int, along stretch: Int?, startingAtMost latest: Int) -> Route? {
    guard var index = stretch else { return nil }
    var way = [stretches[index]]
    while true {
      if let moment = moments.last(where: { $0.stretch == stretches[index].number && $0.update <= latest }) {
        return Route(moment: moment, stretches: way, target: target)
      }
      guard stretches[index].continues, index > 0 else { return nil }
      index -= 1
      way.insert(stretches[index], at: 0)
    }
  }

  /// The ways from snapshot to snapshot over the updates after one, up to another: the latest first, each as its update
  /// was made and before anything was changed by hand after it.
  package func legs(from start: Int, to end: Int) -> [Route] {
    var legs: [Route] = []
    var end = end
    while end > start {
      let made = stretches.lastIndex { $0.start < end && end <= $0.end }
      guard let leg = route(to: end, along: made, startingAtMost: end - 1) else { break }
      legs.append(leg)
      end = leg.moment.update
    }
    return legs
  }
}

extension TrainingPast.Route {
  /// Makes the updates again: the same batches, dropout, settings and optimizer memory, so the same bits.
  ///
  /// - Parameter visit: called after each update; throwing ends it.
  func replay(_ visit: (Trainer, UpdateReport) throws -> Void) throws -> ModelState {
    var state = moment.state
    for stretch in stretches {
      let end = min(stretch.end, target)
      guard state.updates < end else { continue }
      let trainer = try Trainer(state, stretch.dataset, stretch.settings)
      while trainer.updates < end {
        let report = try trainer.advance(batchOf: trainer.updates + stretch.batchOffset)
        try visit(trainer, report)
      }
      state = trainer.state
    }
    return state
  }
}

extension ModelEntry {
  /// Puts the model at an update of its past. What is known of later updates is kept for going there again.
  mutating func stand(_ route: TrainingPast.Route, _ state: ModelState) {
    past.stand(route, state)
    stand(at: state)
  }

  /// The same for a state that the training itself kept.
  mutating func stand(at state: ModelState) {
    self.state = state
    description = state.description
    recent = state.recent
    let reports = history + past.laterReports
    history = reports.filter { $0.update <= state.updates }
    past.laterReports = reports.filter { $0.update > state.updates }
    let scores = validations + past.laterValidations
    validations = scores.filter { $0.update <= state.updates }
    past.laterValidations = scores.filter { $0.update > state.updates }
    evaluations = [:]
    updateRatios = nil
  }
}
