import Script

/// What the word at the cursor means, in a box over the panes while the line stays as it is.
enum WordHelpBox {
  static func draw(_ help: WordHelp, _ state: AppState, _ layout: Layout, on frame: inout Frame) {
    let width = max(20, state.size.columns - 6)
    let lines = help.lines.flatMap { line in
      wrapped(line, width: width, indent: line.prefix { $0 == " " }.count, style: .plain)
    }
    FloatingBox(title: help.word, lines: lines, scroll: state.screen.keysScroll, centredIn: layout)
      .draw(state, on: &frame)
  }
}
