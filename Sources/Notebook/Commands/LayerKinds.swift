import Script
import SequenceEngine

/// The grammar of layer kinds that `add`, `insert` and `replace` share, and what they mean to the engine.
enum LayerKinds {
  static let builtIn =
    ["embedding"] + BuiltInCells.kinds + [
      "dense", "layernorm", "conv", "conv2d", "self_attention", "transformer", "attention", "dropout", "last", "mean",
      "max", "flatten",
      "repeat",
      "time_reverse", "concat", "softmax",
    ]

  static let name = OptionSpec("name", .word(.newName), "a name of your own for the layer")
  static let activations = Vocabulary.choice("tanh", "relu", "sigmoid", "identity")
  private static let units = ArgumentSpec("UNITS", .integer, "size of the state")

  private static let recurrentOptions =
    [
      OptionSpec("bias", .word(.choice("one", "two", "no")), "vectors of bias for each gate", default: "one"),
      OptionSpec(
        "return", .word(.choice("all", "last")), "all time steps or the last; left out: what comes after decides"),
      OptionSpec(
        "feedback", .word(.choice("output")), "the matrices read the model's output of the step before", bare: "output"),
      OptionSpec("reverse", .flag, "from the last time step to the first"),
      OptionSpec("window", .integer, "the state comes from the last so many inputs alone, from zero each time"),
      OptionSpec(
        "stateful", .setting,
        "its state is carried from batch to batch, until the epoch ends, for K batches at most, or never reset",
        default: "no", bare: "epoch"),
      OptionSpec(
        "recurrent_dropout", .number,
        "while training, the share of the state's units that enter the matrices as 0, the same at all steps",
        default: "0"),
      OptionSpec(
        "zoneout", .number, "while training, the probability that a unit of a state stays as it was", default: "0"),
      OptionSpec(
        "layernorm", .flag, "what each matrix puts out is brought to zero mean and unit variance, times a gain",
        default: "no"),
      OptionSpec(
        "start", .word(.choice("zeros", "learned")), "what the states are before a sequence", default: "zeros"),
      OptionSpec(
        "projection", .integer,
        "its matrices and what comes after read R h, so many numbers and fewer than UNITS, in place of h"),
      OptionSpec("layers", .integer, "so many layers of this kind, one upon the other", default: "1"),
      name, LayerWiring.from,
    ] + LayerWiring.recurrent
  private static let activation = OptionSpec("activation", .word(activations), "function of the state", default: "tanh")
  private static let peephole = OptionSpec("peephole", .flag, "gates see the cell state", default: "no")
  private static let forgetBias = OptionSpec(
    "forget_bias", .number, "start value of the forget gate's bias", default: "1")
  private static let reset = OptionSpec(
    "reset", .word(.choice("after", "before")), "whether the reset gate acts after or before the matrix",
    default: "after")

  /// One form for each kind, behind the arguments that the verb itself takes.
  static func forms(after first: [ArgumentSpec]) -> [CommandForm] {
    func form(_ kind: String, _ arguments: [ArgumentSpec], _ options: [OptionSpec], _ summary: String) -> CommandForm {
      CommandForm(first + [.keyword(kind)] + arguments, options: options, summary: summary)
    }
    return TransformKinds.forms(form) + [
      form("rnn", [units], [activation] + recurrentOptions, "a simple recurrent layer, tanh(W x + U h + b)"),
      form("lstm", [units], [peephole, forgetBias] + recurrentOptions, "long short-term memory"),
      form("gru", [units], [reset] + recurrentOptions, "gated recurrent unit"),
      form(
        "embedding", [ArgumentSpec("SIZE", .integer, "numbers for each symbol")], [name, LayerWiring.from],
        "a vector for each symbol"),
      form(
        "dense", [ArgumentSpec("UNITS", .integer, "outputs; left out: what the target needs", isOptional: true)],
        [
          OptionSpec(
            "activation", .word(.choice("identity", "tanh", "relu", "sigmoid", "softmax")), "function of the output",
            default: "identity"),
          OptionSpec("tied", .layer, "an embedding whose table is W, kept and counted once"), name, LayerWiring.from,
        ], "activation(W x + b) at each time step"),
      form(
        "attention",
        [
          ArgumentSpec(
            "SCORE", .word(.choice("dot", "general", "additive")),
            "how the decoder's state and a source step are compared")
        ],
        [
          OptionSpec("heads", .integer, "so many looks side by side, each at a part of the numbers", default: "1"),
          name,
        ],
        "in a decoder: a look at every step of the source"),
      form(
        "dropout", [ArgumentSpec("P", .number, "probability that a number is left out")],
        [
          OptionSpec(
            "each", .word(.choice("step", "sequence")),
            "a draw for each time step, or one that holds at all steps of a sequence", default: "step"), name,
          LayerWiring.from,
        ],
        "zeros while training"
      ),
      form("last", [], [name, LayerWiring.from], "the last time step alone"),
      form("mean", [], [name, LayerWiring.from], "the mean over the time steps"),
      form("max", [], [name, LayerWiring.from], "the largest of each number over the time steps"),
      form(
        "concat", [ArgumentSpec("LAYERS", .layer, "two or more earlier layers, or input", isRepeated: true)], [name],
        "what several layers put out, one behind the other"),
      form("softmax", [], [], "probabilities: the last dense layer gets this activation"),
      CommandForm(
        first + [
          ArgumentSpec(
            "KIND", .word(.layerKind), "a cell that `cells` lists, a cell of yours, or a kind in parentheses"),
          ArgumentSpec("UNITS", .number, "its size", isOptional: true),
        ],
        options: [forgetBias] + recurrentOptions, takesOtherOptions: true,
        summary: "a cell that `cells` lists, or one of your own, with its options"),
    ]
  }

  /// The kind's word, as it was written or evaluated.
  static func kind(of command: Command, _ context: CommandContext) throws -> String {
    if let keyword = command.keywords.first { return keyword }
    guard let argument = command.argument("KIND") else { return "" }
    let kind = try context.word(argument)
    let known = builtIn + context.workspace.cells.keys.sorted()
    guard known.contains(kind) else {
      if context.workspace.doubts?.mayDefine(cell: kind) == true { throw Unforeseeable() }
      throw Diagnostic.unknownName(kind, kind: "layer kind", among: known, at: argument.range, in: context.source)
    }
    return kind
  }

  static func layer(_ kind: String, _ command: Command, _ context: CommandContext) throws -> LayerKind {
    func size(_ name: String) throws -> Int {
      guard let argument = command.argument(name) ?? command.argument("UNITS") else {
        throw SessionError("\(kind) needs a size", hint: "for example: add \(kind) 32")
      }
      return try context.size(argument)
    }
    if let own = try TransformKinds.layer(kind, command, context) { return own }
    switch kind {
    case "embedding":
      try refuseOptions(of: command, but: ["name", "from"], kind, context)
      return .embedding(size: try size("SIZE"))
    case "dense":
      try refuseOptions(of: command, but: ["name", "activation", "from", "tied"], kind, context)
      let activation: DenseActivation =
        try command.option("activation").map { try context.choice($0, "activation") } ?? .identity
      return .dense(units: try command.argument("UNITS").map(context.size), activation: activation)
    case "attention":
      guard let argument = command.argument("SCORE") else {
        throw SessionError("attention needs a score", hint: "for example: add attention additive")
      }
      let score: Attention.Score = try context.choice(argument, "score")
      return .attention(
        Attention(score, heads: try command.option("heads").map { try context.integer($0, 1...4096) } ?? 1))
    case "dropout":
      try refuseOptions(of: command, but: ["name", "from", "each"], kind, context)
      guard let argument = command.argument("P") ?? command.argument("UNITS") else {
        throw SessionError("dropout needs a probability", hint: "for example: add dropout 0.2")
      }
      let span: DropoutSpan = try command.option("each").map { try context.choice($0, "choice for 'each'") } ?? .step
      return .dropout(rate: try context.probability(argument), each: span)
    case "last", "mean", "max":
      try refuseOptions(of: command, but: ["name", "from"], kind, context)
      return .pool(kind == "last" ? .last : kind == "mean" ? .mean : .max)
    case "concat":
      guard command.arguments("LAYERS").count > 1 else {
        throw SessionError("concat takes two layers or more", hint: "for example: add concat lstm1 gru2")
      }
      return .merge(.concat)
    default: return .recurrent(try RecurrentKinds.layer(kind, try size("UNITS"), command, context))
    }
  }

  /// A form that takes any kind takes any option as well; here it is known which of them mean something.
  static func refuseOptions(
    of command: Command, but known: [String], _ kind: String, _ context: CommandContext
  ) throws {
    guard let other = command.options.first(where: { !known.contains($0.name.text) }) else { return }
    throw Diagnostic.unknownName(
      other.name.text, kind: "option of \(kind)", among: known, at: other.name.range, in: context.source)
  }

  static let activationNames = activations.choices ?? []
  /// The options of every recurrent layer, whatever its cell.
  static let recurrentOptionNames = recurrentOptions.map(\.name) + ["forget_bias"]
}

extension CommandContext {
  /// Units of a layer: a whole number from 1.
  func size(_ argument: Argument) throws -> Int {
    let size = try integer(argument, -1_000_000_000_000...1_000_000_000_000)
    guard size > 0 else { throw failure("a layer has at least 1 unit, not \(size)", at: argument) }
    return size
  }

  /// A name that a command gives: letters, digits and _.
  func newName(_ argument: Argument) throws -> String {
    let name = try word(argument)
    let isPlain = name.allSatisfy { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
    guard isPlain, let first = name.first, !first.isNumber, name.count <= 64 else {
      throw failure("a name has letters, digits and _, begins with a letter and has at most 64 of them", at: argument)
    }
    return name
  }
}
