extension Lexer {
  /// A comment goes on to the end of its line; one that starts with `%%` begins an entry.
  mutating func scanCommentOrBorder() {
    let start = cursor
    let line = source.lineRange(at: start)
    if let border = border(at: start, line: line) {
      return scanBorder(from: start, line: line, border: border)
    }
    skipComment(to: min(line.upper, end))
  }

  private mutating func skipComment(to lineEnd: Int) {
    while cursor < lineEnd {
      if let scalar = scalarAtCursor(), let message = refusal(of: scalar) {
        report(message, at: SourceRange(cursor, cursor + UTF8.width(scalar)))
        break
      }
      cursor += 1
      while cursor < lineEnd, source.bytes[cursor] & 0xC0 == 0x80 { cursor += 1 }
    }
    cursor = lineEnd
  }

  /// What `# %% title [markdown]` says, if the `#` at `start` begins such a line.
  private func border(at start: Int, line: SourceRange) -> (title: String, isProse: Bool)? {
    let indent = source.bytes[line.lower..<start]
    guard line.upper <= end, indent.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) else {
      return nil
    }
    let comment = source[SourceRange(start + 1, line.upper)].drop { $0 == " " || $0 == "\t" }
    guard comment.hasPrefix("%%"), comment.dropFirst(2).first.map({ " \t[".contains($0) }) ?? true else { return nil }
    var words = comment.dropFirst(2).split { $0 == " " || $0 == "\t" }
    let marks = ["[markdown]", "[md]"]
    let isProse = words.contains { marks.contains(String($0)) }
    words.removeAll { marks.contains(String($0)) }
    return (words.joined(separator: " "), isProse)
  }

  private mutating func scanBorder(from start: Int, line: SourceRange, border: (title: String, isProse: Bool)) {
    if let bracket = open.last {
      let place = source.position(at: bracket.range.lower).line
      report(
        "an entry cannot begin inside the '\(bracket.symbol.rawValue)' of line \(place)",
        at: SourceRange(start, line.upper), hint: "close it first")
      open = []
    }
    skipComment(to: line.upper)
    emit(.border(title: border.title, isProse: border.isProse), from: line.lower)
    if border.isProse { skipProse() }
  }

  /// Prose holds comment lines only, up to the next border.
  private mutating func skipProse() {
    while cursor < end {
      cursor = min(source.lineRange(at: cursor).upper + 1, end)
      if cursor < end, source.bytes[cursor - 1] == UInt8(ascii: "\r") { cursor += 1 }
      guard cursor < end else { return }
      let line = source.lineRange(at: cursor)
      let blanks = source.bytes[line.lower..<line.upper].prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      let first = line.lower + blanks.count
      if first == line.upper { continue }
      guard source.bytes[first] == UInt8(ascii: "#") else {
        report(
          "a prose entry holds comment lines only", at: SourceRange(first, line.upper),
          hint: "start the line with '# ', or begin an entry of commands with '# %%'")
        cursor = line.upper
        continue
      }
      if border(at: first, line: line) != nil {
        cursor = first
        return
      }
      cursor = first
      skipComment(to: line.upper)
    }
  }
}
