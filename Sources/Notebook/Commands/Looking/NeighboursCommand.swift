import Script
import SequenceEngine

/// `neighbours`: the symbols or sentences that a model holds to be most alike.
enum NeighboursCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "neighbours", family: "looking", summary: "the symbols or sentences that the model holds to be most like one",
      arguments: [ArgumentSpec("TEXT", .text, "a symbol of the data, or a longer text")],
      options: [OptionSpec("k", .integer, "how many", default: "5")],
      examples: ["neighbours \"good\" k=5", "neighbours \"a fine, fresh book\""],
      help: """
        By the cosine of the angle: of a symbol's row in the embedding (without one, of the weights that it chooses), of
        a longer text's final state beside those of up to 1,000 sequences of the training part.
        """, isLook: true)
  ) { command, context in
    guard let argument = command.argument("TEXT") else { return }
    let (_, state) = try context.requireModel()
    let data = try context.requireData()
    let count = try command.option("k").map { try context.integer($0, 1...10_000) } ?? 5
    guard let vocabulary = data.vocabulary else {
      throw context.failure("these data are no text, so nothing in them has a name", at: argument)
    }
    let text = try context.text(argument)
    try context.endCheck()
    let representation = try Representation(
      state, for: data.shape, loss: context.workspace.settings.loss(for: data.shape))
    if let number = vocabulary.number(of: text), let vectors = representation.symbols {
      let others = vectors.indices.filter { $0 != number }
      answer(
        text, others.map { (vocabulary.symbols[$0], Representation.cosine(vectors[number], vectors[$0])) }, count,
        "symbol", context)
    } else {
      try sentences(text, argument, representation, data, vocabulary, count, context)
    }
  }

  private static let mostSequences = 1000

  private static func sentences(
    _ text: String, _ argument: Argument, _ representation: Representation, _ data: Dataset,
    _ vocabulary: SequenceEngine.Vocabulary,
    _ count: Int, _ context: CommandContext
  ) throws {
    let tokens: [Int32]
    do { tokens = try vocabulary.encode(text) } catch { throw context.failure("\(error)", at: argument) }
    guard !tokens.isEmpty else { throw context.failure("the text is empty", at: argument) }
    guard let own = representation.finalState(of: .tokens(tokens), steps: tokens.count) else {
      throw SessionError("the model has no recurrent layer whose state runs through time, so a text has no final state")
    }
    let total = min(data.count(.train) ?? Self.mostSequences, Self.mostSequences)
    var found: [(name: String, cosine: Double)] = []
    for index in 0..<total {
      if index.isMultiple(of: 20) { try context.progress(Progress("reading", done: index, total: total)) }
      let example = try data.example(.train, index)
      guard case .tokens(let others) = example.input,
        let state = representation.finalState(of: example.input, steps: example.steps)
      else { continue }
      let name = vocabulary.decode(others)
      found.append((name.count > 60 ? "…" + name.suffix(59) : name, Representation.cosine(own, state)))
    }
    answer(text, found, count, "sequence", context)
  }

  private static func answer(
    _ text: String, _ found: [(name: String, cosine: Double)], _ count: Int, _ what: String, _ context: CommandContext
  ) {
    let known = found.indices.filter { !found[$0].cosine.isNaN }
    let order = known.sorted { (found[$0].cosine, $1) > (found[$1].cosine, $0) }.prefix(count)
    var table = Table("neighbours of \(legible(text))", columns: [.init(what), .init("cosine", .number)])
    table.rows = order.map { [.text(legible(found[$0].name)), .number(found[$0].cosine)] }
    context.answer(.table(table))
    context.record(
      "neighbours",
      [
        ("text", .text(text)), ("names", .list(order.map { .text(found[$0].name) })),
        ("cosines", .list(order.map { .number(found[$0].cosine) })),
      ])
  }
}
