extension StyledLine {
  /// The line broken after blanks into lines of at most `width` columns; a word that is longer than a line is cut at
  /// its edge. Every line but the first is indented by `hanging` blanks.
  public func broken(at width: Int, hanging: Int = 0) -> [StyledLine] {
    guard self.width > width, width > 0 else { return [self] }
    let margin = StyledLine(String(repeating: " ", count: min(max(0, hanging), width / 2)))
    var lines: [StyledLine] = []
    var start = 0
    while start < glyphs.count {
      let room = lines.isEmpty ? width : width - margin.width
      let end = lineEnd(from: start, room: room)
      var line = lines.isEmpty ? StyledLine() : margin
      line.append(StyledLine(part: glyphs[start..<end]).trimmed())
      lines.append(line)
      start = end
      while start < glyphs.count, glyphs[start].character == " " { start += 1 }
    }
    return lines
  }

  /// Behind the last glyph of a line that begins at `start`; at least one glyph stands on it.
  private func lineEnd(from start: Int, room: Int) -> Int {
    var column = 0
    var lastBreak = start
    for index in start..<glyphs.count {
      let isBlank = glyphs[index].character == " "
      column += glyphs[index].width
      if column > room {
        if isBlank { return max(index, start + 1) }
        return lastBreak > start ? lastBreak : max(index, start + 1)
      }
      // Blanks that indent the line are no place to break it.
      if isBlank, glyphs[start..<index].contains(where: { $0.character != " " }) { lastBreak = index + 1 }
    }
    return glyphs.count
  }

  /// The columns from `first` on, at most `count`: a wide character that lies across an edge becomes a blank.
  func columns(from first: Int, count: Int) -> StyledLine {
    var part = StyledLine()
    var column = 0
    for glyph in glyphs {
      let wide = glyph.width
      if column >= first, column + wide <= first + count {
        part.append(StyledLine(part: [glyph]))
      } else if column < first, column + wide > first {
        part.pad(to: column + wide - first, glyph.style)
      }
      column += wide
      if column >= first + count { break }
    }
    return part
  }

  /// The line with other styles where `change` says so; nil leaves a glyph as it is.
  func restyled(_ change: (Int, Style) -> Style) -> StyledLine {
    StyledLine(part: glyphs.indices.map { Glyph(glyphs[$0].character, change($0, glyphs[$0].style)) }[...])
  }
}
