import Notebook

/// The notebook: what was entered and what came of it, the youngest at the end.
enum NotebookPane: Pane {
  /// Keeps the layout in step with the session and the screen, so that drawing finds it ready.
  static func place(_ state: inout AppState) {
    if state.screen.focus != .notebook { state.notebook.search = nil }
    let area = Layout(state, promptRows: PromptView(state).rows).area(of: .notebook)
    guard let size = area?.inner.size else { return }
    state.notebook.place(NotebookSource(state, width: textWidth(size)), rows: size.rows)
    refreshSearch(&state)
  }

  static func content(_ state: AppState, size: Size) -> PaneContent {
    guard !state.snapshot.document.entries.isEmpty else {
      return PaneContent(lines: StartScreen.lines(size, ink: state.ink, lost: state.snapshot.lostSession))
    }
    // Does nothing when `place` was here before.
    var notebook = state.notebook
    notebook.place(NotebookSource(state, width: textWidth(size)), rows: size.rows)
    let places = notebook.places
    let selected = state.screen.focus == .notebook ? notebook.selectedIndex : nil
    var content = PaneContent(
      lines: places.map { line($0, notebook, selected: selected, width: textWidth(size), state.ink) })
    if let first = places.first, first.index > 0 || first.line > 0 {
      let count = first.index + (first.line > 0 ? 1 : 0)
      content.title = StyledLine("\(count) above", .soft)
    }
    content.footer = footer(notebook, places.last, selected: selected, state.ink)
    return content
  }

  /// One column at the right stays free, so that words do not touch the border.
  private static func textWidth(_ size: Size) -> Int { max(1, size.columns - 1) }

  private static func line(
    _ place: NotebookLayout.Place, _ notebook: NotebookState, selected: Int?, width: Int, _ ink: Ink
  ) -> StyledLine {
    guard let layout = notebook.layout.layouts[place.index] else { return StyledLine() }
    var line = layout.lines[place.line]
    if let search = notebook.search { line = search.marked(line, at: place.line, of: layout, width: width, ink) }
    guard place.index == selected, place.line == layout.labelLine, line.glyphs.count > 1 else { return line }
    var marked = StyledLine(part: line.glyphs.prefix(1))
    marked.append(Glyph(ink.pointerRight, .strong))
    marked.append(StyledLine(part: line.glyphs.dropFirst(2)))
    return marked
  }

  private static func footer(
    _ notebook: NotebookState, _ last: NotebookLayout.Place?, selected: Int?, _ ink: Ink
  ) -> StyledLine {
    if let search = notebook.search { return search.line(ink) }
    if let selected, notebook.layout.entries[selected].status == .stale {
      return StyledLine("stale: an entry above it has changed since it ran", .soft)
    }
    guard let last, let layout = notebook.layout.layouts[last.index] else { return StyledLine() }
    let below = notebook.layout.entries.count - 1 - last.index + (last.line + 1 < layout.lines.count ? 1 : 0)
    return below > 0 ? StyledLine("\(below) below", .soft) : StyledLine()
  }
}
