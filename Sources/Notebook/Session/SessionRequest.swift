import Script

/// What a command asks of the session that runs it.
enum SessionRequest: Equatable {
  case undo, redo, demo, quit
  /// Runs entries of the notebook.
  case run(SessionJob.Selection)
  /// The colours of the screen; nil: the program's choice.
  case theme(String?)
}

/// Who holds a workspace that expressions read and `random()` changes.
protocol WorkspaceOwner: AnyObject {
  var workspace: Workspace { get set }
  /// Throws when a person wants what is worked out to stop.
  func checkInterrupt() throws
}
