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
    var lines = source.bytes[range.lower..<range.upper]
      .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    // All of them, so that a text that is written and read again stays as it is.
    for line in lines.indices { while lines[line].last == UInt8(ascii: "\r") { lines[line].removeLast() } }
    let kept = isProse ? lines.map { ProseLine.text(ofComment: $0) } : lines
    let last = kept.lastIndex { !Self.isBlank($0) } ?? -1
    let first = kept.firstIndex { !Self.isBlank($0) } ?? 0
    return last < first
      ? "" : String(decoding: Array(kept[first...last].joined(separator: [UInt8(ascii: "\n")])), as: UTF8.self)
  }

  private static func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
    if line.contains(where: { (0x21...0x7E).contains($0) }) { return false }
    return String(decoding: line, as: UTF8.self).allSatisfy(\.isWhitespace)
  }
}
