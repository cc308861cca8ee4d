import Script
import SequenceEngine

/// `predict`: what the model says about one input.
enum PredictCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "predict", family: "using", summary: "what the model says about one input",
      arguments: [ArgumentSpec("INPUT", .value, "a text, or a list of time steps: numbers or lists")],
      options: [
        OptionSpec(
          "beam", .integer, "beginnings that a decoder keeps at each step; 1: the likeliest symbol", default: "1"),
        OptionSpec("tree", .flag, "with beam: how the beginnings grew, and where they were dropped"),
      ],
      examples: [
        "predict \"a fine, fresh book\"", "predict \"3 March 1997\" beam=4 tree", "predict [[0.3, 0], [0.5, 1]]",
      ],
      help: """
        The input is read whole, so layers that look both ways in time are welcome. Where the target of every time step is
        a thing of its own, the answer is a row for each step; where it is the next input, the answer is what comes next.
        """, isLook: true)
  ) { command, context in
    guard let argument = command.argument("INPUT") else { return }
    _ = try context.requireModel()
    let data = try context.requireData()
    if data.targetVocabulary != nil { return try PairInference.predict(argument, command, data, context) }
    if case .tagged = data.request { return try TagInference.predict(argument, command, data, context) }
    try BeamView.refuse(command, context)
    let input = try input(argument, data, context)
    let outputs = try InferenceCommands.outputs(input, data, context)
    guard outputs.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      throw SessionError("the model's output is not finite")
    }
    if case .labels = data.shape.target {
      answerLabels(outputs, data, context)
    } else if data.shape.placement == .perStep, data.shape.targetSource == .own {
      answerSteps(outputs, data, context)
    } else {
      answer(outputs.last ?? [], data, context)
    }
    noteUnknown(input, data, context)
  }

  /// Tells what of a text the model has never seen.
  static func noteUnknown(_ input: SequenceInput, _ data: Dataset, _ context: CommandContext) {
    guard case .tokens(let tokens) = input, let unknown = data.vocabulary?.unknown else { return }
    let count = tokens.count { Int($0) == unknown }
    guard count > 0 else { return }
    context.note("\(count) of \(tokens.count) symbols are not in the training vocabulary and are read as <unk>")
  }

  /// A text or a list of numbers as the model reads it.
  static func input(_ argument: Argument, _ data: Dataset, _ context: CommandContext) throws -> SequenceInput {
    switch try context.value(argument) {
    case .text(let text):
      guard data.vocabulary != nil else { throw context.failure("the model reads numbers, not texts", at: argument) }
      let tokens: [Int32]
      do { tokens = try encode(text, data) } catch { throw context.failure("\(error)", at: argument) }
      guard !tokens.isEmpty else { throw context.failure("the text is empty", at: argument) }
      return .tokens(tokens)
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
      return .vectors(rows.flatMap { $0 }, size: size)
    case let other: throw context.failure("expected a text or a list, found \(other.kindName)", at: argument)
    }
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

  private static func name(_ index: Int, _ data: Dataset) -> String {
    let names = data.classNames ?? []
    return names.indices.contains(index) ? names[index] : "class \(index)"
  }

  private static func answer(_ output: [Double], _ data: Dataset, _ context: CommandContext) {
    switch data.shape.target {
    case .classes:
      let probabilities = Generator.probabilities(output, temperature: 1, topK: 0, topP: 1)
      let order = probabilities.indices.sorted { (probabilities[$0], $1) > (probabilities[$1], $0) }
      context.answer(
        .bars(
          BarChart(
            "probabilities", bars: order.prefix(8).map { .init(legible(name($0, data)), probabilities[$0]) },
            format: .percent(1))))
      context.record(
        "predict",
        [
          ("classes", .list(order.map { .text(name($0, data)) })),
          ("probabilities", .list(order.map { .number(probabilities[$0]) })),
        ])
    case .bits:
      context.answer(output.map { $0 > 0 ? "1" : "0" }.joined(separator: " "))
      context.record("predict", [("probabilities", .list(output.map { .number(1 / (1 + Double.exponential(-$0))) }))])
    case .vector:
      let values = data.normalisation?.denormalise(targets: output) ?? output
      context.answer(values.map { NumberFormat.significant(6).text($0) }.joined(separator: " "))
      context.record("predict", [("values", .list(values.map { .number($0) }))])
    case .labels: break
    }
  }

  /// Labels without places in time, as the likeliest path through the steps writes them.
  private static func answerLabels(_ outputs: [[Double]], _ data: Dataset, _ context: CommandContext) {
    let labels = Alignment.bestPath(outputs.flatMap { $0 }, steps: outputs.count, width: outputs.first?.count ?? 0)
    let names = labels.map { legible(name(Int($0), data)) }
    context.answer(names.joined(separator: " "))
    context.record("predict", [("labels", .list(labels.map { .text(name(Int($0), data)) }))])
  }

  /// An answer for each time step.
  private static func answerSteps(_ outputs: [[Double]], _ data: Dataset, _ context: CommandContext) {
    var table = Table("predicted", columns: [.init("t", .number)])
    switch data.shape.target {
    case .classes:
      table.columns += [.init("class"), .init("probability", .number)]
      for (t, output) in outputs.enumerated() {
        let probabilities = Generator.probabilities(output, temperature: 1, topK: 0, topP: 1)
        guard let best = probabilities.indices.max(by: { probabilities[$0] < probabilities[$1] }) else { continue }
        table.rows.append([.count(t + 1), .text(legible(name(best, data))), .number(probabilities[best], .percent(1))])
      }
    case .bits(let size):
      table.columns += (0..<size).flatMap { [.init("bit \($0 + 1)"), .init("probability", .number)] }
      for (t, output) in outputs.enumerated() {
        table.rows.append(
          [.count(t + 1)]
            + output.flatMap { [.text($0 > 0 ? "1" : "0"), .number(1 / (1 + Double.exponential(-$0)), .percent(1))] })
      }
    case .vector(let size):
      table.columns += (0..<size).map { .init(size == 1 ? "value" : "value \($0 + 1)", .number) }
      for (t, output) in outputs.enumerated() {
        let values = data.normalisation?.denormalise(targets: output) ?? output
        table.rows.append([.count(t + 1)] + values.map { .number($0, .significant(6)) })
      }
    case .labels: return
    }
    context.answer(.table(table))
  }
}
