import Script
import SequenceEngine

/// Running a source statement by statement: settings, steps of `undo`, and what the outcome is.
extension Session {
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
    changes = 0
    interpreter.hasFailed = false
    let start = interpreter.workspace
    defer {
      if hasChanged, steps == .wholeRun {
        history.push(start, before: Self.headline(source.text), isOfScript: isInOrder)
      }
    }
    let parser = Parser(CommandRegistry.table, definedCommands: Set(workspace.commands.keys))
    let (program, diagnostics) = parser.parse(source)
    for diagnostic in diagnostics { tell(.failure(diagnostic)) }
    guard !diagnostics.contains(where: { $0.severity == .error }) else { return .failed }
    let place = Interpreter.Place(source: source, folder: folder, isTyped: isTyped)
    if running == nil { interpreter.transcript = Transcript(program) }
    lessonPages = running == nil ? LessonPages(program) : nil
    let once = keptStatements(program)
    if once.contains(true) { interpreter.marksFiles = true }
    interpreter.tellsKept = running != nil
    defer { interpreter.keepsResults = false }
    let outcome = interpreter.running(path) { () -> Outcome in
      do {
        try checkSettings(settings, program)
        var remaining = settings
        for (number, statement) in program.statements.enumerated() {
          fillPages(before: number)
          if running == nil { interpreter.transcript.begin(number) }
          interpreter.keepsResults = once[number]
          var own = place
          // Whoever runs a kept entry gets the same answers.
          if once[number] { own.isTyped = false }
          try run(statement, &remaining, undo: steps, at: own)
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
    fillPages(before: nil)
    if running == nil { interpreter.transcript.end(Entry.Status(outcome)) }
    return outcome
  }

  private func run(
    _ statement: Statement, _ settings: inout [ScriptSetting], undo steps: UndoSteps, at place: Interpreter.Place
  ) throws {
    before = interpreter.workspace
    interpreter.hasChanged = false
    defer {
      forgetReplaced()
      if interpreter.hasChanged {
        changes += 1
        if steps == .eachStatement {
          history.push(before, before: Self.headline(place.source[statement.range]), isOfScript: isInOrder)
        }
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

  /// The first line of what was run, shortened: its name for `undo`.
  private static func headline(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let first = lines.first.map(String.init) ?? ""
    let isWhole = lines.count == 1 && first.count <= 60
    return legible(isWhole ? first : String(first.prefix(60)) + " …")
  }
}
