import Script

/// A verb: what the table says about it, and what it does.
///
/// A command works on a copy of the workspace, which takes the session's place when the command has succeeded: a failure
/// leaves nothing half done.
struct NotebookCommand: Sendable {
  let spec: CommandSpec
  /// Whether `undo` takes it back; false for verbs that only look.
  let changesWorkspace: Bool
  let run: @Sendable (Command, CommandContext) throws -> Void

  /// Whether it only moves through unrolled time: weights, data and models stay as they are.
  var isMove: Bool { spec.family == "stepping" }

  /// Whether it holds from the next update on when it is entered while a training runs.
  var appliesWhileTraining: Bool { spec.verb == "optimizer" || spec.verb == "clip" }

  init(
    _ spec: CommandSpec, changesWorkspace: Bool? = nil,
    run: @escaping @Sendable (Command, CommandContext) throws -> Void
  ) {
    self.spec = spec
    self.changesWorkspace = changesWorkspace ?? !spec.isLook
    self.run = run
  }
}
