import Notebook

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
      if !meaning.brief.isEmpty { line.append(" " + meaning.brief, .soft) }
    }
    frame.draw(line, row: area.row, column: area.column, width: area.size.columns)
  }

  /// The most wanted first: what does not fit is in the key help.
  static func meanings(_ state: AppState) -> [KeyMeaning] {
    if let replay = state.replay {
      return [
        KeyMeaning("Space", replay.isHeld ? "plays" : "holds"), KeyMeaning("+ -", "speed"),
        KeyMeaning("← →", "line by line"), KeyMeaning("f", "fork: it is yours"), KeyMeaning("F2 F3 F4", "panes"),
      ]
    }
    if state.demo != nil { return [KeyMeaning("any key", "ends the demo")] }
    if state.screen.showsKeys || state.screen.wordHelp != nil {
      return [KeyMeaning("↑ ↓", "scroll"), KeyMeaning("Esc", "closes the help")]
    }
    if state.screen.palette != nil {
      return [
        KeyMeaning("Enter", "do it"), KeyMeaning("↑ ↓", "another"), KeyMeaning("Tab", "to the line"),
        KeyMeaning("Esc", "closes"),
      ]
    }
    if state.panel != nil { return ExplainPanel.keys }
    if state.screen.focus == .notebook, let search = state.notebook.search { return search.keys }
    if let focus = state.screen.focus {
      return [KeyMeaning("Esc", "prompt"), KeyMeaning("?", "keys")] + focus.pane.keys
        + [KeyMeaning("F6", "next pane")]
    }
    let isWaited = state.snapshot.lesson != nil && !state.isCaughtUp
    if state.snapshot.activity != nil || isWaited, state.line.isEmpty {
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
    if let lesson = state.snapshot.lesson { return self.lesson(lesson, state) }
    let time =
      state.unrolled == nil
      ? [] : [KeyMeaning("← →", "time"), KeyMeaning("< >", "pass"), KeyMeaning("Space", "play")]
    return [KeyMeaning("?", "keys")] + time + [KeyMeaning("F6", "into panes")]
      + others(state) + [
        KeyMeaning("F5", "run all"), KeyMeaning("F8", "run next"), KeyMeaning("F10", "palette"),
      ]
  }

  /// What the lesson waits for comes first.
  private static func lesson(_ lesson: LessonSnapshot, _ state: AppState) -> [KeyMeaning] {
    let own: [KeyMeaning] =
      switch lesson.waiting {
      case .nothing: [KeyMeaning("Enter", "goes on")]
      case .prediction(let choices):
        [choices == 0 ? KeyMeaning("a number,", "then Enter") : KeyMeaning("1–\(choices)", "then Enter")]
      case .exercise: [KeyMeaning("type it;", "then grade"), KeyMeaning("hint", ""), KeyMeaning("solution", "")]
      }
    let reading = state.notebook.hasUnreadBelow ? [KeyMeaning("Enter", "reads on")] : []
    return (lesson.waiting == .nothing && !reading.isEmpty ? reading : reading + own)
      + [KeyMeaning("PgUp", "reads back")] + others(state) + [KeyMeaning("?", "keys")]
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
