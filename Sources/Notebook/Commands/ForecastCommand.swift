import Script
import SequenceEngine

/// `forecast`: what comes after the end of a series.
enum ForecastCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "forecast", family: "using", summary: "continue a series, each forecast fed back as the next input",
      arguments: [ArgumentSpec("N", .integer, "how many steps ahead")], examples: ["forecast 24"],
      help: """
        In the data's own units. With horizon=H the next H values are forecast directly, each from the window that ends
        H rows before it; further ones from windows that forecasts stand in. For these the model must forecast all that it
        reads: the same columns and targets.
        """, isLook: true)
  ) { command, context in
    guard let argument = command.argument("N") else { return }
    let count = try context.integer(argument, 1...100_000)
    _ = try context.requireModel()
    let data = try context.requireData()
    guard case .vector(let size) = data.shape.input, case .vector(let targets) = data.shape.target else {
      throw SessionError(
        "forecast continues numbers, and these data are none", hint: "text is continued by: sample 100")
    }
    var horizon = 1
    if case .csv(_, let options) = data.request { horizon = options.horizon }
    let feedsBack = count > horizon
    if feedsBack { try checkColumns(data, size, targets, horizon) }
    let generator = try InferenceCommands.generator(context, data)
    var (window, series) = (0, [Double]())
    if case .csv(_, let options) = data.request, case .vectors(let latest, _)? = data.latestInput {
      (window, series) = (options.window, latest)
    } else if case .vectors(let first, _) = try data.example(data.scoredPart(.test), 0).input {
      (window, series) = (first.count / size, first)
    }
    var results: [[Double]] = []
    for number in 0..<count {
      try context.progress(Progress("forecasting", done: number, total: count))
      generator.reset()
      let own = Array(series[number * size..<(number + window) * size])
      let next = generator.read(.vectors(own, size: size), steps: window).last ?? []
      results.append(data.normalisation?.denormalise(targets: next) ?? next)
      guard feedsBack else { continue }
      // What was forecast becomes input: from the target's scale to the input's.
      series += results[number].enumerated().map {
        data.normalisation?.inputs[$0.offset].normalise($0.element) ?? $0.element
      }
    }
    answer(results, data, context)
  }

  private static func checkColumns(_ data: Dataset, _ size: Int, _ targets: Int, _ horizon: Int) throws {
    let isSame =
      data.normalisation.map { $0.inputs.map(\.name) == $0.targets.map(\.name) } ?? (size == targets)
    guard !isSame else { return }
    let direct = horizon > 1 ? ", or forecast at most \(horizon) steps, its horizon" : ""
    throw SessionError(
      "forecast feeds the output back as input, so the model must forecast every column that it reads",
      hint: "choose the same columns and target: data csv \"FILE\" columns=[a] target=a\(direct)")
  }

  private static func answer(_ results: [[Double]], _ data: Dataset, _ context: CommandContext) {
    let width = results.first?.count ?? 0
    let names = data.normalisation?.targets.map(\.name) ?? (0..<width).map { "x\($0 + 1)" }
    var table = Table("forecast", columns: [.init("step", .number)] + names.map { .init($0, .number) })
    for (number, row) in results.enumerated() { table.rows.append([.count(number + 1)] + row.map { .number($0) }) }
    context.answer(.table(table))
    context.answer(
      .line(
        LineChart(
          "forecast", xLabel: "step", series: (0..<width).map { i in .init(names[i], y: results.map { $0[i] }) })))
  }
}
