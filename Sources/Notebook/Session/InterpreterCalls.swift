import Script
import SequenceEngine

/// What goes on elsewhere: in a command of the script's own, or in another script.
extension Interpreter {
  func call(_ call: DefinedCommand, _ range: SourceRange, at place: Place) throws {
    let (routine, arguments) = try match(call, at: place)
    let values = try arguments.mapValues { try evaluator(place).evaluate($0) }
    for (parameter, argument) in arguments { noteTime(parameter, argument) }
    try self.call(routine, arguments: values, range, at: place)
  }

  /// The command that is called, and the expression of each parameter that was given one.
  func match(
    _ call: DefinedCommand, at place: Place
  ) throws(Diagnostic) -> (routine: Routine, arguments: [String: Expression]) {
    trace?.read(.command(call.name.text))
    guard let routine = workspace.commands[call.name.text] else {
      throw Diagnostic.unknownName(
        call.name.text, kind: "command", among: knownCommands, at: call.name.range, in: place.source)
    }
    let parameters = routine.definition.parameters
    guard call.arguments.count <= parameters.count else {
      throw Diagnostic(
        "'\(call.name.text)' takes \(counted(parameters.count, "argument")), given "
          + "\(call.arguments.count)", at: call.arguments[parameters.count].range, in: place.source,
        hint: "write \(routine.usage)")
    }
    var arguments: [String: Expression] = [:]
    for (parameter, argument) in zip(parameters, call.arguments) { arguments[parameter.name.text] = argument }
    for option in call.options {
      guard parameters.contains(where: { $0.name.text == option.name.text }) else {
        throw Diagnostic.unknownName(
          option.name.text, kind: "parameter of '\(call.name.text)'", among: parameters.map(\.name.text),
          at: option.name.range, in: place.source)
      }
      guard arguments[option.name.text] == nil else {
        throw Diagnostic("'\(option.name.text)' is given twice", at: option.name.range, in: place.source)
      }
      arguments[option.name.text] = option.value
    }
    return (routine, arguments)
  }

  func call(_ routine: Routine, arguments: [String: Value], _ range: SourceRange, at place: Place) throws {
    var own = routine.place
    own.isTyped = place.isTyped
    try inside(routine, range, at: place, { try arguments[$0] ?? $1.map { try evaluator(own).evaluate($0) } }) {
      for statement in routine.definition.body { try run(statement, at: own) }
    }
  }

  /// Runs a body that sees the outermost variables and the parameters, not those of the caller.
  ///
  /// - Parameter value: what a parameter stands for, given its name and its default.
  func inside(
    _ routine: Routine, _ range: SourceRange, at place: Place, _ value: (String, Expression?) throws -> Value?,
    _ body: () throws -> Void
  ) throws {
    let outer = Array(workspace.scopes.dropFirst())
    try nested(at: place, range) {
      workspace.scopes = [workspace.scopes[0], [:]]
      defer { workspace.scopes = [workspace.scopes[0]] + outer }
      for parameter in routine.definition.parameters {
        guard let value = try value(parameter.name.text, parameter.defaultValue) else {
          throw Diagnostic(
            "'\(routine.definition.name.text)' needs a value for '\(parameter.name.text)'", at: range, in: place.source,
            hint: "write \(routine.usage)")
        }
        workspace.scopes[1][parameter.name.text] = value
      }
      try body()
    }
  }

  func include(_ file: Expression, at place: Place) throws {
    let (path, script) = try script(try evaluator(place).text(file), file.range, at: place)
    let parser = Parser(CommandRegistry.table, definedCommands: Set(workspace.commands.keys))
    let (program, diagnostics) = parser.parse(script)
    if let first = diagnostics.first(where: { $0.severity == .error }) { throw first }
    let own = Place(source: script, folder: ScriptFile.folder(of: path))
    try running(path) {
      try nested(at: place, file.range) {
        for statement in program.statements { try run(statement, at: own) }
      }
    }
  }

  /// Reads a script that is to be included.
  func script(
    _ written: String, _ range: SourceRange, at place: Place
  ) throws -> (path: String, source: SourceText) {
    let path = CommandContext.path(written, in: place.folder)
    guard !including.contains(path), including.count < 16 else {
      let reason =
        including.contains(path) ? "'\(written)' includes itself" : "scripts include one another more than 16 deep"
      throw Diagnostic(reason, at: range, in: place.source)
    }
    do {
      let source = try ScriptFile.read(path)
      trace?.read(file: path, FileContent.mark(path))
      return (path, source)
    } catch let error as SessionError {
      throw Diagnostic(error.message, at: range, in: place.source, hint: error.hint)
    }
  }
}
