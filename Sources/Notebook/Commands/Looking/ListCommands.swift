import Script

/// `plot` and `table`: lists of one's own as charts and tables.
enum ListCommands {
  static let all: [NotebookCommand] = [plot, table]

  private static let lists = ArgumentSpec("LIST", .value, "a list or a range", isOptional: true, isRepeated: true)
  private static let over = OptionSpec("over", .value, "a list or a range as long as the others", default: "1, 2, 3 …")
  private static let naming = """
    A list is called as it is written; NAME=LIST gives it a name. A list of lists is several of them.
    """

  static let plot = NotebookCommand(
    CommandSpec(
      "plot", family: "looking", summary: "draw lists of numbers as curves",
      forms: [
        CommandForm(
          [lists], options: [over, OptionSpec("log", .flag, "a logarithmic axis upward", default: "no")],
          takesOtherOptions: true)
      ],
      examples: ["plot losses", "plot plain=a gated=b over=1..50 log", "plot [1, 4, 9] (output(5))"],
      help: naming + "show loss draws the loss of every update; show sweep as=plot draws a sweep.", isLook: true)
  ) { command, context in
    let series = try series(command, context)
    let x = try command.option("over").map { try numbers(try context.value($0), $0, context) }
    let isLog = try command.option("log").map { try context.flag($0) } ?? false
    let curves = try series.map { item in
      let y = try numbers(.list(item.values), item.argument, context)
      guard let x else { return LineChart.Series(item.name, y: y) }
      guard x.count == y.count else {
        throw context.failure(
          "'\(item.name)' has \(y.count) values and over= has \(x.count)", at: item.argument,
          hint: "both are as long as each other")
      }
      return LineChart.Series(item.name, points: zip(x, y).map { LineChart.Point(x: $0, y: $1) })
    }
    context.answer(
      .line(
        LineChart(
          curves.count == 1 ? curves[0].name : "", xLabel: x == nil ? "number" : "x", yScale: isLog ? .log10 : .linear,
          series: curves)))
  }

  static let table = NotebookCommand(
    CommandSpec(
      "table", family: "looking", summary: "show lists as the columns of a table",
      forms: [
        CommandForm(
          [lists], options: [OptionSpec("as", .word(.choice("table", "csv", "bars", "text")), "how", default: "table")],
          takesOtherOptions: true)
      ],
      examples: ["table names losses", "table kind=[\"rnn\", \"lstm\"] loss=[0.2, 0.01]", "table rows as=csv"],
      help: "A list is called as it is written; NAME=LIST gives it a name. One list of lists is shown row by row.",
      isLook: true)
  ) { command, context in
    let form = try command.option("as").map { try context.word($0) }
    var columns = try series(command, context, divides: false).map { ($0.name, $0.values) }
    if columns.count == 1, let rows = rows(columns[0].1) {
      let width = rows.map(\.count).max() ?? 0
      // Transposed; what a shorter row lacks stays empty.
      let short = rows.map { row in row.map(Optional.some) + Array(repeating: nil, count: width - row.count) }
      return context.answer(
        Output.table(Table((0..<width).map { place in (name: "\(place + 1)", values: short.map { $0[place] }) }))
          .shown(as: form))
    }
    let length = columns.map(\.1.count).max() ?? 0
    columns = columns.filter { !$0.1.isEmpty || length == 0 }
    context.answer(
      Output.table(
        Table(
          columns.map { name, values in (name: name, values: (0..<length).map { $0 < values.count ? values[$0] : nil })
          })
      ).shown(as: form))
  }

  /// A list that was given, and where.
  private struct Item {
    var name: String
    var values: [Value]
    var argument: Argument
  }

  /// The lists of a command, those with names last.
  ///
  /// - Parameter divides: whether a list of lists counts as several.
  private static func series(
    _ command: Command, _ context: CommandContext, divides: Bool = true
  ) throws -> [Item] {
    let own: Set<String> = ["over", "log", "as"]
    let given =
      command.arguments.map { (context.source[$0.range], $0) }
      + command.options.filter { !own.contains($0.name.text) }.map { ($0.name.text, $0) }
    guard !given.isEmpty else {
      throw SessionError(
        "\(command.verb.text) needs at least one list", hint: "for example: \(command.verb.text) [1, 4, 9]")
    }
    return try given.flatMap { name, argument -> [Item] in
      let value = try named(argument, context)
      guard case .list(let items) = value else { throw noList(name, value, command, argument, context) }
      let inner = items.compactMap { if case .list(let list) = $0 { list } else { nil } }
      guard divides, !items.isEmpty, inner.count == items.count else {
        return [Item(name: name, values: items, argument: argument)]
      }
      return inner.enumerated().map { Item(name: "\(name)[\($0 + 1)]", values: $1, argument: argument) }
    }
  }

  /// The value of an argument; a bare name behind `NAME=` is that of a variable.
  private static func named(_ argument: Argument, _ context: CommandContext) throws -> Value {
    let scope = SessionScope(owner: context)
    let name: String
    switch argument.value {
    case .word(let word): name = word
    case .expression(let expression):
      guard case .name(let word) = expression.kind, LookingCommands.Subject(rawValue: word) != nil,
        try scope.value(of: word) == nil
      else { return try context.value(argument) }
      throw context.failure("no list is called '\(word)'", at: argument, hint: "write show \(word)")
    default: return try context.value(argument)
    }
    if let value = try scope.value(of: name) { return value }
    throw Diagnostic.unknownName(
      name, kind: "variable, measure or layer", among: scope.knownNames, at: argument.range, in: context.source)
  }

  private static func noList(
    _ name: String, _ value: Value, _ command: Command, _ argument: Argument, _ context: CommandContext
  ) -> Diagnostic {
    let isLoss = name == "loss" || name.hasSuffix(".loss")
    return context.failure(
      "\(command.verb.text) takes lists, and '\(name)' is \(value.kindName)", at: argument,
      hint: isLoss
        ? "the loss of every update: show loss"
        : "gather values in one: let xs = []; for … { let xs = xs + [\(name)] }; \(command.verb.text) xs")
  }

  private static func numbers(_ value: Value, _ argument: Argument, _ context: CommandContext) throws -> [Double] {
    guard case .list(let items) = value else {
      throw context.failure("expected a list of numbers, found \(value.kindName)", at: argument)
    }
    return try items.map { item in
      guard case .number(let number) = item else {
        throw context.failure("a curve has numbers, and among these is \(item.kindName): \(item.literal)", at: argument)
      }
      return number
    }
  }

  private static func rows(_ values: [Value]) -> [[Value]]? {
    let rows = values.compactMap { if case .list(let list) = $0 { list } else { nil } }
    return rows.count == values.count && !rows.isEmpty ? rows : nil
  }
}

extension Table {
  /// Columns of values of the language, all of one length.
  init(_ columns: [(name: String, values: [Script.Value?])], title: String = "") {
    self.init(
      title,
      columns: columns.map { name, values in
        let known = values.compactMap { $0 }
        let isNumeric = !known.isEmpty && known.allSatisfy { if case .number = $0 { true } else { false } }
        return Column(name, isNumeric ? .number : .text)
      }, rows: (columns.first?.values.indices ?? 0..<0).map { row in columns.map { Table.Value($0.values[row]) } })
  }
}
