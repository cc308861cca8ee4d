/// A diagnostic: its sentence, and the line that it is about with the caret under the place, whatever the width.
enum FailureLines {
  static func lines(_ text: String, width: Int, ink: Ink) -> [StyledLine] {
    let parts = text.linesOfText
    guard parts.count == 3, parts[2].contains("^"), parts[2].allSatisfy({ $0 == " " || $0 == "^" }) else {
      return parts.flatMap { StyledLine($0, .error).broken(at: width, hanging: 2) }
    }
    return StyledLine(parts[0], .error).broken(at: width, hanging: 2) + excerpt(parts[1], caret: parts[2], width, ink)
  }

  /// The caret is placed by characters; on the screen a character may take two columns. A line that is too long is
  /// moved until the place can be seen.
  private static func excerpt(_ text: String, caret: String, _ width: Int, _ ink: Ink) -> [StyledLine] {
    let line = StyledLine(text)
    let first = caret.prefix { $0 == " " }.count
    let before = line.glyphs.prefix(first).reduce(0) { $0 + $1.width }
    let marked = line.glyphs.dropFirst(first).prefix(caret.count - first).reduce(0) { $0 + $1.width }
    let start = before + 1 < width || line.width <= width ? 0 : max(0, before - width / 2)
    var shown = line.columns(from: start, count: width)
    if start > 0 {
      var cut = StyledLine(String(ink.ellipsis), .soft)
      cut.append(shown.columns(from: 1, count: width - 1))
      shown = cut
    }
    var marks = StyledLine(String(repeating: " ", count: max(0, before - start)))
    marks.append(repeating: "^", count: min(max(1, marked), max(1, width - marks.width)), .error)
    return [shown, marks]
  }
}
