/// A sentence broken between words into lines of at most `width` columns, each indented.
func wrapped(_ text: String, width: Int, indent: Int = 0, style: Style = .soft) -> [StyledLine] {
  let room = max(8, width - indent)
  let margin = StyledLine(String(repeating: " ", count: indent))
  var lines: [StyledLine] = []
  for paragraph in text.linesOfText {
    var line = StyledLine()
    for word in paragraph.split(separator: " ", omittingEmptySubsequences: true) {
      let piece = StyledLine(String(word), style)
      if line.width > 0, line.width + 1 + piece.width > room {
        lines.append(line)
        line = StyledLine()
      }
      if line.width > 0 { line.append(" ", style) }
      line.append(piece)
    }
    lines.append(line)
  }
  return lines.map { line in
    var indented = margin
    indented.append(line)
    return indented
  }
}
