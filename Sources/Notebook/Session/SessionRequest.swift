import Script

/// What a command asks of the session that runs it.
enum SessionRequest: Equatable {
  case undo, redo, demo, quit
  /// Runs entries of the notebook.
  case run(SessionJob.Selection)
  /// Moves, deletes, joins or parts entries.
  case arrange(EntryChange)
  /// Looks for a text in the entries.
  case find(String)
  case replace(Replacement)
  /// Removes what entries that are marked once have kept on the disk.
  case forgetKept
  /// Brings back the entries of a lost session, or forgets them.
  case recover(discarding: Bool)
  /// The colours of the screen; nil: the program's choice.
  case theme(String?)
  case course(CourseRequest)
  case recording(RecordingRequest)

  /// Verbs that are about entries of the notebook and stand alone at its prompt.
  static let loneVerbs: Set<String> = ["run", "entry", "recover", "find", "lesson", "next"]

  /// Said where there is no notebook, or more than that one line.
  static let notHere = SessionError(
    "this is about entries of the notebook and stands alone at its prompt, not in a script, a block or beside others",
    hint: "a script runs another one with: include \"FILE\"")
}

extension Session {
  /// Does what a command asks for, at once or when its line has ended.
  func fulfil(_ request: SessionRequest) throws {
    switch request {
    case .quit: isQuitting = true
    case .demo: try demonstrate()
    case .theme(let name): theme = name
    case .recording(let request): try answer(request)
    case .course(let request) where !request.standsAlone: try answer(request)
    case .run, .arrange, .forgetKept, .find, .replace, .recover, .course:
      guard takesRequests, interpreter.depth == 0 else {
        throw SessionRequest.notHere
      }
      // What is wrong with the wish is told in the line that made it.
      if case .course(let request) = request { try check(request) }
      asked = request
    case .undo, .redo:
      guard interpreter.depth == 0 else {
        throw SessionError("undo and redo stand alone, not in a block or a script that is included")
      }
      interpreter.trace?.travels = true
      let (current, runs, isUndo) = (interpreter.workspace, entryRuns, request == .undo)
      // What runs in a run of several entries goes no further back than to its beginning.
      guard isAlone || history.next(back: isUndo)?.runs == nil,
        let other = isUndo ? history.undo(current, runs) : history.redo(current, runs)
      else { throw SessionError(isUndo ? "there is nothing to take back" : "there is nothing to do again") }
      let said = "\(isUndo ? "took back" : "did again"): \(other.change)"
      if let arrangement = other.arrangement {
        interpreter.document.rearrange(arrangement, back: isUndo)
      } else {
        interpreter.workspace = other.workspace
        if let runs = other.runs { restore(runs) }
        course?.isAway = true
        if let ending = interpreter.workspace.refreshStepper() { tell(.output(.note(ending))) }
      }
      // Run again, the line would take back another computation: how entries stand, and that they are run anew, is no
      // part of the script.
      if isAlone, other.arrangement != nil || !other.isOfScript {
        travelled = said
        return
      }
      tell(.told("\(said)\n\(history.summary)"))
    }
  }
}
