import Script
import SequenceEngine

/// While something runs: what is asked meanwhile is answered between two updates, and the screen sees what happens.
extension SessionDriver: CommandWatch {
  func updated(_ training: inout TrainingRun) throws {
    if !isTraining {
      isTraining = true
      // It will not move through time, but what is asked while it runs may.
      countRunningJob()
      lastUpdated = environment.now()
      budget = WatchBudget()
    }
    budget.earn(training.lastUpdateSeconds)
    try attend(&training)
    let now = environment.now()
    // The next update is over about as long after this one as this one was after the one before.
    defer { lastUpdated = now }
    measuresNextUpdate = budget.isPublishDue(at: now + 1.5 * (now - lastUpdated))
    guard budget.isPublishDue(at: now) else { return }
    if budget.allowsReplay, training.stepper != nil {
      training.replay()
      builder.follow(training.workspace(withWeights: false))
      budget.replay(costing: environment.now() - now)
    }
    publish(training)
    measuresNextUpdate = now - lastUpdated >= WatchBudget.interval
  }

  func trainingEnded() {
    isTraining = false
    measuresNextUpdate = false
  }

  func progressed() throws {
    takeJobs()
    try hold { takeJobs() }
  }

  /// Answers jobs between two updates, and holds the training while it is paused.
  private func attend(_ training: inout TrainingRun) throws {
    guard jobs.hasMail || isPaused else { return }
    answerJobs(&training)
    try hold { answerJobs(&training) }
  }

  private func hold(_ answer: () -> Void) throws {
    while isPaused {
      if environment.isInterrupted() {
        isPaused = false
        throw Interruption()
      }
      jobs.wait(milliseconds: 25)
      answer()
    }
  }

  private func answerJobs(_ training: inout TrainingRun) {
    while let job = jobs.takeIfAvailable() {
      if let look = session.look(job) {
        answer(look, job, &training)
        jobsTaken += 1
      } else if case .pause(let isWanted) = job {
        jobsTaken += 1
        isPaused = isWanted
      } else {
        postpone(job)
      }
      publish(training)
    }
  }

  /// A look that cannot be answered may be about what still waits: then it waits as well.
  private func answer(_ look: Session.Look, _ job: SessionJob, _ training: inout TrainingRun) {
    let (id, isAnswered) = session.answer(look, during: &training)
    guard !isAnswered, !waiting.isEmpty, !look.isGesture else { return }
    session.queueAgain(id)
    waiting.append((job, id))
  }

  /// Jobs that come while something else than a training runs: they wait for its end.
  func takeJobs() {
    var hasCome = false
    while let job = jobs.takeIfAvailable() {
      hasCome = true
      if case .pause(let isWanted) = job {
        jobsTaken += 1
        isPaused = isWanted
      } else {
        postpone(job)
      }
    }
    if hasCome { publishNow() }
  }

  private func publish(_ training: TrainingRun) {
    activity?.progress = training.progress
    publish(from: training.workspace(withWeights: false), run: training.run)
  }
}
