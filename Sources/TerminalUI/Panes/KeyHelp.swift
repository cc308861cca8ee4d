/// Every key in a box over the panes.
enum KeyHelp {
  static func draw(_ state: AppState, _ layout: Layout, on frame: inout Frame) {
    let ink = state.ink
    let lines = lines(state)
    let width = min(state.size.columns - 2, (lines.map(\.width).max() ?? 0) + 4)
    let height = min(max(3, layout.status.row - 1), lines.count + 2)
    let area = Rectangle(
      row: max(1, (layout.status.row - height) / 2), column: (state.size.columns - width) / 2, columns: width,
      rows: height)
    frame.fill(area)
    let first = min(state.screen.keysScroll, max(0, lines.count - area.inner.size.rows))
    var top = StyledLine(glyphs: [Glyph(ink.topLeft), Glyph(ink.horizontal)])
    top.append(" keys ", .title)
    top.append(repeating: ink.horizontal, count: width - top.width - 1)
    top.append(Glyph(ink.topRight))
    frame.draw(top, row: area.row, column: area.column, width: width)
    for row in area.row + 1..<area.endRow - 1 {
      let index = first + row - area.row - 1
      frame.draw(StyledLine(glyphs: [Glyph(ink.vertical)]), row: row, column: area.column)
      frame.draw(StyledLine(glyphs: [Glyph(ink.vertical)]), row: row, column: area.endColumn - 1)
      guard lines.indices.contains(index) else { continue }
      frame.draw(lines[index], row: row, column: area.column + 2, width: width - 4)
    }
    var bottom = StyledLine(glyphs: [Glyph(ink.bottomLeft), Glyph(ink.horizontal)])
    let left = lines.count - first - area.inner.size.rows
    if left > 0 { bottom.append(" \(counted(left, "more line")): ↓ ", .soft) }
    bottom.append(repeating: ink.horizontal, count: width - bottom.width - 1)
    bottom.append(Glyph(ink.bottomRight))
    frame.draw(bottom, row: area.endRow - 1, column: area.column, width: width)
  }

  private static func lines(_ state: AppState) -> [StyledLine] {
    var sections: [(String, [KeyMeaning])] = [("on an empty line, and anywhere", Keymap.meanings)]
    // The pane with the focus first: its keys are why one asked.
    let order = [state.screen.focus].compactMap { $0 } + PaneName.allCases.filter { $0 != state.screen.focus }
    sections += order.map { ("in the \($0.title) pane", $0.pane.keys) }.filter { !$0.1.isEmpty }
    if state.screen.focus != nil { sections.swapAt(0, 1) }
    let width = sections.flatMap(\.1).map { $0.keys(in: state.characters).displayWidth }.max() ?? 0
    return sections.enumerated().flatMap { index, section -> [StyledLine] in
      let heading = (index > 0 ? [StyledLine()] : []) + [StyledLine(section.0, .title)]
      return heading
        + section.1.map { meaning in
          var line = StyledLine(meaning.keys(in: state.characters), .strong)
          line.pad(to: width + 2)
          line.append(meaning.meaning)
          return line
        }
    }
  }
}
