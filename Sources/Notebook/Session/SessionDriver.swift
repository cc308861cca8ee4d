import Script
import SequenceEngine

/// Drives a session by the jobs of a screen, and publishes what the screen draws.
///
/// It lives on the session's thread: jobs come in by a queue, snapshots go out by a closure that is called on that
/// thread, at most thirty times a second while something runs, and once more when it has ended.
public final class SessionDriver {
  let session: Session
  let environment: SessionEnvironment
  let jobs: JobQueue
  private let publish: (SessionSnapshot) -> Void
  var builder = SnapshotBuilder()

  /// Jobs that wait for the end of the running one; an entered line has its entry already.
  var waiting: [(job: SessionJob, entry: Int?)] = []
  var jobsTaken = 0
  /// The running job is not counted yet: what it moves is not moved yet, and the screen must not go back to it.
  private var owesCount = false
  var activity: Activity?
  private var began = 0.0
  var isPaused = false
  var isTraining = false
  var budget = WatchBudget()
  private var notice = ""
  private var views = PaneViews()
  private var hasQuit = false
  /// When the update before was over.
  var lastUpdated = 0.0
  var measuresNextUpdate = false

  /// - Parameter seed: the seed to begin with; nil: the usual one.
  public init(
    environment: SessionEnvironment, jobs: JobQueue, seed: UInt64? = nil, publish: @escaping (SessionSnapshot) -> Void
  ) {
    self.environment = environment
    self.jobs = jobs
    self.publish = publish
    session = Session(environment: environment) { _ in }
    session.playsRecordings = false
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
      case .run(let selection): session.runByKey(selection)
      case .arrange(let change): session.arrange(change)
      case .replace(let replacement): session.replace(replacement)
      case .replayed(let text): session.runReplayed(text)
      case .takeBackReplayed: session.takeBackReplayed()
      case .open(let path): open(path)
      case .pause: .done
      }
    if outcome == .quit { hasQuit = true }
    countRunningJob()
    activity = nil
    isPaused = false
  }

  func countRunningJob() {
    if owesCount { jobsTaken += 1 }
    owesCount = false
  }

  private func open(_ path: String) -> Session.Outcome {
    do {
      // The lock's warning is told before, by itself.
      if let error = try session.open(path) { notice = error }
      if notice.isEmpty, let lost = session.lost { notice = lost.offer }
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

  func postpone(_ job: SessionJob) {
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
    case .output(.note(let text)) where session.running == nil: notice = text
    case .record: return
    case .view(let view): views.take(view)
    default: break
    }
    guard !isTraining, budget.isIntervalOver(at: environment.now()) else { return }
    publishNow()
  }

  func publishNow() { publish(from: session.workspace, run: nil) }

  func publish(from workspace: Workspace, run: TrainingSnapshot.Run?) {
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
    snapshot.lostSession = session.lost?.offer ?? ""
    snapshot.leaving = session.leaving
    snapshot.views = views
    snapshot.lesson = session.course.map { LessonSnapshot($0, entry: session.lessonEntry) }
    snapshot.linesToTakeBack = session.replayed.count
    snapshot.hasQuit = hasQuit
    publish(snapshot)
    budget.publish(at: begun, costing: environment.now() - begun)
  }
}
