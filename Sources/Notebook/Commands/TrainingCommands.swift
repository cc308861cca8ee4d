import Script
import SequenceEngine

/// Training, and the commands that go with it.
enum TrainingCommands {
  static let all: [NotebookCommand] =
    TrainingSettingsCommands.all + TrainingGuards.all + WeightCommands.all
    + [train, RewindCommand.command, EvaluateCommand.command, GradientCheckCommand.command]
    + SavingCommands.all

  private static let train = NotebookCommand(
    CommandSpec(
      "train", family: "training", summary: "train the model, and every compared one beside it",
      forms: [
        CommandForm(options: [OptionSpec("steps", .integer, "updates to make")] + common, summary: "so many updates"),
        CommandForm(
          options: [OptionSpec("epochs", .integer, "passes over the training part")] + common,
          summary: "so many passes over the training part"),
      ],
      examples: ["train steps=300", "train epochs=5 log=50", "train steps=2000 until=loss < 0.01"],
      help: """
        Reports every `log` updates (a hundredth of the run unless given; at a prompt about ten of these are shown) and the
        last. until=solved(2000) == 1 stops when the last 2,000 sequences were all solved. Ctrl-C stops between two updates and keeps the model. When a number is no longer finite, training stops with
        the weights of the update before.
        """)
  ) { command, context in
    var entries = [try context.requireModel().entry]
    for name in context.workspace.compared where name != entries[0].name {
      entries.append(try context.requireModel(named: name).entry)
    }
    let data = try context.requireData()
    var steps = 100
    if let argument = command.option("steps") { steps = try context.integer(argument) }
    if let argument = command.option("epochs") {
      let epochs = try context.integer(argument, 1...1_000_000)
      guard let length = data.updatesPerEpoch else {
        throw context.failure(
          "the data are made afresh for every update, so there are no epochs", at: argument,
          hint: "say how many updates: train steps=300")
      }
      let (product, overflow) = epochs.multipliedReportingOverflow(by: length)
      guard !overflow, product <= 1_000_000_000 else {
        throw context.failure("these are too many updates", at: argument)
      }
      steps = product
    } else if command.option("steps") == nil {
      throw SessionError("say how long to train", hint: "for example: train steps=300")
    }
    if let until = command.option("until"), case .expression(let expression) = until.value,
      let name = expression.names.sorted().first(where: { Measures.part(of: $0) != nil })
    {
      throw context.failure(
        "until= is asked after every update, and \(name) is not scored then", at: until,
        hint: "say before it: break when, which scores as often as costs 5 % of the training; or: stop patience=5")
    }
    var reports = TrainingReports(steps: steps, isTyped: context.isTyped)
    if let log = command.option("log") { reports = TrainingReports(every: try context.integer(log)) }
    for entry in entries { try context.checkCarrying(entry.description, data) }
    for part in context.workspace.breaks.list.flatMap(\.scoredParts.keys) { try data.checkScored(part) }
    try context.endCheck()
    context.tellWhatIsNotHeld(entries)
    var training = try TrainingRun(entries, data, context)
    if context.workspace.checkpoints != nil, context.workspace.patience == nil, entries.count == 1,
      command.option("until") == nil
    {
      training.name = context.workspace.resultKey(of: command, in: context.source)
      try training.takeUp(steps: steps)
    }
    try training.run(steps: steps, reports: reports, until: command.option("until"))
  }

  private static let common = [
    OptionSpec("until", .condition, "stop when it is yes, asked after every update"),
    OptionSpec("log", .integer, "report every N updates", default: "a hundredth of the run"),
  ]
}
