/// Who holds a workspace that expressions read and `random()` changes.
protocol WorkspaceOwner: AnyObject {
  var workspace: Workspace { get set }
  /// Where it is noted what is read; nil: nobody asks.
  var trace: ReadTrace? { get }
  /// Throws when a person wants what is worked out to stop.
  func checkInterrupt() throws
}
