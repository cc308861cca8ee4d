import Script
import SequenceEngine

/// A model in service: what it was when the stream began, and what it carries from one input to the next.
public struct SessionStream: Sendable {
  let model: String
  /// The weights of the start: a stream does not change its mind under way.
  let state: ModelState
  let shape: DataShape
  let loss: Loss
  var memory = Generator.Memory()
  /// Inputs that were fed.
  var count = 0
}

/// `stream` and `feed`: one input at a time, at constant cost.
enum StreamCommands {
  static let all = [stream, feed]

  private static let stream = NotebookCommand(
    CommandSpec(
      "stream", family: "using",
      summary: "put the model in service: it reads one input after another, each at the same cost",
      forms: [
        CommandForm([.keyword("start")], summary: "begin with empty states, with the weights of now"),
        CommandForm([.keyword("stop")], summary: "forget the states"),
        CommandForm(summary: "what is in service, and what an input costs"),
      ],
      examples: ["stream start", "stream"],
      help: """
        Inputs are given by feed. What a stream keeps does not grow with the inputs, so layers that read ahead
        (bidirectional, reverse, self_attention, conv with later steps) or that look back at what was read are refused. The
        answers are those that the whole sequence would get at once. Training changes nothing about a stream under way.
        """)
  ) { command, context in
    switch command.keywords.first {
    case "start": try start(context)
    case "stop":
      try context.endCheck()
      guard let own = context.workspace.stream else { throw noStream }
      context.workspace.stream = nil
      context.answer("the stream of \(own.model) ends after \(counted(own.count, "input"))")
    default:
      try context.endCheck()
      guard let own = context.workspace.stream else { throw noStream }
      tell(own, try Streamer(own.state, for: own.shape, loss: own.loss), context)
    }
  }

  private static let noStream = SessionError("no stream is running", hint: "begin one with: stream start")

  private static func start(_ context: CommandContext) throws {
    let (entry, state) = try context.requireModel()
    let data = try context.requireData()
    let loss = context.workspace.settings.loss(for: data.shape)
    // A model that cannot be streamed is refused by a check as well.
    try ModelPlan(state.description, for: data.shape).checkStreaming()
    try context.endCheck()
    let own = SessionStream(model: entry.name, state: state, shape: data.shape, loss: loss)
    let streamer = try Streamer(state, for: data.shape, loss: loss)
    context.workspace.stream = own
    tell(own, streamer, context)
  }

  private static func tell(_ own: SessionStream, _ streamer: Streamer, _ context: CommandContext) {
    let numbers = streamer.plan.streamNumbers
    context.answer(
      "\(own.model) in service: \(counted(own.count, "input")) so far; it keeps \(counted(numbers, "number")) "
        + "(\(MemorySize(Double(8 * numbers)))) between inputs, and an input takes about "
        + "\(counted(streamer.plan.parameterCount, "multiplication")), however many came before")
    context.record(
      "stream",
      [("model", .text(own.model)), ("inputs", .number(Double(own.count))), ("kept", .number(Double(numbers)))])
  }

  private static let feed = NotebookCommand(
    CommandSpec(
      "feed", family: "using", summary: "give a stream its next inputs, and see output and state after each",
      arguments: [ArgumentSpec("INPUT", .value, "a text, or a list of time steps: numbers or lists")],
      examples: ["feed \"The \"", "feed [0.3]", "feed [[0.3, 0], [0.5, 1]]"],
      help: """
        Every symbol of a text and every item of a list is an input of its own. Where the data are texts of a line each, a
        stream begins at the start of a line, and starts anew at every line end.
        """
    )
  ) { command, context in
    guard let argument = command.argument("INPUT") else { return }
    let data = try context.requireData()
    let input = try ModelInput(given: argument, data, context).values
    try context.endCheck()
    guard var own = context.workspace.stream else { throw noStream }
    guard own.shape == data.shape else {
      throw SessionError(
        "the stream of \(own.model) began with other data", hint: "begin anew with: stream start")
    }
    let streamer = try Streamer(own.state, for: own.shape, loss: own.loss)
    streamer.memory = own.memory
    var answer = StreamAnswer(data, streamer.plan, own.loss)
    // Where each line is a text of its own, the first one follows the end of a line too.
    let lineEnd = data.lineEnd.map { SequenceInput.tokens([$0]) }
    if let lineEnd, own.count == 0, input.steps(0..<1) != lineEnd { _ = try streamer.feed(lineEnd) }
    for step in 0..<input.steps {
      if step.isMultiple(of: 64) { try context.progress(Progress("feeding", done: step, total: input.steps)) }
      let one = input.steps(step..<step + 1)
      // Nothing of one line is heard in the next.
      if one == lineEnd { streamer.memory = Generator.Memory() }
      let output = try streamer.feed(one)
      guard output.allSatisfy(\.isFinite) else { throw SessionError("the model's output is not finite") }
      own.count += 1
      answer.add(own.count, one, output, streamer.states)
    }
    own.memory = streamer.memory
    context.workspace.stream = own
    answer.tell(context)
  }
}

/// What is told after inputs were fed: a row for each, and the state of the last recurrent layer.
private struct StreamAnswer {
  private let data: Dataset
  private let bits: BitReading
  private var table: Table
  private var states: [[Double]] = []  // [fed][H]
  private var layer = ""
  private var first = 1

  init(_ data: Dataset, _ plan: ModelPlan, _ loss: Loss) {
    self.data = data
    bits = BitReading(under: loss)
    table = Table("", columns: [.init("t", .number), .init("input")])
    switch data.shape.target {
    case .labels: table.columns += [.init("label"), .init("probability", .number)]
    case .classes: table.columns += [.init(data.isNextSymbol ? "next" : "class"), .init("probability", .number)]
    case .bits(let size): table.columns += (0..<size).map { .init("bit \($0 + 1)") }
    case .vector(let size):
      let names = data.normalisation?.targets.map(\.name) ?? []
      table.columns += (0..<size).map { .init($0 < names.count ? names[$0] : "output", .number) }
    }
    table.columns += plan.recurrentLayers.map { .init("‖h‖ \(plan.layers[$0].name)", .number) }
  }

  mutating func add(
    _ count: Int, _ input: SequenceInput, _ output: [Double], _ own: [(layer: String, values: [Double])]
  ) {
    if states.isEmpty { first = count }
    var row: [Table.Value] = [.count(count), .text(told(input))]
    switch data.shape.target {
    case .classes, .labels:
      let probabilities = Generator.probabilities(output, temperature: 1, topK: 0, topP: 1)
      let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
      let names = data.classNames ?? []
      row += [
        .text(best < names.count ? legible(names[best]) : isBlank(best) ? "–" : "class \(best)"),
        .number(probabilities.isEmpty ? .nan : probabilities[best], .percent(1)),
      ]
    case .bits: row += output.map { .text(bits.isYes($0) ? "1" : "0") }
    case .vector:
      row += (data.normalisation?.denormalise(targets: output) ?? output).map { .number($0, .significant(6)) }
    }
    row += own.map { .number($0.values.reduce(0) { $0 + $1 * $1 }.squareRoot()) }
    table.rows.append(row)
    guard let last = own.last else { return }
    layer = last.layer
    states.append(last.values)
  }

  /// Whether nothing is written at this step, where labels have no places in time.
  private func isBlank(_ number: Int) -> Bool {
    if case .labels(let count) = data.shape.target { number == count } else { false }
  }

  private func told(_ input: SequenceInput) -> String {
    switch input {
    case .tokens(let tokens): legible(data.vocabulary?.decode(tokens) ?? "")
    case .vectors(let values, _):
      values.enumerated().map { place, value in
        NumberFormat.general.text(data.normalisation?.inputs[place].denormalise(value) ?? value)
      }.joined(separator: " ")
    }
  }

  func tell(_ context: CommandContext) {
    context.answer(.table(table))
    guard let last = states.last, !last.isEmpty else { return }
    let isOne = states.count == 1
    context.answer(
      .heat(
        HeatMap(
          "state of \(layer)\(isOne ? " after input \(first)" : "")",
          rows: isOne ? [last] : last.indices.map { unit in states.map { $0[unit] } },
          rowLabels: isOne ? ["h"] : [], rowName: isOne ? "state" : "unit", columnName: isOne ? "unit" : "t",
          firstColumn: isOne ? 1 : first)))
  }
}
