import Script
import SequenceEngine

/// `predict` for tagged text: the likeliest tag of each token.
enum TagInference {
  static func predict(
    _ argument: Argument, _ command: Command, _ data: Dataset, _ context: CommandContext
  ) throws {
    guard let vocabulary = data.vocabulary, let tags = data.classNames else { return }
    try BeamView.refuse(command, context)
    guard case .text(let text) = try context.value(argument) else {
      throw context.failure(
        "the model reads texts", at: argument, hint: "for example: predict \"Anna lives in Rome .\"")
    }
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard !words.isEmpty else { throw context.failure("the text is empty", at: argument) }
    let tokens = try words.map { word -> Int32 in
      do { return try vocabulary.encode(word).first ?? 0 } catch { throw context.failure("\(error)", at: argument) }
    }
    let outputs = try InferenceCommands.outputs(.tokens(tokens), data, context)
    var table = Table("tags", columns: [.init("token"), .init("tag"), .init("probability", .number)])
    for (step, output) in outputs.enumerated() {
      let probabilities = Generator.probabilities(output, temperature: 1, topK: 0, topP: 1)
      guard probabilities.allSatisfy(\.isFinite),
        let best = probabilities.indices.max(by: {
          probabilities[$0] < probabilities[$1]
        })
      else { throw SessionError("the model's output is not finite") }
      table.rows.append([.text(words[step]), .text(tags[best]), .number(probabilities[best], .percent(1))])
    }
    context.answer(.table(table))
    let unknown = zip(words, tokens).filter { Int($0.1) == vocabulary.unknown }.map(\.0)
    if !unknown.isEmpty { context.note("read as <unk>: \(DataError.listed(unknown.map { legible($0) }))") }
  }
}
