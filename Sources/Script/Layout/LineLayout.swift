/// Writes the lines of a script anew.
struct LineLayout {
  private let source: SourceText
  private let lines: [ScriptLine]
  /// For each open bracket, what it adds to the indentation: of several that one line opens only the first counts.
  private var open: [Int] = []

  /// Wider code than this does not push the comments of its neighbours.
  private static let widestAligned = 72

  init(_ source: SourceText, _ tokens: [Token]) {
    self.source = source
    lines = ScriptLine.lines(of: source, tokens)
  }

  var text: String {
    var layout = self
    return layout.written()
  }

  /// A line's code with what stands behind it, which is aligned when all neighbours are known.
  private struct Written {
    var code: String
    var comment: String?
    var indentation = 0
    var isCode = false
  }

  private mutating func written() -> String {
    var result: [Written] = []
    for (number, line) in lines.enumerated() {
      switch line.kind {
      case .empty:
        if wantsEmptyLine(behind: number, result) { result.append(Written(code: "")) }
      case .border(let text):
        if let last = result.last, !last.code.isEmpty || last.comment != nil { result.append(Written(code: "")) }
        result.append(Written(code: text))
      case .prose(let text): result.append(Written(code: text))
      case .cell(let text):
        let depth = indentation(closing: line)
        result.append(Written(code: String(repeating: " ", count: depth) + text, indentation: depth))
        takeBrackets(line)
      case .comment:
        result.append(
          Written(
            code: String(repeating: " ", count: indentation(closing: nil)) + (line.comment ?? ""), indentation: -1))
      case .code:
        let depth = indentation(closing: line) + (line.continues ? 4 : 0)
        let code = code(line) + (line.isContinued ? (line.tokens.isEmpty ? "\\" : " \\") : "")
        result.append(
          Written(
            code: String(repeating: " ", count: depth) + code, comment: line.comment, indentation: depth, isCode: true))
        takeBrackets(line)
      }
    }
    while result.last?.code.isEmpty == true, result.last?.comment == nil { result.removeLast() }
    return Self.aligned(result).map { $0 + "\n" }.joined()
  }

  /// Empty lines are one at a time, and none stands at the start, behind a border, or at the inner ends of a block.
  private func wantsEmptyLine(behind number: Int, _ result: [Written]) -> Bool {
    guard let last = result.last, !last.code.isEmpty else { return false }
    if last.code.hasPrefix("# %%"), last.indentation == 0 { return false }
    if last.code.hasSuffix("{"), last.comment == nil, last.indentation >= 0 { return false }
    let next = lines[number...].first { $0.kind != .empty }
    if case .cell(let text)? = next?.kind { return !text.hasPrefix("}") }
    return next?.tokens.first?.isSymbol(.closeBrace) != true
  }

  // MARK: Indentation

  /// The blanks before a line; brackets that it closes first no longer count.
  private func indentation(closing line: ScriptLine?) -> Int {
    let closers = line?.tokens.prefix { $0.symbol?.isClosing == true }.count ?? 0
    return 2 * open.dropLast(min(closers, open.count)).reduce(0, +)
  }

  private mutating func takeBrackets(_ line: ScriptLine) {
    var opened = 0
    for token in line.tokens {
      if token.nesting > 0 {
        open.append(opened == 0 ? 1 : 0)
        opened += 1
      } else if token.nesting < 0 {
        if !open.isEmpty { open.removeLast() }
        opened = max(0, opened - 1)
      }
    }
  }

  // MARK: One line

  private func code(_ line: ScriptLine) -> String {
    let tokens = Array(line.tokens)
    guard let first = tokens.first else { return "" }
    // The equations of a cell that begins here are written as they are.
    let cell = tokens.indices.first { place in
      tokens[place].isName("cell") && place + 2 < tokens.count && tokens[place + 1].name != nil
        && tokens[place + 2].isSymbol(.openParen)
        && (place == 0 || tokens[place - 1].endsStatement || tokens[place - 1].isSymbol(.openBrace))
    }
    var result = source[first.range]
    for place in tokens.indices.dropFirst() {
      let (before, token) = (tokens[place - 1], tokens[place])
      if let cell, place > cell {
        result += source[SourceRange(before.range.upper, token.range.upper)]
      } else {
        result += (isBlank(between: before, token, tokens[..<place]) ? " " : "") + source[token.range]
      }
    }
    return result
  }

  private func isBlank(between before: Token, _ token: Token, _ line: ArraySlice<Token>) -> Bool {
    switch (before.symbol, token.symbol) {
    case (.openParen, _), (.openBracket, _), (_, .closeParen), (_, .closeBracket), (_, .comma), (_, .semicolon):
      return false
    case (.openBrace, .closeBrace): return token.followsBlank
    case (.comma, _), (.semicolon, _), (_, .openBrace), (.openBrace, _), (_, .closeBrace), (.closeBrace, _):
      return true
    case (.assign, _): return isBinding(line.dropLast())
    case (_, .assign): return isBinding(line)
    default: return token.followsBlank
    }
  }

  /// Whether these tokens end in `let NAME`, behind which `=` has blanks on both sides.
  private func isBinding(_ tokens: ArraySlice<Token>) -> Bool {
    guard tokens.count >= 2, tokens[tokens.endIndex - 2].isName("let") else { return false }
    let before = tokens.dropLast(2).last
    return before.map { $0.endsStatement || $0.isSymbol(.openBrace) } ?? true
  }

  // MARK: Comments

  /// Comments behind neighbouring lines of one depth stand below one another.
  private static func aligned(_ lines: [Written]) -> [String] {
    var result: [String] = []
    var start = 0
    while start < lines.count {
      var end = start + 1
      while end < lines.count, lines[start].isCode, lines[end].isCode,
        lines[end].indentation == lines[start].indentation
      { end += 1 }
      let commented = lines[start..<end].filter { $0.comment != nil }
      let column = (commented.map(\.code.count).filter { $0 <= widestAligned }.max() ?? 0) + 2
      for line in lines[start..<end] {
        let blanks = String(repeating: " ", count: max(2, column - line.code.count))
        result.append(line.code + (line.comment.map { blanks + $0 } ?? ""))
      }
      start = end
    }
    return result
  }
}
