import Script
import SequenceEngine

/// Using a trained model: writing, predicting.
enum InferenceCommands {
  static let all: [NotebookCommand] =
    [sample, PredictCommand.command, ForecastCommand.command, DetectCommand.command] + StreamCommands.all

  static func generator(_ context: CommandContext, _ data: Dataset) throws -> Generator {
    let (_, state) = try context.requireModel()
    try context.endCheck()
    let settings = context.workspace.settings
    return try Generator(state, for: data.shape, loss: settings.loss(for: data.shape), precision: settings.precision)
  }

  /// Tells that windows of a series are read one by one, each from the start.
  static func noteStateful(_ state: ModelState, _ context: CommandContext) {
    let layer = state.description.layers.first { layer in
      if case .recurrent(let recurrent) = layer.kind { recurrent.stateful != nil } else { false }
    }
    guard let layer else { return }
    context.note("\(layer.name) starts from zero in each window here: what it carried from windows before is not heard")
  }

  /// What the model puts out for one sequence, [T][O] or [1][O].
  static func outputs(_ input: SequenceInput, _ data: Dataset, _ context: CommandContext) throws -> [[Double]] {
    let (_, state) = try context.requireModel()
    try context.endCheck()
    let predictor = try Predictor(state, for: data.shape, loss: context.workspace.settings.loss(for: data.shape))
    return try predictor.outputs([input])[0]
  }

  private static let sample = NotebookCommand(
    CommandSpec(
      "sample", family: "using", summary: "let the model write, symbol by symbol",
      arguments: [ArgumentSpec("N", .integer, "how many symbols")],
      options: [
        OptionSpec("prime", .text, "what it reads first; the source, where a decoder writes a target for it"),
        OptionSpec("temperature", .number, "below 1 bolder, above 1 wilder; 0 takes the likeliest", default: "1"),
        OptionSpec("top_k", .integer, "only so many likeliest; 0: all", default: "0"),
        OptionSpec("top_p", .number, "only the likeliest that reach this probability together", default: "1"),
        OptionSpec("beam", .integer, "no draws: so many beginnings are kept at each step, and the likeliest wins"),
        OptionSpec("tree", .flag, "with beam: how the beginnings grew, and where they were dropped"),
      ],
      examples: [
        "sample 200 prime=\"The \" temperature=0.8", "sample 20 prime=\"The \" beam=4 tree",
        "sample 300 prime=\"waltz\" temperature=0.7",
      ], isLook: true)
  ) { command, context in
    guard let argument = command.argument("N") else { return }
    let count = try context.integer(argument, 1...1_000_000)
    _ = try context.requireModel()
    let data = try context.requireData()
    let temperature = try command.option("temperature").map { try context.number($0, 0...100) } ?? 1
    let topK = try command.option("top_k").map { try context.integer($0, 0...1_000_000) } ?? 0
    let topP = try command.option("top_p").map { try context.number($0, 0...1) } ?? 1
    if data.targetVocabulary != nil {
      return try PairInference.sample(count, command, data, context) {
        Generator.probabilities($0, temperature: temperature, topK: topK, topP: topP)
      }
    }
    guard let vocabulary = data.vocabulary, data.isNextSymbol else {
      throw SessionError(
        "sample needs a model of text", hint: "load one with: data text \"FILE\", or data lines \"FILE\"")
    }
    let beam = try BeamView.width(command, context, refusing: ["temperature", "top_k", "top_p"])
    var tokens: [Int32] = []
    if let prime = command.option("prime") {
      let text = try context.text(prime)
      do { tokens = try vocabulary.encode(text) } catch { throw context.failure("\(error)", at: prime) }
    }
    let generator = try generator(context, data)
    if tokens.isEmpty {
      // Without a beginning it starts as the training text does.
      if case .tokens(let first) = try data.example(.train, 0).input { tokens = Array(first.prefix(1)) }
    }
    let heard = data.heard(tokens)
    if let beam {
      let tree = try generator.beam(heard, count: count, beam: beam) {
        try context.progress(Progress("searching", done: $0, total: $1))
      }
      let view = BeamView(tree: tree) { vocabulary.decode($0) }
      try view.check()
      if let best = tree.finished.first { context.answer(vocabulary.decode(tokens + tree.symbols(best))) }
      return view.tell("text", beam, showsTree: try BeamView.showsTree(command, context), context)
    }
    let start = tokens.count
    // Where each line is a text of its own, nothing of one is heard in the next.
    let lineEnd = data.lineEnd
    var logits = try generator.read(.tokens(heard), steps: heard.count).last ?? []
    let random = CounterRandom(seed: context.workspace.seed, stream: .sampling)
    while tokens.count < start + count {
      if tokens.count % 64 == 0 { try context.progress(Progress("sampling", done: tokens.count - start, total: count)) }
      let probabilities = Generator.probabilities(logits, temperature: temperature, topK: topK, topP: topP)
      guard probabilities.allSatisfy(\.isFinite) else { throw SessionError("the model's output is not finite") }
      tokens.append(Int32(Generator.draw(probabilities, random.uniform(tokens.count))))
      if tokens.last == lineEnd { generator.reset() }
      logits = try generator.read(.tokens([tokens[tokens.count - 1]]), steps: 1).last ?? []
    }
    context.answer(vocabulary.decode(tokens))
  }
}
