import Script
import SequenceEngine

/// `show connectivity`: how much each input moves what is put out at one place.
enum ConnectivityCommand {
  static let form = CommandForm(
    [.keyword("connectivity")],
    options: [
      OptionSpec("t", .integer, "time step of the output", default: "where the example stands"),
      OptionSpec("output", .integer, "number of the output, from 1", default: "the loss"),
      OptionSpec("class", .word(Vocabulary("class")), "the output by the name of its class"),
      LookingCommands.formOption,
    ], summary: "gradient of an output, or of the loss, by the input of each time step")

  static func show(_ command: Command, _ context: CommandContext) throws {
    let form = try command.option("as").map { try context.word($0) }
    let (entry, _) = try context.requireModel()
    let data = try context.requireData()
    if let argument = command.option("class"), command.option("output") != nil {
      throw context.failure("take either class= or output=", at: argument)
    }
    var output: Int?
    if let argument = command.option("output") {
      output = try context.integer(argument, 1...data.shape.target.outputSize) - 1
    }
    if let argument = command.option("class") { output = try classNumber(argument, data, context) }
    let pass = try context.workspace.recordedPass()
    let isPerStep = data.shape.placement == .perStep
    var t = isPerStep ? context.workspace.stepper?.t ?? 1 : pass.steps
    if let argument = command.option("t") {
      guard isPerStep else {
        throw context.failure("there is one output for the sequence, so t= has no meaning", at: argument)
      }
      t = try context.integer(argument, 1...max(pass.steps, 1))
      guard output != nil else {
        throw context.failure("t= goes with output= or class=: the loss is of all time steps", at: argument)
      }
    }
    let found = try pass.inputSensitivity(output: output, at: t)
    let place = isPerStep ? "(\(t))" : ""
    let number = (output ?? 0) + 1
    let names = data.classNames
    let what =
      output.map {
        names?.indices.contains($0) == true ? "'\(legible(names?[$0] ?? ""))'\(place)" : "output \(number)\(place)"
      }
      ?? "L"
    for picture in outputs(
      found, pass, data, "\(entry.name)   d \(what) / dx(t)", context.workspace.stepper?.t ?? 1, form)
    {
      context.answer(picture.shown(as: form))
    }
    context.record(
      "trace",
      [
        ("model", .text(entry.name)), ("subject", .text("connectivity")), ("t", .number(Double(t))),
        ("of", .text(what)), ("norms", .list(found.norms.map { .number($0) })),
        ("contributions", .list(found.contributions.map { .number($0) })),
      ])
  }

  private static func classNumber(_ argument: Argument, _ data: Dataset, _ context: CommandContext) throws -> Int {
    let name = try context.word(argument)
    guard let names = data.classNames else {
      throw context.failure("the outputs of these data have no names", at: argument, hint: "take output=N")
    }
    if let place = names.firstIndex(of: name) { return place }
    throw Diagnostic.unknownName(name, kind: "class", among: names, at: argument.range, in: context.source)
  }

  private static func outputs(
    _ found: InputSensitivity, _ pass: RecordedPass, _ data: Dataset, _ title: String, _ cursor: Int, _ form: String?
  ) -> [Output] {
    let words = Output.text(sentence(found, title))
    switch form {
    case "text": return [words]
    case "table", "csv":
      var table = Table(
        title, columns: [.init("t", .number), .init("norm", .number), .init("gradient · x", .number)])
      for t in found.norms.indices {
        table.rows.append([.count(t + 1), .number(found.norms[t]), .number(found.contributions[t])])
      }
      return [.table(table)]
    case "plot", "bars", "heatmap":
      return [
        .line(
          LineChart(
            title, xLabel: "t", series: [.init("norm", y: found.norms), .init("gradient · x", y: found.contributions)]))
      ]
    default:
      let strips =
        UnrolledStrips(pass: pass, data: data).input + [
          StripChart.Strip("norm", .logBars(found.norms, references: []), readings: [.series("", found.norms)]),
          StripChart.Strip("grad·x", .heat(rows: [found.contributions], .signed, range: nil)),
        ]
      return [.strips(StripChart(title, cursor: cursor, strips: strips)), words]
    }
  }

  private static func sentence(_ found: InputSensitivity, _ title: String) -> String {
    let order = found.norms.indices.filter { found.norms[$0] > 0 }.sorted {
      (found.norms[$0], $1) > (found.norms[$1], $0)
    }
    guard found.norms.allSatisfy(\.isFinite) else { return "some of its gradients are not finite" }
    guard let first = order.first else { return "no input moves it" }
    let few = order.prefix(5).map { "t=\($0 + 1)" }.joined(separator: ", ")
    return "moved most by x at \(few); norm at t=\(first + 1): \(NumberFormat.significant(3).text(found.norms[first]))"
  }
}
