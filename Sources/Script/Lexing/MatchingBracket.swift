/// A bracket or quote at the cursor, and its partner.
public struct MatchingBracket: Sendable, Hashable {
  /// UTF-8 offsets; the partner is nil where none stands, or another kind of bracket.
  public var place: Int
  public var partner: Int?
  /// Whether it stands at the end of what it encloses.
  public var closes: Bool

  /// The one under the cursor comes first, then the one before it; nil where neither is a bracket or quote. Brackets in
  /// strings and comments are text.
  public init?(in text: String, cursor: Int) {
    let source = SourceText(name: "", text: text)
    var lexer = Lexer(source)
    lexer.run(recovering: false)
    let found = [cursor, cursor - 1].lazy.compactMap { Self.pair(at: $0, lexer.tokens, source) }.first
    guard let found else { return nil }
    self = found
  }

  private init(_ place: Int, _ partner: Int?, closes: Bool) {
    self.place = place
    self.partner = partner
    self.closes = closes
  }

  private static func pair(at place: Int, _ tokens: [Token], _ source: SourceText) -> MatchingBracket? {
    guard let index = tokens.firstIndex(where: { $0.range.lower <= place && place < $0.range.upper }) else {
      return nil
    }
    let token = tokens[index]
    switch token.kind {
    case .string:
      let (first, last) = (token.range.lower, token.range.upper - 1)
      if place == first { return MatchingBracket(first, last, closes: false) }
      return place == last ? MatchingBracket(last, first, closes: true) : nil
    case .invalid where place == token.range.lower && source.bytes[place] == UInt8(ascii: "\""):
      return MatchingBracket(place, nil, closes: false)
    case .invalid where Symbol.read(source.bytes[place], nil)?.symbol.isClosing == true:
      return MatchingBracket(place, nil, closes: true)
    case .symbol where token.nesting != 0:
      let closes = token.nesting < 0
      let others = closes ? tokens[...index].reversed()[...] : tokens[index...]
      return MatchingBracket(place, partner(of: others, closes: closes), closes: closes)
    default: return nil
    }
  }

  /// The first bracket that brings the nesting of these tokens back to where it was, if it is of the same kind.
  private static func partner(of tokens: ArraySlice<Token>, closes: Bool) -> Int? {
    var depth = 0
    guard let first = tokens.first?.symbol else { return nil }
    for token in tokens {
      depth += token.nesting
      guard depth == 0 else { continue }
      let fits = closes ? token.symbol?.closing == first : first.closing == token.symbol
      return fits ? token.range.lower : nil
    }
    return nil
  }
}
