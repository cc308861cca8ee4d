import Script
import SequenceEngine

/// What a running command may use: the workspace it changes, the values of its arguments, and a way to answer.
final class CommandContext: WorkspaceOwner {
  /// The copy that takes the session's place when the command succeeds.
  var workspace: Workspace
  /// Holds the notebook. It is not copied: entries are answered and added while a command runs.
  private let owner: any DocumentOwner
  /// What the session itself has to do after the command.
  var request: SessionRequest?
  /// Set when the workspace holds work that is kept though the command then throws: training up to Ctrl-C or a fault.
  var keepsWork = false
  let source: SourceText
  /// Folder that relative paths are looked up in: the script's, or at the prompt the current one.
  let folder: String
  /// Whether a person typed the command at a prompt, and a script did not bring it.
  let isTyped: Bool
  let environment: SessionEnvironment
  let trace: ReadTrace?
  /// Who looks on while the command runs; nil: nobody.
  let watch: (any CommandWatch)?
  private let emit: (SessionEvent) -> Void

  init(
    _ workspace: Workspace, owner: any DocumentOwner, source: SourceText, folder: String, isTyped: Bool = false,
    environment: SessionEnvironment, watch: (any CommandWatch)?, trace: ReadTrace? = nil,
    emit: @escaping (SessionEvent) -> Void
  ) {
    self.workspace = workspace
    self.owner = owner
    self.source = source
    self.folder = folder
    self.isTyped = isTyped
    self.environment = environment
    self.watch = watch
    self.trace = trace
    self.emit = emit
  }

  /// The entries of the session and the files that belong to it; a change holds at once.
  var document: Document {
    get { owner.document }
    set { owner.document = newValue }
  }

  /// The entries with their answers: the notebook's, or those of the script that runs.
  var notebook: Document { owner.notebook }

  /// What was shown last, as tables and pictures.
  var shown: [Output] { owner.shown }

  /// Notes that a training has saved its model, and where.
  func checkpointed(_ training: String, at path: String) { owner.checkpointed(training, path) }

  /// Where this training has saved its model before it was cut off.
  func savedModel(of training: String) -> String? { owner.savedModels[training] }

  /// The tables and pictures that a command would answer with; nobody hears of them.
  func outputs(of text: String) throws -> [Output] {
    let (program, _) = Parser(CommandRegistry.table).parse(SourceText(name: "export", text: text))
    guard case .command(let command)? = program.statements.first?.kind,
      let known = CommandRegistry.byVerb[command.verb.text]
    else { return [] }
    var outputs: [Output] = []
    let inner = CommandContext(
      workspace, owner: owner, source: program.source, folder: folder, environment: environment, watch: watch
    ) { event in if case .output(let output) = event, output.holdsNumbers { outputs.append(output) } }
    try known.run(command, inner)
    return outputs
  }

  // MARK: Answers

  func answer(_ text: String) { emit(.output(.text(text))) }
  func answer(_ output: Output) { emit(.output(output)) }
  /// A line for a reader whose content is also in a record.
  func tell(_ text: String) { emit(.told(text)) }
  func note(_ text: String) { emit(.output(.note(text))) }
  func record(_ event: String, _ fields: [(name: String, value: EventRecord.Field)]) {
    emit(.record(EventRecord(event, fields)))
  }

  /// Opens the pane that shows this, where there is a screen.
  func show(_ view: PaneView) { emit(.view(view)) }

  func warn(_ text: String) { emit(.warning(text)) }

  /// Tells how far a job is without asking whether to stop.
  func showProgress(_ progress: Progress) { emit(.progress(progress)) }

  /// Tells how far a job is, and throws `Interruption` when a person wants it to stop.
  func progress(_ progress: Progress) throws {
    emit(.progress(progress))
    try watch?.progressed()
    try checkInterrupt()
  }

  /// Counts what is done whenever it is called, tells it ten times a second, and throws `Interruption` when a person
  /// wants it to stop.
  func counting(_ title: String, of total: Int) -> () throws -> Void {
    var done = 0
    var lastTold = -1.0
    return { [self] in
      done += 1
      let now = environment.now()
      guard now - lastTold >= 0.1 || done == total else { return try checkInterrupt() }
      lastTold = now
      try progress(Progress(title, done: done, total: total))
    }
  }

  func checkInterrupt() throws { if environment.isInterrupted() { throw Interruption() } }

  // MARK: What most commands need

  /// Refuses what is about entries where there are none: at a prompt there is at least that of the line itself.
  func requireNotebook() throws { if document.entries.isEmpty { throw SessionRequest.notHere } }

  func requireData() throws -> Dataset {
    guard let dataset = try workspace.knownData() else {
      throw SessionError("there is no data yet", hint: "load some first, for example: data adding length=50")
    }
    return dataset
  }

  /// The current model with weights fitted to the data.
  func requireModel() throws -> (entry: ModelEntry, state: ModelState) { try requireModel(named: nil) }

  func requireModel(named name: String?) throws -> (entry: ModelEntry, state: ModelState) {
    guard let entry = try workspace.knownModel(name) else {
      throw SessionError(
        name.map { "no model is called '\($0)'" } ?? "there is no model yet",
        hint: name == nil ? "start one, for example: model plain, then: add rnn 32" : nil)
    }
    let dataset = try requireData()
    if let state = entry.state { return (entry, state) }
    guard !entry.description.layers.isEmpty else {
      throw SessionError("the model \(entry.name) has no layers yet", hint: "add one, for example: add rnn 32")
    }
    do {
      _ = try ModelPlan(entry.description, for: dataset.shape)
    } catch {
      throw SessionError("the model \(entry.name) is not whole: \(error)")
    }
    throw SessionError("the model \(entry.name) has no weights for these data")
  }
}

/// What a session needs from the world around it.
public struct SessionEnvironment: Sendable {
  /// Whether a person asked the running job to stop.
  public var isInterrupted: @Sendable () -> Bool
  /// The wish to stop was fulfilled.
  public var clearInterrupt: @Sendable () -> Void
  /// Monotonic seconds.
  public var now: @Sendable () -> Double
  /// Lets so many seconds pass.
  public var rest: @Sendable (Double) -> Void
  /// Runs a body on a thread that the session has started, made safe for signals.
  public var guardThread: @Sendable (() -> Void) -> Void
  /// Folder that relative paths are looked up in at the prompt.
  public var folder: String
  /// Environment variables, for finding shipped files.
  public var variables: [String: String]
  /// The running program's path, for finding shipped files.
  public var programPath: String
  /// Where the session's journal and locks are; nil: it keeps none, as a script's.
  public var liveFiles: LiveFiles?
  /// Where the reader's layouts are kept; nil: nowhere.
  public var layoutFile: LayoutFile?
  /// How the panes of the screen stand; nil: there is no screen.
  public var screenLayout: @Sendable () -> ScreenLayout? = { nil }
  /// Where progress in the lessons is kept; nil: nowhere.
  public var stateFolder: String?
  /// Where results of entries marked once are; nil: none are kept.
  public var keptResults: KeptResults?

  public init(
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    clearInterrupt: @escaping @Sendable () -> Void = {}, now: @escaping @Sendable () -> Double = { 0 },
    rest: @escaping @Sendable (Double) -> Void = { _ in },
    guardThread: @escaping @Sendable (() -> Void) -> Void = { $0() },
    folder: String = ".", variables: [String: String] = [:], programPath: String = "",
    liveFiles: LiveFiles? = nil, keptResults: KeptResults? = nil, stateFolder: String? = nil
  ) {
    self.isInterrupted = isInterrupted
    self.clearInterrupt = clearInterrupt
    self.now = now
    self.rest = rest
    self.guardThread = guardThread
    self.folder = folder
    self.variables = variables
    self.programPath = programPath
    self.liveFiles = liveFiles
    self.stateFolder = stateFolder
    self.keptResults = keptResults
  }
}
