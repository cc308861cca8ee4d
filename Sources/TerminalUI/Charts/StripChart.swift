import Notebook

extension StripChart {
  /// The unrolled view: each strip over the same columns, the cursor's column lit through all of them, what belongs
  /// to t at the side, the ruler below, then ramps and sentences.
  func lines(_ drawing: Drawing) -> [StyledLine] {
    let ink = drawing.ink
    var lines = heading(drawing)
    guard count > 0 else { return lines + [StyledLine("nothing to draw: no time steps", .soft)] }
    let labelWidth = min(strips.map(\.label.displayWidth).max() ?? 0, max(6, drawing.width / 6))
    let time = ColumnAxis(first: firstTime, count: count, width: count)
    let step = time.index(of: cursor)
    let drawn = strips.map { StripRows($0, step: step, drawing) }
    let readingWidth = min(drawn.flatMap(\.readings).map(\.width).max() ?? 0, drawing.width * 2 / 5)
    let axis = ColumnAxis(
      first: firstTime, count: count,
      width: drawing.width - labelWidth - 1 - (readingWidth > 0 ? readingWidth + 2 : 0), widest: widestColumn)
    let lit = axis.column(of: cursor)
    let edge = labelWidth + 1 + axis.width

    for (strip, rows) in zip(strips, drawn) {
      for (index, columns) in rows.columns(axis).enumerated() {
        var line = StyledLine(index == 0 ? strip.label : "", .strong).truncated(to: labelWidth, ellipsis: ink.ellipsis)
        line.pad(to: labelWidth + 1)
        for (column, cell) in columns.enumerated() {
          for glyph in cell.glyphs { line.append(Glyph(glyph.character, glyph.style.lit(column == lit))) }
        }
        line.pad(to: edge)
        if index < rows.readings.count, rows.readings[index].width > 0 {
          line.append("  ")
          line.append(rows.readings[index].truncated(to: readingWidth, ellipsis: ink.ellipsis))
        }
        lines.append(line)
      }
      if !strip.caption.isEmpty { lines += wrapped(strip.caption, width: drawing.width, indent: labelWidth + 1) }
    }
    var ruler = StyledLine(String(repeating: " ", count: labelWidth + 1))
    ruler.append(axis.ruler(name: "t", cursor: cursor, ink: ink))
    lines.append(ruler)
    for (strip, rows) in zip(strips, drawn) {
      guard let legend = rows.legend else { continue }
      var line = StyledLine(strip.label, .strong).truncated(to: labelWidth, ellipsis: ink.ellipsis)
      line.pad(to: labelWidth + 1)
      line.append(legend)
      lines.append(line)
    }
    let notes = [axis.binning(of: "time steps")] + footers
    for note in notes where !note.isEmpty { lines += wrapped(note, width: drawing.width, indent: labelWidth + 1) }
    return lines
  }

  private func heading(_ drawing: Drawing) -> [StyledLine] {
    var parts: [StyledLine] = []
    let last = firstTime &+ max(0, count - 1)
    if let cursor { parts.append(StyledLine("t \(cursor) of \(last)", .strong)) }
    if let pass { parts.append(StyledLine(pass == .forward ? drawing.ink.forward : drawing.ink.backward, .soft)) }
    // The title gives way: where one stands matters more.
    let room = drawing.width - parts.reduce(0) { $0 + $1.width + 3 }
    if !title.isEmpty {
      parts.insert(StyledLine(title, .title).truncated(to: room, ellipsis: drawing.ink.ellipsis), at: 0)
    }
    guard let first = parts.first else { return [] }
    return [
      parts.dropFirst().reduce(into: first) { line, part in
        line.append("   ")
        line.append(part)
      }
    ]
  }

  /// Tokens widen the columns, up to 8, when the time steps are few.
  private var widestColumn: Int {
    let symbols = strips.flatMap { strip -> [String] in
      if case .symbols(let symbols) = strip.content { symbols } else { [] }
    }
    return symbols.isEmpty ? 2 : min(8, (symbols.map(\.displayWidth).max() ?? 1) + 1)
  }
}
