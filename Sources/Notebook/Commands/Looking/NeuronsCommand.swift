import Script
import SequenceEngine

/// `show neurons`: what each unit does, where some are on and others off, and which is which after more training.
enum NeuronsCommand {
  static let form = CommandForm(
    [.keyword("neurons")],
    options: [
      OptionSpec("layer", .layer, "one layer", default: "every recurrent layer"),
      OptionSpec("unit", .integer, "where this unit is strongest, and what it answers to"),
      OptionSpec("on", .value, "units that are on, a list: places in the data; -3: unit 3 strongly below 0"),
      OptionSpec("off", .value, "units that are off there"),
      OptionSpec("t", .range, "units that are on in these time steps of the shown example and off elsewhere"),
      OptionSpec("match", .word(.modelName), "the units of another model that do the same"),
      OptionSpec("count", .integer, "rows of the list", default: "10"), LookingCommands.formOption,
    ], summary: "units: what is lost without them, what they follow, where they are on")

  /// Sequences that units are studied on.
  private static let sequences = 32

  private struct Request {
    var count = 10
    var unit: Int?
    var wishes: [UnitStudy.Wish] = []
    var stretch: ClosedRange<Int>?
    var match: (entry: ModelEntry, state: ModelState)?
    var form: String?
    /// Whether single units have to be left out one by one.
    var ablates: Bool { unit == nil && wishes.isEmpty && match == nil }
  }

  static func show(_ command: Command, _ context: CommandContext) throws {
    let (entry, state) = try context.requireModel()
    let data = try context.requireData()
    let plan = try ModelPlan(state.description, for: data.shape)
    let layers = try LookingCommands.recurrentLayers(command, context, plan)
    let widest = layers.map { plan.layers[plan.recurrentLayers[$0]].outputSize }.min() ?? 1
    var request = try request(command, context, widest: widest)
    try context.endCheck()
    if let argument = command.option("t") {
      let steps = try context.workspace.shownSteps()
      request.stretch = try LookingCommands.timeWindow(argument, steps, context)
      return try showContrasts(request, layers, context)
    }
    let part = data.scoredPart(.test)
    guard data.evaluationBatches(part) > 0 else { throw SessionError("the data have no sequence to look at") }
    let batch = data.evaluationBatch(part, 0).prefix(rows: sequences)
    for number in layers {
      let layer = plan.layers[plan.recurrentLayers[number]].name
      let study = try study(state, batch, data, number, ablates: request.ablates, context)
      let view = NeuronsView(
        title: "\(entry.name)   \(layer)", study: study, batch: batch, data: data, part: part, count: request.count)
      for output in try outputs(view, request, number, context) { context.answer(output.shown(as: request.form)) }
      context.record(
        "trace",
        [
          ("model", .text(entry.name)), ("layer", .text(layer)), ("subject", .text("neurons")),
          ("effect", .list(study.units.map { .number($0.effect) })),
          ("correlation", .list(study.units.map { .number($0.correlation) })),
        ])
    }
  }

  private static func request(_ command: Command, _ context: CommandContext, widest: Int) throws -> Request {
    var request = Request()
    request.form = try command.option("as").map { try context.word($0) }
    request.count = try command.option("count").map { try context.integer($0, 1...10_000) } ?? 10
    let asked =
      ["unit", "t", "match"].compactMap { command.option($0) }
      + [command.option("on") ?? command.option("off")].compactMap { $0 }
    if asked.count > 1 {
      throw context.failure(
        "unit=, on= with off=, t= and match= ask different things", at: asked[1], hint: "take one at a time")
    }
    request.unit = try command.option("unit").map { try context.integer($0, 1...widest) }
    if let argument = command.option("on") {
      request.wishes += try units(argument, widest, context).map { .init(abs($0), $0 < 0 ? .low : .high) }
    }
    if let argument = command.option("off") {
      request.wishes += try units(argument, widest, context).map { .init(abs($0), .off) }
    }
    if let argument = command.option("match") {
      let name = try context.word(argument)
      guard try context.workspace.knownModels().contains(where: { $0.name == name }) else {
        throw Diagnostic.unknownName(
          name, kind: "model", among: context.workspace.models.map(\.name), at: argument.range, in: context.source)
      }
      request.match = try context.requireModel(named: name)
    }
    return request
  }

  /// A unit's number or a list of them, each from 1, or below 0.
  private static func units(_ argument: Argument, _ widest: Int, _ context: CommandContext) throws -> [Int] {
    let given = try context.value(argument)
    let items: [Value] = if case .list(let list) = given { list } else { [given] }
    let units = items.compactMap { item -> Int? in
      guard case .number(let number) = item, let unit = Int(exactly: number), (1...widest).contains(abs(unit)) else {
        return nil
      }
      return unit
    }
    guard units.count == items.count, !units.isEmpty else {
      throw context.failure("units are numbers from 1 to \(widest), for example: on=[3, -5]", at: argument)
    }
    return units
  }

  private static func study(
    _ state: ModelState, _ batch: Batch, _ data: Dataset, _ layer: Int, ablates: Bool, _ context: CommandContext
  ) throws -> UnitStudy {
    try UnitStudy(
      state, batch, shape: data.shape, loss: context.workspace.settings.loss(for: data.shape), layer: layer,
      ablates: ablates
    ) { try context.progress(Progress("leaving units out", done: $0, total: $1)) }
  }

  private static func outputs(
    _ view: NeuronsView, _ request: Request, _ layer: Int, _ context: CommandContext
  ) throws -> [Output] {
    if let unit = request.unit { return view.outputs(unit: unit, request.form) }
    if !request.wishes.isEmpty { return [view.output(wishes: request.wishes)] }
    guard let (other, state) = request.match else { return view.outputs(request.form) }
    let plan = try ModelPlan(state.description, for: view.data.shape)
    guard plan.recurrentLayers.indices.contains(layer) else {
      throw SessionError("\(other.name) has no recurrent layer number \(layer + 1)")
    }
    let theirs = try study(state, view.batch, view.data, layer, ablates: false, context)
    let name = "\(other.name) \(plan.layers[plan.recurrentLayers[layer]].name)"
    return view.outputs(matches: view.study.matches(in: theirs), name, request.form)
  }

  /// Units of the shown example that are on in a stretch of time.
  private static func showContrasts(_ request: Request, _ layers: [Int], _ context: CommandContext) throws {
    let pass = try context.workspace.recordedPass()
    guard let stretch = request.stretch, let name = context.workspace.current else { return }
    for number in layers {
      let view = ContrastView(
        title: "\(name)   \(pass.layers[number].name)", layer: pass.layers[number], stretch: stretch,
        count: request.count)
      context.answer(view.output.shown(as: request.form))
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
      !study.loss.isFinite
        ? "the loss is \(NumberFormat.general.text(study.loss)) with all units, so nothing can be told of one"
        : "the loss is \(NumberFormat.general.text(study.loss)) with all \(study.units.count) units; "
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
    let column = study.units.indices.contains(unit - 1) ? study.units[unit - 1].input : 0
    if let responses = study.responses(of: unit, to: column, parts: 10) {
      outputs.append(
        .bars(
          BarChart(
            "\(title)   mean of unit \(unit) by \(inputName(column)), the input that it follows most closely",
            bars: responses.compactMap { own in
              own.mean.map { .init("\(short(own.lower)) to \(short(own.upper))", $0) }
            })))
    }
    return form == "text" ? [outputs[0].shown(as: "table"), outputs.last ?? outputs[0]] : outputs
  }

  private func short(_ number: Double) -> String { NumberFormat.significant(3).text(number) }

  func context(_ place: UnitStudy.Place) -> String {
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
