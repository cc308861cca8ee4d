import Script
import SequenceEngine

/// `show truncation`: what truncated BPTT leaves out.
enum TruncationCommand {
  static let form = CommandForm(
    [.keyword("truncation")],
    options: [
      OptionSpec("steps", .list, "how far BPTT reaches, for example [5, 20]", default: "1, 2, 4 … below the length"),
      OptionSpec("batches", .integer, "training batches that are compared", default: "2"), LookingCommands.formOption,
    ], summary: "the gradients of truncated BPTT beside the full ones")

  static func show(_ command: Command, _ context: CommandContext) throws {
    let form = try command.option("as").map { try context.word($0) }
    let (entry, state) = try context.requireModel()
    let data = try context.requireData()
    var wanted: [Int] = []
    if let argument = command.option("steps") { wanted = try reaches(argument, context) }
    let count = try command.option("batches").map { try context.integer($0, 1...1000) } ?? 2
    try context.endCheck()
    let batches = (0..<count).map { data.trainingBatch(state.updates + $0) }
    let length = batches.map { max($0.steps, $0.decoder?.steps ?? 0) }.max() ?? 1
    let plan = try ModelPlan(state.description, for: data.shape)
    guard !plan.recurrentLayers.isEmpty else { throw plan.nothingToTruncate }
    if wanted.isEmpty {
      wanted = TruncationStudy.reaches(below: length)
      if let own = context.workspace.settings.backpropagation.reach, own < length, !wanted.contains(own) {
        wanted = (wanted + [own]).sorted()
      }
    }
    guard let first = wanted.first, first < length || command.option("steps") != nil else {
      throw SessionError(
        "sequences of one time step leave nothing to truncate",
        hint: "make longer ones, for example: data adding length=50")
    }
    let study = try TruncationStudy(
      state, batches, shape: data.shape, loss: context.workspace.settings.loss(for: data.shape), reaches: wanted,
      seed: context.workspace.seed
    ) { try context.progress(Progress("comparing gradients", done: $0, total: $1)) }
    for output in outputs(study, entry.name, length, form) { context.answer(output.shown(as: form)) }
    if form == nil || form == "text" { plan.whatTruncationLeaves.forEach(context.answer) }
    context.record(
      "trace",
      [
        ("model", .text(entry.name)), ("subject", .text("truncation")),
        ("steps", .list(study.rows.map { .number(Double($0.reach)) })),
        ("cosine", .list(study.rows.map { .number($0.all.cosine) })),
        ("norm_ratio", .list(study.rows.map { .number($0.all.normRatio) })),
        ("bias", .list(study.rows.map { .number($0.all.bias) })),
        ("recommended", study.recommended.map { .number(Double($0)) } ?? .nothing),
      ])
  }

  private static func reaches(_ argument: Argument, _ context: CommandContext) throws -> [Int] {
    guard case .list(let items) = try context.value(argument), !items.isEmpty, items.count <= 100 else {
      throw context.failure("steps is a list of time steps", at: argument, hint: "for example: steps=[5, 20]")
    }
    return try items.map { item in
      guard case .number(let number) = item, let whole = Int(exactly: number), whole >= 1 else {
        throw context.failure(
          "steps holds whole numbers from 1, and \(item.literal) is none", at: argument,
          hint: "for example: steps=[5, 20]")
      }
      return whole
    }
  }

  private static func outputs(_ study: TruncationStudy, _ name: String, _ length: Int, _ form: String?) -> [Output] {
    let words = Output.text(sentence(study, length))
    switch form {
    case "text": return [words]
    case "plot", "heatmap":
      return [curves(study, name)]
    case "table", "csv", "bars": return [.table(table(study, name))]
    default: return [.table(table(study, name)), curves(study, name), words]
    }
  }

  private static func table(_ study: TruncationStudy, _ name: String) -> Table {
    var table = Table(
      "\(name)   gradients of truncated BPTT beside the full ones",
      columns: [
        .init("steps"), .init("cosine", .number), .init("norm ratio", .number), .init("relative bias", .number),
      ] + study.layerNames.map { .init("cosine \($0)", .number) })
    for row in study.rows {
      table.rows.append(
        [
          .text(String(row.reach)), .number(row.all.cosine, .fixed(4)), .number(row.all.normRatio, .fixed(4)),
          .number(row.all.bias, .significant(3)),
        ] + row.layers.map { .number($0.cosine, .fixed(4)) })
    }
    return table
  }

  private static func curves(_ study: TruncationStudy, _ name: String) -> Output {
    func curve(_ name: String, _ value: (TruncationStudy.Row) -> Double) -> LineChart.Series {
      .init(name, points: study.rows.map { .init(x: Double($0.reach), y: value($0)) })
    }
    return .line(
      LineChart(
        "\(name)   cosine of the truncated gradient with the full one", xLabel: "steps",
        series: [curve("all weights") { $0.all.cosine }]
          + study.layerNames.indices.prefix(5).map { place in
            curve(study.layerNames[place]) { $0.layers[place].cosine }
          }, references: [ReferenceLine("0.99", at: TruncationStudy.wanted)]))
  }

  private static func sentence(_ study: TruncationStudy, _ length: Int) -> String {
    let batches = study.batches == 1 ? "one batch" : "\(study.batches) batches"
    guard let best = study.recommended else {
      let closest = study.rows.map(\.all.cosine).max() ?? .nan
      return
        "none of these lengths keeps the gradient's direction on \(batches) of \(length) time steps (closest cosine "
        + "\(NumberFormat.fixed(4).text(closest))): take bptt full"
    }
    return
      "bptt \(best) is long enough: on \(batches) of \(length) time steps its gradient has a cosine of at least 0.99 "
      + "with the full one"
  }
}

extension ModelPlan {
  /// What of the present settings a truncation does not touch, a sentence each.
  var whatTruncationLeaves: [String] {
    var sentences: [String] = []
    if decoderStart != nil {
      sentences.append(
        "the encoder is cut in pieces counted from its last step, the decoder in pieces counted from its first; the start "
          + "state that is handed over and attention carry their gradients whole")
    }
    return sentences + windowedLayers.map { "\(forgetting($0)): no truncation changes its gradient" }
  }

  private func forgetting(_ layer: Int) -> String {
    "\(layers[layer].name) forgets by construction: nothing \(layers[layer].window ?? 0) or more steps back changes a state "
      + "of it, or gets a gradient"
  }

  /// Why there is nothing to compare.
  fileprivate var nothingToTruncate: SessionError {
    guard let layer = windowedLayers.first else { return withoutStates }
    return SessionError(
      "\(forgetting(layer)), so that truncated BPTT cuts nothing in this model",
      hint: "for a gradient through time: replace it with a layer without window=")
  }
}
