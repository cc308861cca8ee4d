import Script
import SequenceEngine

/// Layers that training leaves as they are.
enum FreezeCommands {
  static let all = [freeze, unfreeze]

  private static let freeze = freezing("freeze", "keep a layer's weights as they are while training") {
    _ = $0.insert($1)
  }
  private static let unfreeze = freezing("unfreeze", "let training change a layer's weights again") {
    _ = $0.remove($1)
  }

  private static func freezing(
    _ verb: String, _ summary: String, _ change: @escaping @Sendable (inout Set<String>, String) -> Void
  ) -> NotebookCommand {
    NotebookCommand(
      CommandSpec(
        verb, family: ModelCommands.family, summary: summary, arguments: [ArgumentSpec("LAYER", .layer)],
        examples: ["\(verb) rnn1"])
    ) { command, context in
      guard let argument = command.argument("LAYER") else { return }
      var (entry, state) = try context.requireModel()
      let index = try context.layer(argument).index
      let name = entry.description.layers[index].name
      let parts = entry.description.parts(of: index)
      change(&state.frozen, name)
      for part in parts { change(&state.frozen, entry.description.layers[part].name) }
      entry.state = state
      context.workspace.update(entry)
      context.answer(
        state.frozen.contains(name) ? "\(name) stays as it is while training" : "\(name) learns")
    }
  }
}
