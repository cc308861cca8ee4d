import Script
import SequenceEngine

/// A notebook's session: it parses what is entered, runs it statement by statement, and can take it back.
///
///     let session = Session(environment: SessionEnvironment()) { event in … }
///     session.run("data adding length=50; add rnn 32; add dense; train steps=300")
///
/// A session belongs to one thread; events are handed out on it, in order.
public final class Session {
  let interpreter: Interpreter
  var history = UndoHistory()
  /// Who hears of what happens.
  var emit: (SessionEvent) -> Void
  /// The theme that was asked for; nil: the program's choice.
  public internal(set) var theme: String?
  /// The entry that is being run: what is answered belongs to it.
  var running: Int?
  /// What the entries began with.
  private(set) var start = Workspace()
  /// What each entry depended on and left when it was run.
  var staleness = Staleness()
  /// What was looked at while the running entry trains.
  var looks: [(entry: Int, trace: ReadTrace)] = []
  /// What a line asked of the entries, to be done once it has ended.
  var asked: SessionRequest?
  /// Keeps the entries on the disk; nil before there are any.
  var journal: SessionJournal?
  /// Why the journal could not be written; nil when it could.
  var journalFailure: String?
  /// Says to other sessions that the script is open here.
  var scriptLock: NotebookLock?
  var lockedPath: String?
  /// A session that ended with entries that no file has, until it is brought back or forgotten.
  public internal(set) var lost: LostSession?
  /// Why the journal of such a session could not be read; nil when all could.
  var unreadJournal: String?
  /// Whether a line runs that is one command and nothing else.
  var isAlone = false
  /// What is to be said of a change that is no part of the script, and that such a line took back or did again.
  var travelled: String?
  /// Whether the entry that runs does so where a script would run it.
  var isInOrder = true
  /// Whether anything may be asked of the entries: only a line at the prompt may.
  var takesRequests = false
  var isQuitting = false
  /// The lesson that is being taken.
  var course: Course?
  /// Whether steps of a lesson are run that were seen before: the notebook gets them, and a prompt does not.
  var isCatchingUp = false
  /// Whether a lesson says what it waits for; somebody who reads it through is asked nothing.
  public var asksStudent = true
  /// The lesson that runs as a script, with what its pages still wait for; nil: none does.
  var lessonPages: LessonPages?
  /// The entry that the lesson's latest step begins with.
  var lessonEntry: Int?
  /// What is entered is written down there.
  var recording: RecordingInProgress?
  /// Whether a recording is played line by line here; a screen plays it itself.
  var playsRecordings = true
  /// Whether a line of a recording runs.
  var isReplaying = false
  /// Where lines of a recording that a screen plays began.
  var replayed: [ReplayMark] = []
  /// Whether it was said that progress cannot be kept.
  var hasToldKeeping = false
  /// Whether the run that goes on, or went on last, changed anything that `undo` takes back.
  var hasChanged: Bool { changes > 0 }
  /// How many of its statements did.
  var changes = 0
  /// How many statements of the last turn of a knob changed anything that the next one has to take back.
  var turnChanges = 0
  /// Called before each entry of several, for whoever has to be answered meanwhile.
  var betweenEntries: () -> Void = {}
  /// Called after each statement of a script, for whoever collects what it tells.
  public var afterStatement: () -> Void = {}
  /// The workspace before the statement that is being run.
  var before = Workspace()

  /// What becomes one step of `undo`.
  enum UndoSteps { case eachStatement, wholeRun, none }

  public init(environment: SessionEnvironment, emit: @escaping (SessionEvent) -> Void) {
    interpreter = Interpreter(environment: environment)
    self.emit = emit
    interpreter.emit = { [unowned self] in tell($0) }
    interpreter.fulfil = { [unowned self] request in try fulfil(request) }
    interpreter.checkpointed = { [unowned self] training, path in journal?.note(training, savedAt: path) }
    findLostSession()
  }

  public enum Outcome: Sendable, Equatable { case done, failed, interrupted, quit }

  public var workspace: Workspace { interpreter.workspace }
  public var document: Document { interpreter.document }
  /// The document, or where there is none the script that ran last, as a notebook with its answers.
  public var notebook: Document { interpreter.notebook }

  /// The names that completion and highlighting need, as a value for another thread.
  public var names: SessionNames { SessionNames(workspace) }

  /// The seed of a session that is just beginning; a `seed` command chooses another.
  public func useSeed(_ seed: UInt64) {
    interpreter.workspace.settings.seed = seed
    start.settings.seed = seed
  }

  /// `seed` commands of scripts are without effect from now on: a flag of the command line beats the script.
  public func fixSeed(_ seed: UInt64) {
    useSeed(seed)
    interpreter.workspace.seedIsFixed = true
    start.seedIsFixed = true
  }

  /// Hands an event out; what it answers is kept with the entry that is being run.
  func tell(_ event: SessionEvent) {
    if running == nil, let answer = Entry.Answer(event) { interpreter.transcript.add(answer) }
    if let running, let answer = Entry.Answer(event) {
      interpreter.document.change(running) { entry in
        if case .output = answer, entry.isGesture { return }
        entry.add(answer)
      }
    }
    if isCatchingUp {
      switch event {
      case .progress, .failure, .warning: break
      case .output, .told, .printed, .timed, .prose, .record, .view: return
      }
    }
    emit(event)
  }
}
