import Script
import SequenceEngine

/// `show neurons`: what each unit does, and where one is on.
enum NeuronsCommand {
  static let form = CommandForm(
    [.keyword("neurons")],
    options: [
      OptionSpec("layer", .layer, "one layer", default: "every recurrent layer"),
      OptionSpec("unit", .integer, "where this unit is strongest, and what it answers to"),
      OptionSpec("count", .integer, "rows of the list", default: "10"), LookingCommands.formOption,
    ], summary: "units by what is lost without them and by what they follow")

  /// Sequences that units are studied on.
  private static let sequences = 32

  static func show(_ command: Command, _ context: CommandContext) throws {
    let form = try command.option("as").map { try context.word($0) }
    let (entry, state) = try context.requireModel()
    let data = try context.requireData()
    let plan = try ModelPlan(state.description, for: data.shape)
    let layers = try LookingCommands.recurrentLayers(command, context, plan)
    let count = try command.option("count").map { try context.integer($0, 1...10_000) } ?? 10
    var unit: Int?
    if let argument = command.option("unit") {
      let widest = layers.map { plan.layers[plan.recurrentLayers[$0]].outputSize }.min() ?? 1
      unit = try context.integer(argument, 1...widest)
    }
    try context.endCheck()
    let part = data.scoredPart(.test)
    guard data.evaluationBatches(part) > 0 else { throw SessionError("the data have no sequence to look at") }
    let batch = data.evaluationBatch(part, 0).prefix(rows: sequences)
    for number in layers {
      let study = try UnitStudy(
        state, batch, shape: data.shape, loss: context.workspace.settings.loss(for: data.shape), layer: number,
        ablates: unit == nil
      ) { try context.progress(Progress("leaving units out", done: $0, total: $1)) }
      let view = NeuronsView(
        title: "\(entry.name)   \(plan.layers[plan.recurrentLayers[number]].name)", study: study, batch: batch,
        data: data,
        part: part, count: count)
      for output in unit.map({ view.outputs(unit: $0, form) }) ?? view.outputs(form) {
        context.answer(output.shown(as: form))
      }
      context.record(
        "trace",
        [
          ("model", .text(entry.name)), ("layer", .text(plan.layers[plan.recurrentLayers[number]].name)),
          ("subject", .text("neurons")), ("effect", .list(study.units.map { .number($0.effect) })),
          ("correlation", .list(study.units.map { .number($0.correlation) })),
        ])
    }
  }
}

/// Units as tables, bars and words.
struct NeuronsView {
  let title: String
  let study: UnitStudy
  let batch: Batch
  let data: Dataset
  let part: DataPart
  let count: Int

  private func inputName(_ place: Int) -> String {
    if case .token = data.shape.input { return "'\(symbol(place))'" }
    if case .vector(size: 1) = data.shape.input { return "x" }
    return "x\(place + 1)"
  }

  private func symbol(_ token: Int) -> String {
    guard let symbols = data.vocabulary?.symbols, symbols.indices.contains(token) else { return String(token) }
    return legible(symbols[token])
  }

  func outputs(_ form: String?) -> [Output] {
    let ranked = study.units.sorted { ($0.effect, $1.number) > ($1.effect, $0.number) }
    if form == "plot" || form == "heatmap" {
      return [
        .line(
          LineChart(
            "\(title)   loss gained by leaving each unit out", xLabel: "unit",
            series: [.init("effect", y: study.units.map(\.effect))], references: [ReferenceLine("0", at: 0)]))
      ]
    }
    var table = Table(
      "\(title)   units by what is lost without them, on \(batch.rows) sequences of the \(part.rawValue) part",
      columns: [
        .init("unit"), .init("loss without it", .number), .init("effect", .number), .init("follows"),
        .init("correlation", .number),
      ])
    for unit in form == "csv" ? ranked : Array(ranked.prefix(count)) {
      table.rows.append([
        .text(String(unit.number)), .number(study.loss + unit.effect), .number(unit.effect, .significant(3)),
        .text(inputName(unit.input)), .number(unit.correlation, .fixed(3)),
      ])
    }
    let idle = study.units.count { abs($0.effect) <= 1e-9 * abs(study.loss) }
    let words = Output.text(
      "the loss is \(NumberFormat.general.text(study.loss)) with all \(study.units.count) units; "
        + (ranked.first.map { "unit \($0.number) is missed most" } ?? "there are none")
        + (idle > 0 ? "; \(idle) make no difference" : ""))
    return form == "text" ? [words] : form == nil ? [.table(table), words] : [.table(table)]
  }

  /// Where one unit is on, and its mean at each symbol.
  func outputs(unit: Int, _ form: String?) -> [Output] {
    let places = study.strongest(unit, count: count)
    var table = Table(
      "\(title)   where unit \(unit) is strongest, on \(batch.rows) sequences of the \(part.rawValue) part",
      columns: [
        .init("sequence"), .init("t", .number), .init("h", .number), .init("what it has read, the last in brackets"),
      ])
    for place in places {
      table.rows.append([
        .text(String(place.row + 1)), .count(place.step + 1), .number(place.value, .fixed(4)),
        .text(context(place)),
      ])
    }
    var outputs = [Output.table(table)]
    if let responses = study.responses(of: unit) {
      let met = responses.indices.compactMap { token in responses[token].map { (token, $0) } }
        .sorted { (abs($0.1), $1.0) > (abs($1.1), $0.0) }
      outputs.append(
        .bars(
          BarChart(
            "\(title)   mean of unit \(unit) at each symbol, the strongest first",
            bars: met.prefix(max(count, 20)).map { .init(inputName($0.0), $0.1) })))
    }
    return form == "text" ? [outputs[0].shown(as: "table"), outputs.last ?? outputs[0]] : outputs
  }

  private func context(_ place: UnitStudy.Place) -> String {
    let first = max(0, place.step - 12)
    let last = min(place.step + 4, batch.lengths[place.row] - 1)
    func read(_ t: Int) -> String {
      let start = t * batch.rows + place.row
      switch batch.input {
      case .tokens(let tokens): return symbol(Int(tokens[start]))
      case .vectors(let values, let size):
        return values[start * size..<(start + 1) * size].map { NumberFormat.significant(3).text($0) }
          .joined(separator: ",")
      }
    }
    var joint = " "
    if case .tokens = batch.input, data.vocabulary?.unit == .character { joint = "" }
    return (first...last).map { $0 == place.step ? "[\(read($0))]" : read($0) }.joined(separator: joint)
  }
}
