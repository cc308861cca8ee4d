import Script

/// What a command asks of the session that runs it.
enum SessionRequest: Equatable {
  case undo, redo, demo, quit
}

/// Who holds a workspace that expressions read and `random()` changes.
protocol WorkspaceOwner: AnyObject {
  var workspace: Workspace { get set }
}
