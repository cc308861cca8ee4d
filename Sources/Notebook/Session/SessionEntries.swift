import Script
import SequenceEngine

/// Entries of the notebook: entered, run again, revised.
extension Session {
  /// Runs what was entered at a prompt as a new entry, which stays in the notebook whatever becomes of it. Comments alone
  /// are prose. A line that only says `run …`, `entry …`, `demo`, `lesson …`, `next` or `quit` leaves none of its own, nor
  /// does an `undo` or `redo` of a change of entries, or of what running entries anew has made.
  ///
  /// - Parameter entry: the entry that already waits for its turn; nil: a new one at the end.
  @discardableResult
  public func run(_ text: String, as entry: Int? = nil) -> Outcome {
    let text = readForCourse(text)
    guard text.contains(where: { !$0.isWhitespace }) else { return .done }
    let wasChanged = document.isChanged
    if entry == nil, keepsKnob(text) { return .done }
    record(text)
    let id = entry ?? interpreter.document.append(.commands, text)
    interpreter.document.change(id) { entry in
      entry.text = text
      entry.isOfLesson = course != nil
    }
    if let markdown = Entry.markdown(ofComments: text) { return keepAsProse(id, markdown) }
    let verb = loneVerb(text)
    takesRequests = verb.map(SessionRequest.loneVerbs.contains) ?? false
    asked = nil
    (isAlone, travelled) = (verb != nil, nil)
    let outcome = run(entry: id)
    isAlone = false
    takesRequests = false
    if hasChanged { course?.isAway = true }
    func leaveNoEntry() {
      interpreter.document.remove(id)
      interpreter.document.isChanged = wasChanged
      // The journal has the line already: without it there is nothing to bring back.
      keep(flushes: false)
    }
    let isShow = verb == "demo" || verb == "replay"
    if (isShow && outcome == .done) || (verb == "quit" && outcome == .quit) { leaveNoEntry() }
    if let travelled {
      leaveNoEntry()
      interpreter.document.isChanged = true
      refreshMarks()
      tell(.output(.note(travelled)))
      return outcome
    }
    guard let request = asked else { return outcome }
    asked = nil
    leaveNoEntry()
    if case .course(let request) = request { return advance(request) }
    course?.isAway = true
    switch request {
    case .run(let selection): return run(selection)
    case .arrange(let change): return arrange(change)
    case .forgetKept: return forgetKept()
    case .find(let text): return find(text)
    case .replace(let replacement): return replace(replacement)
    case .recover(let discarding): return recover(discarding: discarding)
    case .undo, .redo, .demo, .quit, .theme, .course, .recording: return outcome
    }
  }

  private func keepAsProse(_ id: Int, _ markdown: String) -> Outcome {
    interpreter.document.change(id) { entry in
      (entry.kind, entry.text, entry.status, entry.number) = (.prose, markdown, .fresh, nil)
      (entry.isGesture, entry.isKnob) = (false, false)
      entry.clearAnswers()
    }
    keep()
    return .done
  }

  /// Gives an entry another text and runs it in its place; what depends on it becomes stale, itself included when it has
  /// found other things than what stands above it. Comments alone are prose, and are not run.
  @discardableResult
  public func revise(entry id: Int, text: String) -> Outcome {
    guard let old = document[id: id] else {
      tell(.warning("the entry that was edited is no longer there"))
      return .failed
    }
    let before = document.entries
    func remember() {
      history.push(workspace, arranging: before, into: document.entries, change: "edited \(old.label)")
    }
    if let markdown = Entry.markdown(ofComments: text) {
      defer {
        remember()
        refreshMarks()
      }
      return keepAsProse(id, markdown)
    }
    interpreter.document.change(id) { entry in
      entry.kind = .commands
      entry.text = text
      entry.isGesture = false
      entry.isKnob = false
    }
    remember()
    record(text)
    return run(entry: id, asMeant: false)
  }

  /// Runs chosen entries from the top, as far as the first that fails. Running all begins as the script would: with
  /// nothing made yet.
  @discardableResult
  public func run(_ selection: SessionJob.Selection) -> Outcome {
    // A file may have changed meanwhile.
    if selection == .stale { refreshMarks() }
    let ids: [Int]
    do {
      ids = try document.chosen(selection)
    } catch {
      tell(.warning(error.description))
      return .failed
    }
    if selection == .stale { return runStale(ids) }
    if selection == .all { beginAnew() }
    var waiting = queue(ids)
    defer { giveUp(waiting) }
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
  ///
  /// - Parameters:
  ///   - folder: what its paths are relative to; nil: the file's folder, or the current one.
  ///   - asMeant: whether it counts as up to date whatever it finds.
  func run(
    entry id: Int, folder: String? = nil, undo steps: UndoSteps = .eachStatement, asMeant: Bool = true
  ) -> Outcome {
    guard let entry = document[id: id], entry.kind == .commands else { return .failed }
    isInOrder = runsInOrder(entry)
    let number = entry.isGesture || entry.isKnob ? entry.number ?? nextNumber() : nextNumber()
    interpreter.document.change(id) { entry in
      entry.status = .running
      entry.number = number
      entry.clearAnswers()
    }
    let (outer, outerTrace, before) = (running, interpreter.trace, workspace)
    let trace = ReadTrace()
    running = id
    interpreter.trace = trace
    interpreter.marksFiles = true
    defer { (running, interpreter.trace) = (outer, outerTrace) }
    refreshMarks()
    // Were it lost in a crash of its own run, nobody would know what caused it.
    keep(flushes: false)
    let folder = folder ?? (entry.isFromFile ? document.path.map(ScriptFile.folder(of:)) : nil)
    let outcome = run(
      SourceText(name: "entry \(number)", text: entry.text), folder: folder ?? interpreter.environment.folder,
      undo: steps, isTyped: true)
    interpreter.document.change(id) { $0.status = Entry.Status(outcome) }
    if let done = document[id: id] {
      remember(done, trace, outcome: Entry.Status(outcome), since: before, asMeant: asMeant)
    }
    rememberLooks()
    refreshMarks()
    // A move through time is not worth waiting for the disk.
    keep(flushes: !entry.isGesture)
    return outcome
  }

  private func nextNumber() -> Int { interpreter.document.nextNumber() }

  private func beginAnew() {
    history.push(workspace, before: "run all", of: entryRuns)
    interpreter.workspace = start
    interpreter.document.beginAnew()
    staleness.forget()
  }

  /// The verb of a text that is one command and nothing else.
  func loneVerb(_ text: String) -> String? {
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
