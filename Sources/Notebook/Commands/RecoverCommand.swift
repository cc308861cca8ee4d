import Script

/// `recover`: the entries of a session that was killed.
enum RecoverCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "recover", family: "session", summary: "bring back the entries of a session that was not saved",
      forms: [
        CommandForm([], summary: "into the notebook, with their answers; nothing is run"),
        CommandForm([.keyword("discard")], summary: "forget them"),
      ], examples: ["recover", "recover discard"],
      help: """
        Each entry and its answer is in a journal on the disk before the prompt comes back, so that they survive a killed
        program, a lost connection and a loss of power. The journal lies in sessions beside the history, under
        $XDG_STATE_HOME/unroll or ~/.local/state/unroll, and is removed when the session is left with nothing unwritten;
        the last 20 others stay. Models are not in it: run all makes them again, with the same numbers; a training
        that was cut off goes on from its last checkpoint. Pictures come back as the sentence that tells what they show.
        """), changesWorkspace: false
  ) { command, context in
    try context.requireNotebook()
    context.request = .recover(discarding: command.keywords.first == "discard")
  }
}
