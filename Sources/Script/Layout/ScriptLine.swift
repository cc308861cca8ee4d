/// One line of a script, as its layout sees it.
struct ScriptLine {
  enum Kind: Equatable {
    case empty
    /// `# %% title`, without blanks around it.
    case border(String)
    /// A line of a prose entry, as it is.
    case prose(String)
    /// A line of a cell behind its first: only its indentation changes.
    case cell(String)
    case comment
    case code
  }

  var kind: Kind
  var tokens: ArraySlice<Token> = []
  var comment: String?
  /// Whether a `\` joins the next line with this one.
  var isContinued = false
  /// Whether the line before is joined with this one by a `\`.
  var continues = false
}

extension ScriptLine {
  /// The lines of a source, each with its tokens.
  static func lines(of source: SourceText, _ tokens: [Token]) -> [ScriptLine] {
    let visible = tokens.filter { $0.kind != .newline && $0.kind != .end }
    let cells = cellRanges(visible)
    var lines: [ScriptLine] = []
    var next = 0
    var start = 0
    var isProse = false
    var cell = 0
    while start < source.bytes.count {
      let range = source.lineRange(at: start)
      let text = trimmedEnd(source[range])
      let first = next
      while next < visible.count, visible[next].range.lower < max(range.upper, range.lower + 1),
        visible[next].range.lower >= range.lower
      { next += 1 }
      while cell < cells.count, cells[cell].upper <= range.lower { cell += 1 }
      var line = ScriptLine(kind: .code, tokens: visible[first..<next])
      if case .border(_, let prose)? = line.tokens.first?.kind {
        isProse = prose
        line.kind = .border("# %%" + trimmedEnd(String(text.drop { $0 != "%" }.dropFirst(2))))
        line.tokens = []
      } else if isProse {
        line.kind = text.isEmpty ? .empty : .prose(text)
      } else if cell < cells.count, cells[cell].lower < range.lower {
        line.kind = text.isEmpty ? .empty : .cell(String(text.drop { $0 == " " || $0 == "\t" }))
      } else {
        line.readEnd(source, range)
      }
      line.continues = lines.last?.isContinued == true
      lines.append(line)
      start = source.nextLine(after: range)
    }
    return lines
  }

  /// What stands behind the last token: a comment, a `\`, or nothing.
  private mutating func readEnd(_ source: SourceText, _ range: SourceRange) {
    let behind = max(tokens.last?.range.upper ?? range.lower, range.lower)
    let rest = Self.trimmedEnd(String(source[SourceRange(behind, range.upper)].drop { $0 == " " || $0 == "\t" }))
    if rest.hasPrefix("#") { comment = rest }
    isContinued = rest == "\\"
    if tokens.isEmpty, !isContinued { kind = comment == nil ? .empty : .comment }
  }

  /// From `cell` to the end of its equations, whose text is the engine's.
  private static func cellRanges(_ tokens: [Token]) -> [SourceRange] {
    var ranges: [SourceRange] = []
    var place = 0
    while place < tokens.count {
      defer { place += 1 }
      let startsStatement =
        place == 0 || tokens[place - 1].endsStatement || tokens[place - 1].isSymbol(.openBrace)
        || tokens[place].followsBlank
      guard tokens[place].isName("cell"), startsStatement, place + 2 < tokens.count, tokens[place + 1].name != nil,
        tokens[place + 2].isSymbol(.openParen)
      else { continue }
      let start = place
      while place < tokens.count, !tokens[place].isSymbol(.openBrace) { place += 1 }
      var depth = 0
      while place < tokens.count {
        depth += tokens[place].nesting
        if depth == 0 { break }
        place += 1
      }
      ranges.append(SourceRange(tokens[start].range.lower, tokens[min(place, tokens.count - 1)].range.upper))
    }
    return ranges
  }

  static func trimmedEnd(_ text: String) -> String {
    guard let last = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(text[...last])
  }
}

extension SourceText {
  /// Where the line behind this one begins.
  fileprivate func nextLine(after range: SourceRange) -> Int {
    var next = range.upper
    while next < bytes.count, bytes[next] != UInt8(ascii: "\n") { next += 1 }
    return next + 1
  }
}
