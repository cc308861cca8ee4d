import Script
import SequenceEngine

/// Drives a session by the jobs of a screen, and publishes what the screen draws.
///
/// It lives on the session's thread: jobs come in by a queue, snapshots go out by a closure that is called on that
/// thread, at most thirty times a second while something runs, and once more when it has ended.
public final class SessionDriver {
  private let session: Session
  let environment: SessionEnvironment
  let jobs: JobQueue
  private let publish: (SessionSnapshot) -> Void
  private var builder = SnapshotBuilder()

  /// Jobs that wait for the end of the running one; an entered line has its entry already.
  private var waiting: [(job: SessionJob, entry: Int?)] = []
  private var jobsTaken = 0
  /// The running job is not counted yet: what it moves is not moved yet, and the screen must not go back to it.
  private var owesCount = false
  private var activity: Activity?
  private var began = 0.0
  private var isPaused = false
  private var isTraining = false
  private var budget = WatchBudget()
  private var notice = ""
  private var views = PaneViews()
  private var hasQuit = false
  /// When the update before was over.
  private var lastUpdated = 0.0
  private(set) var measuresNextUpdate = false

  /// - Parameter seed: the seed to begin with; nil: the usual one.
  public init(
    environment: SessionEnvironment, jobs: JobQueue, seed: UInt64? = nil, publish: @escaping (SessionSnapshot) -> Void
  ) {
    self.environment = environment
    self.jobs = jobs
    self.publish = publish
    session = Session(environment: environment) { _ in }
    if let seed { session.useSeed(seed) }
    session.emit = { [unowned self] in heard($0) }
    session.interpreter.watch = self
    session.betweenEntries = { [unowned self] in takeJobs() }
  }

  /// Does jobs until the session is quit or the queue closed.
  public func run() {
    publishNow()
    while !hasQuit {
      if waiting.isEmpty, !jobs.hasMail { rest() }
      guard let (job, entry) = nextJob() else { return }
      perform(job, entry)
      if environment.isInterrupted() { dropWaiting() }
    }
    publishNow()
  }

  private func nextJob() -> (SessionJob, Int?)? {
    if !waiting.isEmpty { return waiting.removeFirst() }
    guard let job = jobs.next() else { return nil }
    owesCount = true
    return (job, nil)
  }

  private func perform(_ job: SessionJob, _ entry: Int?) {
    notice = ""
    began = environment.now()
    activity = Activity(entry: entry)
    let outcome: Session.Outcome =
      switch job {
      case .enter(let text): session.run(text, as: entry)
      case .gesture(let text): session.gesture(text)
      case .knob(let text): session.turn(text)
      case .revise(let id, let text): session.revise(entry: id, text: text)
      case .run(let selection): session.run(selection)
      case .open(let path): open(path)
      case .pause: .done
      }
    if outcome == .quit { hasQuit = true }
    countRunningJob()
    activity = nil
    isPaused = false
  }

  private func countRunningJob() {
    if owesCount { jobsTaken += 1 }
    owesCount = false
  }

  private func open(_ path: String) -> Session.Outcome {
    do {
      notice = try session.open(path) ?? ""
      return .done
    } catch {
      return session.run("open \(quoted(path))")
    }
  }

  /// Nothing is left to do: the screen gets its last word, with what is too dear to measure while something runs.
  private func rest() {
    publishNow()
    // A Ctrl-C that came when all was done is about nothing.
    environment.clearInterrupt()
    let isWanted = { [jobs] in !jobs.hasMail }
    if let ledgers = LedgerRefresh(workspace: session.workspace).renewed(views.ledgers, isWanted: isWanted) {
      views.renew(ledgers)
      publishNow()
    }
    if builder.measure(session.workspace, isWanted: isWanted) { publishNow() }
  }

  /// Ctrl-C ends what runs and what waits for it.
  private func dropWaiting() {
    while let job = jobs.takeIfAvailable() { postpone(job) }
    for (job, entry) in waiting {
      let id: Int? = if case .revise(let id, _) = job { id } else { entry }
      guard let id else { continue }
      session.drop(id, isNew: entry != nil)
    }
    waiting = []
    environment.clearInterrupt()
  }

  private func postpone(_ job: SessionJob) {
    jobsTaken += 1
    switch job {
    case .enter(let text): waiting.append((job, session.queue(text)))
    case .revise(let id, let text):
      session.queue(id, text)
      waiting.append((job, nil))
    default: waiting.append((job, nil))
    }
  }

  // MARK: What the session tells

  private func heard(_ event: SessionEvent) {
    switch event {
    case .progress(let progress): activity?.progress = progress
    case .warning(let text) where session.running == nil: notice = text
    case .record: return
    case .view(let view): views.take(view)
    default: break
    }
    guard !isTraining, budget.isIntervalOver(at: environment.now()) else { return }
    publishNow()
  }

  private func publishNow() { publish(from: session.workspace, run: nil) }

  private func publish(from workspace: Workspace, run: TrainingSnapshot.Run?) {
    let begun = environment.now()
    if activity != nil {
      if let running = session.running { activity?.entry = running }
      activity?.isPaused = isPaused
      activity?.queued = waiting.count
      activity?.seconds = begun - began
    }
    var snapshot = builder.snapshot(workspace, run: run)
    snapshot.document = session.document
    snapshot.activity = activity
    snapshot.jobsTaken = jobsTaken
    snapshot.theme = session.theme
    snapshot.notice = notice
    snapshot.views = views
    snapshot.hasQuit = hasQuit
    publish(snapshot)
    budget.publish(at: begun, costing: environment.now() - begun)
  }
}

// MARK: While something runs

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
  private func takeJobs() {
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
