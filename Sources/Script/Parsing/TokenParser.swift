/// Thrown to leave a statement that cannot be read. Without a diagnostic the lexer has complained already.
struct ParseFailure: Error {
  let diagnostic: Diagnostic?
}

/// One run over the tokens of a source, by recursive descent.
struct TokenParser {
  let source: SourceText
  let table: CommandTable
  private let tokens: [Token]
  var index = 0
  var diagnostics: [Diagnostic] = []
  /// Commands made by `def`, those further down included: a block may call what stands below it.
  var definedCommands: Set<String>
  /// After an `include` a command that is not known may be one that the file defines.
  var hasInclude = false
  /// Blocks of `sweep` and `def` around the current statement: `report` belongs there.
  var reportingBlocks = 0
  /// How deep the recursion is.
  var level = 0

  init(_ source: SourceText, _ tokens: [Token], table: CommandTable, definedCommands: Set<String>) {
    self.source = source
    self.table = table
    self.tokens = tokens
    self.definedCommands = definedCommands
    for (word, name) in zip(tokens, tokens.dropFirst()) where word.isName("def") {
      if let name = name.name { self.definedCommands.insert(name) }
    }
  }

  var current: Token { tokens[index] }
  var next: Token { tokens[min(index + 1, tokens.count - 1)] }
  var tokenAfterNext: Token { tokens[min(index + 2, tokens.count - 1)] }
  /// Where the last token read ends.
  var lastEnd: Int { index > 0 ? tokens[index - 1].range.upper : 0 }

  /// The tokens from a place to the end of the statement around it.
  func tokens(from place: Int) -> ArraySlice<Token> {
    var depth = 0
    return tokens[min(place, tokens.count)...].prefix { token in
      depth += token.nesting
      return depth > 0 || !token.endsStatement
    }
  }

  mutating func advance() { index = min(index + 1, tokens.count - 1) }

  func range(from start: Int) -> SourceRange { SourceRange(start, max(start, lastEnd)) }

  func failure(_ message: String, at range: SourceRange, hint: String? = nil, replacement: String? = nil)
    -> ParseFailure
  {
    ParseFailure(diagnostic: Diagnostic(message, at: range, in: source, hint: hint, replacement: replacement))
  }

  /// `expected …, found …` at the current token.
  func unexpected(_ expected: String, hint: String? = nil) -> ParseFailure {
    if current.kind == .invalid { return ParseFailure(diagnostic: nil) }
    return failure(
      "expected \(expected), found \(current.described(in: source))", at: current.range, hint: hint)
  }

  mutating func expect(_ symbol: Symbol, _ purpose: String) throws(ParseFailure) {
    guard current.isSymbol(symbol) else { throw unexpected("'\(symbol.rawValue)' \(purpose)") }
    advance()
  }

  mutating func expectName(_ purpose: String) throws(ParseFailure) -> Name {
    guard let text = current.name, !Keywords.reserved.contains(text) else { throw unexpected(purpose) }
    let name = Name(text: text, range: current.range)
    advance()
    return name
  }

  /// A statement and its first value are levels too; brackets as deep as the lexer lets them be must fit.
  private static let deepest = Limits.nesting + 8

  /// Runs `body` one level deeper, unless that is deeper than anyone writes.
  mutating func nested<T>(
    _ body: (inout TokenParser) throws(ParseFailure) -> T
  ) throws(ParseFailure) -> T {
    guard level < Self.deepest else {
      throw failure("this is nested more than \(Limits.nesting) deep", at: current.range)
    }
    level += 1
    defer { level -= 1 }
    return try body(&self)
  }

  mutating func note(_ failure: ParseFailure) {
    if let diagnostic = failure.diagnostic { diagnostics.append(diagnostic) }
  }
}
