extension TokenParser {
  /// What reads a statement after each word of the language; the word is the current token.
  static let keywordParsers: [String: @Sendable (inout TokenParser) throws(ParseFailure) -> Statement.Kind] = [
    "let": { parser throws(ParseFailure) in try parser.parseLet() },
    "print": { parser throws(ParseFailure) in .print(try parser.parseValues()) },
    "assert": { parser throws(ParseFailure) in try parser.parseAssert() },
    "include": { parser throws(ParseFailure) in try parser.parseInclude() },
    "if": { parser throws(ParseFailure) in try parser.parseConditional() },
    "for": { parser throws(ParseFailure) in try parser.parseFor() },
    "repeat": { parser throws(ParseFailure) in try parser.parseRepeat() },
    "def": { parser throws(ParseFailure) in .definition(try parser.parseDefinition()) },
    "sweep": { parser throws(ParseFailure) in .sweep(try parser.parseSweep()) },
    "report": { parser throws(ParseFailure) in try parser.parseReport() },
    "cell": { parser throws(ParseFailure) in .cell(try parser.parseCell()) },
  ]

  private mutating func parseLet() throws(ParseFailure) -> Statement.Kind {
    advance()
    let name = try parseBinding(isLet: true)
    try expect(.assign, "after the name")
    return .letBinding(name, try parseExpression(.full))
  }

  /// A name that gets a value. Options may name the variables of loops and parameters, not those of `let`.
  private mutating func parseBinding(isLet: Bool = false) throws(ParseFailure) -> Name {
    guard let text = current.name else { throw unexpected("a name") }
    if let reservation = table.reservation(of: text), isLet || reservation != "an option" {
      throw reservedName(text, is: reservation)
    }
    if text.contains(".") {
      throw failure("the name '\(text)' holds a dot", at: current.range, hint: "use '_' instead")
    }
    return try expectName("a name")
  }

  private mutating func parseValues() throws(ParseFailure) -> [Expression] {
    advance()
    if current.endsStatement { return [] }
    var values = [try parseExpression(.full)]
    while current.isSymbol(.comma) {
      advance()
      values.append(try parseExpression(.full))
    }
    return values
  }

  private mutating func parseAssert() throws(ParseFailure) -> Statement.Kind {
    let values = try parseValues()
    guard let condition = values.first else { throw unexpected("an expression") }
    guard values.count <= 2 else {
      throw failure("assert takes a condition and one message", at: values[2].range)
    }
    return .assert(condition, message: values.dropFirst().first)
  }

  private mutating func parseInclude() throws(ParseFailure) -> Statement.Kind {
    advance()
    let file = try parseFile()
    hasInclude = true
    return .include(file)
  }

  private mutating func parseConditional() throws(ParseFailure) -> Statement.Kind {
    var branches: [Statement.Branch] = []
    while true {
      advance()
      let condition = try parseExpression(.full)
      branches.append(Statement.Branch(condition: condition, body: try parseBlock()))
      guard current.isName("else") else { return .conditional(branches, otherwise: nil) }
      advance()
      if !current.isName("if") { return .conditional(branches, otherwise: try parseBlock()) }
    }
  }

  private mutating func parseFor() throws(ParseFailure) -> Statement.Kind {
    advance()
    let name = try parseBinding()
    guard current.isName("in") else { throw unexpected("'in' after the name") }
    advance()
    let values = try parseExpression(.full)
    return .forEach(name, in: values, try parseBlock())
  }

  private mutating func parseRepeat() throws(ParseFailure) -> Statement.Kind {
    advance()
    let count = try parseExpression(.full)
    return .repeated(count, try parseBlock())
  }

  private mutating func parseDefinition() throws(ParseFailure) -> Definition {
    advance()
    if let text = current.name, let reservation = table.reservation(of: text), reservation != "an option" {
      throw failure("'\(text)' is \(reservation) already", at: current.range, hint: "choose another name")
    }
    let name = try expectName("a name for the command")
    try expect(.openParen, "after the name")
    var parameters: [(name: Name, defaultValue: Expression?)] = []
    while !current.isSymbol(.closeParen) {
      let parameter = try parseBinding()
      guard !parameters.contains(where: { $0.name.text == parameter.text }) else {
        throw failure("there are two parameters called '\(parameter.text)'", at: parameter.range)
      }
      var defaultValue: Expression?
      if current.isSymbol(.assign) {
        advance()
        defaultValue = try parseExpression(.full)
      } else if parameters.last?.defaultValue != nil {
        throw failure("'\(parameter.text)' needs a default, since the one before has one", at: parameter.range)
      }
      parameters.append((parameter, defaultValue))
      if current.isSymbol(.closeParen) { break }
      guard current.isSymbol(.comma) else { throw unexpected("',' or ')'") }
      advance()
    }
    advance()
    return Definition(name: name, parameters: parameters, body: try parseReportingBlock())
  }

  private mutating func parseReportingBlock() throws(ParseFailure) -> [Statement] {
    reportingBlocks += 1
    defer { reportingBlocks -= 1 }
    return try parseBlock()
  }

  private mutating func parseSweep() throws(ParseFailure) -> Sweep {
    var variables: [(name: Name, values: Expression)] = []
    repeat {
      advance()
      let name = try parseBinding()
      guard !variables.contains(where: { $0.name.text == name.text }) else {
        throw failure("the sweep has two variables called '\(name.text)'", at: name.range)
      }
      guard current.isName("in") else { throw unexpected("'in' after the name") }
      advance()
      variables.append((name, try parseExpression(.full)))
    } while current.isSymbol(.comma)
    var jobs: Expression?
    if let option = current.name {
      guard option == "jobs" else {
        throw ParseFailure(
          diagnostic: .unknownName(option, kind: "option of 'sweep'", among: ["jobs"], at: current.range, in: source))
      }
      advance()
      try expect(.assign, "after 'jobs'")
      jobs = try parseExpression(.argument)
    }
    return Sweep(variables: variables, jobs: jobs, body: try parseReportingBlock())
  }

  private mutating func parseReport() throws(ParseFailure) -> Statement.Kind {
    guard reportingBlocks > 0 else {
      throw failure(
        "'report' adds to the table of a sweep", at: current.range, hint: "use it in the block of sweep or def")
    }
    var columns: [ReportColumn] = []
    repeat {
      advance()
      var title: String?
      if next.isSymbol(.assign), let name = current.name {
        title = name
        advance()
        advance()
      }
      let value = try parseExpression(.full)
      columns.append(ReportColumn(name: title ?? source[value.range], value: value))
    } while current.isSymbol(.comma)
    return .report(columns)
  }

  /// Only the outline is read here: name, parameters in parentheses, equations in braces.
  private mutating func parseCell() throws(ParseFailure) -> CellText {
    let start = current.range.lower
    advance()
    let name = try expectName("a name for the cell")
    try skipBrackets(.openParen, "around input and states, as in cell \(name.text)(x, h)")
    try skipBrackets(.openBrace, "before the equations")
    let whole = range(from: start)
    return CellText(name: name, text: source[whole], range: whole)
  }

  private mutating func skipBrackets(_ opening: Symbol, _ purpose: String) throws(ParseFailure) {
    try expect(opening, purpose)
    var depth = 1
    var isSound = true
    while depth > 0 {
      switch current.kind {
      case .end, .border: throw ParseFailure(diagnostic: nil)
      case .invalid: isSound = false
      default: depth += current.nesting
      }
      advance()
    }
    if !isSound { throw ParseFailure(diagnostic: nil) }
  }
}
