import Script
import SequenceEngine

/// `detect`: where data are not what the model expects.
enum DetectCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "detect", family: "using",
      summary: "find what the model did not expect: anomalies in the test part or in an input",
      arguments: [
        ArgumentSpec("INPUT", .value, "a text or a list of time steps; without it the test part", isOptional: true)
      ],
      options: [
        OptionSpec("level", .number, "share of ordinary positions that stay under the threshold", default: "0.995"),
        OptionSpec("threshold", .number, "the threshold itself, in the unit of the scores"),
        OptionSpec(
          "on", .word(.choice("train", "valid")),
          "the part that the threshold is learned from; left out: valid, where there is one"),
        OptionSpec("k", .integer, "how many are listed, the highest first", default: "10"),
      ],
      examples: [
        "detect", "detect level=0.999 k=20", "detect threshold=6", "detect on=train",
        "detect \"the harbuor was still\"",
      ],
      help: """
        Each target gets a score before it is seen: classes and symbols the surprise -log2 p in bits, numbers the length of
        the one-step forecast's error in standard deviations. The threshold is the quantile of the scores of the validation
        part, without one of the training part; on=train takes the training part, whose scores are lower the more of it the
        model knows by heart. What lies above the threshold is marked. A model that has learned what is ordinary finds
        what is not; what follows an anomaly may be marked too, since it is forecast from it. In labelled data it finds
        labels that do not fit their texts. Where the data are texts of a line each, so is a text that is given: each line is
        scored from its first symbol to its end.
        """, isLook: true)
  ) { command, context in
    _ = try context.requireModel()
    let data = try context.requireData()
    let level = try command.option("level").map { try Self.level($0, context) } ?? 0.995
    let threshold = try command.option("threshold").map { try context.number($0) }
    if threshold != nil, let level = command.option("level") {
      throw context.failure("threshold= is given, so no level= is needed to find one", at: level)
    }
    let count = try command.option("k").map { try context.integer($0, 1...10_000) } ?? 10
    guard data.targetVocabulary == nil else {
      throw SessionError(
        "detect scores data step by step, and these are pairs of texts", hint: "score them with: evaluate")
    }
    if case .labels = data.shape.target {
      throw SessionError(
        "detect scores data step by step, and these labels have no places in time", hint: "score them with: evaluate")
    }
    let given = try command.argument("INPUT").map { try DetectInput.examples($0, data, context) }
    let (_, state) = try context.requireModel()
    try context.endCheck()
    let reader = try SurpriseReader(state, data, loss: context.workspace.settings.loss(for: data.shape))
    let shown = data.scoredPart(.test)
    let known: DataPart = try command.option("on").map { try context.choice($0, "part") } ?? data.scoredPart(.valid)
    guard data.scoredPart(known) == known else {
      throw SessionError("there is no validation part", hint: "say on=train, or split train=0.8 valid=0.1 test=0.1")
    }
    let ordinary = try reader.read(known, targets: mostOrdinary) {
      try context.progress(Progress("reading the \(known.spokenName) part", done: $0, total: $1))
    }
    let readings =
      try given.map { try reader.read($0) }
      ?? reader.read(shown) {
        try context.progress(Progress("reading the \(shown.spokenName) part", done: $0, total: $1))
      }
    guard !readings.isEmpty, !ordinary.isEmpty else {
      throw SessionError("there is nothing to score", hint: "give more data, or split train=0.8 valid=0.1 test=0.1")
    }
    let scale = SurpriseScale(ordinary)
    let (scores, usual) = (readings.map(scale.score), ordinary.map(scale.score))
    guard (scores + usual).allSatisfy({ !$0.isNaN }) else { throw SessionError("the model's output is not finite") }
    let learned = SurpriseThreshold(usual, level: level)
    let answer = DetectAnswer(
      data: data, part: given == nil ? shown : nil, given: given, readings: readings, scores: scores,
      threshold: threshold ?? learned.value)
    answer.tell(count, context)
    if !data.isNextSymbol { InferenceCommands.noteStateful(state, context) }
    guard threshold == nil else { return }
    context.note(
      "threshold: \(NumberFormat.general.text(level * 100))% of \(NumberFormat.integer.text(Double(usual.count))) scores of "
        + "the \(known.spokenName) part lie under it")
    if !learned.isReached {
      context.warn(
        "\(usual.count) scores are too few to tell where \(NumberFormat.general.text(level * 100))% of them lie: the largest "
          + "of them is the threshold; say a lower level= or give more data")
    }
    if given == nil, known == shown {
      context.warn("threshold and marks come from the same data: split valid=0.1 test=0.1 keeps them apart")
    }
  }

  /// Positions that a threshold is learned from, at most about.
  private static let mostOrdinary = 50_000

  private static func level(_ argument: Argument, _ context: CommandContext) throws -> Double {
    let level = try context.number(argument)
    guard level > 0, level < 1 else {
      throw context.failure(
        "level is a share between 0 and 1, and \(Value.number(level).literal) is outside", at: argument,
        hint: "to mark what only one ordinary position in two hundred exceeds: level=0.995")
    }
    return level
  }
}

/// An input of `detect` as examples whose targets it contains.
enum DetectInput {
  static func examples(_ argument: Argument, _ data: Dataset, _ context: CommandContext) throws -> [Example] {
    let input = try ModelInput(given: argument, data, context).values
    let steps = input.steps
    if case .csv(_, let options) = data.request, case .vectors(let values, let size) = input {
      let scales = data.normalisation
      let names = scales?.inputs.map(\.name) ?? []
      let places = (scales?.targets ?? []).compactMap { names.firstIndex(of: $0.name) }
      guard places.count == scales?.targets.count else {
        throw context.failure(
          "the model forecasts a column that it does not read, so a list of inputs does not tell what was right",
          at: argument, hint: "take the same columns and targets: data csv \"FILE\" columns=[a] target=a")
      }
      let ahead = options.window + options.horizon - 1
      guard steps > ahead else {
        throw context.failure(
          "a forecast needs a window of \(options.window) rows and one that is \(options.horizon) behind it: give at least "
            + "\(ahead + 1), not \(steps)", at: argument)
      }
      return (0..<steps - ahead).map { first in
        Example(
          input: input.steps(first..<first + options.window),
          target: .vectors(places.map { values[(first + ahead) * size + $0] }, size: places.count),
          steps: options.window)
      }
    }
    guard data.shape.targetSource == .nextInput, data.shape.placement == .perStep else {
      throw context.failure(
        "the targets of these data are a thing of their own, which an input alone does not tell", at: argument,
        hint: "the test part is scored by: detect")
    }
    if case .tokens(let tokens) = input, let lines = data.lines(tokens) { return lines }
    guard steps > 1 else {
      throw context.failure("each step is scored by those before it, so give two or more", at: argument)
    }
    let target: SequenceTarget =
      switch input.steps(1..<steps) {
      case .tokens(let tokens): .classes(tokens)
      case .vectors(let values, let size): .vectors(values, size: size)
      }
    return [Example(input: input.steps(0..<steps - 1), target: target, steps: steps - 1)]
  }
}

extension DataPart {
  /// As sentences call it.
  var spokenName: String {
    switch self {
    case .train: "training"
    case .valid: "validation"
    case .test: "test"
    }
  }
}
