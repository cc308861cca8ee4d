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
  public private(set) var theme: String?
  /// The entry that is being run: what is answered belongs to it.
  var running: Int?
  /// Entries that `run` asked for, once the line that asked has ended.
  var asked: SessionJob.Selection?
  /// Whether `run` may ask: only a line at the prompt may.
  var takesRequests = false
  var isQuitting = false
  /// Whether the run that goes on, or went on last, changed anything that `undo` takes back.
  private(set) var hasChanged = false
  /// Whether the last turn of a knob changed anything that the next one has to take back.
  var turnHasChanged = false
  /// Called before each entry of several, for whoever has to be answered meanwhile.
  var betweenEntries: () -> Void = {}
  /// Called after each statement of a script, for whoever collects what it tells.
  public var afterStatement: () -> Void = {}
  /// The workspace before the statement that is being run.
  private var before = Workspace()

  /// What becomes one step of `undo`.
  enum UndoSteps { case eachStatement, wholeRun, none }

  public init(environment: SessionEnvironment, emit: @escaping (SessionEvent) -> Void) {
    interpreter = Interpreter(environment: environment)
    self.emit = emit
    interpreter.emit = { [unowned self] in tell($0) }
    interpreter.fulfil = { [unowned self] request in try fulfil(request) }
  }

  public enum Outcome: Sendable, Equatable { case done, failed, interrupted, quit }

  public var workspace: Workspace { interpreter.workspace }
  public var document: Document { interpreter.document }
  /// The document, or where there is none the script that ran last, as a notebook with its answers.
  public var notebook: Document { interpreter.notebook }

  /// The names that completion and highlighting need, as a value for another thread.
  public var names: SessionNames { SessionNames(workspace) }

  /// Runs a script; paths in it are relative to its folder.
  public func run(script: SourceText, path: String, settings: [ScriptSetting] = []) -> Outcome {
    run(script, folder: ScriptFile.folder(of: path), path: path, settings: settings)
  }

  /// Runs a source whose paths are relative to `folder`.
  public func run(_ source: SourceText, folder: String, path: String?, settings: [ScriptSetting] = []) -> Outcome {
    run(source, folder: folder, path: path, settings: settings, undo: .eachStatement)
  }

  /// - Parameter isTyped: whether a person typed it at a prompt: reports of a training are then few.
  func run(
    _ source: SourceText, folder: String, path: String? = nil, settings: [ScriptSetting] = [], undo steps: UndoSteps,
    isTyped: Bool = false
  ) -> Outcome {
    hasChanged = false
    interpreter.hasFailed = false
    let start = interpreter.workspace
    defer { if hasChanged, steps == .wholeRun { history.push(start, before: Self.headline(source.text)) } }
    let parser = Parser(CommandRegistry.table, definedCommands: Set(workspace.commands.keys))
    let (program, diagnostics) = parser.parse(source)
    for diagnostic in diagnostics { tell(.failure(diagnostic)) }
    guard !diagnostics.contains(where: { $0.severity == .error }) else { return .failed }
    let place = Interpreter.Place(source: source, folder: folder, isTyped: isTyped)
    if running == nil { interpreter.transcript = Transcript(program) }
    let outcome = interpreter.running(path) { () -> Outcome in
      do {
        try checkSettings(settings, program)
        var remaining = settings
        for (number, statement) in program.statements.enumerated() {
          if running == nil { interpreter.transcript.begin(number) }
          try run(statement, &remaining, undo: steps, at: place)
          afterStatement()
          if isQuitting { break }
        }
        clearSweepFiles()
        if interpreter.hasFailed, !(isQuitting && isTyped) { return .failed }
        return isQuitting ? .quit : .done
      } catch let error as Diagnostic {
        tell(.failure(error))
        return .failed
      } catch is Interruption {
        return .interrupted
      } catch {
        tell(.failure(Diagnostic(reason: error, at: SourceRange(0, 0), in: source)))
        return .failed
      }
    }
    if running == nil { interpreter.transcript.end(Entry.Status(outcome)) }
    return outcome
  }

  /// Opens a script: its entries are kept and nothing is run.
  ///
  /// - Returns: the first error in the script, and how many there are; nil for none.
  public func open(_ path: String) throws -> String? {
    SessionCommands.errorSentence(try SessionCommands.open(path, &interpreter.document))
  }

  /// The seed of a session that is just beginning; a `seed` command chooses another.
  public func useSeed(_ seed: UInt64) { interpreter.workspace.settings.seed = seed }

  /// `seed` commands of scripts are without effect from now on: a flag of the command line beats the script.
  public func fixSeed(_ seed: UInt64) {
    useSeed(seed)
    interpreter.workspace.seedIsFixed = true
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
    emit(event)
  }

  private func run(
    _ statement: Statement, _ settings: inout [ScriptSetting], undo steps: UndoSteps, at place: Interpreter.Place
  ) throws {
    before = interpreter.workspace
    interpreter.hasChanged = false
    defer {
      if interpreter.hasChanged {
        hasChanged = true
        if steps == .eachStatement { history.push(before, before: Self.headline(place.source[statement.range])) }
        interpreter.hasChanged = false
      }
    }
    if case .letBinding(let name, _) = statement.kind,
      let index = settings.firstIndex(where: { $0.name == name.text })
    {
      let setting = settings.remove(at: index)
      let own = Interpreter.Place(source: setting.source, folder: place.folder)
      interpreter.workspace.lineage.add("\(setting.name)=\(setting.source.text)")
      return try interpreter.bind(name.text, setting.value, at: own)
    }
    try interpreter.run(statement, at: place)
  }

  private func checkSettings(_ settings: [ScriptSetting], _ program: Program) throws {
    let names = program.statements.compactMap { statement -> String? in
      if case .letBinding(let name, _) = statement.kind { name.text } else { nil }
    }
    for setting in settings where !names.contains(setting.name) {
      throw SessionError(
        "--set \(setting.name): the script has no 'let \(setting.name) = …' at its top level",
        hint: nearestName(to: setting.name, among: names).map { "did you mean '\($0)'?" })
    }
  }

  /// A run that has come to its end needs the rows of its sweeps no more.
  private func clearSweepFiles() {
    for (path, keys) in interpreter.sweepFiles {
      var file = SweepFile(path: path)
      file.remove(keys)
    }
    interpreter.sweepFiles = [:]
  }

  private func fulfil(_ request: SessionRequest) throws {
    switch request {
    case .quit: isQuitting = true
    case .demo: try demonstrate()
    case .theme(let name): theme = name
    case .run(let selection):
      guard takesRequests, interpreter.depth == 0 else {
        throw SessionError(
          "'run' runs entries of the notebook and stands alone at its prompt, not in a script, a block or beside others",
          hint: "a script runs another one with: include \"FILE\"")
      }
      asked = selection
    case .undo, .redo:
      guard interpreter.depth == 0 else {
        throw SessionError("undo and redo stand alone, not in a block or a script that is included")
      }
      let current = interpreter.workspace
      guard let other = request == .undo ? history.undo(current) : history.redo(current) else {
        throw SessionError(request == .undo ? "there is nothing to take back" : "there is nothing to do again")
      }
      interpreter.workspace = other.workspace
      if let ending = interpreter.workspace.refreshStepper() { tell(.output(.note(ending))) }
      tell(.told("\(request == .undo ? "took back" : "did again"): \(other.change)\n\(history.summary)"))
    }
  }

  /// The first line of what was run, shortened: its name for `undo`.
  private static func headline(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let first = lines.first.map(String.init) ?? ""
    let isWhole = lines.count == 1 && first.count <= 60
    return legible(isWhole ? first : String(first.prefix(60)) + " …")
  }
}

extension Entry.Answer {
  /// What an event leaves in the notebook; nil: nothing.
  init?(_ event: SessionEvent) {
    switch event {
    case .output(let output): self = .output(output)
    case .told(let text), .printed(let text): self = .output(.text(text))
    case .warning(let text): self = .warning(text)
    case .failure(let diagnostic):
      self = .failure(diagnostic.source.bytes.isEmpty ? diagnostic.headline : diagnostic.rendered)
    case .record, .progress, .view: return nil
    }
  }
}
