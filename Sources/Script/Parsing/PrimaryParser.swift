extension TokenParser {
  /// A value that needs no operator: a literal, a name, a call, a list, or anything in parentheses.
  mutating func parsePrimary() throws(ParseFailure) -> Expression {
    let token = current
    switch token.kind {
    case .number(let value):
      advance()
      return try node(.number(value), token.range)
    case .string(let pieces):
      advance()
      return try parseString(pieces, token.range)
    case .name(let name): return try parseName(name)
    case .symbol(.openParen):
      advance()
      let inner = try parseExpression(.full)
      try expect(.closeParen, "after the expression")
      return Expression(kind: inner.kind, range: range(from: token.range.lower), depth: inner.depth)
    case .symbol(.openBracket):
      advance()
      let items = try parseItems(until: .closeBracket)
      return try node(.list(items), range(from: token.range.lower), items)
    case .symbol(.colon):
      throw unexpected("an expression", hint: "commands have no ':' before them; quit ends the session")
    case .symbol(.prime):
      throw unexpected("an expression", hint: "strings are written with \"")
    default:
      throw unexpected("an expression")
    }
  }

  private mutating func parseName(_ name: String) throws(ParseFailure) -> Expression {
    let token = current
    if Keywords.reserved.contains(name) {
      guard let constant = Self.constant(name) else { throw unexpected("an expression") }
      advance()
      return try node(constant, token.range)
    }
    advance()
    guard current.isSymbol(.openParen), !current.followsBlank else { return try node(.name(name), token.range) }
    advance()
    let arguments = try parseItems(until: .closeParen)
    return try node(
      .call(function: Name(text: name, range: token.range), arguments: arguments), range(from: token.range.lower),
      arguments)
  }

  private static func constant(_ name: String) -> Expression.Kind? {
    switch name {
    case "yes": .bool(true)
    case "no": .bool(false)
    case "nan": .number(.nan)
    case "inf": .number(.infinity)
    default: nil
    }
  }

  /// Expressions between commas, up to and with the closing bracket; a comma may stand before it.
  mutating func parseItems(until closing: Symbol) throws(ParseFailure) -> [Expression] {
    var items: [Expression] = []
    while !current.isSymbol(closing) {
      items.append(try parseExpression(.full))
      if current.isSymbol(closing) { break }
      guard current.isSymbol(.comma) else { throw unexpected("',' or '\(closing.rawValue)'") }
      advance()
    }
    advance()
    return items
  }

  private mutating func parseString(_ pieces: [Token.StringPiece], _ range: SourceRange) throws(ParseFailure)
    -> Expression
  {
    var parts: [Expression.StringPart] = []
    var values: [Expression] = []
    for piece in pieces {
      switch piece {
      case .text(let text): parts.append(.text(text))
      case .code(let code):
        let (value, format) = try nested { parser throws(ParseFailure) in try parser.parseInterpolation(code) }
        parts.append(.value(value, format: format))
        values.append(value)
      }
    }
    return try node(.string(parts), range, values)
  }

  /// `expression` or `expression:.3`, as it stands between braces in a string.
  private func parseInterpolation(_ code: SourceRange) throws(ParseFailure) -> (Expression, NumberFormat) {
    var lexer = Lexer(source, range: code)
    lexer.run(recovering: false)
    if let complaint = lexer.diagnostics.first { throw ParseFailure(diagnostic: complaint) }
    var inner = TokenParser(source, lexer.tokens, table: table, definedCommands: [])
    inner.level = level
    if inner.current.kind == .end {
      throw failure(
        "expected an expression between '{' and '}'", at: SourceRange(code.lower - 1, code.upper + 1),
        hint: "a brace in a string is written '{{'")
    }
    let value = try inner.parseExpression(.full)
    if inner.current.kind == .end { return (value, .shortest) }
    guard inner.current.isSymbol(.colon) else {
      throw inner.unexpected("'}' or a format such as ':.3'")
    }
    let format = source[SourceRange(inner.current.range.upper, code.upper)]
    guard format.first == ".", let decimals = Int(format.dropFirst()), (0...17).contains(decimals),
      format.dropFirst().allSatisfy(\.isNumber)
    else {
      throw failure(
        "'\(format)' is no format", at: SourceRange(inner.current.range.upper, code.upper),
        hint: "write ':.3' for three decimals, from ':.0' to ':.17'")
    }
    return (value, .decimals(decimals))
  }
}
