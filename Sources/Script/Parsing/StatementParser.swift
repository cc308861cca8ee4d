extension TokenParser {
  /// The statements of a program or entry, up to a border or the end; a program goes on after errors.
  mutating func parseStatements() -> [Statement] {
    var statements: [Statement] = []
    while true {
      while current.kind == .newline || current.isSymbol(.semicolon) { advance() }
      switch current.kind {
      case .end, .border: return statements
      case .symbol(.closeBrace) where level > 0: return statements
      case .symbol(.closeBrace):
        advance()
        continue
      default: break
      }
      do throws(ParseFailure) {
        let statement = try nested { parser throws(ParseFailure) in try parser.parseStatement() }
        guard current.endsStatement else { throw unexpectedAfterStatement() }
        statements.append(statement)
      } catch {
        note(error)
        recover()
      }
    }
  }

  private func unexpectedAfterStatement() -> ParseFailure {
    if current.isName("else") {
      return failure("expected the end of the command, found 'else'", at: current.range)
    }
    if current.isSymbol(.openParen) {
      return unexpected("the end of the command", hint: "in a call no blank stands before the '('")
    }
    return unexpected("the end of the command")
  }

  /// Moves to the next border between statements. Blocks on the way are read for their own errors.
  private mutating func recover() {
    while !current.endsStatement {
      let opensBlock = current.isSymbol(.openBrace)
      advance()
      if opensBlock {
        level += 1
        reportingBlocks += 1
        _ = level < Limits.nesting ? parseStatements() : []
        reportingBlocks -= 1
        level -= 1
        if current.isSymbol(.closeBrace) { advance() }
      }
    }
  }

  mutating func parseBlock() throws(ParseFailure) -> [Statement] {
    if current.isSymbol(.colon) {
      throw failure("a block stands in braces", at: current.range, hint: "write { … } in place of ':'")
    }
    try expect(.openBrace, "before the block")
    let statements = parseStatements()
    guard current.isSymbol(.closeBrace) else { throw ParseFailure(diagnostic: nil) }
    advance()
    return statements
  }

  mutating func parseStatement() throws(ParseFailure) -> Statement {
    let start = current.range.lower
    let kind = try parseStatementKind()
    return Statement(kind: kind, range: range(from: start))
  }

  private mutating func parseStatementKind() throws(ParseFailure) -> Statement.Kind {
    guard let word = current.name else { return .expression(try parseExpression(.full)) }
    if let parse = Self.keywordParsers[word] {
      if next.isSymbol(.assign) { throw reservedName(word, is: "a word of the language") }
      return try parse(&self)
    }
    if word == "else" {
      throw failure(
        "'else' follows no block", at: current.range, hint: "write it on the line of the '}': } else {")
    }
    if next.isSymbol(.assign) {
      if table.command(word) != nil { throw assignedCommand(word) }
      if table.guess(word) == nil, let reservation = table.reservation(of: word) {
        throw reservedName(word, is: reservation)
      }
      throw unboundName(word)
    }
    if let command = table.command(word), !readsAsMeasure(command) { return .command(try parseCommand(command)) }
    if definedCommands.contains(word) { return .definedCommand(try parseDefinedCommand()) }
    if next.endsStatement || goesOnAsExpression || Keywords.reserved.contains(word) {
      return .expression(try parseExpression(.full))
    }
    if hasInclude { return .definedCommand(try parseDefinedCommand()) }
    if next.kind == .invalid { throw ParseFailure(diagnostic: nil) }
    throw ParseFailure(
      diagnostic: table.unknownCommand(
        word, others: definedCommands.sorted(), Array(restOfStatement), at: current.range, in: source))
  }

  /// `x = 3`: a value gets its name with let, a setting by its own command.
  private func unboundName(_ word: String) -> ParseFailure {
    let rest = Array(restOfStatement.drop { $0.isSymbol(.assign) })
    let value = rest.first.flatMap { first in rest.last.map { source[SourceRange(first.range.lower, $0.range.upper)] } }
    let binding = "give a value a name with let \(word) = \(value ?? "…")"
    guard let guess = table.guess(word.lowercased()) else {
      return failure("'\(word) =' is no command", at: current.range, hint: binding)
    }
    return failure(
      "'\(word) =' is no command", at: current.range, hint: "write \(guess.line(with: rest, in: source)), or \(binding)"
    )
  }

  /// `seed = 1`: what a command takes stands behind it.
  private func assignedCommand(_ word: String) -> ParseFailure {
    let rest = restOfStatement.drop { $0.isSymbol(.assign) }
    guard let first = rest.first, let last = rest.last else { return reservedName(word, is: "a command") }
    let value = source[SourceRange(first.range.lower, last.range.upper)]
    let kind = first.name.flatMap { table.guess($0) }.map { ", or for a layer \($0.line(with: [], in: source))" }
    return failure(
      "'\(word)' is a command, and what it takes stands behind it without '='", at: current.range,
      hint: "write \(word) \(value)\(kind ?? "")")
  }

  /// What stands behind the current word in its statement.
  private var restOfStatement: ArraySlice<Token> { tokens(from: index + 1) }

  /// `loss` and `step` are verbs and measures: with an operator behind them, or where the verb alone says nothing, they
  /// are read as measures.
  private func readsAsMeasure(_ command: CommandSpec) -> Bool {
    guard table.isMeasure(command.verb) else { return false }
    if next.endsStatement { return command.forms.allSatisfy { $0.arguments.contains { !$0.isOptional } } }
    return goesOnAsExpression
  }

  /// Whether what follows the current name can only go on as an expression. A sign counts when it stands alike on both
  /// sides: `x - 1` and `x-1`, where `x -1` gives x an argument.
  private var goesOnAsExpression: Bool {
    switch next.kind {
    case .name("and"), .name("or"): return true
    case .symbol(.openParen), .symbol(.openBracket): return !next.followsBlank
    case .symbol(.minus), .symbol(.plus):
      return next.followsBlank == tokenAfterNext.followsBlank
    case .symbol(let symbol):
      let signs: Set<Symbol> = [
        .times, .divide, .remainder, .power, .range, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
      ]
      return signs.contains(symbol)
    default: return false
    }
  }

  func reservedName(_ word: String, is reservation: String) -> ParseFailure {
    failure(
      "'\(word)' is \(reservation) and cannot be given a value", at: current.range,
      hint: "choose another name, such as 'my_\(word)'")
  }

  private mutating func parseDefinedCommand() throws(ParseFailure) -> DefinedCommand {
    let name = Name(text: current.name ?? "", range: current.range)
    advance()
    var arguments: [Expression] = []
    var options: [(name: Name, value: Expression)] = []
    while !current.endsStatement {
      if let option = current.name, next.isSymbol(.assign) {
        let optionName = Name(text: option, range: current.range)
        guard !options.contains(where: { $0.name.text == option }) else { throw givenTwice(optionName) }
        advance()
        advance()
        options.append((optionName, try parseExpression(.argument)))
      } else {
        guard options.isEmpty else { throw argumentAfterOption() }
        arguments.append(try parseExpression(.argument))
      }
      try expectArgumentEnd()
    }
    return DefinedCommand(name: name, arguments: arguments, options: options)
  }
}
