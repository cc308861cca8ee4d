extension TokenParser {
  /// Divides the source at its `# %%` borders and reads the statements between them.
  mutating func parseProgram() -> Program {
    var entries: [ProgramEntry] = []
    var border: (range: SourceRange, title: String, isProse: Bool)?
    while true {
      let statements = parseStatements()
      let end = current.kind == .end ? source.bytes.count : current.range.lower
      let range = SourceRange(border.map { lineEnd(after: $0.range) } ?? 0, end)
      let entry = ProgramEntry(
        kind: border?.isProse == true ? .prose : .commands, title: border?.title ?? "", border: border?.range,
        range: range, text: text(of: range, isProse: border?.isProse == true), statements: statements)
      // Nothing before the first border is no entry.
      if border != nil || entry.text.contains(where: { !$0.isWhitespace }) { entries.append(entry) }
      guard case .border(let title, let isProse) = current.kind else {
        return Program(source: source, entries: entries)
      }
      border = (current.range, title, isProse)
      advance()
    }
  }

  private func lineEnd(after range: SourceRange) -> Int {
    var end = range.upper
    while end < source.bytes.count, source.bytes[end] != UInt8(ascii: "\n") { end += 1 }
    return min(end + 1, source.bytes.count)
  }

  private func text(of range: SourceRange, isProse: Bool) -> String {
    let lines = source[range].split(separator: "\n", omittingEmptySubsequences: false).flatMap {
      $0.split(separator: "\r\n", omittingEmptySubsequences: false)
    }
    let kept = isProse ? lines.map(Self.withoutCommentSign) : lines
    let last = kept.lastIndex { $0.contains { !$0.isWhitespace } } ?? -1
    let first = kept.firstIndex { $0.contains { !$0.isWhitespace } } ?? 0
    return last < first ? "" : kept[first...last].joined(separator: "\n")
  }

  private static func withoutCommentSign(_ line: Substring) -> Substring {
    let body = line.drop { $0 == " " || $0 == "\t" }
    guard body.first == "#" else { return line }
    let text = body.dropFirst()
    return text.first == " " ? text.dropFirst() : text
  }
}
