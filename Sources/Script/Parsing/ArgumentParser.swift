extension TokenParser {
  /// Reads one argument or option value as its type says.
  mutating func parseArgument(_ name: Name, _ type: ArgumentType, of spec: CommandSpec) throws(ParseFailure)
    -> Argument
  {
    let start = current.range.lower
    let value: Argument.Value
    switch type {
    case .keyword(let word): throw unexpected("'\(word)'")
    case .keywords(let words): throw unexpected("one of: " + words.joined(separator: ", "))
    case .word(let vocabulary): value = try parseWord(vocabulary, for: name.text)
    case .words(let vocabulary): value = try parseWords(vocabulary, for: name.text)
    case .file: value = .expression(try parseFile())
    case .condition: value = .expression(try parseExpression(.full))
    case .layer: value = .layer(try parseLayer())
    case .target: value = .target(try parseTarget())
    case .verbatim: value = .verbatim(skipToEnd(before: spec))
    case .command: value = .statement(try nested { parser throws(ParseFailure) in try parser.parseStatement() })
    case .setting:
      value = try literalWord == nil ? .expression(parseExpression(.argument)) : parseWord(.setting, for: name.text)
    case .number, .integer, .text, .list, .flag, .value, .range:
      let expression = try parseExpression(.argument)
      if let complaint = type.complaint(about: expression) {
        throw failure("\(name.text) is \(type.description); \(complaint)", at: expression.range)
      }
      value = .expression(expression)
    }
    return Argument(name: name, value: value, range: range(from: start))
  }

  private mutating func parseWord(_ vocabulary: Vocabulary, for argument: String) throws(ParseFailure)
    -> Argument.Value
  {
    switch current.kind {
    case .name(let word):
      if let choices = vocabulary.choices, !choices.contains(word) { throw noSuch(word, vocabulary, argument) }
      advance()
      return .word(word)
    case .string, .symbol(.openParen): return .expression(try parseExpression(.argument))
    // Lessons are numbered, too.
    case .number where vocabulary == .lessonName: return .expression(try parseExpression(.argument))
    default:
      let choices = vocabulary.choices.map { ": " + $0.joined(separator: ", ") } ?? ""
      throw unexpected("\(vocabulary.described(for: argument))\(choices)")
    }
  }

  private func noSuch(_ word: String, _ vocabulary: Vocabulary, _ argument: String) -> ParseFailure {
    let kind = vocabulary.kind(for: argument)
    var unknown = Diagnostic.unknownName(
      word, kind: kind, among: vocabulary.choices ?? [], at: current.range, in: source)
    if let hint = table.advice(on: word, asA: kind, Array(tokens(from: index + 1)), in: source) { unknown.hint = hint }
    return ParseFailure(diagnostic: unknown)
  }

  /// `[a, b]`: bare names and plain strings are literal; a list of anything else is an expression.
  private mutating func parseWords(_ vocabulary: Vocabulary, for argument: String) throws(ParseFailure)
    -> Argument.Value
  {
    guard current.isSymbol(.openBracket) else {
      let start = current.range
      let value = try parseWord(vocabulary, for: argument)
      if case .word(let word) = value { return .words([Name(text: word, range: start)]) }
      return value
    }
    let start = index
    advance()
    var names: [Name] = []
    while let word = literalWord {
      names.append(Name(text: word, range: current.range))
      if let choices = vocabulary.choices, !choices.contains(word) { throw noSuch(word, vocabulary, argument) }
      advance()
      if !current.isSymbol(.comma) { break }
      advance()
    }
    if current.isSymbol(.closeBracket) {
      advance()
      return .words(names)
    }
    index = start
    return .expression(try parseExpression(.argument))
  }

  private var literalWord: String? {
    switch current.kind {
    case .name(let word): word
    case .string(let pieces):
      switch pieces.first {
      case nil: ""
      case .text(let text) where pieces.count == 1: text
      default: nil
      }
    default: nil
    }
  }

  /// A file name: a string, or an expression in parentheses.
  mutating func parseFile() throws(ParseFailure) -> Expression {
    switch current.kind {
    case .string, .symbol(.openParen): return try parseExpression(.argument)
    case .name, .number, .symbol(.dot), .symbol(.divide), .symbol(.range):
      let start = current.range.lower
      repeat { advance() } while !current.followsBlank && !current.endsStatement
      let quotedName = quoted(source[range(from: start)])
      throw failure(
        "a file name is quoted", at: range(from: start), hint: "write \(quotedName)", replacement: quotedName)
    default: throw unexpected("a file name in quotes")
    }
  }

  private mutating func parseLayer() throws(ParseFailure) -> LayerReference {
    if let word = current.name {
      let range = current.range
      advance()
      guard let dot = word.firstIndex(of: ".") else { return LayerReference(selector: .name(word), part: nil) }
      let part = String(word[word.index(after: dot)...])
      return LayerReference(
        selector: .name(String(word[..<dot])),
        part: Name(text: part, range: SourceRange(range.upper - part.utf8.count, range.upper)))
    }
    switch current.kind {
    case .number, .string, .symbol(.openParen): break
    default: throw unexpected("a layer, by name or number")
    }
    let selector = try parsePrimary()
    guard current.isSymbol(.dot), !current.followsBlank else {
      return LayerReference(selector: .expression(selector), part: nil)
    }
    advance()
    return LayerReference(selector: .expression(selector), part: try expectName("a part such as 'recurrent'"))
  }

  private mutating func parseTarget() throws(ParseFailure) -> Target {
    guard let word = current.name, next.isSymbol(.openParen), !next.followsBlank else {
      return .layer(try parseLayer())
    }
    let name = Name(text: word, range: current.range)
    if !table.probes.isEmpty, !table.probes.contains(where: { $0.name == word }) {
      throw ParseFailure(
        diagnostic: .unknownName(word, kind: "probe", among: table.probes.map(\.name), at: name.range, in: source))
    }
    advance()
    advance()
    return .probe(name, try parseItems(until: .closeParen))
  }

  /// Any words, up to an option of the command or the statement's end.
  private mutating func skipToEnd(before spec: CommandSpec) -> String {
    let start = current.range.lower
    let options = Set(spec.forms.flatMap(\.options).map(\.name))
    while !current.endsStatement {
      if next.isSymbol(.assign), let name = current.name, options.contains(name) { break }
      advance()
    }
    return source[range(from: start)]
  }
}
