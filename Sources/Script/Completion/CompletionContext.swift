/// What stands before the cursor: the statement it is in, cut into arguments, and the word that is being typed.
struct CompletionContext {
  /// The tokens of the statement before the word being typed.
  var tokens: ArraySlice<Token>
  /// The word being typed; empty after a blank or a sign.
  let partial: String
  let partialRange: SourceRange
  /// Whether the cursor is inside a string that is not closed yet.
  let isInString: Bool
  /// Whether a blank separates the cursor's word from the token before it.
  let followsBlank: Bool

  init(_ source: SourceText) {
    var lexer = Lexer(source)
    lexer.run(recovering: false)
    var all = lexer.tokens
    let end = all.removeLast()
    let last = all.last
    if let last, last.kind == .invalid, source.bytes[last.range.lower] == UInt8(ascii: "\""),
      last.range.upper == source.bytes.count
    {
      all.removeLast()
      isInString = true
      partialRange = SourceRange(last.range.lower + 1, source.bytes.count)
      followsBlank = last.followsBlank
    } else if let last, last.name != nil, last.range.upper == source.bytes.count {
      all.removeLast()
      isInString = false
      partialRange = last.range
      followsBlank = last.followsBlank
    } else {
      isInString = false
      partialRange = SourceRange(source.bytes.count, source.bytes.count)
      followsBlank = end.followsBlank || source.bytes.isEmpty
    }
    partial = source[partialRange]
    let border = all.lastIndex { token in
      token.endsStatement || token.isSymbol(.openBrace)
    }
    tokens = all[(border.map { $0 + 1 } ?? 0)...]
  }

  /// The tokens between blanks outside brackets; the last part is the one with the cursor, and empty after a blank.
  var parts: [ArraySlice<Token>] {
    var parts: [ArraySlice<Token>] = []
    var start = tokens.startIndex
    var depth = 0
    for index in tokens.indices {
      let token = tokens[index]
      if depth == 0, token.followsBlank, index > start {
        parts.append(tokens[start..<index])
        start = index
      }
      depth += token.nesting
    }
    if depth <= 0, followsBlank, start < tokens.endIndex {
      parts.append(tokens[start...])
      start = tokens.endIndex
    }
    parts.append(tokens[start...])
    return parts
  }
}
