import Script
import SequenceEngine

extension CheckWalk {
  func visit(_ statement: Statement, at place: Interpreter.Place) {
    spend()
    switch statement.kind {
    case .command(let command): visit(command, at: place)
    case .definedCommand(let call): visit(call, at: place)
    case .letBinding(let name, let expression): bind(name.text, value(of: expression, at: place) ?? .unknown)
    case .print(let expressions): for expression in expressions { value(of: expression, at: place) }
    case .assert(let condition, let message):
      value(of: condition, at: place) { try $0.bool(condition) }
      if let message { withoutReaching { value(of: message, at: place) } }
    case .include(let file): include(file, at: place)
    case .conditional(let branches, let otherwise): visit(branches[...], otherwise, at: place)
    case .forEach(let name, let values, let body):
      if let sequence = sequence(of: values, at: place) {
        loop(body, name.text, over: sequence, at: place)
      } else {
        loopOrPassOver(body, name.text, at: place)
      }
    case .repeated(let count, let body): visit(repeated: count, body, at: place)
    case .definition(let definition):
      _ = attempt(definition.name.range, place) { try interpreter.define(definition, at: place) }
    case .cell(let text):
      if attempt(text.name.range, place, { try interpreter.define(text, at: place) }) == nil {
        workspace.doubts?.unknownCells.insert(text.name.text)
      }
    case .sweep(let sweep): visit(sweep, statement.range, at: place)
    case .report(let columns):
      for column in columns { value(of: column.value, at: place) }
      if isReached, interpreter.reported == nil, unknownConditions == 0 {
        _ = attempt(statement.range, place) { try interpreter.report([], at: place) }
      }
    case .expression(let expression): visit(lone: expression, at: place)
    }
  }

  /// A statement that would not be run changes no variable; one that it makes is unknown.
  private func bind(_ name: String, _ value: Value) {
    guard !isReached else { return interpreter.bind(name, value) }
    let isVisible = workspace.scopes.contains { $0[name] != nil }
    if !isVisible { interpreter.bind(name, .unknown) }
  }

  private func visit(
    _ branches: ArraySlice<Statement.Branch>, _ otherwise: [Statement]?, at place: Interpreter.Place
  ) {
    guard let branch = branches.first else {
      if let otherwise { visit(block: otherwise, at: place) }
      return
    }
    func rest() { visit(branches.dropFirst(), otherwise, at: place) }
    guard isReached else {
      value(of: branch.condition, at: place)
      visit(block: branch.body, at: place)
      return rest()
    }
    switch value(of: branch.condition, at: place, { try $0.bool(branch.condition) }) {
    case true?:
      visit(block: branch.body, at: place)
      for other in branches.dropFirst() {
        withoutReaching { value(of: other.condition, at: place) }
        passOver(other.body, at: place)
      }
      if let otherwise { passOver(otherwise, at: place) }
    case false?:
      passOver(branch.body, at: place)
      rest()
    case nil: fork([{ self.visit(block: branch.body, at: place) }, rest])
    }
  }

  private func loopOrPassOver(_ body: [Statement], _ variable: String?, at place: Interpreter.Place) {
    guard isReached else { return visit(block: body, variable.map { [$0: .unknown] } ?? [:], at: place) }
    loop(body, variable, at: place)
  }

  private func visit(repeated count: Expression, _ body: [Statement], at place: Interpreter.Place) {
    let times = value(of: count, at: place) { evaluator -> Int in
      let times = try evaluator.whole(count)
      guard times >= 0 else { throw Interpreter.negativeCount(times, count, at: place) }
      return times
    }
    guard let times else { return loopOrPassOver(body, nil, at: place) }
    loop(body, nil, over: repeatElement(Value.unknown, count: times), at: place)
  }

  private func visit(_ sweep: Sweep, _ range: SourceRange, at place: Interpreter.Place) {
    if let jobs = sweep.jobs, value(of: jobs, at: place) != nil {
      _ = attempt(jobs.range, place) { try interpreter.jobs(jobs, at: place) }
    }
    var variables: [String: Value] = [:]
    var areKnown = true
    for variable in sweep.variables {
      if value(of: variable.values, at: place) == nil { areKnown = false }
      variables[variable.name.text] = .unknown
    }
    let plan = areKnown ? attempt(range, place) { try interpreter.plan(sweep, at: place) } : nil
    guard interpreter.reported == nil || !isReached else {
      return tell(
        Diagnostic(reason: Interpreter.nestedSweep, at: SourceRange(range.lower, range.lower + 5), in: place.source))
    }
    // Each combination runs in a session of its own, and the first says most about all.
    let before = workspace
    let outer = interpreter.reported
    interpreter.reported = []
    if let plan, isReached {
      for number in [0, plan.count - 1] {
        workspace = before
        let values = Dictionary(uniqueKeysWithValues: zip(plan.variables, plan.combination(number)))
        visit(block: sweep.body, values, at: place)
      }
      workspace = before
    }
    fork([{ self.visit(block: sweep.body, variables, at: place) }])
    interpreter.reported = outer
    workspace = before
  }

  private func visit(lone expression: Expression, at place: Interpreter.Place) {
    if case .name(let name) = expression.kind {
      if let routine = workspace.commands[name] {
        return call(routine, arguments: [:], expression.range, at: place)
      }
      guard attempt(expression.range, place, { try interpreter.checkWord(expression, at: place) }) != nil else {
        return
      }
    }
    value(of: expression, at: place)
  }

  private func visit(_ call: DefinedCommand, at place: Interpreter.Place) {
    var values: [String: Value] = [:]
    for argument in call.arguments { value(of: argument, at: place) }
    for option in call.options { value(of: option.value, at: place) }
    if workspace.commands[call.name.text] == nil, workspace.doubts?.names == true || !isReached { return }
    guard let (routine, arguments) = attempt(call.name.range, place, { try interpreter.match(call, at: place) }) else {
      return workspace.doubtEverything(names: false)
    }
    for (name, argument) in arguments { values[name] = value(of: argument, at: place) ?? .unknown }
    self.call(routine, arguments: values, call.name.range, at: place)
  }

  private func call(
    _ routine: Routine, arguments: [String: Value], _ range: SourceRange, at place: Interpreter.Place
  ) {
    guard isReached else { return }
    follow(routine, range, at: place) { name, standard in
      if let given = arguments[name] { return given }
      return standard.map { self.value(of: $0, at: routine.place) ?? .unknown }
    }
  }

  private func include(_ file: Expression, at place: Interpreter.Place) {
    guard let written = value(of: file, at: place, { try $0.text(file) }) else {
      return workspace.doubtEverything()
    }
    let isWritten = workspace.doubts?.written.contains(CommandContext.path(written, in: place.folder)) == true
    guard !isWritten,
      let (path, source) = attempt(file.range, place, { try interpreter.script(written, file.range, at: place) })
    else { return workspace.doubtEverything() }
    let own = Interpreter.Place(source: source, folder: ScriptFile.folder(of: path))
    interpreter.running(path) {
      _ = attempt(file.range, place) {
        try interpreter.nested(at: place, file.range) { visit(statements(of: source), at: own) }
      }
    }
  }
}
