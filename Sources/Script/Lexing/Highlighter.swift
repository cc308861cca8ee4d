/// A stretch of source with what it is, for showing it in colours.
public struct Highlight: Sendable, Hashable {
  public enum Role: Sendable, Hashable {
    /// The word that begins a command, and the words of the language.
    case verb
    /// The name before `=`.
    case option
    case number, string, comment
    /// What the lexer refuses.
    case fault
  }

  public var range: SourceRange
  public var role: Role
}

/// Tells verbs, options, numbers, strings and comments apart, in order; whatever lies between them is plain. It reads
/// words alone and asks no command table, so it works on a line that is half typed.
public enum Highlighter {
  public static func highlights(of source: SourceText) -> [Highlight] {
    var lexer = Lexer(source)
    lexer.run(recovering: false)
    var highlights: [Highlight] = []
    var end = 0
    var beginsStatement = true
    for (index, token) in lexer.tokens.enumerated() {
      if let comment = comment(between: end, and: token.range.lower, in: source) { highlights.append(comment) }
      end = max(end, token.range.upper)
      let next = index + 1 < lexer.tokens.count ? lexer.tokens[index + 1] : nil
      if let role = role(of: token, before: next, beginsStatement: beginsStatement, in: source) {
        highlights.append(Highlight(range: token.range, role: role))
      }
      beginsStatement = token.endsStatement || token.isSymbol(.openBrace)
    }
    return highlights
  }

  private static func role(
    of token: Token, before next: Token?, beginsStatement: Bool, in source: SourceText
  ) -> Highlight.Role? {
    switch token.kind {
    case .name(let name):
      if ["yes", "no", "nan", "inf"].contains(name) { return .number }
      if Keywords.reserved.contains(name) { return .verb }
      let touchesNext = next?.range.lower == token.range.upper
      if let next, next.isSymbol(.assign) { return touchesNext && !beginsStatement ? .option : nil }
      // A call or the start of a sum is an expression that stands alone.
      let isCommand = next.map { $0.endsStatement || $0.followsBlank && !isOperator($0) } ?? true
      return beginsStatement && isCommand ? .verb : nil
    case .number: return .number
    case .string: return .string
    case .border: return .comment
    case .invalid: return source.bytes[token.range.lower] == UInt8(ascii: "\"") ? .string : .fault
    default: return nil
    }
  }

  private static func isOperator(_ token: Token) -> Bool {
    guard let symbol = token.symbol else { return false }
    return [.plus, .times, .divide, .power, .equal, .less, .greater, .prime].contains(symbol)
  }

  /// The lexer drops comments: they are what lies between tokens from a `#` on.
  private static func comment(between lower: Int, and upper: Int, in source: SourceText) -> Highlight? {
    guard lower < upper, let start = source.bytes[lower..<upper].firstIndex(of: UInt8(ascii: "#")) else { return nil }
    return Highlight(range: SourceRange(start, upper), role: .comment)
  }
}
