/// The last row: the keys that work now.
enum KeyLine {
  static func draw(_ state: AppState, _ area: Rectangle, on frame: inout Frame) {
    var line = StyledLine(" ")
    for (index, meaning) in meanings(state).enumerated() {
      let keys = meaning.keys(in: state.characters)
      let width = keys.displayWidth + 1 + meaning.brief.displayWidth
      guard line.width + (index > 0 ? 2 : 0) + width <= area.size.columns else { break }
      if index > 0 { line.append("  ") }
      line.append(keys, .strong)
      line.append(" " + meaning.brief, .soft)
    }
    frame.draw(line, row: area.row, column: area.column, width: area.size.columns)
  }

  /// The most wanted first: what does not fit is in the key help.
  static func meanings(_ state: AppState) -> [KeyMeaning] {
    if state.demo != nil { return [KeyMeaning("any key", "ends the demo")] }
    if state.screen.showsKeys || state.screen.wordHelp != nil {
      return [KeyMeaning("↑ ↓", "scroll"), KeyMeaning("Esc", "closes the help")]
    }
    if state.panel != nil { return ExplainPanel.keys }
    if let focus = state.screen.focus {
      return [KeyMeaning("Esc", "prompt"), KeyMeaning("?", "keys")] + focus.pane.keys
        + [KeyMeaning("F6", "next pane")]
    }
    if state.snapshot.activity != nil, state.line.isEmpty {
      return [
        KeyMeaning("Ctrl-C", "stop"), KeyMeaning("F9", state.snapshot.activity?.isPaused == true ? "go on" : "hold"),
      ]
        + panes(state) + [KeyMeaning("?", "keys")]
    }
    guard state.line.isEmpty else {
      return [
        KeyMeaning("Enter", "run"), KeyMeaning("Tab", "complete"), KeyMeaning("F1", "what is it"),
        KeyMeaning("↑", "earlier"),
        KeyMeaning("Ctrl-R", "search"), KeyMeaning("Alt-+ Alt--", "turn the number"), KeyMeaning("Ctrl-C", "clear"),
      ]
    }
    let time =
      state.unrolled == nil
      ? [] : [KeyMeaning("← →", "time"), KeyMeaning("< >", "pass"), KeyMeaning("Space", "play")]
    return [KeyMeaning("?", "keys")] + time + [KeyMeaning("F6", "into panes")] + others(state) + [
      KeyMeaning("F5", "run all"), KeyMeaning("F8", "run next"),
    ]
  }

  /// The other panes; the unrolled net first, once there is one: on a narrow screen there is room for two.
  private static func others(_ state: AppState) -> [KeyMeaning] {
    let panes = panes(state)
    guard state.unrolled != nil, state.size.columns < Layout.sideBySide else { return panes }
    return panes.filter { $0.brief == PaneName.unrolled.title } + panes.filter { $0.brief != PaneName.unrolled.title }
  }

  private static func panes(_ state: AppState) -> [KeyMeaning] {
    // On a narrow screen the pane that is there needs no key.
    let shown = state.size.columns < Layout.sideBySide ? state.screen.shown : nil
    return PaneName.allCases.filter { $0 != shown }.compactMap { name in
      name.functionKey.map { KeyMeaning("F\($0)", name.title) }
    }
  }
}
