import Script
import SequenceEngine

/// `diff`: two models, or a run that was changed by hand and the original.
enum DiffCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "diff", family: "looking", summary: "how two models differ, or a changed run and the original",
      arguments: [
        ArgumentSpec(
          "A", .word(.modelName), "a model; without it the original run of the current one", isOptional: true),
        ArgumentSpec("B", .word(.modelName), "another; without it the current model", isOptional: true),
      ],
      options: [
        OptionSpec("tolerance", .number, "states further apart than this differ", default: "1e-6"),
        OptionSpec("as", .word(.choice("table", "plot")), "the numbers, or the distance over time", default: "both"),
      ],
      examples: ["diff", "diff plain gated", "diff plain gated as=plot tolerance=1e-3"],
      help: """
        Weights by matrix and vector (norm of the difference, its share of the norm, the largest one), and on the shown
        example the loss, what is put out, each layer's horizon, and the first time step at which its hidden states are
        apart.
        """, isLook: true)
  ) { command, context in
    let tolerance = try command.option("tolerance").map { try context.number($0, 0...1e300) } ?? 1e-6
    let form = try command.option("as").map { try context.word($0) }
    let (names, runs) = try pair(command, context)
    let difference = RunDifference(runs.0, runs.1)
    if form != "plot" {
      context.answer(.table(weights(names, runs)))
      context.answer(.table(run(names, difference, tolerance)))
    }
    let hidden = difference.hidden
    let outputs = difference.outputs
    if form != "table", !hidden.isEmpty {
      context.answer(
        .line(
          LineChart(
            "\(names.0) and \(names.1)   distance by time step", xLabel: "t", yScale: .log10,
            series: hidden.map { .init($0.layer, y: $0.distances) }
              + (outputs.count > 1 ? [.init("output", y: outputs)] : []),
            references: tolerance > 0 ? [ReferenceLine("tolerance", at: tolerance)] : [],
            cursorX: context.workspace.stepper.map { Double($0.t) })))
    }
    context.record(
      "diff",
      [
        ("a", .text(names.0)), ("b", .text(names.1)), ("loss_a", .number(runs.0.loss.mean)),
        ("loss_b", .number(runs.1.loss.mean)), ("layers", .list(hidden.map { .text($0.layer) })),
        (
          "first_apart",
          .list(
            hidden.map { RunDifference.firstApart($0.distances, tolerance).map { .number(Double($0)) } ?? .nothing })
        ),
      ])
  }

  private static func pair(
    _ command: Command, _ context: CommandContext
  ) throws -> (names: (String, String), runs: (RecordedPass, RecordedPass)) {
    let names = try [command.argument("A"), command.argument("B")].compactMap { argument -> String? in
      guard let argument else { return nil }
      let name = try context.word(argument)
      guard try context.workspace.knownModels().contains(where: { $0.name == name }) else {
        throw Diagnostic.unknownName(
          name, kind: "model", among: context.workspace.models.map(\.name), at: argument.range, in: context.source)
      }
      return name
    }
    let current = try context.requireModel().entry.name
    guard let first = names.first, !(names.count == 1 && first == current) else {
      let pass = try context.workspace.recordedPass()
      guard let original = context.workspace.stepper?.originals[current] else {
        throw SessionError(
          "nothing was changed by hand in \(current)",
          hint: "name two models: diff plain gated; or change something: set, "
            + "clamp, scale, ablate")
      }
      return ((current, Workspace.changedName(current)), (original, pass))
    }
    let second = names.count > 1 ? names[1] : current
    guard first != second else { throw SessionError("diff takes two models, and these are one") }
    for name in [first, second] { _ = try context.requireModel(named: name) }
    return (
      (first, second), (try context.workspace.recordedPass(of: first), try context.workspace.recordedPass(of: second))
    )
  }

  private static func weights(_ names: (String, String), _ runs: (RecordedPass, RecordedPass)) -> Table {
    var table = Table(
      "\(names.0) and \(names.1)   weights",
      columns: [
        .init("weights"), .init("distance", .number), .init("of the norm", .number),
        .init("largest", .number), .init("at"),
      ])
    let (first, second) = runs
    for parameter in first.plan.parameters {
      guard let other = second.plan.parameters.first(where: { $0.name == parameter.name }),
        other.shape == parameter.shape
      else {
        table.rows.append([
          .text(parameter.name), .missing, .missing, .missing, .text("\(names.1) has none of this shape"),
        ])
        continue
      }
      let own = Array(first.parameters[parameter.range])
      let moved = zip(own, second.parameters[other.range]).map { $1 - $0 }
      let norm = RecordedSeries(width: max(moved.count, 1), values: moved).norms.first ?? 0
      let whole = RecordedSeries(width: max(own.count, 1), values: own).norms.first ?? 0
      let place = moved.indices.max { abs(moved[$0]) < abs(moved[$1]) } ?? 0
      let columns = max(parameter.count / max(parameter.shape[0], 1), 1)
      let at = parameter.shape.count > 1 ? "row \(place / columns + 1), column \(place % columns + 1)" : "\(place + 1)"
      table.rows.append([
        .text(parameter.name), .number(norm), .number(whole > 0 ? norm / whole : 0, .percent(1)),
        .number(moved.isEmpty ? 0 : moved[place]), .text(norm > 0 ? at : ""),
      ])
    }
    for other in second.plan.parameters where !first.plan.parameters.contains(where: { $0.name == other.name }) {
      table.rows.append([.text(other.name), .missing, .missing, .missing, .text("\(names.0) has none of this name")])
    }
    return table
  }

  private static func run(_ names: (String, String), _ difference: RunDifference, _ tolerance: Double) -> Table {
    var table = Table(
      "on the shown example",
      columns: [.init(""), .init(names.0, .number), .init(names.1, .number), .init("difference")])
    let (first, second) = (difference.first, difference.second)
    let format = NumberFormat.significant(4)
    table.rows.append([
      "loss", .number(first.loss.mean), .number(second.loss.mean),
      .text(format.text(second.loss.mean - first.loss.mean)),
    ])
    let outputs = difference.outputs
    if let most = outputs.max(), let t = outputs.firstIndex(of: most) {
      table.rows.append([
        "output", .number(first.output.norms.last ?? .nan), .number(second.output.norms.last ?? .nan),
        .text(outputs.count > 1 ? "\(format.text(most)) at t = \(t + 1), the most" : format.text(most)),
      ])
    }
    for (number, layer) in first.layers.enumerated() {
      guard let other = second.layers.firstIndex(where: { $0.name == layer.name }) else { continue }
      let own = first.horizon(layer: number).halfLife
      let theirs = second.horizon(layer: other).halfLife
      table.rows.append([
        .text("\(layer.name) half-life"), .halfLife(own), .halfLife(theirs),
        .text(own.flatMap { own in theirs.map { format.text($0 - own) } } ?? ""),
      ])
    }
    for (layer, distances) in difference.hidden {
      let apart = RunDifference.firstApart(distances, tolerance)
      table.rows.append([
        .text("\(layer) states"), .missing, .missing,
        .text(apart.map { "apart from t = \($0)" } ?? "never more than \(format.text(tolerance)) apart"),
      ])
    }
    return table
  }
}
