/// Entries that keys write: moves through time, and lines whose number is turned.
extension Session {
  /// Runs a move. A run of moves with the same verb is one entry and one step of undo, and shows no answers.
  @discardableResult
  func gesture(_ text: String) -> Outcome {
    let (id, goesOn) = gestureEntry(text)
    record(text)
    return run(entry: id, undo: goesOn ? .none : .wholeRun)
  }

  /// The entry of a move: the last one of the notebook when that was the same kind of move.
  func gestureEntry(_ text: String) -> (id: Int, goesOn: Bool) {
    let new = Entry(id: 0, text: text)
    if let last = document.entries.last, last.isGesture, last.verb == new.verb {
      interpreter.document.change(last.id) { $0.text = text }
      return (last.id, last.status == .done)
    }
    let id = interpreter.document.append(.commands, text)
    interpreter.document.change(id) { $0.isGesture = true }
    return (id, false)
  }

  /// Runs a line whose number was turned: what the turn before it changed is taken back first. A line that fails leaves
  /// everything as it was before the first turn.
  @discardableResult
  func turn(_ text: String) -> Outcome {
    let new = Entry(id: 0, text: text)
    let id: Int
    if let last = document.entries.last, last.isKnob, last.verb == new.verb {
      if last.status == .done { takeBackTurn() }
      id = last.id
      interpreter.document.change(id) { $0.text = text }
    } else {
      id = interpreter.document.append(.commands, text)
      interpreter.document.change(id) { $0.isKnob = true }
    }
    turnChanges = 0
    record(text)
    let outcome = run(entry: id, undo: .wholeRun)
    turnChanges = changes
    if outcome == .failed || outcome == .interrupted {
      takeBackTurn()
      forgetResult(of: id)
    }
    return outcome
  }

  /// What was taken back is no result of the entry.
  private func forgetResult(of id: Int) {
    guard let entry = document[id: id], var footprint = staleness[entry] else { return }
    footprint.writes = [:]
    staleness.remember(footprint, of: id)
    refreshMarks()
  }

  /// Whether the line is what the last turn has just run: it is kept, and not run once more.
  func keepsKnob(_ text: String) -> Bool {
    guard let last = document.entries.last, last.isKnob, last.text == text, last.status == .done else { return false }
    interpreter.document.change(last.id) { $0.isKnob = false }
    return true
  }

  private func takeBackTurn() {
    guard turnChanges > 0, let before = history.takeBack() else { return }
    // Played line by line, each statement of the turn is a step of its own.
    record([String](repeating: "undo", count: turnChanges).joined(separator: "; "))
    turnChanges = 0
    interpreter.workspace = before
    // A picture that cannot be made is no reason to keep the turn.
    _ = interpreter.workspace.refreshStepper()
  }
}
