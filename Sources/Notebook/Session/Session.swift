import Script
import SequenceEngine

/// A notebook's session: it parses what is entered, runs it statement by statement, and can take it back.
///
///     let session = Session(environment: SessionEnvironment()) { event in … }
///     session.run("data adding length=50; add rnn 32; add dense; train steps=300")
///
/// A session belongs to one thread; events are handed out on it, in order.
public final class Session {
  private let interpreter: Interpreter
  private var history = UndoHistory()
  private var isQuitting = false
  /// The workspace before the statement that is being run.
  private var before = Workspace()

  public init(environment: SessionEnvironment, emit: @escaping (SessionEvent) -> Void) {
    interpreter = Interpreter(environment: environment, emit: emit)
    interpreter.fulfil = { [unowned self] request in try fulfil(request) }
  }

  public enum Outcome: Sendable, Equatable { case done, failed, interrupted, quit }

  public var workspace: Workspace { interpreter.workspace }
  public var document: Document { interpreter.document }

  /// The names that completion and highlighting need, as a value for another thread.
  public var names: SessionNames { SessionNames(workspace) }

  /// Runs what was entered at a prompt.
  @discardableResult
  public func run(_ text: String) -> Outcome {
    let source = SourceText(name: "entry \(interpreter.document.entries.count + 1)", text: text)
    let outcome = run(source, folder: interpreter.environment.folder, path: nil)
    if outcome == .done, text.contains(where: { !$0.isWhitespace }) {
      let id = interpreter.document.append(.commands, text)
      interpreter.document[id: id]?.status = .done
    }
    return outcome
  }

  /// Runs a script; paths in it are relative to its folder.
  public func run(script: SourceText, path: String, settings: [ScriptSetting] = []) -> Outcome {
    run(script, folder: ScriptFile.folder(of: path), path: path, settings: settings)
  }

  /// Runs a source whose paths are relative to `folder`.
  public func run(_ source: SourceText, folder: String, path: String?, settings: [ScriptSetting] = []) -> Outcome {
    let parser = Parser(CommandRegistry.table, definedCommands: Set(workspace.commands.keys))
    let (program, diagnostics) = parser.parse(source)
    for diagnostic in diagnostics { interpreter.emit(.failure(diagnostic)) }
    guard !diagnostics.contains(where: { $0.severity == .error }) else { return .failed }
    let place = Interpreter.Place(source: source, folder: folder)
    return interpreter.running(path) {
      do {
        try checkSettings(settings, program)
        var remaining = settings
        for statement in program.statements {
          try run(statement, &remaining, at: place)
          if isQuitting { return .quit }
        }
        return .done
      } catch let error as Diagnostic {
        interpreter.emit(.failure(error))
        return .failed
      } catch is Interruption {
        return .interrupted
      } catch {
        interpreter.emit(.failure(Diagnostic(reason: error, at: SourceRange(0, 0), in: source)))
        return .failed
      }
    }
  }

  /// Opens a script: its entries are kept and nothing is run.
  public func open(_ path: String) throws { try SessionCommands.open(path, &interpreter.document) }

  /// `seed` commands of scripts are without effect from now on: a flag of the command line beats the script.
  public func fixSeed(_ seed: UInt64) {
    interpreter.workspace.settings.seed = seed
    interpreter.workspace.seedIsFixed = true
  }

  private func run(_ statement: Statement, _ settings: inout [ScriptSetting], at place: Interpreter.Place) throws {
    before = interpreter.workspace
    interpreter.hasChanged = false
    defer {
      if interpreter.hasChanged {
        history.push(before)
        interpreter.hasChanged = false
      }
    }
    if case .letBinding(let name, _) = statement.kind,
      let index = settings.firstIndex(where: { $0.name == name.text })
    {
      let setting = settings.remove(at: index)
      let own = Interpreter.Place(source: setting.source, folder: place.folder)
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

  private func fulfil(_ request: SessionRequest) throws {
    switch request {
    case .quit: isQuitting = true
    case .demo: try demonstrate()
    case .undo, .redo:
      guard interpreter.depth == 0 else {
        throw SessionError("undo and redo stand alone, not in a block or a script that is included")
      }
      let current = interpreter.workspace
      guard let other = request == .undo ? history.undo(current) : history.redo(current) else {
        throw SessionError(request == .undo ? "there is nothing to take back" : "there is nothing to do again")
      }
      interpreter.workspace = other
      try interpreter.workspace.refreshStepper()
      interpreter.emit(.told(history.summary))
    }
  }
}

extension Session {
  /// Runs the first session, each command behind its remark.
  private func demonstrate() throws {
    guard interpreter.depth == 0 else {
      throw SessionError("demo stands alone, not in a block or a script that is included")
    }
    guard workspace.models.isEmpty else { throw SessionError(FirstSession.refusal) }
    for step in FirstSession.steps {
      interpreter.emit(.output(.note("\n# \(step.remark)")))
      interpreter.emit(.told("unroll> " + step.command))
      switch run(step.command) {
      case .done: continue
      case .interrupted: throw Interruption()
      case .failed, .quit: throw SessionError("the demo ended at: \(step.command)")
      }
    }
  }
}

/// `--set NAME=VALUE`: takes the place of a script's first top-level `let` of that name.
public struct ScriptSetting: Sendable {
  public var name: String
  public var value: Expression
  public var source: SourceText

  /// Reads `NAME=VALUE`; a value that is no expression is a text.
  ///
  /// - Throws: `SessionError` when it has not that form.
  public init(parsing text: String) throws(SessionError) {
    guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
      throw SessionError("--set takes NAME=VALUE, not '\(legible(text))'")
    }
    name = String(text[..<sign])
    let written = String(text[text.index(after: sign)...])
    let parser = Parser(CommandRegistry.table)
    let plain = SourceText(name: "--set \(name)", text: written)
    do {
      let expression = try parser.parseExpression(plain)
      // A bare word is a text, so that --set kind=lstm needs no quotes inside the shell's.
      if case .name = expression.kind {
        (value, source) = try Self.text(written, name, parser)
      } else {
        (value, source) = (expression, plain)
      }
    } catch {
      throw SessionError("--set \(name): \(error.sentence)")
    }
  }

  private static func text(_ text: String, _ name: String, _ parser: Parser) throws(Diagnostic) -> (
    Expression, SourceText
  ) {
    let source = SourceText(name: "--set \(name)", text: quoted(text))
    return (try parser.parseExpression(source), source)
  }
}
