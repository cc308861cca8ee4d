import Script
import SequenceEngine

/// Holding states, gates and inputs at a value: at one time step of the shown example, or in everything the model does.
enum HoldCommands {
  static let all: [NotebookCommand] = [clamp, ablate]

  /// What a probe in a target names: hidden(layer, t), cell_state(layer, t), gate(layer, name, t), the time step left
  /// out where all are meant.
  struct Place {
    var layer: RecordedLayer
    var target: StateOverride.Target
    /// Name in the cell's equations, a state's with its prime.
    var name: String
    var width: Int
    var t: Int?
    /// "unit 3 of …" needs this: "h of rnn1".
    var words: String

    /// What it is now at a time step, from 1.
    func values(at t: Int) -> [Double] {
      switch target {
      case .state(let number): layer.states[number].at(t)
      case .gate(let name): layer.gates.first { $0.name == name }?.values.at(t) ?? []
      case .input, .decoderInput, .attention: []
      }
    }
  }

  static func place(
    _ function: Name, _ arguments: [Expression], _ argument: Argument, _ context: CommandContext
  ) throws -> Place {
    let pass = try context.workspace.recordedPass()
    do {
      let values = try arguments.map { try context.evaluator.evaluate($0) }
      guard let first = values.first else { throw EvaluationFailure("say which layer: \(function.text)(1, 5)") }
      let layer = pass.layers[try Probes.recurrentLayer(first, pass, context.workspace)]
      func t(_ number: Int) throws -> Int? {
        try values.count > number ? Probes.step(values[number], 1, layer.steps) : nil
      }
      switch function.text {
      case "hidden", "cell_state":
        let number = function.text == "hidden" ? 0 : 1
        guard layer.stateNames.indices.contains(number) else { throw Probes.oneState(layer.name, layer.stateNames) }
        let name = layer.stateNames[number]
        return Place(
          layer: layer, target: .state(number), name: name + "'", width: layer.units, t: try t(1),
          words: "\(name) of \(layer.name)")
      case "gate":
        guard values.count > 1, case .text(let name) = values[1] else {
          throw EvaluationFailure("the gate's name is a text: gate(lstm1, \"forget\")")
        }
        let gate = try Probes.gate(name, layer)
        return Place(
          layer: layer, target: .gate(name), name: name, width: gate.values.width, t: try t(2),
          words: "\(name) of \(layer.name)")
      default:
        throw EvaluationFailure(
          "\(function.text) is worked out and cannot be held",
          hint: "hidden(layer, t), cell_state(layer, t), gate(layer, name, t), attention(layer, t) and input(t) can")
      }
    } catch let failure as EvaluationFailure {
      throw context.failure(failure.message, at: argument, hint: failure.hint)
    }
  }

  private static let clamp = NotebookCommand(
    CommandSpec(
      "clamp", family: "surgery", summary: "hold a gate or a state in everything the model does, training included",
      arguments: [
        ArgumentSpec("WHAT", .target, "gate(lstm1, \"forget\"), hidden(rnn1) or cell_state(lstm1)"),
        ArgumentSpec("VALUE", .number, "what it is held at"),
      ],
      options: [
        OptionSpec("unit", .integer, "one unit, from 1", default: "all"),
        times,
      ],
      examples: [
        "clamp gate(lstm1, \"forget\") 1", "clamp gate(lstm1, \"input\") 0 unit=2 t=5..20",
        "clamp hidden(rnn1, 5) 0.8 unit=3",
      ],
      help: """
        What is held depends on nothing, and no gradient passes to what its equation reads. Holds until restore, as
        ablate does; set holds at one time step of the shown example alone.
        """)
  ) { command, context in
    guard let argument = command.argument("WHAT"), let valueArgument = command.argument("VALUE") else { return }
    guard case .target(.probe(let function, let arguments)) = argument.value else {
      throw context.failure(
        "clamp holds a gate or a state", at: argument, hint: "for example: clamp gate(lstm1, \"forget\") 1")
    }
    var (entry, state) = try context.requireModel()
    let value = try context.number(valueArgument)
    let place = try place(function, arguments, argument, context)
    let unit = try command.option("unit").map { try context.integer($0, 1...place.width) }
    var steps = place.t.map { $0...$0 }
    if let range = command.option("t") { steps = try window(range, context) }
    try context.endCheck()
    guard case .recurrent(var recurrent) = entry.description.layers[place.layer.index].kind else { return }
    recurrent.hold(Clamp(place.name, unit: unit, timeSteps: steps, value: value))
    context.workspace.rememberForRestore(entry)
    entry.description.layers[place.layer.index].kind = .recurrent(recurrent)
    state.description = entry.description
    entry.state = state
    context.workspace.update(entry)
    context.answer(
      "\(unit.map { "unit \($0) of " } ?? "")\(place.words) is held at \(Value.number(value).literal)\(when(steps))")
    try context.tellChange()
  }

  private static let times = OptionSpec("t", .range, "time steps A..B of every sequence", default: "all")

  /// " at t = 3…7"; nothing where every time step is meant.
  private static func when(_ steps: ClosedRange<Int>?) -> String {
    guard let steps else { return "" }
    return steps.count == 1 ? " at t = \(steps.lowerBound)" : " at t = \(steps.lowerBound)…\(steps.upperBound)"
  }

  private static func window(_ argument: Argument, _ context: CommandContext) throws -> ClosedRange<Int> {
    guard case .expression(let expression) = argument.value else { return 1...1 }
    let ends = try context.evaluator.bounds(of: expression)
    guard let lower = Int(exactly: ends.lower), let upper = Int(exactly: ends.upper), lower >= 1, upper >= lower,
      upper <= 1_000_000_000
    else { throw context.failure("t=A..B rises from 1 or more", at: argument) }
    return lower...upper
  }

  private static let ablate = NotebookCommand(
    CommandSpec(
      "ablate", family: "surgery", summary: "hold a unit or a gate at a value",
      forms: [
        CommandForm(
          [ArgumentSpec("LAYER", .layer, "a recurrent layer")],
          options: [
            OptionSpec("unit", .integer, "the unit, from 1"), OptionSpec("value", .number, "held at", default: "0"),
            times,
          ]),
        CommandForm(
          [ArgumentSpec("LAYER", .layer, "a recurrent layer")],
          options: [
            OptionSpec("gate", .word(Vocabulary("gate")), "the gate"),
            OptionSpec("value", .number, "held at", default: "0"), times,
          ]),
      ], examples: ["ablate rnn1 unit=3", "ablate lstm1 gate=forget value=1", "ablate rnn1 unit=3 t=10..20"],
      help: "Holds in everything the model does, training included, until restore.")
  ) { command, context in
    guard let argument = command.argument("LAYER") else { return }
    let (index, _) = try context.layer(argument)
    var (entry, state) = try context.requireModel()
    guard case .recurrent(var recurrent) = entry.description.layers[index].kind else {
      throw noUnits(entry.description, index, argument, context)
    }
    let value = try command.option("value").map { try context.number($0) } ?? 0
    let steps = try command.option("t").map { try window($0, context) }
    let what: String
    if let unitArgument = command.option("unit") {
      let unit = try context.integer(unitArgument, 1...recurrent.units)
      recurrent.hold(Clamp(recurrent.cell.states[0] + "'", unit: unit, timeSteps: steps, value: value))
      what = "unit \(unit)"
    } else if let gateArgument = command.option("gate") {
      let gate = try context.word(gateArgument)
      guard recurrent.cell.gates.contains(gate) else {
        throw Diagnostic.unknownName(
          gate, kind: "gate", among: recurrent.cell.gates, at: gateArgument.range, in: context.source)
      }
      recurrent.hold(Clamp(gate, timeSteps: steps, value: value))
      what = "the gate \(gate)"
    } else {
      throw context.failure("say unit= or gate=", at: argument, hint: "for example: ablate lstm1 gate=forget value=1")
    }
    context.workspace.rememberForRestore(entry)
    entry.description.layers[index].kind = .recurrent(recurrent)
    state.description = entry.description
    entry.state = state
    context.workspace.update(entry)
    let layer = entry.description.layers[index].name
    context.answer("\(what) of \(layer) is held at \(Value.number(value).literal)\(when(steps))")
    try context.tellChange()
  }

  /// A layer that is no recurrent one, or that several make up.
  private static func noUnits(
    _ model: ModelDescription, _ index: Int, _ argument: Argument, _ context: CommandContext
  ) -> any Error {
    let name = model.layers[index].name
    let parts = model.recurrentParts(of: index).map { model.layers[$0].name }
    guard !parts.isEmpty else { return context.failure("\(name) is no recurrent layer", at: argument) }
    return context.failure(
      "\(name) brings together what \(parts.joined(separator: " and ")) put\(parts.count == 1 ? "s" : "") out, and has no units "
        + "or gates of its own", at: argument, hint: "ablate \(parts[0]), for example")
  }
}
