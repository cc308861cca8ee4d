import Script
import SequenceEngine

/// What each kind of statement does, and what an error in one of them marks.
extension Interpreter {
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
    case .print(let expressions): try printLine(expressions, at: place)
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
    let text = try evaluator(place).evaluate(expression).literal
    emit(PrintedText(text, tellsTime: tellsTime(expression)).event)
  }

  /// A line of one word that is no name was meant as a command as likely as not.
  func checkWord(_ expression: Expression, at place: Place) throws {
    let scope = SessionScope(owner: self)
    guard case .name(let name) = expression.kind, try scope.value(of: name) == nil else { return }
    throw CommandRegistry.table.unknownCommand(
      name, "command, variable, measure or layer", others: workspace.commands.keys.sorted() + scope.knownNames,
      at: expression.range, in: place.source)
  }

  /// What a message about a whole statement marks: its first line's words, not a block of many lines.
  static func headRange(_ statement: Statement) -> SourceRange {
    if case .command(let command) = statement.kind { return command.verb.range }
    return SourceRange(statement.range.lower, statement.range.lower)
  }
}
