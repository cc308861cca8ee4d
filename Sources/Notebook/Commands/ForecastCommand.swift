import Script
import SequenceEngine

/// `forecast`: what comes after the end of a series, and how far it may be off.
enum ForecastCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "forecast", family: "using", summary: "continue a series, each forecast fed back as the next input",
      arguments: [ArgumentSpec("N", .integer, "how many steps ahead")],
      options: [
        OptionSpec("level", .number, "also an interval that holds this share of what comes, such as 0.9")
      ],
      examples: ["forecast 24", "forecast 24 level=0.9"],
      help: """
        In the data's own units. With horizon=H the next H values are forecast directly, each from the window that ends
        H rows before it; further ones from windows that forecasts stand in. For these the model must forecast all that it
        reads: the same columns and targets.
        level=P adds an interval to each step. It comes from the errors of free-running forecasts of the validation part
        that looked as far ahead (order statistics, no bell curve assumed), so it grows with the distance as they did; the
        share of the test part that it holds is told beside it. It ends where too few forecasts looked so far ahead.
        """, isLook: true)
  ) { command, context in
    guard let argument = command.argument("N") else { return }
    let count = try context.integer(argument, 1...100_000)
    let level = try command.option("level").map { try Self.level($0, context) }
    let (_, state) = try context.requireModel()
    let data = try context.requireData()
    guard case .vector = data.shape.input, case .vector = data.shape.target else {
      throw SessionError(
        "forecast continues numbers, and these data are none", hint: "text is continued by: sample 100")
    }
    guard isContinued(data) else {
      throw SessionError(
        "forecast continues its input, and the targets of these data are a thing of their own",
        hint: "what the model makes of an input is told by: predict example=1")
    }
    let forecaster = try Forecaster(state, data, loss: context.workspace.settings.loss(for: data.shape))
    if count > forecaster.horizon, !forecaster.feedsBack { throw columnsDiffer(forecaster.horizon) }
    try context.endCheck()
    let start = try forecaster.latest()
    let values = try forecaster.run(start, steps: count) {
      try context.progress(Progress("forecasting", done: $0, total: $1))
    }
    let intervals = try level.map { try IntervalAnswer(forecaster, steps: count, level: $0, context) }
    answer(values, start, data, intervals, context)
    InferenceCommands.noteStateful(state, context)
  }

  /// Whether a target lies ahead of its input on the same axis of time. The columns of a series are compared later:
  /// within its horizon they may differ.
  private static func isContinued(_ data: Dataset) -> Bool {
    if case .csv = data.request { true } else { data.shape.targetSource == .nextInput }
  }

  private static func level(_ argument: Argument, _ context: CommandContext) throws -> Double {
    let level = try context.number(argument)
    guard level > 0, level < 1 else {
      throw context.failure(
        "level is a share between 0 and 1, and \(Value.number(level).literal) is outside", at: argument,
        hint: "for intervals that hold nine values of ten: level=0.9")
    }
    return level
  }

  private static func columnsDiffer(_ horizon: Int) -> SessionError {
    let direct = horizon > 1 ? ", or forecast at most \(horizon) steps, its horizon" : ""
    return SessionError(
      "forecast feeds the output back as input, so the model must forecast every column that it reads",
      hint: "choose the same columns and target: data csv \"FILE\" columns=[a] target=a\(direct)")
  }

  private static func answer(
    _ values: [[Double]], _ start: Forecaster.Start, _ data: Dataset, _ intervals: IntervalAnswer?,
    _ context: CommandContext
  ) {
    let width = values.first?.count ?? 0
    let names = data.normalisation?.targets.map(\.name) ?? (0..<width).map { "x\($0 + 1)" }
    var columns: [Table.Column] = [.init("step", .number)]
    for name in names {
      columns.append(.init(name, .number))
      if intervals != nil { columns += [.init("from", .number), .init("to", .number), .init("held in test", .number)] }
    }
    var table = Table("forecast", columns: columns)
    for (step, row) in values.enumerated() {
      table.rows.append(
        [.count(step + 1)]
          + row.enumerated().flatMap { d, value -> [Table.Value] in
            [.number(value)] + (intervals?.cells(step, d, value) ?? [])
          })
    }
    context.answer(.table(table))
    var chart = LineChart(
      "forecast", xLabel: "step", series: (0..<width).map { d in .init(names[d], y: values.map { $0[d] }) })
    if let intervals {
      if width == 1, let seen = seen(start, data, steps: values.count) { chart.series.insert(seen, at: 0) }
      chart.bands = (0..<width).map { d in intervals.band(values, d, width > 1 ? names[d] : "") }
    }
    context.answer(.line(chart))
    intervals?.tell(steps: values.count, context)
    context.record(
      "forecast",
      [
        ("names", .list(names.map { .text($0) })),
        ("values", .list(values.map { .list($0.map { .number($0) }) })),
      ] + (intervals?.fields(values) ?? []))
  }

  /// The last values that were seen, up to step 0, where the one column that is forecast is the one that is read.
  private static func seen(_ start: Forecaster.Start, _ data: Dataset, steps: Int) -> LineChart.Series? {
    guard case .vector(1) = data.shape.input else { return nil }
    let scale = data.normalisation
    guard scale.map({ $0.inputs.map(\.name) == $0.targets.map(\.name) }) ?? true else { return nil }
    let rows = start.rows.suffix(max(steps, 12)).map { scale?.inputs[0].denormalise($0) ?? $0 }
    return .init("seen", y: rows, firstX: Double(1 - rows.count))
  }
}
