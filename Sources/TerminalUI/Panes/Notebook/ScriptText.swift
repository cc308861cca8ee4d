import Script

/// Commands with their words in styles. The styles repeat what the signs already say, so nothing is lost without them.
enum ScriptText {
  /// Beyond this a text is shown plain: colours on every key press would cost more than they tell.
  private static let limit = 20_000

  /// One line for each line of the text.
  static func lines(_ text: String) -> [StyledLine] {
    guard text.utf8.count <= limit else { return text.linesOfText.map { StyledLine($0) } }
    let source = SourceText(name: "", text: text)
    var lines = [StyledLine()]
    var end = 0
    for highlight in Highlighter.highlights(of: source) {
      append(source[SourceRange(end, highlight.range.lower)], .plain, to: &lines)
      append(source[highlight.range], highlight.role.style, to: &lines)
      end = max(end, highlight.range.upper)
    }
    append(source[SourceRange(end, source.bytes.count)], .plain, to: &lines)
    return lines
  }

  private static func append(_ text: String, _ style: Style, to lines: inout [StyledLine]) {
    for (index, piece) in text.linesOfText.enumerated() {
      if index > 0 { lines.append(StyledLine()) }
      lines[lines.count - 1].append(piece, style)
    }
  }
}

extension Highlight.Role {
  fileprivate var style: Style {
    switch self {
    case .verb: .strong
    case .option: .series(0)
    case .number: .series(1)
    case .string: .good
    case .comment: .soft
    case .fault: .error
    }
  }
}
