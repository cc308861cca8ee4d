import Notebook

/// The first row: file, model, parameters, seed.
enum TitleLine {
  static func draw(_ state: AppState, _ area: Rectangle, on frame: inout Frame) {
    var line = StyledLine("unroll", .title)
    let snapshot = state.snapshot
    line.append("  " + (snapshot.document.path.map(lastComponent) ?? "untitled"), .strong)
    if let model = snapshot.model {
      line.append(
        "   \(model.name)  \(model.summary)   \(NumberFormat.integer.text(Double(model.parameters))) parameters")
    }
    frame.draw(line.truncated(to: area.size.columns, ellipsis: state.ink.ellipsis), row: area.row, column: area.column)
  }

  private static func lastComponent(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}

/// The row above the prompt: what the program does, step, loss, gradient norm, horizon.
enum StatusLine {
  static func draw(_ state: AppState, _ area: Rectangle, on frame: inout Frame) {
    var line = StyledLine()
    if !state.screen.notice.isEmpty {
      line.append(state.screen.notice, .warning)
    } else if let activity = state.snapshot.activity {
      line.append(activity.progress.map { "\($0.job)  \($0.detail)" } ?? "working")
    } else {
      line.append("at rest", .soft)
    }
    frame.draw(line.truncated(to: area.size.columns, ellipsis: state.ink.ellipsis), row: area.row, column: area.column)
  }
}

/// The last row: the keys that work now.
enum KeyLine {
  static func draw(_ state: AppState, _ area: Rectangle, on frame: inout Frame) {
    let line = StyledLine("? keys  F2 notebook  F3 training  F4 unrolled  F7 model", .soft)
    frame.draw(line.truncated(to: area.size.columns, ellipsis: state.ink.ellipsis), row: area.row, column: area.column)
  }
}

/// A screen too small for panes: the last output and the prompt.
enum CalmPage {
  static func draw(_ state: AppState, on frame: inout Frame) {
    frame.draw(StyledLine(state.line.prompt + state.line.text), row: max(0, state.size.rows - 1), column: 0)
  }
}

/// The keys, over everything else.
enum KeyHelp {
  static func draw(_ state: AppState, _ layout: Layout, on frame: inout Frame) {}
}
