import Script

/// `find`: a text looked for in the notebook, and replaced.
enum FindCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "find", family: "session", summary: "look for a text in the notebook, or replace it",
      arguments: [ArgumentSpec("TEXT", .text)],
      options: [OptionSpec("with", .text, "what commands and prose have in its place from now on")],
      examples: ["find \"horizon\"", "find \"rnn 32\" with=\"lstm 32\""],
      help: """
        Without with= commands, prose and answers are searched, capitals or not. In the notebook Alt-/ does the same letter by
        letter, and / in its pane: n and N go to the next match and the one before, Esc leads back. There c asks what to put
        in its place, x replaces this one, X all. Replacing is letter for letter, in commands and prose alone; what was run is
        stale then, and undo takes all of it back. It stands alone at the notebook's prompt.
        """), changesWorkspace: false
  ) { command, context in
    guard let argument = command.argument("TEXT") else { return }
    let text = try context.text(argument)
    guard !text.isEmpty else {
      throw context.failure("there is nothing to look for", at: argument, hint: "find \"rnn\"")
    }
    guard let option = command.option("with") else {
      context.request = .find(text)
      return
    }
    context.request = .replace(Replacement(text, with: try context.text(option)))
  }
}
