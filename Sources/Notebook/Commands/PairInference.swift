import Script
import SequenceEngine

/// `predict` and `sample` for targets that are texts of their own: what the decoder writes by itself for a source.
enum PairInference {
  static func predict(_ input: ModelInput, _ command: Command, _ data: Dataset, _ context: CommandContext) throws {
    guard let target = data.targetVocabulary else { return }
    let beam = try BeamView.width(command, context)
    let writer = try writer(data, context)
    let limit = 2 * (data.longestTarget ?? input.values.steps) + 1
    guard let tree = try writer.search(input.values, limit: limit, beam: beam ?? 1), let first = tree.finished.first
    else { return }
    let view = BeamView(tree: tree) { target.decode($0) }
    try view.check()
    let node = tree.nodes[first]
    let written = target.decode(node.isEnd ? Array(tree.symbols(first).dropLast()) : tree.symbols(first))
    context.answer(written)
    if !node.isEnd { context.note("it came to no end; this is where it was stopped") }
    input.tell(data, context)
    context.record(
      "predict",
      [
        ("source", .text(input.text)), ("target", .text(written)), ("log_probability", .number(node.sum)),
        ("ended", .number(node.isEnd ? 1 : 0)),
      ])
    guard let beam, beam > 1 else { return }
    view.tell("target", beam, showsTree: try BeamView.showsTree(command, context), context)
  }

  /// A target with its symbols drawn by their probabilities.
  static func sample(
    _ count: Int, _ command: Command, _ data: Dataset, _ context: CommandContext,
    probabilities: ([Double]) -> [Double]
  ) throws {
    guard let source = data.vocabulary, let target = data.targetVocabulary, let prime = command.option("prime") else {
      throw SessionError(
        "these data have a target for each source, and sample needs the source",
        hint: "say it with prime=, for example: sample 100 prime=\"…\"; or take one of the data: predict example=1")
    }
    if let beam = command.option("beam") {
      throw context.failure("a beam draws nothing", at: beam, hint: "say predict \"…\" beam=4")
    }
    let tokens: [Int32]
    do { tokens = try source.encode(try context.text(prime)) } catch { throw context.failure("\(error)", at: prime) }
    guard !tokens.isEmpty else { throw context.failure("the text is empty", at: prime) }
    let writer = try writer(data, context)
    let random = CounterRandom(seed: context.workspace.seed, stream: .sampling)
    let written = try writer.sample(.tokens(tokens), limit: count) { t, logits in
      let own = probabilities(logits)
      return own.allSatisfy(\.isFinite) ? Int32(Generator.draw(own, random.uniform(t))) : nil
    }
    guard let written else { throw SessionError("the model's output is not finite") }
    context.answer(target.decode(written.symbols))
    if !written.isEnded { context.note("it came to no end; this is where it was stopped") }
  }

  private static func writer(_ data: Dataset, _ context: CommandContext) throws -> SequenceWriter {
    let (_, state) = try context.requireModel()
    try context.endCheck()
    return try SequenceWriter(state, for: data.shape, loss: context.workspace.settings.loss(for: data.shape))
  }
}
