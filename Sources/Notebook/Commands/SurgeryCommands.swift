import Script
import SequenceEngine

/// Changing single values by hand, and comparing models.
enum SurgeryCommands {
  static let all: [NotebookCommand] = [set, scale] + HoldCommands.all + [RestoreCommand.command, compare]

  private static let set = NotebookCommand(
    CommandSpec(
      "set", family: "surgery",
      summary: "set weights, or a state, a gate or an input of the shown example at one time step",
      forms: [
        CommandForm(
          [
            ArgumentSpec(
              "WHAT", .target,
              "rnn1.recurrent, rnn1.bias, hidden(rnn1, 5), gate(lstm1, \"forget\", 5), attention(attention4, 3), input(5)"
            ),
            ArgumentSpec("VALUES", .value, "a number, a list, or a list of rows", isOptional: true),
          ],
          options: [
            OptionSpec("unit", .integer, "one unit, from 1", default: "all"), OptionSpec("value", .number, "its value"),
            OptionSpec(
              "side", .word(.choice("encoder", "decoder")), "which side an input goes into", default: "encoder"),
            OptionSpec("gate", .word(Vocabulary("gate")), "the part of the weights that is one gate's", default: "all"),
          ])
      ],
      examples: [
        "set rnn1.recurrent [[0.9]]", "set lstm1.bias 2 gate=forget", "set hidden(rnn1, 5) unit=3 value=0.8",
        "set gate(lstm1, \"forget\", 5) 1", "set input(5) [0.3, 1]",
        "set attention(attention4, 3) unit=2 value=1", "set input(3) \"7\" side=decoder",
      ],
      help:
        """
        What is held by hand depends on nothing, so no gradient passes through it. At a time step it is held in the shown
        example alone, and training goes without it; clamp hidden(rnn1, 5) 0.8 unit=3 holds it in training too. The changed run stands beside the
        original; diff compares them, restore takes everything back. An input is set as the model reads it, a symbol
        by its text or number. Attention takes a list with a weight for each step of the source, or unit= and the weight
        of one, the others keeping their proportions.
        """
    )
  ) { command, context in
    guard let argument = command.argument("WHAT"), case .target(let target) = argument.value else { return }
    switch target {
    case .layer(let reference):
      guard let values = command.argument("VALUES") else {
        throw context.failure("set it to what?", at: argument, hint: "for example: set rnn1.bias 0")
      }
      try setWeights(reference, argument, values, command, context)
    case .probe(let name, let arguments):
      try SettingByHand.hold(name, arguments, argument, command, context)
    }
  }

  private static func setWeights(
    _ reference: LayerReference, _ argument: Argument, _ values: Argument, _ command: Command,
    _ context: CommandContext
  ) throws {
    let (index, part) = try context.layer(reference, at: argument)
    var (entry, state) = try context.requireModel()
    let plan = try ModelPlan(state.description, for: try context.requireData().shape)
    let chosen = try context.parameters(of: index, part: part, in: plan, at: argument)
    guard chosen.count == 1 else {
      let names = ["recurrent", "input", "bias", "start"].filter { part in
        chosen.contains { plan.parameters[$0].role.rawValue == part }
      }
      throw context.failure(
        "say which part", at: argument, hint: names.map { "\(plan.layers[index].name).\($0)" }.joined(separator: ", "))
    }
    let parameter = plan.parameters[chosen[0]]
    let numbers = try flatten(try context.value(values), values, context)
    var (range, shape, what) = (parameter.range, parameter.shape, parameter.name)
    if let gateArgument = command.option("gate") {
      let gate = try context.word(gateArgument)
      guard let part = parameter.parts.first(where: { $0.gate == gate }) else {
        throw Diagnostic.unknownName(
          gate, kind: "gate", among: parameter.parts.map(\.gate), at: gateArgument.range, in: context.source)
      }
      let columns = parameter.count / max(parameter.shape[0], 1)
      range = parameter.offset + part.first * columns..<parameter.offset + (part.first + part.count) * columns
      shape[0] = part.count
      what += " of \(gate)"
    }
    guard numbers.count == 1 || numbers.count == range.count else {
      throw context.failure(
        "\(what) has the shape \(shape.map(String.init).joined(separator: " × ")), that is "
          + "\(range.count) numbers, and \(numbers.count) were given", at: values)
    }
    try context.endCheck()
    for (place, target) in range.enumerated() {
      state.parameters[target] = numbers[numbers.count == 1 ? 0 : place]
    }
    context.workspace.rememberForRestore(entry)
    entry.state = state
    context.workspace.update(entry)
    context.answer("\(what) is set")
    try context.tellChange()
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

  private static let scale = NotebookCommand(
    CommandSpec(
      "scale", family: "surgery",
      summary: "multiply weights, or a state, a gate or an input of the shown example at one time step",
      forms: [
        CommandForm(
          [
            ArgumentSpec("WHAT", .target, "rnn1, rnn1.recurrent, hidden(rnn1, 5), input(5)"),
            ArgumentSpec("FACTOR", .number, "the factor"),
          ], options: [OptionSpec("unit", .integer, "one unit of a state or a gate, from 1", default: "all")])
      ],
      examples: ["scale rnn1.recurrent 1.1", "scale hidden(rnn1, 5) 0 unit=3", "scale cell_state(lstm1, 5) 2"],
      help: "At a time step it holds what it was times the factor, as set holds a value; weights stay multiplied.")
  ) { command, context in
    guard let layerArgument = command.argument("WHAT"), let factorArgument = command.argument("FACTOR") else { return }
    let factor = try context.number(factorArgument, -1e6...1e6)
    if case .target(.probe(let name, let arguments)) = layerArgument.value {
      return try SettingByHand.scale(name, arguments, by: factor, layerArgument, command, context)
    }
    if let unit = command.option("unit") {
      throw context.failure(
        "unit= goes with a state or a gate", at: unit, hint: "for example: scale hidden(rnn1, 5) 2 unit=3")
    }
    guard case .target(.layer(let reference)) = layerArgument.value else { return }
    let (index, part) = try context.layer(reference, at: layerArgument)
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
    try context.tellChange()
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
    context.answer(
      (["comparing \(names.joined(separator: ", "))"] + context.workspace.settingDifferences(names))
        .joined(separator: "\n"))
  }
}
