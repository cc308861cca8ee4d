import Script
import SequenceEngine

/// `set` on the shown example: a state, a gate or an input held at one time step.
enum SettingByHand {
  static func hold(
    _ function: Name, _ arguments: [Expression], _ argument: Argument, _ command: Command, _ context: CommandContext
  ) throws {
    guard let given = command.argument("VALUES") ?? command.option("value") else {
      throw context.failure("say the value", at: argument, hint: "for example: set hidden(rnn1, 5) unit=3 value=0.8")
    }
    let overrides: [StateOverride]
    let what: String
    if function.text == "attention" {
      (overrides, what) = try AttentionByHand.overrides(arguments, given, argument, command, context)
    } else if function.text == "input" {
      (overrides, what) = try inputs(arguments, given, argument, command, context)
    } else {
      let place = try HoldCommands.place(function, arguments, argument, context)
      guard let t = place.t else {
        throw context.failure(
          "say at which time step", at: argument, hint: "to hold it at every one: clamp \(function.text)(…) VALUE")
      }
      let unit = try command.option("unit").map { try context.integer($0, 1...place.width) }
      overrides = try numbers(given, place.width, unit, context).map {
        StateOverride(layer: place.layer.name, target: place.target, timeStep: t, unit: $0.unit, value: $0.value)
      }
      what = "\(unit.map { "unit \($0) of " } ?? "")\(place.words) is held at \(shown(overrides)) at t = \(t)"
    }
    try hold(overrides, what, context)
  }

  /// A state, a gate or an input held at what it was times a factor.
  static func scale(
    _ function: Name, _ arguments: [Expression], by factor: Double, _ argument: Argument, _ command: Command,
    _ context: CommandContext
  ) throws {
    let pass = try context.workspace.recordedPass()
    var overrides: [StateOverride] = []
    let what: String
    if function.text == "input" {
      guard arguments.count == 1 else { throw context.failure("input() is called as input(t)", at: argument) }
      let t = try context.evaluator.whole(arguments[0])
      guard (1...pass.steps).contains(t) else { throw context.failure("t runs from 1 to \(pass.steps)", at: argument) }
      guard case .vectors(_, let size) = pass.example.input else {
        throw context.failure(
          "a symbol has no size", at: argument, hint: "to put in another one: set input(\(t)) SYMBOL")
      }
      let unit = try command.option("unit").map { try context.integer($0, 1...size) }
      for column in unit.map({ $0...$0 }) ?? 1...size {
        overrides.append(
          StateOverride(
            layer: "", target: .input, timeStep: t, unit: column, value: pass.input(at: t)[column - 1] * factor))
      }
      what = "\(unit.map { "column \($0) of " } ?? "")the input is \(shown(overrides)) at t = \(t)"
    } else {
      let place = try HoldCommands.place(function, arguments, argument, context)
      guard let t = place.t else {
        throw context.failure("say at which time step", at: argument, hint: "for example: scale hidden(1, 5) 2")
      }
      let unit = try command.option("unit").map { try context.integer($0, 1...place.width) }
      let values = place.values(at: t)
      for own in unit.map({ $0...$0 }) ?? 1...place.width {
        overrides.append(
          StateOverride(
            layer: place.layer.name, target: place.target, timeStep: t, unit: own, value: values[own - 1] * factor))
      }
      what = "\(unit.map { "unit \($0) of " } ?? "")\(place.words) is held at \(shown(overrides)) at t = \(t)"
    }
    guard overrides.allSatisfy(\.value.isFinite) else {
      throw context.failure("what it was is not finite, and so would be the product", at: argument)
    }
    try hold(overrides, what, context)
  }

  private static func hold(_ overrides: [StateOverride], _ what: String, _ context: CommandContext) throws {
    try context.endCheck()
    for override in overrides {
      context.workspace.stepper?.overrides.removeAll { $0.hasSamePlace(as: override) }
      context.workspace.stepper?.overrides.append(override)
    }
    context.answer("\(what) of the shown example; \(overrides.inTraining)")
    try context.tellChange()
  }

  private static func shown(_ overrides: [StateOverride]) -> String {
    let numbers = overrides.map { Value.number($0.value).literal }
    guard numbers.count != 1 else { return numbers[0] }
    return "[\(numbers.prefix(6).joined(separator: ", "))\(numbers.count > 6 ? ", …" : "")]"
  }

  /// One number for every unit or for the chosen one, or a list with one for each.
  private static func numbers(
    _ given: Argument, _ width: Int, _ unit: Int?, _ context: CommandContext
  ) throws -> [(unit: Int?, value: Double)] {
    guard case .list(let items) = try context.value(given) else { return [(unit, try context.number(given))] }
    let values = items.compactMap { if case .number(let number) = $0, number.isFinite { number } else { nil } }
    guard values.count == items.count, unit == nil, values.count == width else {
      throw context.failure(
        "there are \(width) numbers here: give one finite number for each, or unit= and one number", at: given)
    }
    return values.enumerated().map { ($0.offset + 1, $0.element) }
  }

  /// What goes in at a time step: a number for each column as the model reads it, or a symbol.
  private static func inputs(
    _ arguments: [Expression], _ given: Argument, _ argument: Argument, _ command: Command, _ context: CommandContext
  ) throws -> (overrides: [StateOverride], what: String) {
    let pass = try context.workspace.recordedPass()
    guard arguments.count == 1 else { throw context.failure("input() is called as input(t)", at: argument) }
    let t = try context.evaluator.whole(arguments[0])
    if let side = command.option("side"), try context.word(side) == LayerSide.decoder.rawValue {
      return try decoderInput(given, argument, t, pass, side, context)
    }
    let steps = pass.example.steps
    guard (1...steps).contains(t) else { throw context.failure("t runs from 1 to \(steps)", at: argument) }
    func override(_ unit: Int?, _ value: Double) -> StateOverride {
      StateOverride(layer: "", target: .input, timeStep: t, unit: unit, value: value)
    }
    switch pass.example.input {
    case .vectors(_, let size):
      let unit = try command.option("unit").map { try context.integer($0, 1...size) }
      let own = try numbers(given, size, unit, context).map { override($0.unit, $0.value) }
      return (own, "\(unit.map { "column \($0) of " } ?? "")the input is \(shown(own)) at t = \(t)")
    case .tokens:
      guard case .token(let count) = try context.requireData().shape.input else {
        throw context.failure("the model reads numbers", at: argument)
      }
      let (number, words) = try symbol(given, count, try context.requireData().vocabulary?.symbols, context)
      return ([override(nil, Double(number))], "\(words) goes in at t = \(t)")
    }
  }

  /// A symbol that the decoder reads at one of its steps in the place of the target's before.
  private static func decoderInput(
    _ given: Argument, _ argument: Argument, _ t: Int, _ pass: RecordedPass, _ side: Argument, _ context: CommandContext
  ) throws -> (overrides: [StateOverride], what: String) {
    let data = try context.requireData()
    guard let read = pass.example.decoderInput, case .token(let count)? = data.shape.decoderInput else {
      throw context.failure("the model has no decoder", at: side)
    }
    guard (1...read.count).contains(t) else { throw context.failure("t runs from 1 to \(read.count)", at: argument) }
    let (number, words) = try symbol(given, count, data.decoderSymbols, context)
    let override = StateOverride(layer: "", target: .decoderInput, timeStep: t, unit: nil, value: Double(number))
    return ([override], "\(words) goes into the decoder at t = \(t)")
  }

  private static func symbol(
    _ given: Argument, _ count: Int, _ names: [String]?, _ context: CommandContext
  ) throws -> (number: Int, words: String) {
    switch try context.value(given) {
    case .text(let symbol):
      guard let number = names?.firstIndex(where: { $0.utf8.elementsEqual(symbol.utf8) }) else {
        let near = nearestName(to: symbol, among: names ?? [])
        throw context.failure(
          "the data have no symbol '\(legible(symbol))'", at: given,
          hint: near.map { "did you mean '\(legible($0))'?" } ?? "show data lists them")
      }
      return (number, "the symbol '\(legible(symbol))'")
    case .number:
      let number = try context.integer(given, 0...max(count - 1, 0))
      return (number, "symbol \(number)")
    default: throw context.failure("a symbol is a text, or its number from 0", at: given)
    }
  }
}
