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
        a longer text's final state (both directions of a bidirectional layer; without a recurrent layer the mean over time
        of what the last layer reads) beside those of up to 1,000 sequences of the training part, spread over all of it.
        Where sequences have labels, each neighbour's is told.
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
        text,
        others.map {
          Neighbour(name: vocabulary.symbols[$0], cosine: Representation.cosine(vectors[number], vectors[$0]))
        }, count, "symbol", context)
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
    let own = try representation.sentence(.tokens(tokens), steps: tokens.count)
    guard !own.isEmpty else { throw SessionError("the model has one layer alone, so a text has no state in it") }
    let all = data.count(.train) ?? mostSequences
    let total = min(all, mostSequences)
    var found: [Neighbour] = []
    for number in 0..<total {
      if number.isMultiple(of: 20) { try context.progress(Progress("reading", done: number, total: total)) }
      let example = try data.example(.train, number * all / total)
      guard case .tokens(let others) = example.input else { continue }
      let state = try representation.sentence(example.input, steps: example.steps)
      let name = vocabulary.decode(others)
      found.append(
        Neighbour(
          name: name.count > 60 ? "…" + name.suffix(59) : name, label: label(example, data),
          cosine: Representation.cosine(own, state)))
    }
    answer(text, found, count, "sequence", context)
    ModelInput.noteUnknown(.tokens(tokens), data, context)
  }

  private struct Neighbour {
    var name: String
    /// The name of its class, where a sequence has one.
    var label: String?
    var cosine: Double
  }

  private static func label(_ example: Example, _ data: Dataset) -> String? {
    guard case .labelled = data.request, case .classes(let classes) = example.target, let own = classes.first,
      let names = data.classNames, names.indices.contains(Int(own))
    else { return nil }
    return names[Int(own)]
  }

  private static func answer(
    _ text: String, _ found: [Neighbour], _ count: Int, _ what: String, _ context: CommandContext
  ) {
    let known = found.indices.filter { !found[$0].cosine.isNaN }
    let order = known.sorted { (found[$0].cosine, $1) > (found[$1].cosine, $0) }.prefix(count)
    var table = Table("neighbours of \(legible(text))", columns: [.init(what), .init("cosine", .number)])
    let hasLabels = found.contains { $0.label != nil }
    if hasLabels { table.columns.append(.init("label")) }
    table.rows = order.map { index in
      [.text(legible(found[index].name)), .number(found[index].cosine)]
        + (hasLabels ? [.text(legible(found[index].label ?? ""))] : [])
    }
    context.answer(.table(table))
    context.record(
      "neighbours",
      [
        ("text", .text(text)), ("names", .list(order.map { .text(found[$0].name) })),
        ("cosines", .list(order.map { .number(found[$0].cosine) })),
        ("labels", .list(order.compactMap { found[$0].label.map { .text($0) } })),
      ])
  }
}
