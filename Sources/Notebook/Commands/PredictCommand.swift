import Script
import SequenceEngine

/// `predict`: what the model says about one input.
enum PredictCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "predict", family: "using", summary: "what the model says about one input",
      arguments: [ModelInput.argument],
      options: [
        ModelInput.example,
        OptionSpec(
          "beam", .integer, "beginnings that a decoder keeps at each step; 1: the likeliest symbol", default: "1"),
        OptionSpec("tree", .flag, "with beam: how the beginnings grew, and where they were dropped"),
      ],
      examples: [
        "predict \"a fine, fresh book\"", "predict \"3 March 1997\" beam=4 tree", "predict [[0.3, 0], [0.5, 1]]",
        "predict example=3",
      ],
      help: """
        The input is read whole, so layers that look both ways in time are welcome. Where the target of every time step is
        a thing of its own, the answer is a row for each step; where it is the next input, the answer is what comes next.
        A text is read from the start of its line where the data are texts of a line each.
        """, isLook: true)
  ) { command, context in
    _ = try context.requireModel()
    let data = try context.requireData()
    if case .tagged = data.request, let argument = command.argument("INPUT"), command.option("example") == nil {
      return try TagInference.predict(argument, command, data, context)
    }
    let input = try ModelInput(command, data, context)
    if data.targetVocabulary != nil { return try PairInference.predict(input, command, data, context) }
    try BeamView.refuse(command, context)
    var values = input.values
    if case .tokens(let tokens) = values { values = .tokens(data.heard(tokens)) }
    let outputs = try InferenceCommands.outputs(values, data, context)
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
    input.tell(data, context)
  }

  private static func name(_ index: Int, _ data: Dataset) -> String {
    let names = data.classNames ?? []
    return names.indices.contains(index) ? names[index] : "class \(index)"
  }

  private static func bitReading(_ data: Dataset, _ context: CommandContext) -> BitReading {
    BitReading(under: context.workspace.settings.loss(for: data.shape))
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
      let bits = bitReading(data, context)
      context.answer(output.map { bits.isYes($0) ? "1" : "0" }.joined(separator: " "))
      context.record("predict", [("probabilities", .list(output.map { .number(bits.probability($0)) }))])
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
      let bits = bitReading(data, context)
      table.columns += (0..<size).flatMap { [.init("bit \($0 + 1)"), .init("probability", .number)] }
      for (t, output) in outputs.enumerated() {
        table.rows.append(
          [.count(t + 1)]
            + output.flatMap { [.text(bits.isYes($0) ? "1" : "0"), .number(bits.probability($0), .percent(1))] })
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
