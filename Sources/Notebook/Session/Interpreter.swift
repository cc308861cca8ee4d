import Script
import SequenceEngine

/// Runs parsed statements one by one on a workspace.
///
/// A command works on a copy that takes the workspace's place when it has succeeded. Errors are thrown as `Diagnostic`s
/// with their place, a person's Ctrl-C as `Interruption`.
final class Interpreter: WorkspaceOwner, DocumentOwner {
  var workspace = Workspace()
  var document = Document()
  var shown: [Output] = []
  /// The script that runs as a notebook; empty while entries of the notebook run.
  var transcript = Transcript()
  var notebook: Document { document.entries.isEmpty ? transcript.document : document }
  /// Whether anything that `undo` takes back has happened since this was last set to false.
  var hasChanged = false
  let environment: SessionEnvironment
  var emit: (SessionEvent) -> Void
  /// Answers what a command asks of the session.
  var fulfil: (SessionRequest) throws -> Void = { _ in }
  /// Notes what the running entry reads and makes; nil: nobody asks.
  var trace: ReadTrace?
  /// Whether the contents of files that are read are looked at, to tell when they have changed.
  var marksFiles = false
  /// Whether what is computed now is kept on the disk, or taken from there.
  var keepsResults = false
  /// Whether an answer says that it was kept; a script's answers are the same each time.
  var tellsKept = false
  /// Told when a training has saved its model: the training, and the file.
  var checkpointed: (String, String) -> Void = { _, _ in }
  /// Where trainings of a lost session have saved their models last.
  var savedModels: [String: String] = [:]
  /// Looks on while long commands run.
  weak var watch: (any CommandWatch)?
  /// Blocks, calls and included files that are being run inside one another.
  private(set) var depth = 0
  /// Scripts that are being included, innermost last.
  private(set) var including: [String] = []
  /// What `report` told in this combination of a sweep; nil outside of sweeps.
  var reported: [(name: String, value: Value)]?
  /// Variables that hold a measure of time, or what was worked out from one.
  var timeVariables: Set<String> = []
  /// Whether something failed that did not end the run: combinations of a sweep.
  var hasFailed = false
  /// Sweeps whose rows are kept in files until the run is through, by file.
  var sweepFiles: [String: Set<String>] = [:]

  static let deepest = 200

  init(environment: SessionEnvironment, emit: @escaping (SessionEvent) -> Void = { _ in }) {
    self.environment = environment
    self.emit = emit
  }

  /// A statement with where it stands.
  struct Place {
    var source: SourceText
    var folder: String
    /// Whether a person typed it at a prompt and waits for the answer.
    var isTyped = false
  }

  func checkInterrupt() throws { if environment.isInterrupted() { throw Interruption() } }

  func evaluator(_ place: Place) -> Evaluator { Evaluator(place.source, in: SessionScope(owner: self)) }

  var knownCommands: [String] { CommandRegistry.table.statementWords + workspace.commands.keys.sorted() }

  func bind(_ name: String, _ expression: Expression, at place: Place) throws {
    let value = try evaluator(place).evaluate(expression)
    noteTime(name, expression)
    bind(name, value)
  }

  /// From here on this runs one combination of a sweep.
  func beginCombination(within scripts: [String]) {
    including = scripts
    reported = []
    fulfil = { _ in
      throw SessionError(
        "quit, undo, redo, run, demo, lesson and theme are for the whole session, not for the block of a sweep")
    }
  }

  /// `let` re-binds the nearest visible name, otherwise makes one in this block.
  func bind(_ name: String, _ value: Value) {
    let level = workspace.scopes.lastIndex { $0[name] != nil } ?? workspace.scopes.count - 1
    if level == 0 { trace?.make(.variable(name)) }
    workspace.scopes[level][name] = value
    hasChanged = true
  }

  func run(block: [Statement], _ variables: [String: Value] = [:], at place: Place) throws {
    // An empty block runs no statement that would look.
    try checkInterrupt()
    try nested(at: place, block.first?.range) {
      workspace.scopes.append(variables)
      defer { workspace.scopes.removeLast() }
      for statement in block { try run(statement, at: place) }
    }
  }

  func nested(at place: Place, _ range: SourceRange?, _ body: () throws -> Void) throws {
    guard depth < Self.deepest else {
      throw Diagnostic(
        "blocks and calls stand more than \(Self.deepest) deep inside one another", at: range ?? SourceRange(0, 0),
        in: place.source, hint: "does a command call itself without an end?")
    }
    depth += 1
    defer { depth -= 1 }
    try body()
  }

  /// The script itself counts as included, so that it cannot include itself.
  func running<Result>(_ path: String?, _ body: () throws -> Result) rethrows -> Result {
    guard let path else { return try body() }
    including.append(path)
    defer { including.removeLast() }
    return try body()
  }
}

extension Diagnostic {
  /// An error of a command or of the engine, with the place of the command.
  init(reason error: any Error, at range: SourceRange, in source: SourceText) {
    switch error {
    case let error as SessionError: self.init(error.message, at: range, in: source, hint: error.hint)
    case let error as EvaluationFailure: self.init(error.message, at: range, in: source, hint: error.hint)
    case let error as any CustomStringConvertible: self.init(error.description, at: range, in: source)
    default: self.init(String(describing: error), at: range, in: source)
    }
  }
}
