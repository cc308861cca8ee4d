/// A text broken between words into lines of at most `width` columns, each indented.
func wrapped(_ text: String, width: Int, indent: Int = 0, style: Style = .soft) -> [StyledLine] {
  let room = max(8, width - indent)
  let margin = StyledLine(String(repeating: " ", count: indent))
  var lines: [StyledLine] = []
  for paragraph in text.linesOfText {
    var line = StyledLine()
    var blanks = 0
    for word in paragraph.split(separator: " ", omittingEmptySubsequences: false) {
      let piece = StyledLine(String(word), style)
      if line.width > 0, piece.width > 0, line.width + blanks + piece.width > room {
        lines.append(line)
        line = StyledLine()
        blanks = 0
      }
      if piece.width > 0 {
        line.append(repeating: " ", count: line.width > 0 ? blanks : 0, style)
        line.append(piece)
        blanks = 0
      }
      blanks += 1
    }
    lines.append(line)
  }
  return lines.map { line in
    var indented = margin
    indented.append(line)
    return indented
  }
}
