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

  func run(_ statement: Statement, at place: Place) throws {
    if environment.isInterrupted() { throw Interruption() }
    do {
      try perform(statement, at: place)
      remember(statement, at: place)
    } catch let error as Diagnostic {
      throw error
    } catch let error as Interruption {
      throw error
    } catch {
      throw Diagnostic(reason: error, at: Self.headRange(statement), in: place.source)
    }
  }

  private func perform(_ statement: Statement, at place: Place) throws {
    switch statement.kind {
    case .command(let command):
      if let timed = command.timed { try time(timed, at: place) } else { try run(command, at: place) }
    case .definedCommand(let call): try self.call(call, statement.range, at: place)
    case .letBinding(let name, let expression): try bind(name.text, expression, at: place)
    case .print(let expressions):
      var values: [String] = []
      var bytes = 0
      for expression in expressions {
        let text = try evaluator(place).evaluate(expression).description
        bytes += text.utf8.count
        guard bytes <= 2 * Limits.textBytes else {
          throw Diagnostic("this is more than one line can show", at: expression.range, in: place.source)
        }
        values.append(text)
      }
      emit(.printed(values.joined(separator: " ")))
    case .assert(let condition, let message): try assert(condition, message, at: place)
    case .include(let file): try include(file, at: place)
    case .conditional(let branches, let otherwise):
      let chosen = try branches.first { try evaluator(place).bool($0.condition) }
      if let body = chosen?.body ?? otherwise { try run(block: body, at: place) }
    case .forEach(let name, let values, let body):
      for value in try evaluator(place).sequence(of: values) { try run(block: body, [name.text: value], at: place) }
    case .repeated(let count, let body):
      let times = try evaluator(place).whole(count)
      guard times >= 0 else { throw Self.negativeCount(times, count, at: place) }
      for _ in 0..<times { try run(block: body, at: place) }
    case .definition(let definition): try define(definition, at: place)
    case .cell(let text): try define(text, at: place)
    case .sweep(let sweep): try self.sweep(sweep, statement.range, at: place)
    case .report(let columns): try report(columns, at: place)
    case .expression(let expression): try show(expression, at: place)
    }
  }

  /// Adds what a statement changed to what led to the session; what stands in a block is added when it is run.
  private func remember(_ statement: Statement, at place: Place) {
    switch statement.kind {
    case .command(let command):
      guard CommandRegistry.byVerb[command.verb.text]?.changesWorkspace == true else { return }
      workspace.lineage.add(place.source[statement.range], in: place.folder)
    // Values follow from what led to them: they may be long.
    case .letBinding, .definition, .cell: workspace.lineage.add(place.source[statement.range])
    default: break
    }
  }

  static func negativeCount(_ times: Int, _ count: Expression, at place: Place) -> Diagnostic {
    Diagnostic("repeat takes 0 or more, not \(times)", at: count.range, in: place.source)
  }

  /// A line that is only an expression prints its value; the name of a command without arguments runs it.
  private func show(_ expression: Expression, at place: Place) throws {
    if case .name(let name) = expression.kind, let routine = workspace.commands[name] {
      trace?.read(.command(name))
      return try call(routine, arguments: [:], expression.range, at: place)
    }
    try checkWord(expression, at: place)
    emit(.printed(try evaluator(place).evaluate(expression).literal))
  }

  /// A line of one word that is no name was meant as a command as likely as not.
  func checkWord(_ expression: Expression, at place: Place) throws {
    let scope = SessionScope(owner: self)
    guard case .name(let name) = expression.kind, try scope.value(of: name) == nil else { return }
    throw CommandRegistry.table.unknownCommand(
      name, "command, variable, measure or layer", others: workspace.commands.keys.sorted() + scope.knownNames,
      at: expression.range, in: place.source)
  }

  var knownCommands: [String] { CommandRegistry.table.statementWords + workspace.commands.keys.sorted() }

  func bind(_ name: String, _ expression: Expression, at place: Place) throws {
    bind(name, try evaluator(place).evaluate(expression))
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

  /// What a message about a whole statement marks: its first line's words, not a block of many lines.
  static func headRange(_ statement: Statement) -> SourceRange {
    if case .command(let command) = statement.kind { return command.verb.range }
    return SourceRange(statement.range.lower, statement.range.lower)
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
