/// Draws the state: a pure function, called at most thirty times a second and never at rest.
public func render(_ state: AppState) -> Frame {
  let frame = drawn(state)
  return state.characters == .ascii ? frame.asciiOnly() : frame
}

private func drawn(_ state: AppState) -> Frame {
  var frame = Frame(state.size)
  guard state.size.columns >= Layout.least.columns, state.size.rows >= Layout.least.rows else {
    CalmPage.draw(state, on: &frame)
    return frame
  }
  if let teach = state.teach {
    TeachPage.draw(state, teach, on: &frame)
    return frame
  }
  let prompt = PromptView(state)
  let layout = Layout(state, promptRows: prompt.rows)
  TitleLine.draw(state, layout.title, on: &frame)
  for (name, area) in layout.panes { drawPane(name, state, area, on: &frame) }
  LastEntry.draw(state, layout.lastEntry, on: &frame)
  StatusLine.draw(state, layout, on: &frame)
  KeyLine.draw(state, layout.keys, on: &frame)
  if let panel = state.panel { panel.draw(state, layout, on: &frame) }
  if let help = state.screen.wordHelp { WordHelpBox.draw(help, state, layout, on: &frame) }
  if state.screen.showsKeys { KeyHelp.draw(state, layout, on: &frame) }
  prompt.draw(layout.prompt, above: layout.status, on: &frame)
  if let palette = state.screen.palette { PaletteBox.draw(palette, state, layout, on: &frame) }
  return frame
}

/// A pane with its border; the focused one has a strong border and a mark, so that colour is not needed to tell it.
func drawPane(_ name: PaneName, _ state: AppState, _ area: Rectangle, on frame: inout Frame) {
  guard area.size.columns >= 4, area.size.rows >= 2 else { return }
  let ink = state.ink
  let hasFocus = state.screen.focus == name
  let style: Style = hasFocus ? .strong : .soft
  let content = name.pane.content(state, size: area.inner.size)
  var top = StyledLine(glyphs: [Glyph(ink.topLeft, style)])
  top.append(Glyph(hasFocus ? ink.pointerRight : ink.horizontal, style))
  top.append(" \(name.title) ", hasFocus ? .strong : .title)
  let room = area.size.columns - top.width - 3
  if content.title.width > 0, room > 4 {
    top.append(" ")
    top.append(content.title.truncated(to: room, ellipsis: ink.ellipsis))
    top.append(" ")
  }
  top.append(repeating: ink.horizontal, count: area.size.columns - top.width - 1, style)
  top.append(Glyph(ink.topRight, style))
  frame.draw(top, row: area.row, column: area.column, width: area.size.columns)

  let side = StyledLine(glyphs: [Glyph(ink.vertical, style)])
  for row in area.row + 1..<max(area.row + 1, area.endRow - 1) {
    frame.draw(side, row: row, column: area.column)
    frame.draw(side, row: row, column: area.endColumn - 1)
  }
  for (index, line) in content.lines.prefix(area.inner.size.rows).enumerated() {
    frame.draw(line, row: area.inner.row + index, column: area.inner.column, width: area.inner.size.columns)
  }

  var bottom = StyledLine(glyphs: [Glyph(ink.bottomLeft, style)])
  if content.footer.width > 0 {
    bottom.append(" ")
    bottom.append(content.footer.truncated(to: area.size.columns - 4, ellipsis: ink.ellipsis))
    bottom.append(" ")
  }
  bottom.append(repeating: ink.horizontal, count: area.size.columns - bottom.width - 1, style)
  bottom.append(Glyph(ink.bottomRight, style))
  frame.draw(bottom, row: area.endRow - 1, column: area.column, width: area.size.columns)
}
