import Notebook

/// A bordered box over the panes, with lines that scroll.
struct FloatingBox {
  let title: String
  let lines: [StyledLine]
  let scroll: Int
  let area: Rectangle

  init(title: String, lines: [StyledLine], scroll: Int, area: Rectangle) {
    (self.title, self.lines, self.scroll, self.area) = (title, lines, scroll, area)
  }

  /// As large as its lines, in the middle of what lies above the status line.
  init(title: String, lines: [StyledLine], scroll: Int, centredIn layout: Layout) {
    let columns = layout.status.size.columns
    let width = min(columns - 2, max((lines.map(\.width).max() ?? 0) + 4, StyledLine(title).width + 6))
    let height = min(max(3, layout.status.row - 1), lines.count + 2)
    let area = Rectangle(
      row: max(1, (layout.status.row - height) / 2), column: (columns - width) / 2, columns: width, rows: height)
    self.init(title: title, lines: lines, scroll: scroll, area: area)
  }

  /// The first line that is shown.
  var first: Int { min(scroll, Self.lastScroll(lines.count, area)) }

  /// The furthest that the lines can be scrolled.
  static func lastScroll(_ count: Int, _ area: Rectangle) -> Int { max(0, count - area.inner.size.rows) }

  func draw(_ state: AppState, on frame: inout Frame) {
    let ink = state.ink
    let width = area.size.columns
    frame.fill(area)
    var top = StyledLine(glyphs: [Glyph(ink.topLeft), Glyph(ink.horizontal)])
    top.append(StyledLine(" \(title) ", .title).truncated(to: max(0, width - 3), ellipsis: ink.ellipsis))
    top.append(repeating: ink.horizontal, count: width - top.width - 1)
    top.append(Glyph(ink.topRight))
    frame.draw(top, row: area.row, column: area.column, width: width)
    let side = StyledLine(glyphs: [Glyph(ink.vertical)])
    for row in area.row + 1..<max(area.row + 1, area.endRow - 1) {
      let index = first + row - area.row - 1
      frame.draw(side, row: row, column: area.column)
      frame.draw(side, row: row, column: area.endColumn - 1)
      guard lines.indices.contains(index) else { continue }
      frame.draw(lines[index], row: row, column: area.column + 2, width: width - 4)
    }
    var bottom = StyledLine(glyphs: [Glyph(ink.bottomLeft), Glyph(ink.horizontal)])
    let left = lines.count - first - area.inner.size.rows
    if left > 0 {
      bottom.append(" \(counted(left, "more line")): \(state.characters == .ascii ? "Down" : "↓") ", .soft)
    }
    bottom.append(repeating: ink.horizontal, count: width - bottom.width - 1)
    bottom.append(Glyph(ink.bottomRight))
    frame.draw(bottom, row: area.endRow - 1, column: area.column, width: width)
  }
}
