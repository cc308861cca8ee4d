import Script
import SequenceEngine

/// `show flow`: which step's loss the gradient of each step came from.
enum FlowCommand {
  static let form = CommandForm(
    [.keyword("flow")],
    options: [
      OptionSpec("layer", .layer, "one layer", default: "every recurrent layer"),
      OptionSpec("gate", .word(Vocabulary("gate")), "only what comes through this gate"),
      OptionSpec(
        "route", .word(Vocabulary("route")),
        "only what crosses the steps in this state (h, c), what reaches the input, or attention"),
      OptionSpec("unit", .integer, "one unit, from 1"),
      OptionSpec("t", .range, "time steps A..B, the columns", default: "all"), LookingCommands.formOption,
    ], summary: "how much of the gradient at step t came from the loss at step s")

  static func show(_ command: Command, _ context: CommandContext) throws {
    let form = try command.option("as").map { try context.word($0) }
    if let gate = command.option("gate"), command.option("route") != nil {
      throw context.failure(
        "take either gate= or route=", at: gate, hint: "each shows a part of the gradient by itself")
    }
    var ledgers: [LedgerSnapshot] = []
    try LookingCommands.forShownModels(command, context) { view in
      let updates = context.workspace.model(view.name)?.state?.updates ?? 0
      for number in view.layers {
        let layer = view.pass.layers[number]
        let route = try route(command, layer, view.pass, view.isOne, context)
        guard let route else { continue }
        let unit = try command.option("unit").map { try context.integer($0, 1...layer.units) }
        let ledger = try view.pass.ledger(layer: number, route: route, unit: unit.map { $0 - 1 }) {
          try context.progress(Progress("following losses back", done: $0, total: $1))
        }
        let flow = FlowView(
          title: view.name, layer: layer, ledger: ledger, window: view.window, cursor: view.cursor, unit: unit)
        let paths = ledger.hasOneLoss && route == .whole ? try view.pass.paths(layer: number) : nil
        for output in paths.map({ flow.outputs(paths: $0, form) }) ?? flow.outputs(form) {
          context.answer(output.shown(as: form))
        }
        context.record("trace", flow.trace)
        guard unit == nil else { continue }
        ledgers.append(
          LedgerSnapshot(ledger, paths: paths, of: number, in: view.pass, model: view.name, updates: updates))
      }
    }
    if form == nil, !ledgers.isEmpty { context.show(.ledgers(ledgers)) }
  }

  /// The part that was asked for; nil where a layer of several lacks it.
  private static func route(
    _ command: Command, _ layer: RecordedLayer, _ pass: RecordedPass, _ isOne: Bool, _ context: CommandContext
  ) throws -> GradientRoute? {
    if let argument = command.option("gate") {
      let name = try context.word(argument)
      let known = layer.gates.map(\.name)
      if known.contains(name) { return .gate(name) }
      guard isOne else { return nil }
      throw context.failure(
        "\(layer.name) has no gate called '\(legible(name))'", at: argument,
        hint: nearestName(to: name, among: known).map { "did you mean '\($0)'?" }
          ?? (known.isEmpty ? "it has no gates" : "there are: \(known.joined(separator: ", "))"))
    }
    guard let argument = command.option("route") else { return .whole }
    let name = try context.word(argument)
    if layer.stateNames.contains(name) { return .state(name) }
    if name == "input" { return .input }
    if name == "attention", !pass.attentions.isEmpty {
      let isEncoder = pass.plan.layers[layer.index].description.side == .encoder
      return isEncoder || isOne ? .attention : nil
    }
    guard isOne || name == "attention" else { return nil }
    throw context.failure(
      name == "attention" ? "the model has no attention" : "\(layer.name) has no state called '\(legible(name))'",
      at: argument, hint: "routes of \(layer.name): \((layer.stateNames + ["input"]).joined(separator: ", "))")
  }
}
