import Script

/// Recording a session, and playing it.
enum RecordingCommands {
  static let all: [NotebookCommand] = [record, replay]

  private static let family = "lessons"

  static let record = NotebookCommand(
    CommandSpec(
      "record", family: family, summary: "record what is entered, with its times",
      forms: [
        CommandForm([ArgumentSpec("FILE", .file)], summary: "begin; what was done so far comes first"),
        CommandForm([.keyword("off")], summary: "end"),
      ], examples: ["record \"talk.rnn\"", "record off"],
      help: """
        A recording is a script: each entry stands under the time at which it was entered, as '# %% at 12.4'. One with a
        lesson in it is played by replay alone: a script takes no lesson.
        """),
    changesWorkspace: false
  ) { command, context in
    try context.endCheck()
    guard context.isTyped else { throw SessionError("what a person types is recorded, not what a script does") }
    guard let argument = command.argument("FILE") else {
      context.request = .recording(.end)
      return
    }
    context.request = .recording(.begin(try context.path(argument).absolute))
  }

  static let replay = NotebookCommand(
    CommandSpec(
      "replay", family: family, summary: "play a recorded session",
      arguments: [ArgumentSpec("FILE", .file)],
      options: [OptionSpec("speed", .number, "times as fast, from 0.1 to 100", default: "1")],
      examples: ["replay \"talk.rnn\"", "replay \"talk.rnn\" speed=4"],
      help: """
        Every line is run again, in this session, after as long as it took its author. In the notebook Space holds it, + and -
        change the speed, the arrows go line by line, and f forks it: the replay ends, and the session is yours as it is at
        that moment. At the plain prompt Ctrl-C does.
        """), changesWorkspace: false
  ) { command, context in
    try context.endCheck()
    guard context.isTyped else { throw SessionError("a replay is played to a person, not in a script") }
    guard let argument = command.argument("FILE") else { return }
    let speed = try command.option("speed").map { try context.number($0, Recording.speeds) } ?? 1
    context.request = .recording(.replay(try context.path(argument).absolute, speed: speed))
  }
}
