/// Every key in a box over the panes.
enum KeyHelp {
  static func draw(_ state: AppState, _ layout: Layout, on frame: inout Frame) {
    FloatingBox(title: "keys", lines: lines(state), scroll: state.screen.keysScroll, centredIn: layout)
      .draw(state, on: &frame)
  }

  private static func lines(_ state: AppState) -> [StyledLine] {
    var sections: [(String, [KeyMeaning])] = [("on an empty line, and anywhere", Keymap.meanings)]
    // The pane with the focus first: its keys are why one asked.
    let order = [state.screen.focus].compactMap { $0 } + PaneName.allCases.filter { $0 != state.screen.focus }
    sections += order.map { ("in the \($0.title) pane", $0.pane.keys) }.filter { !$0.1.isEmpty }
    sections.append(("in any pane", PaneWords.keys + Resizing.keys))
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
