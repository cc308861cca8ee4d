import Notebook

extension NetPicture {
  /// The net as the model pane draws it, with as many lines as it takes.
  func lines(_ drawing: Drawing) -> [StyledLine] {
    let rows =
      isUnrolled
      ? UnrolledNet(layers, steps: steps, cursor: cursor, ink: drawing.ink, width: drawing.width).rows
      : FoldedNet(layers, ink: drawing.ink, size: Size(columns: drawing.width, rows: 10_000)).rows
    return [StyledLine(title, .strong)] + rows.map(\.line)
  }
}
