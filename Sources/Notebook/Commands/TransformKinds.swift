import Script
import SequenceEngine

/// The grammar of layers without states: convolutions, attention within a sequence, and what turns time round.
enum TransformKinds {
  private static let heads = OptionSpec(
    "heads", .integer, "so many looks side by side, each at a part of the numbers", default: "1")
  private static let attention = [
    heads, OptionSpec("causal", .flag, "a step sees itself and those before it alone", default: "no"),
    OptionSpec(
      "positions", .word(.choice("none", "sinusoidal", "learned")), "what tells one time step from another",
      default: "none"),
    OptionSpec("places", .integer, "time steps with a learned position of their own", default: "256"),
  ]
  private static let activation = OptionSpec(
    "activation", .word(LayerKinds.activations), "function of the output", default: "identity")
  private static let outputs = ArgumentSpec("UNITS", .integer, "numbers that it puts out")

  /// - Parameter form: makes a form of a kind's word, arguments, options and summary.
  static func forms(_ form: (String, [ArgumentSpec], [OptionSpec], String) -> CommandForm) -> [CommandForm] {
    let common = [LayerKinds.name, LayerWiring.from]
    return [
      form("layernorm", [], common, "zero mean and unit variance over the numbers of each time step"),
      form(
        "conv", [outputs],
        [
          OptionSpec("width", .integer, "time steps in its window", default: "3"), activation,
          OptionSpec(
            "padding", .word(.choice("same", "causal")), "a window around each step, or up to it", default: "same"),
        ] + common, "a convolution over time"),
      form(
        "conv2d", [ArgumentSpec("UNITS", .integer, "numbers that it puts out for each column")],
        [
          OptionSpec("width", .integer, "columns of its window", default: "3"),
          OptionSpec("height", .integer, "time steps of its window", default: "3"),
          OptionSpec("stride", .integer, "every so many steps and columns alone", default: "1"),
          OptionSpec("pool", .integer, "the largest of so many steps by so many columns", default: "1"), activation,
        ] + common, "a convolution over a grid: time steps are its rows, their numbers its columns"),
      form("self_attention", [], attention + common, "every time step looks at every other one"),
      form(
        "transformer", [],
        attention + [
          OptionSpec("hidden", .integer, "numbers between its two matrices", default: "four times what it reads"),
          OptionSpec("dropout", .number, "probability that a number is left out", default: "0"),
          OptionSpec(
            "norm", .word(.choice("before", "after")), "where the layer normalisations are", default: "before"),
          OptionSpec("layers", .integer, "so many blocks, one upon the other", default: "1"),
        ] + common, "self-attention and a small net for each step, each with what it read added"),
      form(
        "flatten",
        [
          ArgumentSpec(
            "STEPS", .integer, "how many of the last time steps; left out: all, of one length", isOptional: true)
        ], common, "the whole sequence as one vector, for nets that are not recurrent"),
      form(
        "repeat", [ArgumentSpec("STEPS", .integer, "the target's time steps; left out: as it has", isOptional: true)],
        common, "one vector at each time step of the target"),
      form("time_reverse", [], common, "each sequence from its last time step to its first"),
    ]
  }

  /// - Returns: nil for a kind of another family.
  static func layer(_ kind: String, _ command: Command, _ context: CommandContext) throws -> LayerKind? {
    func refuseOptions(but known: String...) throws {
      try LayerKinds.refuseOptions(of: command, but: ["name", "from"] + known, kind, context)
    }
    func units() throws -> Int {
      guard let argument = command.argument("UNITS") else {
        throw SessionError("\(kind) needs a size", hint: "for example: add \(kind) 32")
      }
      return try context.size(argument)
    }
    func number(_ option: String, _ usual: Int, _ most: Int) throws -> Int {
      try command.option(option).map { try context.integer($0, 1...most) } ?? usual
    }
    func activation() throws -> DenseActivation {
      try command.option("activation").map { try context.choice($0, "activation") } ?? .identity
    }
    switch kind {
    case "layernorm":
      try refuseOptions()
      return .layerNorm
    case "conv":
      try refuseOptions(but: "width", "activation", "padding")
      return .convolution(
        Convolution(
          units: try units(), width: try number("width", 3, 65_536), activation: try activation(),
          padding: try command.option("padding").map { try context.choice($0, "padding") } ?? .same))
    case "conv2d":
      try refuseOptions(but: "width", "height", "stride", "pool", "activation")
      return .convolution2D(
        Convolution2D(
          units: try units(), width: try number("width", 3, 4_096), height: try number("height", 3, 4_096),
          stride: try number("stride", 1, 4_096), pool: try number("pool", 1, 4_096), activation: try activation()))
    case "self_attention":
      try refuseOptions(but: "heads", "causal", "positions", "places")
      return .selfAttention(try selfAttention(command, context))
    case "transformer":
      try refuseOptions(but: "heads", "causal", "positions", "places", "hidden", "dropout", "norm", "layers")
      return .selfAttention(try selfAttention(command, context))
    case "flatten", "repeat":
      try refuseOptions()
      let steps = try (command.argument("STEPS") ?? command.argument("UNITS")).map {
        try context.integer($0, 1...1 << 31)
      }
      return kind == "flatten" ? .flatten(steps: steps) : .repeated(steps: steps)
    case "time_reverse":
      try refuseOptions()
      return .timeReverse
    default: return nil
    }
  }

  private static func selfAttention(_ command: Command, _ context: CommandContext) throws -> SelfAttention {
    let positions: SelfAttention.Positions =
      try command.option("positions").map { try context.choice($0, "positions") } ?? .none
    if let places = command.option("places"), positions != .learned {
      throw context.failure("places= goes with positions=learned", at: places)
    }
    return SelfAttention(
      heads: try command.option("heads").map { try context.integer($0, 1...4096) } ?? 1,
      isCausal: try command.option("causal").map(context.flag) ?? false, positions: positions,
      places: try command.option("places").map { try context.integer($0, 1...1_000_000) } ?? 256)
  }

  /// The block that is asked for; nil: another kind.
  static func block(_ command: Command, _ context: CommandContext) throws -> TransformerBlock? {
    guard try LayerKinds.kind(of: command, context) == "transformer" else { return nil }
    var block = TransformerBlock(attention: try selfAttention(command, context))
    block.hidden = try command.option("hidden").map { try context.size($0) }
    if let argument = command.option("dropout") {
      block.dropout = try context.number(argument, 0...1)
      guard block.dropout < 1 else {
        throw context.failure("with a probability of 1 nothing would be left", at: argument)
      }
    }
    block.norm = try command.option("norm").map { try context.choice($0, "norm") } ?? .before
    return block
  }
}
