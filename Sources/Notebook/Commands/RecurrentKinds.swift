import Script
import SequenceEngine

/// What `add`, `insert` and `replace` ask of a recurrent layer: its cell, the cell's own options, and those of every
/// recurrent layer.
enum RecurrentKinds {
  static func layer(
    _ kind: String, _ units: Int, _ command: Command, _ context: CommandContext
  ) throws -> RecurrentLayer {
    let builtIn = try context.workspace.cells[kind] == nil ? form(kind, command, context) : nil
    if builtIn == nil, context.workspace.doubts?.mayDefine(cell: kind) == true { throw Unforeseeable() }
    let cell = try builtIn.map { try CellDefinition(parsing: $0.source) } ?? context.workspace.cells[kind]?.definition
    guard let cell else { throw SessionError("no cell is called '\(kind)'") }
    var layer = RecurrentLayer(cell: cell, units: units)
    try setOwnOptions(&layer, kind, command, context)
    if let argument = command.option("forget_bias") {
      guard cell.gates.contains("forget") else {
        throw context.failure("the cell \(kind) has no gate called 'forget'", at: argument)
      }
      layer.forgetBias = try context.number(argument)
    } else if cell.starts.contains(where: { $0.owner == "forget" && $0.name == "b" }) {
      layer.forgetBias = nil
    }
    if let argument = command.option("bias") { layer.bias = try context.choice(argument, "bias") }
    if let argument = command.option("return") {
      let returned: RecurrentLayer.Returned = try context.choice(argument, "choice for 'return'")
      layer.returns = returned
    }
    layer.feedback = command.option("feedback") != nil || builtIn?.readsOutput == true
    layer.isReversed = try command.option("reverse").map(context.flag) ?? false
    if let argument = command.option("recurrent_dropout") {
      layer.variation.recurrentDropout = try context.probability(argument)
    }
    if let argument = command.option("zoneout") { layer.variation.zoneout = try context.probability(argument) }
    layer.variation.normalises = try command.option("layernorm").map(context.flag) ?? false
    if let argument = command.option("projection") {
      let size = try context.integer(argument, -1_000_000_000_000...1_000_000_000_000)
      guard (1..<max(units, 1)).contains(size) else {
        throw context.failure(
          "projection brings the \(units) numbers of the state down to fewer, at least 1, and not to \(size)",
          at: argument)
      }
      layer.variation.projection = size
    }
    if let argument = command.option("start") { layer.start = try context.choice(argument, "choice for 'start'") }
    if let argument = command.option("stateful") { layer.stateful = try reset(argument, context) }
    if let argument = command.option("window") {
      layer.window = try context.integer(argument, 1...RecurrentLayer.longestWindow)
      guard !layer.feedback else {
        throw context.failure(
          "with window= the state starts anew for each time step, and the output of the step before is carried on "
            + "(feedback=output)", at: argument, hint: "leave one of them out")
      }
    }
    return layer
  }

  /// `epoch`, `never`, or a number of batches; nil for `no`.
  private static func reset(_ argument: Argument, _ context: CommandContext) throws -> StateReset? {
    switch try context.value(argument) {
    case .number: return .every(try context.integer(argument, 1...StateReset.longest))
    case .bool(let flag): return flag ? .epoch : nil
    case .text("epoch"): return .epoch
    case .text("never"): return .never
    case .text(let other):
      throw Diagnostic.unknownName(
        other, kind: "choice for 'stateful'", among: ["epoch", "never", "no", "a number of batches"],
        at: argument.range,
        in: context.source)
    case .unknown: throw Unforeseeable()
    case let other: throw context.failure("expected epoch, never or a number, found \(other.kindName)", at: argument)
    }
  }

  /// The form of a built-in cell that the command's options choose.
  private static func form(_ kind: String, _ command: Command, _ context: CommandContext) throws -> BuiltInCell? {
    let forms = BuiltInCells.all.filter { $0.kind == kind }
    for option in Set(forms.compactMap { $0.variant?.option }).sorted() {
      guard let argument = command.option(option) else { continue }
      let value = try setting(argument, context)
      let known = forms.compactMap(\.variant).filter { $0.option == option }.map(\.value)
      if known.contains(value) { return BuiltInCells.cell(kind, variant: .init(option, value)) }
      guard ordinary[option] == value else {
        throw Diagnostic.unknownName(
          value, kind: "choice for '\(option)'", among: known + [ordinary[option] ?? ""], at: argument.range,
          in: context.source)
      }
    }
    return BuiltInCells.cell(kind)
  }

  /// The value of an option that chooses the form of a cell without a variant.
  private static let ordinary = ["peephole": "no", "reset": "after", "gradient": "full"]

  /// Sets what the cell's head declares after its `;`.
  private static func setOwnOptions(
    _ layer: inout RecurrentLayer, _ kind: String, _ command: Command, _ context: CommandContext
  ) throws {
    let variants = Set(BuiltInCells.all.filter { $0.kind == kind }.compactMap { $0.variant?.option })
    let others = LayerKinds.recurrentOptionNames + variants.sorted()
    for argument in command.options where !others.contains(argument.name.text) {
      let name = argument.name.text
      guard let option = layer.cell.options.first(where: { $0.name == name }) else {
        let owners = BuiltInCells.all.filter { $0.variant?.option == name }.map(\.kind)
        if let owner = owners.first {
          throw context.failure("'\(name)' belongs to \(owner), not to \(kind)", at: argument)
        }
        throw Diagnostic.unknownName(
          name, kind: "option of \(kind)", among: layer.cell.options.map(\.name) + others, at: argument.name.range,
          in: context.source)
      }
      let value: CellOptionValue
      switch option.value {
      case .number: value = .number(try context.number(argument))
      case .function:
        let function = try context.word(argument)
        guard LayerKinds.activationNames.contains(function) else {
          throw Diagnostic.unknownName(
            function, kind: "activation", among: LayerKinds.activationNames, at: argument.range, in: context.source)
        }
        value = .function(function)
      }
      if value != option.value { layer.options[name] = value }
    }
  }

  /// A word, or yes and no as words.
  private static func setting(_ argument: Argument, _ context: CommandContext) throws -> String {
    switch try context.value(argument) {
    case .bool(let flag): flag ? "yes" : "no"
    case .text(let text): text
    case let other: throw context.failure("expected a word, found \(other.kindName)", at: argument)
    }
  }
}
