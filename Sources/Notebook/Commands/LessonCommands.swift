import Script

/// The course: lessons, and what their student says.
enum LessonCommands {
  static let all: [NotebookCommand] = [lesson, next, choose, grade, hint, solution]

  private static let family = "lessons"

  /// Hands a request to the session, which a script cannot do: a lesson waits for a person.
  private static func request(_ request: CourseRequest, _ context: CommandContext) throws {
    guard context.isTyped else {
      throw SessionError(
        "a lesson is taken at a prompt, not in a script", hint: "unroll run FILE runs one from top to bottom")
    }
    context.request = .course(request)
  }

  static let lesson = NotebookCommand(
    CommandSpec(
      "lesson", family: family, summary: "the course: list the lessons, or take one",
      forms: [
        CommandForm(
          [ArgumentSpec("NAME", .word(.lessonName), "its name, its number, or a file in quotes", isOptional: true)],
          summary: "list the lessons, or begin one, or go on with it"),
        CommandForm([.keyword("restart")], summary: "begin this lesson anew"),
        CommandForm([.keyword("leave")], summary: "leave it; what was reached is kept"),
      ], examples: ["lesson", "lesson vanishing", "lesson 5", "lesson \"mine.rnn\""],
      help: """
        A lesson is a notebook that is shown entry by entry: an empty line goes on. It asks for predictions, which are
        typed as a number, and sets exercises. Anything may be typed in between; the lesson goes on from its own state.
        How far you are is kept from session to session.
        """), changesWorkspace: false
  ) { command, context in
    if let word = command.keywords.first {
      return try request(word == "restart" ? .restart : .leave, context)
    }
    guard let argument = command.argument("NAME") else {
      try context.endCheck()
      let (progress, fault) = LessonProgress.read(context.environment.stateFolder)
      if let fault { context.warn(fault) }
      return context.answer(try LessonShelf.list(context.environment, progress))
    }
    let wish = try context.value(argument)
    try request(.open(wish.description), context)
  }

  static let next = NotebookCommand(
    CommandSpec(
      "next", family: family, summary: "go on with the lesson, as an empty line does",
      forms: [
        CommandForm(), CommandForm([.keyword("skip")], summary: "without predicting, or without the exercise"),
      ], examples: ["next", "next skip"]), changesWorkspace: false
  ) { command, context in try request(.next(skipping: !command.keywords.isEmpty), context) }

  static let choose = NotebookCommand(
    CommandSpec(
      "choose", family: family, summary: "predict what a lesson asks, as a bare number does",
      arguments: [ArgumentSpec("NUMBER", .number, "of the choice, or the number asked for")], examples: ["choose 2"]),
    changesWorkspace: false
  ) { command, context in
    guard let argument = command.argument("NUMBER") else { return }
    try request(.predict(try context.number(argument)), context)
  }

  static let grade = NotebookCommand(
    CommandSpec(
      "grade", family: family, summary: "say which parts of a lesson's exercise are done",
      help: "As often as you like: nothing is counted, and nothing of the session changes."), changesWorkspace: false
  ) { _, context in try request(.grade, context) }

  static let hint = NotebookCommand(
    CommandSpec("hint", family: family, summary: "give the next hint for a lesson's exercise"), changesWorkspace: false
  ) { _, context in try request(.hint, context) }

  static let solution = NotebookCommand(
    CommandSpec(
      "solution", family: family, summary: "show one way to do a lesson's exercise",
      forms: [CommandForm(), CommandForm([.keyword("run")], summary: "and do it")],
      examples: ["solution", "solution run"]), changesWorkspace: false
  ) { command, context in try request(.solution(isRun: !command.keywords.isEmpty), context) }
}
