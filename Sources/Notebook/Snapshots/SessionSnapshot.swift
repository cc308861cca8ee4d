/// What a screen shows of a session: an immutable value that another thread draws while the session works on.
///
/// It holds plain numbers and outputs, no weights. A newer snapshot takes the place of an older one.
public struct SessionSnapshot: Sendable {
  public var document = Document()
  /// The running job; nil at rest.
  public var activity: Activity?
  /// Jobs whose effect is in this snapshot, and trainings begun: a screen that moved on by itself knows from it whether
  /// the snapshot has caught up.
  public var jobsTaken = 0
  /// A line about the data: "adding length=50, 1,000 sequences"; empty before there are any.
  public var data = ""
  public var seed: UInt64 = 1
  /// The current model.
  public var model: ModelSnapshot?
  /// Shown models' trainings, the current one first; several while models are compared.
  public var trainings: [TrainingSnapshot] = []
  /// Shown models' unrolled examples, over one time axis.
  public var unrolled: [UnrolledSnapshot] = []
  /// What commands have for panes of their own.
  public var views = PaneViews()
  public var names = SessionNames(Workspace())
  /// The name of the theme that was asked for; nil: the program's choice.
  public var theme: String?
  /// A sentence about the latest job that no entry holds: "every entry was run"; empty: none.
  public var notice = ""
  /// What is said of a session that was not closed and can be brought back; empty: there is none.
  /// What leaving now would mean.
  public var leaving = Leaving.free
  public var lostSession = ""
  /// The lesson that is being taken.
  public var lesson: LessonSnapshot?
  /// Lines of a recording that can be taken back: of the latest ones it is kept what was before them.
  public var linesToTakeBack = 0
  public var hasQuit = false

  public init() {}
}

/// What the session is doing.
public struct Activity: Sendable, Equatable {
  /// The entry that is being run.
  public var entry: Int?
  public var progress: Progress?
  public var isPaused = false
  /// Jobs that wait for the end of this one.
  public var queued = 0
  /// Seconds since it began.
  public var seconds = 0.0

  public init(entry: Int?) { self.entry = entry }
}
