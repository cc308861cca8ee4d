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
    guard data.shownBatches(part) > 0 else { throw SessionError("the data have no sequence to look at") }
    let batch = data.shownBatch(part, 0).prefix(rows: sequences)
    for number in layers {
      let planned = plan.layers[plan.recurrentLayers[number]]
      let layer = planned.name
      let study = try study(state, batch, data, number, ablates: request.ablates, context)
      let view = NeuronsView(
        title: "\(entry.name)   \(layer)", study: study, batch: batch, side: planned.description.side, data: data,
        part: part, count: request.count)
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
    guard plan.layers[plan.recurrentLayers[layer]].description.side == view.side else {
      throw SessionError(
        "recurrent layer \(layer + 1) of \(other.name) stands on the other side, and the two read different sequences")
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
