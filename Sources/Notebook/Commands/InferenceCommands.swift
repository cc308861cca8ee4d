import Script
import SequenceEngine

/// Using a trained model: writing, predicting.
enum InferenceCommands {
  static let all: [NotebookCommand] = [sample, predict, ForecastCommand.command]

  static func generator(_ context: CommandContext, _ data: Dataset) throws -> Generator {
    let (_, state) = try context.requireModel()
    try context.endCheck()
    return try Generator(state, for: data.shape, loss: context.workspace.settings.loss(for: data.shape))
  }

  private static let sample = NotebookCommand(
    CommandSpec(
      "sample", family: "using", summary: "let the model write, symbol by symbol",
      arguments: [ArgumentSpec("N", .integer, "how many symbols")],
      options: [
        OptionSpec("prime", .text, "what it reads first"),
        OptionSpec("temperature", .number, "below 1 bolder, above 1 wilder; 0 takes the likeliest", default: "1"),
        OptionSpec("top_k", .integer, "only so many likeliest; 0: all", default: "0"),
        OptionSpec("top_p", .number, "only the likeliest that reach this probability together", default: "1"),
      ], examples: ["sample 200 prime=\"The \" temperature=0.8"], isLook: true)
  ) { command, context in
    guard let argument = command.argument("N") else { return }
    let count = try context.integer(argument, 1...1_000_000)
    _ = try context.requireModel()
    let data = try context.requireData()
    guard data.targetVocabulary == nil else {
      throw SessionError(
        "sample continues a text, and these data are pairs", hint: "a target for a source: predict \"…\"")
    }
    guard let vocabulary = data.vocabulary, data.isNextSymbol else {
      throw SessionError("sample needs a model of text", hint: "load one with: data text \"FILE\"")
    }
    let temperature = try command.option("temperature").map { try context.number($0, 0...100) } ?? 1
    let topK = try command.option("top_k").map { try context.integer($0, 0...1_000_000) } ?? 0
    let topP = try command.option("top_p").map { try context.number($0, 0...1) } ?? 1
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
    let start = tokens.count
    var logits = generator.read(.tokens(tokens), steps: tokens.count).last ?? []
    let random = CounterRandom(seed: context.workspace.seed, stream: .sampling)
    while tokens.count < start + count {
      if tokens.count % 64 == 0 { try context.progress(Progress("sampling", done: tokens.count - start, total: count)) }
      let probabilities = Generator.probabilities(logits, temperature: temperature, topK: topK, topP: topP)
      guard probabilities.allSatisfy(\.isFinite) else { throw SessionError("the model's output is not finite") }
      tokens.append(Int32(Generator.draw(probabilities, random.uniform(tokens.count))))
      logits = generator.read(.tokens([tokens[tokens.count - 1]]), steps: 1).last ?? []
    }
    context.answer(vocabulary.decode(tokens))
  }

  private static let predict = NotebookCommand(
    CommandSpec(
      "predict", family: "using", summary: "what the model says about one input",
      arguments: [ArgumentSpec("INPUT", .value, "a text, or a list of time steps: numbers or lists")],
      options: [
        OptionSpec(
          "beam", .integer, "beginnings that a decoder keeps at each step; 1: the likeliest symbol", default: "1")
      ],
      examples: ["predict \"a fine, fresh book\"", "predict \"3 March 1997\" beam=4", "predict [[0.3, 0], [0.5, 1]]"],
      isLook: true)
  ) { command, context in
    guard let argument = command.argument("INPUT") else { return }
    _ = try context.requireModel()
    let data = try context.requireData()
    if data.targetVocabulary != nil { return try PairInference.predict(argument, command, data, context) }
    if case .tagged = data.request { return try TagInference.predict(argument, command, data, context) }
    if let beam = command.option("beam") {
      throw context.failure("beam= goes with a decoder, and these data need none", at: beam)
    }
    let input: (values: SequenceInput, steps: Int)
    switch try context.value(argument) {
    case .text(let text):
      guard let vocabulary = data.vocabulary else {
        throw context.failure("the model reads numbers, not texts", at: argument)
      }
      let tokens: [Int32]
      do { tokens = try encode(text, data) } catch { throw context.failure("\(error)", at: argument) }
      guard !tokens.isEmpty else { throw context.failure("the text is empty", at: argument) }
      input = (.tokens(tokens), tokens.count)
    case .list(let items):
      guard case .vector(let size) = data.shape.input else {
        throw context.failure("the model reads texts, not numbers", at: argument)
      }
      let rows = try items.map { item -> [Double] in
        let row: [Value] = if case .list(let inner) = item { inner } else { [item] }
        let numbers = row.compactMap { if case .number(let number) = $0, number.isFinite { number } else { nil } }
        guard numbers.count == row.count, numbers.count == size else {
          throw context.failure("every time step has \(size) finite number\(size == 1 ? "" : "s")", at: argument)
        }
        return zip(numbers, 0..<size).map { data.normalisation?.inputs[$1].normalise($0) ?? $0 }
      }
      guard !rows.isEmpty else { throw context.failure("the list is empty", at: argument) }
      input = (.vectors(rows.flatMap { $0 }, size: size), rows.count)
    case let other: throw context.failure("expected a text or a list, found \(other.kindName)", at: argument)
    }
    let outputs = try generator(context, data).read(input.values, steps: input.steps)
    context.answer(answer(outputs, data))
  }

  /// Where a symbol is asked for, the text has a `<mask>` in its place.
  private static func encode(_ text: String, _ data: Dataset) throws -> [Int32] {
    guard let vocabulary = data.vocabulary else { return [] }
    let mask = SequenceEngine.Vocabulary.mask
    guard case .cloze = data.request, let hidden = vocabulary.number(of: mask) else {
      return try vocabulary.encode(text)
    }
    let sides = text.split(separator: mask, omittingEmptySubsequences: false)
    guard sides.count == 2 else {
      throw DataError(
        "the text", expected: "\(mask) once, in place of what is asked for", found: "it \(sides.count - 1) times",
        advice: "write for example \"the c\(mask)t sat\"")
    }
    return try vocabulary.encode(String(sides[0])) + [Int32(hidden)] + vocabulary.encode(String(sides[1]))
  }

  private static func answer(_ outputs: [[Double]], _ data: Dataset) -> Output {
    let output = outputs.last ?? []
    switch data.shape.target {
    case .labels:
      let labels = Alignment.bestPath(outputs.flatMap { $0 }, steps: outputs.count, width: output.count)
      let names = data.classNames ?? []
      return .text(labels.map { names.indices.contains(Int($0)) ? names[Int($0)] : "\($0)" }.joined(separator: " "))
    case .classes:
      let probabilities = Generator.probabilities(output, temperature: 1, topK: 0, topP: 1)
      let order = probabilities.indices.sorted { (probabilities[$0], $1) > (probabilities[$1], $0) }
      return .bars(
        BarChart(
          "probabilities",
          bars: order.prefix(8).map { index in
            let names = data.classNames ?? []
            return .init(names.indices.contains(index) ? names[index] : "class \(index)", probabilities[index])
          },
          format: .percent(1)))
    case .bits: return .text(output.map { $0 > 0 ? "1" : "0" }.joined(separator: " "))
    case .vector:
      let values = data.normalisation?.denormalise(targets: output) ?? output
      return .text(values.map { NumberFormat.significant(6).text($0) }.joined(separator: " "))
    }
  }
}
