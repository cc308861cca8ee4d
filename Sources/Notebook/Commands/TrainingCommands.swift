import Script
import SequenceEngine

/// Training, measuring, saving.
enum TrainingCommands {
  static let all: [NotebookCommand] =
    TrainingSettingsCommands.all + TrainingGuards.all + WeightCommands.all
    + [train, RewindCommand.command, evaluate, check]
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

  private static let evaluate = NotebookCommand(
    CommandSpec(
      "evaluate", family: "training", summary: "score the model on data it did not learn from",
      options: [OptionSpec("on", .word(.choice("train", "valid", "test")), "the part", default: "test")],
      examples: ["evaluate", "evaluate on=valid"],
      help: """
        It tells what fits the data. Generated tasks: the share of sequences that are solved, as the task's paper counts it (data
        says how). Classes: accuracy, F1 (the mean over classes; of tagged text that of the names), perplexity,
        of a text bits per character, word or byte. Targets that a decoder writes by itself: how many are exact, and BLEU over
        all of them (Papineni et al. 2002, up to four symbols, with the brevity penalty). Numbers: RMSE and MAE in the data's own
        units, and of a series MASE (Hyndman, Koehler 2006): the absolute error over that of the naive forecast, each value
        that of the row before, on the training part; below 1 is better than naive. They are measures too: test.bleu,
        valid.mase, train.loss and so on.
        """)
  ) { command, context in
    let data = try context.requireData()
    let part: DataPart = try command.option("on").map { try context.choice($0, "part of the data") } ?? .test
    try data.checkScored(part)
    var names = [try context.requireModel().entry.name]
    names += context.workspace.compared.filter { $0 != names[0] }
    for name in names { try context.checkCarrying(try context.requireModel(named: name).entry.description, data) }
    try context.endCheck()
    for name in names {
      var (entry, state) = try context.requireModel(named: name)
      let trainer = try Trainer(state, data, context.workspace.settings(of: entry))
      let score = try trainer.evaluate(part, writes: true) { done, total in
        try context.progress(Progress("evaluating", done: done, total: total))
      }
      entry.evaluations[part] = score
      if score.part == .valid { entry.validations.append((state.updates, score.loss)) }
      context.workspace.update(entry)
      context.tell(sentence(score, of: name, data, under: context.workspace.settings(of: entry).loss(for: data.shape)))
      context.record(
        "evaluate",
        [
          ("model", .text(name)), ("split", .text(score.part.rawValue)), ("loss", .number(score.loss)),
          ("accuracy", score.accuracy.map { .number($0) } ?? .nothing),
          ("solved", score.solved.map { .number($0) } ?? .nothing),
          ("exact", score.exact.map { .number($0) } ?? .nothing),
          ("written_accuracy", score.writtenAccuracy.map { .number($0) } ?? .nothing),
          ("bleu", score.bleu.map { .number($0) } ?? .nothing), ("f1", score.f1.map { .number($0) } ?? .nothing),
          ("perplexity", score.perplexity.map { .number($0) } ?? .nothing),
          ("bits", score.bits.map { .number($0) } ?? .nothing),
          ("rmse", score.rootMeanSquare.map { .number($0) } ?? .nothing),
          ("mae", score.meanAbsolute.map { .number($0) } ?? .nothing),
          ("mase", score.scaledAbsolute.map { .number($0) } ?? .nothing), ("count", .number(Double(score.count))),
        ])
    }
  }

  private static func sentence(
    _ score: Evaluation, of name: String, _ data: Dataset, under loss: Loss
  ) -> String {
    let format = NumberFormat.significant(4)
    let known = data.baselineLoss(under: loss).map { " (baseline \(format.text($0)))" } ?? ""
    var parts = ["loss \(format.text(score.loss))\(known)"]
    if let solved = score.solved {
      let wrong = NumberFormat.integer.text((Double(score.sequences) * (1 - solved)).rounded())
      let all = NumberFormat.integer.text(Double(score.sequences))
      parts.append("solved \(NumberFormat.percent(1).text(solved)) (\(wrong) of \(all) not)")
    }
    if let accuracy = score.accuracy { parts.append("accuracy \(NumberFormat.percent(1).text(accuracy))") }
    if let entities = score.entities {
      let percent = NumberFormat.percent(1)
      parts.append(
        "names: F1 \(percent.text(entities.f1)), precision \(percent.text(entities.precision)), "
          + "recall \(percent.text(entities.recall))")
    } else if let f1 = score.f1 {
      parts.append("F1 \(NumberFormat.percent(1).text(f1))")
    }
    if let perplexity = score.perplexity { parts.append("perplexity \(format.text(perplexity))") }
    if let bits = score.bits, data.isNextSymbol, let unit = data.vocabulary?.unit.noun {
      parts.append("\(format.text(bits)) bits per \(unit)")
    }
    if let error = score.rootMeanSquare {
      let baseline = data.baseline.value(.rmse).map { " (baseline \(format.text($0)))" } ?? ""
      parts.append("RMSE \(format.text(error))\(baseline)")
    }
    if let error = score.meanAbsolute { parts.append("MAE \(format.text(error))") }
    if let error = score.scaledAbsolute { parts.append("MASE \(format.text(error))") }
    if let exact = score.exact, let written = score.writtenAccuracy {
      let percent = NumberFormat.percent(1)
      parts.append(
        "written by itself: \(percent.text(exact)) exact, \(percent.text(written)) of the symbols"
          + (score.bleu.map { ", BLEU \(percent.text($0))" } ?? ""))
    }
    return "\(name) on \(score.part.rawValue): " + parts.joined(separator: "   ")
  }

  private static let check = NotebookCommand(
    CommandSpec(
      "check", family: "training", summary: "compare backpropagation with finite differences, in double",
      examples: ["check"],
      help: """
        Every weight up to 5,000 is moved a little both ways and the change of the loss compared with its gradient; of larger
        models a seeded sample of that many. A stop(…) in a cell cuts a gradient that differences see: it is opened for
        the comparison, and told.
        """, isLook: true)
  ) { _, context in
    let (entry, ownState) = try context.requireModel()
    let data = try context.requireData()
    try context.endCheck()
    var state = ownState
    state.description = try state.description.withOpenStops()
    let whole = data.trainingBatch(state.updates)
    let batch = whole.prefix(rows: 4)
    let loss = context.workspace.settings.loss(for: data.shape)
    let result = try GradientCheck(state, batch, shape: data.shape, loss: loss, seed: context.workspace.seed) {
      try context.progress(Progress("checking", done: $0, total: $1))
    }
    let count = NumberFormat.integer
    let sample = result.checked < result.total ? "a sample of \(count.text(Double(result.checked))) of " : "all "
    guard result.passed else {
      let first = result.failures[0]
      guard first.backpropagated.isFinite else {
        throw SessionError(
          "the gradient of \(first.parameter)[\(first.element)] is not finite, so there is nothing to compare",
          hint: "doctor finds where that begins")
      }
      throw SessionError(
        "\(result.failures.count) of \(result.checked) gradients of \(entry.name) differ from finite differences; first: "
          + "\(first.parameter)[\(first.element)]: \(Value.number(first.backpropagated).literal) by backpropagation, "
          + "\(Value.number(first.numeric).literal) by differences")
    }
    context.answer(
      "the gradients of \(sample)\(count.text(Double(result.total))) weights agree with central differences "
        + "(worst \(NumberFormat.significant(2).text(result.worst)) of the allowed difference)")
    if ownState.description.stopsGradients { context.note("compared with every stop(…) open: training cuts there") }
    try checkLedgers(entry, ownState, data, context)
  }

  /// Adds up the ledger of the first sequence of the batch: every step's gradient is the sum of what each loss sent.
  private static func checkLedgers(
    _ entry: ModelEntry, _ state: ModelState, _ data: Dataset, _ context: CommandContext
  ) throws {
    let example = try data.example(data.scoredPart(.test), 0)
    let pass = try RecordedPass(
      state.description, state.parameters, shape: data.shape, loss: context.workspace.settings.loss(for: data.shape),
      example: example)
    for number in pass.layers.indices {
      let name = pass.layers[number].name
      let ledger: GradientLedger
      do {
        ledger = try pass.ledger(layer: number) { try context.progress(Progress("checking", done: $0, total: $1)) }
      } catch let error as ModelError {
        // Some layers are not followed loss by loss; their gradients were compared all the same.
        context.note("no ledger of \(name) to add up: \(error)")
        continue
      }
      guard ledger.totals.allSatisfy(\.isFinite) else {
        throw SessionError("the gradient of \(name) is not finite", hint: "doctor finds where that begins")
      }
      let worst = ledger.worstDifference ?? .nan
      guard worst <= 1e-9 else {
        throw SessionError(
          "the ledger of \(name) does not add up to dL/dh: they differ by \(Value.number(worst).literal) of it")
      }
      context.answer(
        "the ledger of \(name) adds up to dL/dh at "
          + (pass.steps == 1 ? "its one time step" : "all \(pass.steps) time steps")
          + " (largest difference below a billionth)")
    }
  }
}
