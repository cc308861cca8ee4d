import Script
import SequenceEngine

/// Changing single values by hand, and comparing models.
enum SurgeryCommands {
  static let all: [NotebookCommand] = [set, scale, ablate, restore, compare]

  private static let set = NotebookCommand(
    CommandSpec(
      "set", family: "surgery", summary: "set weights, or a unit of the shown example at one time step",
      forms: [
        CommandForm(
          [
            ArgumentSpec("WHAT", .target, "rnn1.recurrent, rnn1.bias, or hidden(rnn1, 5)"),
            ArgumentSpec("VALUES", .value, "a number, a list, or a list of rows", isOptional: true),
          ],
          options: [OptionSpec("unit", .integer, "the unit, from 1"), OptionSpec("value", .number, "its value")])
      ],
      examples: ["set rnn1.recurrent [[0.9]]", "set rnn1.bias 0", "set hidden(rnn1, 5) unit=3 value=0.8"],
      help:
        "A unit that is set by hand depends on nothing, so no gradient passes through it. restore takes everything back."
    )
  ) { command, context in
    guard let argument = command.argument("WHAT"), case .target(let target) = argument.value else { return }
    switch target {
    case .layer(let reference):
      guard let values = command.argument("VALUES") else {
        throw context.failure("set it to what?", at: argument, hint: "for example: set rnn1.bias 0")
      }
      try setWeights(reference, argument, values, context)
    case .probe(let name, let arguments):
      guard name.text == "hidden", arguments.count == 2 else {
        throw context.failure("only hidden(layer, t) can be set at a time step", at: argument)
      }
      try hold(arguments, argument, command, context)
    }
  }

  private static func setWeights(
    _ reference: LayerReference, _ argument: Argument, _ values: Argument, _ context: CommandContext
  ) throws {
    let index = try context.layer(reference, at: argument)
    var (entry, state) = try context.requireModel()
    let plan = try ModelPlan(state.description, for: try context.requireData().shape)
    let chosen = try context.parameters(of: index, part: reference.part, in: plan, at: argument)
    guard chosen.count == 1 else {
      let names = ["recurrent", "input", "bias"].filter { part in
        chosen.contains { plan.parameters[$0].role.rawValue == part }
      }
      throw context.failure(
        "say which part", at: argument, hint: names.map { "\(plan.layers[index].name).\($0)" }.joined(separator: ", "))
    }
    let parameter = plan.parameters[chosen[0]]
    let numbers = try flatten(try context.value(values), values, context)
    guard numbers.count == 1 || numbers.count == parameter.count else {
      throw context.failure(
        "\(parameter.name) has the shape \(parameter.shape.map(String.init).joined(separator: " × ")), that is "
          + "\(parameter.count) numbers, and \(numbers.count) were given", at: values)
    }
    try context.endCheck()
    for (place, target) in parameter.range.enumerated() {
      state.parameters[target] = numbers[numbers.count == 1 ? 0 : place]
    }
    context.workspace.rememberForRestore(entry)
    entry.state = state
    context.workspace.update(entry)
    context.answer("\(parameter.name) is set")
  }

  private static func flatten(_ value: Value, _ argument: Argument, _ context: CommandContext) throws -> [Double] {
    switch value {
    case .number(let number):
      guard number.isFinite else { throw context.failure("weights are finite numbers", at: argument) }
      return [Double(Float(number))]
    case .list(let items): return try items.flatMap { try flatten($0, argument, context) }
    default: throw context.failure("weights are numbers, or lists of them, not \(value.kindName)", at: argument)
    }
  }

  private static func hold(
    _ arguments: [Expression], _ argument: Argument, _ command: Command, _ context: CommandContext
  ) throws {
    guard let unitArgument = command.option("unit"), let valueArgument = command.option("value") else {
      throw context.failure(
        "say unit= and value=", at: argument, hint: "for example: set hidden(rnn1, 5) unit=3 value=0.8")
    }
    let pass = try context.workspace.recordedPass()
    let number: Int
    do {
      number = try Probes.recurrentLayer(try context.evaluator.evaluate(arguments[0]), pass, context.workspace)
    } catch let failure as EvaluationFailure {
      throw context.failure(failure.message, at: argument, hint: failure.hint)
    }
    let layer = pass.layers[number]
    let t = try context.evaluator.whole(arguments[1])
    guard (1...pass.steps).contains(t) else { throw context.failure("t runs from 1 to \(pass.steps)", at: argument) }
    let unit = try context.integer(unitArgument, 1...layer.units)
    let value = try context.number(valueArgument)
    context.workspace.stepper?.overrides.removeAll { $0.layer == layer.name && $0.timeStep == t && $0.unit == unit }
    context.workspace.stepper?.overrides.append(
      StateOverride(layer: layer.name, timeStep: t, unit: unit, value: value))
    context.answer(
      "unit \(unit) of \(layer.name) is held at \(Value.number(value).literal) at t = \(t) of the shown example")
  }

  private static let scale = NotebookCommand(
    CommandSpec(
      "scale", family: "surgery", summary: "multiply the weights of a layer, or of a part of it",
      arguments: [
        ArgumentSpec("LAYER", .layer, "rnn1 or rnn1.recurrent"), ArgumentSpec("FACTOR", .number, "the factor"),
      ],
      examples: ["scale rnn1.recurrent 1.1"])
  ) { command, context in
    guard let layerArgument = command.argument("LAYER"), let factorArgument = command.argument("FACTOR") else { return }
    let (index, part) = try context.layer(layerArgument)
    let factor = try context.number(factorArgument, -1e6...1e6)
    var (entry, state) = try context.requireModel()
    let plan = try ModelPlan(state.description, for: try context.requireData().shape)
    let chosen = try context.parameters(of: index, part: part, in: plan, at: layerArgument)
    try context.endCheck()
    for number in chosen {
      for place in plan.parameters[number].range {
        state.parameters[place] = Double(Float(state.parameters[place] * factor))
      }
    }
    context.workspace.rememberForRestore(entry)
    entry.state = state
    context.workspace.update(entry)
    context.answer(
      "\(plan.layers[index].name)\(part.map { ".\($0.text)" } ?? "") is multiplied by \(Value.number(factor).literal)")
  }

  private static let ablate = NotebookCommand(
    CommandSpec(
      "ablate", family: "surgery", summary: "hold a unit or a gate at a value, at every time step",
      forms: [
        CommandForm(
          [ArgumentSpec("LAYER", .layer, "a recurrent layer")],
          options: [
            OptionSpec("unit", .integer, "the unit, from 1"), OptionSpec("value", .number, "held at", default: "0"),
          ]),
        CommandForm(
          [ArgumentSpec("LAYER", .layer, "a recurrent layer")],
          options: [
            OptionSpec("gate", .word(Vocabulary("gate")), "the gate"),
            OptionSpec("value", .number, "held at", default: "0"),
          ]),
      ], examples: ["ablate rnn1 unit=3", "ablate lstm1 gate=forget value=1"],
      help: "Holds in everything the model does, training included, until restore.")
  ) { command, context in
    guard let argument = command.argument("LAYER") else { return }
    let (index, _) = try context.layer(argument)
    var (entry, state) = try context.requireModel()
    guard case .recurrent(var recurrent) = entry.description.layers[index].kind else {
      throw context.failure("\(entry.description.layers[index].name) is no recurrent layer", at: argument)
    }
    let value = try command.option("value").map { try context.number($0) } ?? 0
    let what: String
    if let unitArgument = command.option("unit") {
      let unit = try context.integer(unitArgument, 1...recurrent.units)
      recurrent.heldUnits[unit] = value
      what = "unit \(unit)"
    } else if let gateArgument = command.option("gate") {
      let gate = try context.word(gateArgument)
      guard recurrent.cell.gates.contains(gate) else {
        throw Diagnostic.unknownName(
          gate, kind: "gate", among: recurrent.cell.gates, at: gateArgument.range, in: context.source)
      }
      recurrent.heldGates[gate] = value
      what = "the gate \(gate)"
    } else {
      throw context.failure("say unit= or gate=", at: argument, hint: "for example: ablate lstm1 gate=forget value=1")
    }
    context.workspace.rememberForRestore(entry)
    entry.description.layers[index].kind = .recurrent(recurrent)
    state.description = entry.description
    entry.state = state
    context.workspace.update(entry)
    context.answer("\(what) of \(entry.description.layers[index].name) is held at \(Value.number(value).literal)")
  }

  private static let restore = NotebookCommand(
    CommandSpec(
      "restore", family: "surgery", summary: "take back set, scale and ablate since they began", examples: ["restore"])
  ) { _, context in
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
    context.workspace.update(before)
    context.answer("\(entry.name) is as it was before set, scale and ablate")
  }

  private static let compare = NotebookCommand(
    CommandSpec(
      "compare", family: "surgery", summary: "step, train and show models side by side on the same data and seed",
      forms: [
        CommandForm([.keyword("off")], summary: "one model again"),
        CommandForm([ArgumentSpec("MODEL", .word(.modelName), "two or more models", isRepeated: true)]),
      ], examples: ["compare plain gated", "compare off"])
  ) { command, context in
    if command.keywords == ["off"] {
      context.workspace.compared = []
      return context.answer("comparing is off")
    }
    let names = try command.arguments("MODEL").map { argument -> String in
      let name = try context.word(argument)
      guard try context.workspace.knownModels().contains(where: { $0.name == name }) else {
        throw Diagnostic.unknownName(
          name, kind: "model", among: context.workspace.models.map(\.name), at: argument.range, in: context.source)
      }
      return name
    }
    guard Set(names).count >= 2 else {
      throw SessionError("compare takes two models or more", hint: "for example: compare plain gated")
    }
    for name in names { _ = try context.requireModel(named: name) }
    context.workspace.compared = names
    if !names.contains(context.workspace.current ?? "") { context.workspace.current = names[0] }
    context.answer("comparing \(names.joined(separator: ", "))")
  }
}

extension Workspace {
  /// Keeps a model as it is before the first change by hand.
  mutating func rememberForRestore(_ entry: ModelEntry) {
    if beforeSurgery[entry.name] == nil { beforeSurgery[entry.name] = entry }
  }
}
