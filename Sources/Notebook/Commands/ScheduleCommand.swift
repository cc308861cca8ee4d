import Script
import SequenceEngine

/// `schedule`: how the learning rate changes while a model is trained.
enum ScheduleCommand {
  private static let every = OptionSpec("every", .integer, "updates between two factors", default: "100")
  private static let steps = OptionSpec("steps", .integer, "updates until its end", default: "1000")

  static let command = NotebookCommand(
    CommandSpec(
      "schedule", family: "training", summary: "let the learning rate change from update to update",
      forms: [
        CommandForm([.keyword("constant")], summary: "the optimizer's rate"),
        CommandForm(
          [.keyword("step")],
          options: [every, OptionSpec("factor", .number, "what the rate is multiplied by", default: "0.5")],
          summary: "fall by a factor every so many updates"),
        CommandForm(
          [.keyword("exponential")],
          options: [every, OptionSpec("factor", .number, "what it is multiplied by on the way", default: "0.5")],
          summary: "the same, a little at every update"),
        CommandForm(
          [.keyword("cosine")],
          options: [steps, OptionSpec("floor", .number, "share of the rate that stays", default: "0")],
          summary: "fall along half a cosine"),
        CommandForm([.keyword("warmup")], options: [steps], summary: "rise along a straight line, then stay"),
        CommandForm(
          [.keyword("one_cycle")], options: [steps], summary: "rise from a 25th over 0.3 of the updates, then fall to 0"
        ),
        CommandForm(
          [.keyword("plateau")],
          options: [
            OptionSpec("every", .integer, "updates between two scores of the validation part", default: "100"),
            OptionSpec("patience", .integer, "scores without a better one", default: "5"),
            OptionSpec("factor", .number, "what the rate is multiplied by", default: "0.5"),
          ], summary: "fall by a factor when the validation loss no longer falls"),
      ],
      examples: [
        "schedule cosine steps=1000", "schedule step every=200 factor=0.5",
        "schedule plateau every=100 patience=3", "schedule constant",
      ],
      help: """
        The optimizer's rate is multiplied by what the schedule says; updates count from the one after this command. The
        measure `rate` tells the product. It is the current model's; a new model takes it over.

        A plateau is patience= scores of the validation part in a row that are not better than the best; it is scored every so
        many updates, whatever train reports. What was seen is a part of the model: rewind, save and load keep it.
        """)
  ) { command, context in
    guard let word = command.keywords.first, let kind = RateSchedule.Kind(rawValue: word) else { return }
    var schedule = RateSchedule(kind)
    schedule.start = context.workspace.currentModel?.state?.updates ?? 0
    switch kind {
    case .constant: break
    case .step, .exponential:
      schedule.updates = try command.option("every").map { try context.integer($0) } ?? 100
      schedule.factor = try command.option("factor").map { try context.number($0, 0...1) } ?? 0.5
    case .plateau:
      schedule.updates = try command.option("every").map { try context.integer($0) } ?? 100
      schedule.patience = try command.option("patience").map { try context.integer($0) } ?? 5
      schedule.factor = try command.option("factor").map { try context.number($0, 0...1) } ?? 0.5
    case .cosine, .warmup, .oneCycle:
      schedule.updates = try command.option("steps").map { try context.integer($0) } ?? 1000
      if kind == .cosine { schedule.factor = try command.option("floor").map { try context.number($0, 0...1) } ?? 0 }
    }
    context.workspace.settings.optimizer.schedule = kind == .constant ? nil : schedule
    let optimizer = context.workspace.settings.optimizer
    let format = NumberFormat.significant(4)
    if kind == .plateau {
      return context.answer(
        "\(context.settingOwner)plateau: rate \(format.text(optimizer.rate)) now, times "
          + "\(Value.number(schedule.factor).literal) after \(schedule.patience ?? 1) scores without a better validation loss, "
          + "one every \(schedule.updates) updates")
    }
    let places = [0, schedule.updates / 2, schedule.updates].map { schedule.start + $0 }
    let rates = places.map { format.text(optimizer.rate(at: $0)) }
    context.answer(
      context.settingOwner
        + (kind == .constant
          ? "the rate stays \(rates[0])"
          : "\(kind.rawValue): rate \(rates[0]) now, \(rates[1]) after \(schedule.updates / 2) updates, "
            + "\(rates[2]) after \(schedule.updates)"))
  }
}

extension RateSchedule {
  /// As the language writes it.
  var command: String {
    let factor = Value.number(factor).literal
    switch kind {
    case .constant: return "schedule constant"
    case .step, .exponential: return "schedule \(kind.rawValue) every=\(updates) factor=\(factor)"
    case .plateau: return "schedule plateau every=\(updates) patience=\(patience ?? 1) factor=\(factor)"
    case .cosine: return "schedule cosine steps=\(updates) floor=\(factor)"
    case .warmup, .oneCycle: return "schedule \(kind.rawValue) steps=\(updates)"
    }
  }
}
