import Notebook

/// A screen too small for panes: the last output and the prompt, and nothing that would have to be cut to pieces.
enum CalmPage {
  static func draw(_ state: AppState, on frame: inout Frame) {
    let size = state.size
    guard size.rows > 0, size.columns > 0 else { return }
    let prompt = PromptView(state)
    let promptRow = size.rows - 1
    prompt.draw(
      Rectangle(row: promptRow, column: 0, columns: size.columns, rows: 1),
      above: Rectangle(row: promptRow, column: 0, columns: size.columns, rows: 1), on: &frame)
    guard promptRow > 0 else { return }
    if promptRow >= 2 {
      frame.draw(StatusLine.line(state, width: size.columns), row: promptRow - 1, column: 0, width: size.columns)
    }
    let room = promptRow - (promptRow >= 2 ? 1 : 0)
    for (row, line) in lastOutput(state).suffix(room).enumerated() {
      frame.draw(line.truncated(to: size.columns, ellipsis: state.ink.ellipsis), row: row, column: 0)
    }
  }

  /// The last entry's answer, in words where it is a picture: a chart of 20 columns says nothing.
  private static func lastOutput(_ state: AppState) -> [StyledLine] {
    guard let entry = state.snapshot.document.entries.last(where: { $0.status != .fresh }) else {
      return [StyledLine("unroll: a larger window shows more", .soft)]
    }
    let drawing = Drawing(width: state.size.columns, characters: state.characters)
    return [StyledLine(entry.text.linesOfText.first ?? "", .strong)]
      + entry.answers.flatMap { answer -> [StyledLine] in
        switch answer {
        case .output(let output):
          switch output {
          case .line, .bars, .heat, .strips, .net: Output.words(of: output).lines(drawing)
          default: output.lines(drawing)
          }
        case .warning(let text): [StyledLine(text, .warning)]
        case .failure(let text): text.linesOfText.map { StyledLine($0, .error) }
        }
      }
  }
}
