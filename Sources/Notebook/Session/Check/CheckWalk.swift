import Script
import SequenceEngine

/// A script followed as far as it can be foreseen: models are built without weights, generated data are known by their
/// shape, and what only a run can tell (losses, gradients, random numbers) is unknown.
///
/// Commands go through the interpreter and the code that runs them, on a workspace with doubts, so that a check says what
/// a run would say. Where a condition is unknown both ways are followed and what they leave different is in doubt; of what
/// is in doubt nothing is said. After an error its statement is taken as one whose effect is in doubt.
final class CheckWalk {
  let interpreter: Interpreter
  /// Whether the statement would be run; of others only the names are looked at.
  var isReached = true
  /// Unknown conditions around the statement.
  var unknownConditions = 0
  /// Every error, those that were told already included.
  private(set) var errors = 0
  private var diagnostics: [Diagnostic] = []
  private var told: Set<String> = []
  /// Sources in the order in which they were read.
  private var sources: [String] = []
  /// Errors of the parser whose statements are still to come, by source.
  private var unread: [String: [Diagnostic]] = [:]
  /// Commands that the script made and called, and those that are being followed.
  private var called: Set<String> = []
  private var calling: [String] = []
  private var quits = false
  /// Statements that are followed one by one; beyond that loops count as unknown.
  private(set) var budget = 4000

  init(environment: SessionEnvironment) {
    interpreter = Interpreter(environment: environment) { _ in }
    interpreter.workspace.doubts = Doubts()
  }

  var workspace: Workspace {
    get { interpreter.workspace }
    set { interpreter.workspace = newValue }
  }

  /// The errors file by file, each file's from top to bottom.
  var inOrder: [Diagnostic] {
    let ranks = Dictionary(uniqueKeysWithValues: sources.enumerated().map { ($1, $0) })
    func rank(_ diagnostic: Diagnostic) -> (Int, Int) { (ranks[diagnostic.source.name] ?? 0, diagnostic.range.lower) }
    return diagnostics.sorted { rank($0) < rank($1) }
  }

  // MARK: Errors

  func tell(_ diagnostic: Diagnostic) {
    errors += 1
    let key = "\(diagnostic.source.name)\u{0}\(diagnostic.range.lower)\u{0}\(diagnostic.message)"
    if told.insert(key).inserted { diagnostics.append(diagnostic) }
  }

  /// The result of `body`; nil when it cannot be foreseen, and when it failed, which is told at the range.
  func attempt<Result>(_ range: SourceRange, _ place: Interpreter.Place, _ body: () throws -> Result) -> Result? {
    do {
      return try body()
    } catch is Unforeseeable {
      return nil
    } catch let error as Diagnostic {
      tell(error)
    } catch {
      tell(Diagnostic(reason: error, at: range, in: place.source))
    }
    return nil
  }

  // MARK: Scripts and blocks

  func visit(script source: SourceText, path: String?) {
    let place = Interpreter.Place(source: source, folder: path.map(ScriptFile.folder) ?? interpreter.environment.folder)
    interpreter.running(path) {
      let statements = statements(of: source)
      for (number, statement) in statements.enumerated() where !quits {
        visit([statement], at: place)
        if quits { passOver(Array(statements[(number + 1)...]), at: place) }
      }
    }
    followUncalledCommands()
  }

  /// Parses a script and tells what is wrong with it.
  func statements(of source: SourceText) -> [Statement] {
    let (program, found) = Parser(CommandRegistry.table, definedCommands: Set(workspace.commands.keys)).parse(source)
    if !sources.contains(source.name) { sources.append(source.name) }
    unread[source.name] = found.filter { $0.severity == .error }
    for diagnostic in found { tell(diagnostic) }
    let names = CheckedCommands.givenNames(program.statements)
    if let known = workspace.doubts?.givenNames, let names {
      workspace.doubts?.givenNames = known.union(names)
    } else {
      workspace.doubts?.givenNames = nil
    }
    return program.statements
  }

  func visit(_ statements: [Statement], at place: Interpreter.Place) {
    for statement in statements {
      takeUnread(before: statement.range.lower, place)
      visit(statement, at: place)
    }
  }

  /// A block with variables of its own, as deep inside others as a run allows.
  func visit(block: [Statement], _ variables: [String: Value] = [:], at place: Interpreter.Place) {
    let range = block.first?.range ?? SourceRange(0, 0)
    _ = attempt(range, place) {
      try interpreter.nested(at: place, range) {
        workspace.scopes.append(variables)
        visit(block, at: place)
        workspace.scopes.removeLast()
      }
    }
  }

  /// Statements that could not be read may have done anything of their kind.
  private func takeUnread(before offset: Int, _ place: Interpreter.Place) {
    while let error = unread[place.source.name]?.first, error.range.lower < offset {
      unread[place.source.name]?.removeFirst()
      let line = place.source.lineRange(at: error.range.lower)
      let before = place.source[SourceRange(line.lower, max(line.lower, error.range.lower))]
      let start = before.split(omittingEmptySubsequences: false) { ";{}".contains($0) }.last ?? ""
      let words = (start + place.source[SourceRange(error.range.lower, line.upper)]).split { !$0.isLetter && $0 != "_" }
      guard let verb = words.first.map(String.init) else { continue }
      if verb == "let", words.count > 1 {
        interpreter.bind(String(words[1]), .unknown)
      } else if CommandRegistry.table.command(verb) != nil {
        workspace.doubt(CheckedCommands.subject(of: verb))
      } else if verb != "print", verb != "assert" {
        workspace.doubtEverything(names: ["def", "include"].contains(verb))
      }
    }
  }

  // MARK: Commands of the script's own

  func follow(
    _ routine: Routine, _ range: SourceRange, at place: Interpreter.Place,
    _ value: (String, Expression?) throws -> Value?
  ) {
    let name = routine.definition.name.text
    called.insert(name)
    // A call inside its own body under an unknown condition could go on for ever.
    guard budget > 0, unknownConditions == 0 || !calling.contains(name) else {
      return workspace.doubtEverything(names: false)
    }
    budget -= 1
    calling.append(name)
    _ = attempt(range, place) {
      try interpreter.inside(routine, range, at: place, value) {
        visit(routine.definition.body, at: routine.place)
      }
    }
    calling.removeLast()
  }

  /// Commands that nothing calls: their parameters may be anything.
  private func followUncalledCommands() {
    for name in workspace.commands.keys.sorted() where !called.contains(name) {
      guard let routine = workspace.commands[name] else { continue }
      let before = workspace
      workspace.doubtEverything(names: false)
      unknownConditions += 1
      interpreter.reported = []
      defer { interpreter.reported = nil }
      follow(routine, routine.definition.name.range, at: routine.place) { _, _ in .unknown }
      unknownConditions -= 1
      workspace = before
    }
  }

  /// `quit`, where nothing keeps it from being reached, ends the script behind the outermost statement around it.
  func quit() { if isReached, unknownConditions == 0 { quits = true } }

  func spend() { budget -= 1 }
}
