import Script
import SequenceEngine

/// Entries of the notebook: entered, run again, revised.
extension Session {
  /// Runs what was entered at a prompt as a new entry, which stays in the notebook whatever becomes of it. A line that
  /// only says `run …` or `demo` runs entries and leaves none of its own.
  ///
  /// - Parameter entry: the entry that already waits for its turn; nil: a new one at the end.
  @discardableResult
  public func run(_ text: String, as entry: Int? = nil) -> Outcome {
    guard text.contains(where: { !$0.isWhitespace }) else { return .done }
    if entry == nil, keepsKnob(text) { return .done }
    let id = entry ?? interpreter.document.append(.commands, text)
    let verb = loneVerb(text)
    takesRequests = verb == "run"
    asked = nil
    let outcome = run(entry: id)
    takesRequests = false
    if verb == "demo", outcome == .done { interpreter.document.remove(id) }
    guard let selection = asked else { return outcome }
    asked = nil
    interpreter.document.remove(id)
    return run(selection)
  }

  /// Gives an entry another text and runs it in its place; what was run below becomes stale.
  @discardableResult
  public func revise(entry id: Int, text: String) -> Outcome {
    guard document[id: id]?.kind == .commands else {
      tell(.warning("the entry that was edited is no longer there"))
      return .failed
    }
    interpreter.document.change(id) { entry in
      entry.text = text
      entry.isGesture = false
      entry.isKnob = false
    }
    interpreter.document.makeStale(below: id)
    return run(entry: id)
  }

  /// Runs chosen entries from the top, as far as the first that fails. Running all begins as the script would: with
  /// nothing made yet.
  @discardableResult
  public func run(_ selection: SessionJob.Selection) -> Outcome {
    let ids: [Int]
    do {
      ids = try document.chosen(selection)
    } catch {
      tell(.warning(error.description))
      return .failed
    }
    if selection == .all { beginAnew() }
    var waiting: [Int: Entry.Status] = [:]
    for id in ids {
      interpreter.document.change(id) { entry in
        waiting[id] = entry.status
        entry.status = .queued
      }
    }
    defer {
      for (id, status) in waiting {
        interpreter.document.change(id) { if $0.status == .queued { $0.status = status } }
      }
    }
    for id in ids {
      betweenEntries()
      guard document[id: id]?.status == .queued else { continue }
      if interpreter.environment.isInterrupted() { return .interrupted }
      waiting[id] = nil
      // A plain prompt has nothing else to show which entry answers.
      if let text = document[id: id]?.text { tell(.told(text)) }
      let outcome = run(entry: id)
      if outcome == .quit {
        isQuitting = false
        tell(.told("quit ends a script here; the notebook stays open"))
        return .done
      }
      guard outcome == .done else { return outcome }
    }
    return .done
  }

  /// Runs an entry where it stands.
  func run(entry id: Int, undo steps: UndoSteps = .eachStatement) -> Outcome {
    guard let entry = document[id: id], entry.kind == .commands else { return .failed }
    let number = entry.isGesture || entry.isKnob ? entry.number ?? nextNumber() : nextNumber()
    interpreter.document.change(id) { entry in
      entry.status = .running
      entry.number = number
      entry.clearAnswers()
    }
    let outer = running
    running = id
    defer { running = outer }
    let folder = entry.isFromFile ? document.path.map(ScriptFile.folder(of:)) : nil
    let outcome = run(
      SourceText(name: "entry \(number)", text: entry.text), folder: folder ?? interpreter.environment.folder,
      undo: steps, isTyped: true)
    interpreter.document.change(id) { $0.status = Entry.Status(outcome) }
    if hasChanged { interpreter.document.makeStale(below: id, runBefore: number) }
    return outcome
  }

  private func nextNumber() -> Int { interpreter.document.nextNumber() }

  private func beginAnew() {
    history.push(workspace, before: "run all")
    var fresh = Workspace()
    if workspace.seedIsFixed {
      fresh.settings.seed = workspace.seed
      fresh.seedIsFixed = true
    }
    interpreter.workspace = fresh
    interpreter.document.beginAnew()
  }

  /// The verb of a text that is one command and nothing else.
  private func loneVerb(_ text: String) -> String? {
    let (program, _) = Parser(CommandRegistry.table).parse(SourceText(name: "", text: text))
    guard program.statements.count == 1, case .command(let command) = program.statements[0].kind else { return nil }
    return command.verb.text
  }
}

extension Entry.Status {
  init(_ outcome: Session.Outcome) {
    switch outcome {
    case .done, .quit: self = .done
    case .failed: self = .failed
    case .interrupted: self = .interrupted
    }
  }
}
