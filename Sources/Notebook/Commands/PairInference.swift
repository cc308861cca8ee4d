import Script
import SequenceEngine

/// `predict` for pairs of texts: what the decoder writes by itself for a source.
enum PairInference {
  static func predict(
    _ argument: Argument, _ command: Command, _ data: Dataset, _ context: CommandContext
  ) throws {
    guard let source = data.vocabulary, let target = data.targetVocabulary else { return }
    guard case .text(let text) = try context.value(argument) else {
      throw context.failure("the model reads texts", at: argument, hint: "for example: predict \"3 March 1997\"")
    }
    let tokens: [Int32]
    do { tokens = try source.encode(text) } catch { throw context.failure("\(error)", at: argument) }
    guard !tokens.isEmpty else { throw context.failure("the text is empty", at: argument) }
    let beam = try BeamView.width(command, context)
    let (_, state) = try context.requireModel()
    try context.endCheck()
    let writer = try SequenceWriter(
      state, for: data.shape, loss: context.workspace.settings.loss(for: data.shape))
    let limit = 2 * (data.longestTarget ?? tokens.count) + 1
    guard let tree = try writer.search(tokens, limit: limit, beam: beam ?? 1), let first = tree.finished.first else {
      return
    }
    let view = BeamView(tree: tree) { target.decode($0) }
    try view.check()
    let node = tree.nodes[first]
    let written = target.decode(node.isEnd ? Array(tree.symbols(first).dropLast()) : tree.symbols(first))
    context.answer(written)
    if !node.isEnd { context.note("it came to no end; this is where it was stopped") }
    context.record(
      "predict",
      [
        ("source", .text(text)), ("target", .text(written)), ("log_probability", .number(node.sum)),
        ("ended", .number(node.isEnd ? 1 : 0)),
      ])
    guard let beam, beam > 1 else { return }
    view.tell("target", beam, showsTree: try BeamView.showsTree(command, context), context)
  }
}
