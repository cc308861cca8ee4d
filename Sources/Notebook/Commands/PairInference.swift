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
    let beam = try command.option("beam").map { try context.integer($0, 1...64) } ?? 1
    let (_, state) = try context.requireModel()
    try context.endCheck()
    let writer = try SequenceWriter(
      state, for: data.shape, loss: context.workspace.settings.loss(for: data.shape))
    let written = writer.write(tokens, limit: 2 * (data.longestTarget ?? tokens.count) + 1, beam: beam)
    guard let best = written.first else { return }
    guard best.logProbabilities.allSatisfy(\.isFinite) else { throw SessionError("the model's output is not finite") }
    context.answer(target.decode(best.symbols))
    if !best.isEnded { context.note("it came to no end; this is where it was stopped") }
    context.record(
      "predict",
      [
        ("source", .text(text)), ("target", .text(target.decode(best.symbols))),
        ("log_probability", .number(best.logProbabilities.reduce(0, +))), ("ended", .number(best.isEnded ? 1 : 0)),
      ])
    guard beam > 1 else { return }
    context.answer(
      .table(
        Table(
          "the best of \(beam) beginnings at each step",
          columns: [.init("target"), .init("ln p", .number), .init("ln p a symbol", .number)],
          rows: written.prefix(beam).map { own in
            let sum = own.logProbabilities.reduce(0, +)
            return [
              .text(target.decode(own.symbols)), .number(sum),
              .number(sum / Double(max(own.logProbabilities.count, 1))),
            ]
          })))
  }
}
