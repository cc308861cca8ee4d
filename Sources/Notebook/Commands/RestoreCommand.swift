import Script
import SequenceEngine

/// `restore`: takes back what was changed by hand, all of it or one thing that is held.
enum RestoreCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "restore", family: "surgery", summary: "take back set, scale, clamp and ablate",
      forms: [
        CommandForm(summary: "everything since they began"),
        CommandForm(
          [ArgumentSpec("WHAT", .target, "hidden(rnn1), gate(lstm1, \"forget\"), hidden(rnn1, 5), input(5)")],
          options: [OptionSpec("unit", .integer, "what holds this unit alone, from 1", default: "every unit")],
          summary: "let one thing go that is held; weights stay as they are"),
      ], examples: ["restore", "restore hidden(rnn1) unit=3", "restore gate(lstm1, \"forget\", 5)"],
      help: """
        restore alone puts the model back to where the first change by hand found it, weights included. With WHAT the others
        stay held; a time step lets go what is held at that one alone, without it everything that holds the state or gate.
        """)
  ) { command, context in
    guard let argument = command.argument("WHAT") else { return try restoreAll(context) }
    guard case .target(.probe(let function, let arguments)) = argument.value else {
      throw context.failure(
        "weights are not held: restore alone puts them back, undo takes the last change back", at: argument,
        hint: "a state, a gate or an input can be let go: restore hidden(rnn1) unit=3")
    }
    if function.text == "input" { return try letInputGo(arguments, argument, context) }
    let place = try HoldCommands.place(function, arguments, argument, context)
    let unit = try command.option("unit").map { try context.integer($0, 1...place.width) }
    try context.endCheck()
    try letGo(place, unit, argument, context)
  }

  private static func restoreAll(_ context: CommandContext) throws {
    guard let entry = try context.workspace.knownModel() else { throw SessionError("there is no model yet") }
    try context.endCheck()
    let hadOverrides = context.workspace.stepper?.overrides.isEmpty == false
    context.workspace.stepper?.overrides = []
    guard let before = context.workspace.beforeSurgery.removeValue(forKey: entry.name) else {
      guard hadOverrides else { throw SessionError("nothing was changed by hand") }
      return context.answer("the shown example runs untouched again")
    }
    guard before.description.layers.map(\.name) == entry.description.layers.map(\.name) else {
      throw SessionError("the model has other layers since", hint: "undo takes single changes back")
    }
    var restored = before
    restored.settings = entry.settings
    context.workspace.update(restored)
    context.answer("\(entry.name) is as it was before set, scale, clamp and ablate")
  }

  private static func letInputGo(_ arguments: [Expression], _ argument: Argument, _ context: CommandContext) throws {
    guard arguments.count == 1 else { throw context.failure("input() is called as input(t)", at: argument) }
    let t = try context.evaluator.whole(arguments[0])
    try context.endCheck()
    let count = context.workspace.stepper?.overrides.count ?? 0
    context.workspace.stepper?.overrides.removeAll { $0.timeStep == t && $0.target == .input }
    guard context.workspace.stepper?.overrides.count ?? 0 < count else {
      throw context.failure("the input is not set at t = \(t)", at: argument)
    }
    context.answer("the input at t = \(t) is the example's own again")
    try context.tellChange()
  }

  private static func letGo(
    _ place: HoldCommands.Place, _ unit: Int?, _ argument: Argument, _ context: CommandContext
  ) throws {
    var (entry, state) = try context.requireModel()
    guard case .recurrent(var recurrent) = entry.description.layers[place.layer.index].kind else { return }
    let steps = place.t.map { $0...$0 }
    let what = "\(unit.map { "unit \($0) of " } ?? "")\(place.words)" + (place.t.map { " at t = \($0)" } ?? "")
    let known = recurrent.clamps.count
    recurrent.clamps.removeAll {
      $0.name == place.name && (unit == nil || $0.unit == unit) && (steps == nil || $0.timeSteps == steps)
    }
    let overrides = context.workspace.stepper?.overrides ?? []
    let kept = overrides.filter {
      $0.layer != place.layer.name || $0.target != place.target || unit != nil && $0.unit != unit
        || place.t != nil && $0.timeStep != place.t
    }
    guard recurrent.clamps.count < known || kept.count < overrides.count else {
      throw context.failure(
        "nothing holds \(what)", at: argument, hint: "restore alone takes back every change by hand")
    }
    context.workspace.stepper?.overrides = kept
    entry.description.layers[place.layer.index].kind = .recurrent(recurrent)
    state.description = entry.description
    entry.state = state
    context.workspace.update(entry)
    // With nothing left that was changed there is no original to stand beside it.
    if let before = context.workspace.beforeSurgery[entry.name], before.description == entry.description,
      before.state?.parameters == state.parameters
    {
      context.workspace.beforeSurgery[entry.name] = nil
    }
    context.answer("\(what) is let go")
    try context.tellChange()
  }
}
