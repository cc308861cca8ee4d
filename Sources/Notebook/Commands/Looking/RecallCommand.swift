import Script
import SequenceEngine

/// `show recall`: what the states still know of earlier inputs.
enum RecallCommand {
  static let form = CommandForm(
    [.keyword("recall")],
    options: [
      OptionSpec("k", .list, "how many steps back, for example [0, 5, 10]", default: "0, 1, 2, 4 … below the length"),
      OptionSpec("layer", .layer, "one layer", default: "every recurrent layer"), LookingCommands.formOption,
    ], summary: "how well a linear read-out of h(t) knows x(t − k)")

  static func show(_ command: Command, _ context: CommandContext) throws {
    let form = try command.option("as").map { try context.word($0) }
    let (entry, state) = try context.requireModel()
    let data = try context.requireData()
    let plan = try ModelPlan(state.description, for: data.shape)
    let layers = try LookingCommands.recurrentLayers(command, context, plan)
    var lags: [Int] = []
    if let argument = command.option("k") { lags = try self.lags(argument, context) }
    try context.endCheck()
    let heldOut = data.scoredPart(.test)
    let training = (0..<4).map { data.trainingBatch($0) }
    let scored = (0..<min(4, data.shownBatches(heldOut))).map { data.shownBatch(heldOut, $0) }
    let length = min(training.map(\.steps).max() ?? 1, scored.map(\.steps).max() ?? 1)
    if lags.isEmpty { lags = [0] + TruncationStudy.reaches(below: length) }
    if let far = lags.first(where: { $0 >= length }), let argument = command.option("k") {
      throw context.failure("k is below the length of the sequences, \(length), and \(far) is not", at: argument)
    }
    var curves: [(name: String, study: RecallStudy)] = []
    for number in layers {
      let study = try RecallStudy(
        state, shape: data.shape, loss: context.workspace.settings.loss(for: data.shape), training: training,
        heldOut: scored, layer: number, lags: lags
      ) { try context.progress(Progress("reading states out", done: $0, total: $1)) }
      let name = plan.layers[plan.recurrentLayers[number]].name
      curves.append((name, study))
      context.record(
        "trace",
        [
          ("model", .text(entry.name)), ("layer", .text(name)), ("subject", .text("recall")),
          ("k", .list(study.rows.map { .number(Double($0.lag)) })),
          ("score", .list(study.rows.map { .number($0.score) })),
        ])
    }
    for output in outputs(curves, entry.name, form) { context.answer(output.shown(as: form)) }
  }

  private static func lags(_ argument: Argument, _ context: CommandContext) throws -> [Int] {
    guard case .list(let items) = try context.value(argument), !items.isEmpty, items.count <= 1000 else {
      throw context.failure("k is a list of steps back", at: argument, hint: "for example: k=[0, 5, 10]")
    }
    return try items.map { item in
      guard case .number(let number) = item, let whole = Int(exactly: number), whole >= 0 else {
        throw context.failure(
          "k holds whole numbers from 0, and \(item.literal) is none", at: argument, hint: "for example: k=[0, 5, 10]")
      }
      return whole
    }
  }

  private static func outputs(_ curves: [(name: String, study: RecallStudy)], _ name: String, _ form: String?)
    -> [Output]
  {
    let isAccuracy = curves.first?.study.isAccuracy ?? false
    // The sides of an encoder-decoder read different symbols, so each has a baseline of its own.
    var baselines: [(name: String, study: RecallStudy)] = []
    for curve in curves
    where !baselines.contains(where: { $0.study.rows.first?.baseline == curve.study.rows.first?.baseline }) {
      baselines.append((isAccuracy ? "commonest symbol" : "nothing known", curve.study))
    }
    if baselines.count > 1 {
      baselines = baselines.map { own in
        (own.name + " of " + (curves.first { $0.study == own.study }?.name ?? ""), own.study)
      }
    }
    let what = isAccuracy ? "share of right symbols" : "R²"
    let words = Output.text(curves.map { sentence($0.name, $0.study) }.joined(separator: "\n"))
    switch form {
    case "text": return [words]
    case "table", "csv", "bars":
      var table = Table(
        "\(name)   x(t − k) read out of h(t), on sequences held out: \(what)",
        columns: [.init("k")] + curves.map { .init($0.name, .number) } + baselines.map { .init($0.name, .number) })
      // A decoder's sequences may be shorter than those of its source.
      for lag in Set(curves.flatMap { $0.study.rows.map(\.lag) }).sorted() {
        func cell(_ study: RecallStudy, _ value: (RecallStudy.Row) -> Double) -> Table.Value {
          study.rows.first { $0.lag == lag }.map { .number(value($0), .fixed(4)) } ?? .missing
        }
        table.rows.append(
          [.text(String(lag))] + curves.map { cell($0.study) { $0.score } }
            + baselines.map { cell($0.study) { $0.baseline } })
      }
      return [.table(table)]
    default:
      let chart = LineChart(
        "\(name)   x(t − k) read out of h(t), on sequences held out: \(what)", xLabel: "k",
        series: curves.map { curve in
          .init(curve.name, points: curve.study.rows.map { .init(x: Double($0.lag), y: $0.score) })
        },
        references: baselines.map { ReferenceLine($0.name, at: $0.study.rows.first?.baseline ?? 0) })
      return [.line(chart), words]
    }
  }

  /// The longest unbroken stretch of lags, from the shortest, at which at least half can be read out.
  private static func sentence(_ name: String, _ study: RecallStudy) -> String {
    let half = { (row: RecallStudy.Row) in row.score >= row.baseline + (1 - row.baseline) / 2 }
    let known = study.rows.prefix(while: half)
    guard let last = known.last else { return "\(name): not even the latest input can be read out by half" }
    return last.lag == study.rows.last?.lag
      ? "\(name): at least half of x(t − k) can be read out at every k shown, up to \(last.lag)"
      : "\(name): at least half of x(t − k) can be read out up to k=\(last.lag)"
  }
}
