import Script
import SequenceEngine

/// The model as a table: layers, shapes, parameters, the wiring.
enum ModelView {
  static let form = CommandForm(
    [.keyword("model")],
    options: [
      OptionSpec(
        "as", .word(.choice("table", "bars", "plot", "heatmap", "csv", "text", "folded", "unrolled")),
        "a table, or drawn: with its loops, or each time step by itself", default: "table")
    ], summary: "its layers, their shapes and weights, or the net drawn")

  static func show(_ command: Command, _ context: CommandContext) throws {
    let form = try command.option("as").map { try context.word($0) }
    let (entry, _) = try context.requireModel()
    let data = try context.requireData()
    let plan = try ModelPlan(entry.description, for: data.shape)
    if form == "folded" || form == "unrolled" {
      return context.answer(.net(picture(entry, data.shape, isUnrolled: form == "unrolled", context.workspace.stepper)))
    }
    var table = Table(
      entry.name,
      columns: (plan.decoderStart == nil ? [] : [.init("side")]) + [
        .init("", .number), .init("layer"), .init("shape"), .init("parameters", .number),
      ])
    for (number, layer) in plan.layers.enumerated() {
      let count = plan.parameters[layer.parameters].reduce(0) { $0 + $1.count }
      let input: Int =
        switch layer.input {
        case .vector(let size): size
        case .token(let vocabulary): vocabulary
        }
      let last = layer.returnsLast ? " (last step)" : ""
      table.rows.append(
        (plan.decoderStart == nil ? [] : [.text(layer.description.side.rawValue)]) + [
          .count(number + 1), .text(layer.name), .text("\(input) → \(layer.outputSize)\(last)"), .count(count),
        ])
    }
    context.answer(Output.table(table).shown(as: form))
    guard form != "csv" else { return }
    context.answer(
      "\(plan.pattern)   \(NumberFormat.integer.text(Double(plan.parameterCount))) parameters   "
        + "\(entry.state?.updates ?? 0) updates made")
  }
}

extension ModelView {
  fileprivate static func picture(
    _ entry: ModelEntry, _ shape: DataShape, isUnrolled: Bool, _ stepper: Stepper?
  ) -> NetPicture {
    NetPicture(
      entry.name, layers: PlannedModel(entry.description, shape).snapshot(entry, nil, nil).layers,
      isUnrolled: isUnrolled, steps: stepper?.steps, cursor: stepper?.t)
  }
}

/// The loss over training, with the baseline drawn in.
enum LossView {
  static func output(_ context: CommandContext, _ entry: ModelEntry) -> Output {
    let (name, baseline) = (entry.name, context.workspace.baselineLoss)
    guard !entry.history.isEmpty else {
      let known = baseline.map {
        "; the loss of knowing nothing, the baseline to beat, is \(NumberFormat.significant(4).text($0))"
      }
      return .text("\(name) has not been trained yet\(known ?? ""). Try: train steps=300")
    }
    return .line(
      LineChart(
        "\(name)   loss by update", xLabel: "update",
        series: [.init("loss", points: entry.history.map { .init(x: Double($0.update), y: $0.loss) })],
        references: baseline.map { [ReferenceLine("baseline", at: $0)] } ?? []))
  }
}
