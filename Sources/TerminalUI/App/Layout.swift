/// Where everything stands on a screen of some size.
///
/// From the top: one title line, the panes, the last entry where they hide it, one status line, the prompt with what
/// helps to type, one line of keys.
struct Layout: Equatable {
  var title: Rectangle
  var panes: [(name: PaneName, area: Rectangle)]
  /// The last entry, where another pane hides the notebook; no rows elsewhere.
  var lastEntry: Rectangle
  var status: Rectangle
  var prompt: Rectangle
  var keys: Rectangle
  /// Below this the screen shows the prompt and the last output, and says how to get more.
  static let least = Size(columns: 40, rows: 10)
  /// From this width on the notebook and the pictures stand side by side.
  static let sideBySide = 100

  /// - Parameter promptRows: the rows that the line being typed wants.
  init(_ state: AppState, promptRows: Int) {
    let size = state.size
    let rows = min(max(1, promptRows), max(1, size.rows / 3))
    keys = Rectangle(row: size.rows - 1, column: 0, columns: size.columns, rows: min(1, size.rows))
    prompt = Rectangle(row: max(0, size.rows - 1 - rows), column: 0, columns: size.columns, rows: rows)
    status = Rectangle(row: max(0, prompt.row - 1), column: 0, columns: size.columns, rows: 1)
    title = Rectangle(row: 0, column: 0, columns: size.columns, rows: 1)
    var body = Rectangle(row: 1, column: 0, columns: size.columns, rows: max(0, status.row - 1))
    lastEntry = Rectangle(row: status.row, column: 0, columns: size.columns, rows: 0)
    guard size.columns >= Self.sideBySide, state.screen.zoomed == nil else {
      let shown = state.screen.zoomed ?? state.screen.shown
      let own = shown == .notebook ? 0 : LastEntry.rows(state, of: body.size.rows)
      body.size.rows -= own
      lastEntry = Rectangle(row: body.endRow, column: 0, columns: size.columns, rows: own)
      panes = [(shown, body)]
      return
    }
    guard state.screen.layout.isStandard else {
      panes = Array(PlannedPanes(state.screen.layout, in: body, example: state.screen.example).columns.joined())
      return
    }
    let share = state.screen.layout.notebookShare / 100
    let left = min(max(30, Int((Double(size.columns) * share).rounded())), size.columns - 40)
    panes = [(.notebook, Rectangle(row: 1, column: 0, columns: left, rows: body.size.rows))]
    var row = 1
    for (name, height) in Self.stack(state, rows: body.size.rows) {
      panes.append((name, Rectangle(row: row, column: left, columns: size.columns - left, rows: height)))
      row += height
    }
  }

  /// The pictures beside the notebook, from the top: the unrolled example gets what the others leave.
  private static func stack(_ state: AppState, rows: Int) -> [(PaneName, Int)] {
    let isTall = rows >= 44
    let training = min(max(9, rows / 3), 16)
    let model = isTall ? min(max(6, (state.snapshot.model?.layers.count ?? 0) + 5), rows / 4) : 0
    let upper: [(PaneName, Int)] =
      state.screen.shown == .model && !isTall
      ? [(.model, training)] : isTall ? [(.model, model), (.training, training)] : [(.training, training)]
    return upper + [(state.screen.example, rows - upper.reduce(0) { $0 + $1.1 })]
  }

  /// The pane at a place of the screen.
  func pane(at place: Place) -> (name: PaneName, area: Rectangle)? { panes.first { $0.area.contains(place) } }

  /// Whether no row shows what the last entry has answered.
  var hidesAnswers: Bool { lastEntry.size.rows == 0 && area(of: .notebook) == nil }

  func area(of name: PaneName) -> Rectangle? { panes.first { $0.name == name }?.area }

  static func == (a: Self, b: Self) -> Bool {
    a.title == b.title && a.lastEntry == b.lastEntry && a.status == b.status && a.prompt == b.prompt && a.keys == b.keys
      && a.panes.map(\.name) == b.panes.map(\.name) && a.panes.map(\.area) == b.panes.map(\.area)
  }
}
