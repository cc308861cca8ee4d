import Script

extension CheckWalk {
  /// Follows a command up to where it would compute.
  func visit(_ command: Command, at place: Interpreter.Place) {
    let verb = command.verb.text
    let before = errors
    for expression in CheckedCommands.expressions(of: command) {
      // `t=5..1` is two ends, not a list.
      if case .range = expression.kind {
        withoutReaching { value(of: expression, at: place) }
      } else {
        value(of: expression, at: place)
      }
    }
    for argument in command.arguments {
      if case .target(.probe(let name, let values)) = argument.value, isReached {
        // clamp leaves the time step out: it means every one.
        let given = values.map { value(of: $0, at: place) }
        let known = CheckedCommands.withTimeStep(verb, name.text, given)
        _ = attempt(argument.range, place) { try SessionScope(owner: interpreter).check(name.text, known) }
      }
      if case .statement(let inner) = argument.value { visit([inner], at: place) }
    }
    if verb == "quit" { quit() }
    guard isReached else { return checkKind(command, at: place) }
    guard errors == before, CheckedCommands.isFollowed(verb) else {
      return workspace.doubt(CheckedCommands.subject(of: verb))
    }
    noteFiles(command, at: place)
    if ["train", "evaluate", "load"].contains(verb) { workspace.doubts?.hasMeasured = true }
    guard attempt(command.verb.range, place, { try interpreter.run(command, at: place) }) != nil else {
      if verb == "copy", case .word(let name)? = command.argument("TO")?.value {
        return workspace.doubt(model: name)
      }
      return workspace.doubt(CheckedCommands.subject(of: verb))
    }
    if verb == "data", !command.keywords.isEmpty { workspace.doubts?.data = false }
  }

  /// A layer kind that nothing defines is an error wherever it stands.
  private func checkKind(_ command: Command, at place: Interpreter.Place) {
    guard ["add", "insert", "replace"].contains(command.verb.text), case .word? = command.argument("KIND")?.value else {
      return
    }
    let context = CommandContext(
      workspace, owner: interpreter, source: place.source, folder: place.folder,
      environment: interpreter.environment, watch: nil, emit: { _ in })
    _ = attempt(command.verb.range, place) { try LayerKinds.kind(of: command, context) }
  }

  /// Files that the script writes need not be there yet when it is checked.
  private func noteFiles(_ command: Command, at place: Interpreter.Place) {
    guard ["save", "write", "checkpoint", "export"].contains(command.verb.text) else { return }
    var names = workspace.models.map { $0.name + ".safetensors" }
    if case .expression(let expression)? = command.argument("FILE")?.value,
      let name = value(of: expression, at: place, { try $0.text(expression) })
    {
      names = [name]
    }
    for name in names { workspace.doubts?.written.insert(CommandContext.path(name, in: place.folder)) }
  }
}
