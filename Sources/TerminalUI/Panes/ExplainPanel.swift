import Notebook

/// What explains a number, in a box beside it that never covers it.
package struct ExplainPanel: Sendable, Equatable {
  /// As `explain` takes it: `hidden(rnn1, 17)[3]`.
  package var topic: String
  /// First line that is shown.
  package var scroll = 0

  package init(topic: String) { self.topic = topic }

  static let keys = [
    KeyMeaning("Esc", "closes it"), KeyMeaning("↑ ↓", "scroll"), KeyMeaning("← →", "the same at another time step"),
  ]

  /// Opens the panel on a number and asks for what explains it. Where the cursor has moved, the move is written with it.
  ///
  /// - Parameter t: the time step that the session does not know of yet.
  static func open(_ topic: String, _ state: inout AppState, goingTo t: Int? = nil) -> [Effect] {
    state.panel = ExplainPanel(topic: topic)
    return submit(.gesture((t.map { "goto \($0); " } ?? "") + "explain \(topic)"), &state)
  }

  // MARK: Keys

  /// nil: the key closes the panel and means what it always does.
  static func press(_ press: KeyPress, _ state: inout AppState) -> [Effect]? {
    switch press.key {
    case .escape:
      state.panel = nil
      return []
    case .up: return scroll(-1, &state)
    case .down: return scroll(1, &state)
    case .pageUp: return scroll(-8, &state)
    case .pageDown: return scroll(8, &state)
    case .left where press.modifiers.isEmpty: return step(-1, &state)
    case .right where press.modifiers.isEmpty: return step(1, &state)
    default:
      state.panel = nil
      return nil
    }
  }

  private static func scroll(_ lines: Int, _ state: inout AppState) -> [Effect] {
    let layout = Layout(state, promptRows: PromptView(state).rows)
    guard let panel = state.panel else { return [] }
    let place = panel.place(state, layout)
    let last = FloatingBox.lastScroll(place.lines.count, place.area)
    state.panel?.scroll = min(max(0, min(panel.scroll, last) + lines), last)
    return []
  }

  /// The same number a time step further, explained.
  private static func step(_ direction: Int, _ state: inout AppState) -> [Effect] {
    guard let unrolled = state.unrolled else { return [.bell] }
    let t = min(max(1, state.time.t + direction), max(1, unrolled.steps))
    guard t != state.time.t else { return [.bell] }
    state.time.t = t
    let isOfLedger = state.screen.example == .ledger
    guard let topic = isOfLedger ? LedgerPane.topic(state) : ValueAtCursor(state)?.topic else { return [.bell] }
    return open(topic, &state, goingTo: t)
  }

  /// A click in the panel; nil: it is beside it.
  static func click(_ press: MousePress, _ state: inout AppState, _ layout: Layout) -> [Effect]? {
    guard let panel = state.panel else { return nil }
    guard panel.place(state, layout).area.contains(Place(row: press.row, column: press.column)) else {
      if press.action == .press { state.panel = nil }
      return nil
    }
    switch press.action {
    case .wheelUp: return scroll(-1, &state)
    case .wheelDown: return scroll(1, &state)
    case .press, .drag, .release: return []
    }
  }

  // MARK: The box

  func draw(_ state: AppState, _ layout: Layout, on frame: inout Frame) {
    let place = place(state, layout)
    guard place.area.size.rows >= 3, place.area.size.columns >= 12 else { return }
    FloatingBox(title: topic, lines: place.lines, scroll: scroll, area: place.area).draw(state, on: &frame)
  }

  /// Where the box stands: below the row of its number, or above it, wherever more of it fits.
  private func place(_ state: AppState, _ layout: Layout) -> (lines: [StyledLine], area: Rectangle) {
    let anchor = anchor(state, layout)
    // The numbers at the side stay in sight where there is room beside them.
    let edge = anchor.map { $0.edge >= 44 ? $0.edge : state.size.columns } ?? state.size.columns
    let widest = min(edge - 1, 78)
    let lines = lines(state, width: widest - 4)
    let width = min(widest, max(24, (lines.map(\.width).max() ?? 0) + 4))
    let bottom = layout.status.row
    let row = anchor?.number.row ?? 0
    let (above, below) = (max(0, row - 1), max(0, bottom - row - 1))
    let wanted = lines.count + 2
    let isBelow = anchor == nil || wanted <= below || below >= above
    // A few lines in a low pane explain nothing: there the box takes the place of the pane.
    let isLow = (isBelow ? below : above) < min(wanted, 7)
    let height = isLow ? min(wanted, max(0, bottom - 1)) : min(wanted, isBelow ? below : above)
    let middle = anchor?.number.column ?? state.size.columns / 2
    return (
      lines,
      Rectangle(
        row: isLow ? 1 : isBelow ? row + 1 : row - height,
        column: max(0, min(max(0, middle - width / 2), edge - 1 - width)),
        columns: width, rows: height)
    )
  }

  /// The row and the column of the number on the screen, and where the numbers at the side of its pane begin.
  private func anchor(_ state: AppState, _ layout: Layout) -> (number: Place, edge: Int)? {
    let name = state.screen.example
    guard let area = layout.area(of: name)?.inner else { return nil }
    let anchor =
      name == .ledger ? LedgerPane.anchor(state, size: area.size) : UnrolledPane.anchor(state, size: area.size)
    return anchor.map { place, side in
      (
        Place(row: area.row + min(place.row, area.size.rows - 1), column: area.column + place.column),
        area.column + side
      )
    }
  }

  /// The answer, what was wrong, or that it is on its way.
  private func lines(_ state: AppState, width: Int) -> [StyledLine] {
    let own = topic.filter { !$0.isWhitespace }
    let known = state.snapshot.views.explanation
    let text: String
    var style = Style.plain
    if let known, known.topic.filter({ !$0.isWhitespace }) == own {
      text = known.text
    } else if state.isCaughtUp, let failure = failure(state) {
      text = failure
      style = .error
    } else {
      text = "working it out"
      style = .soft
    }
    let lines = text.linesOfText.flatMap { line -> [StyledLine] in
      let indent = line.prefix { $0 == " " }.count
      let rows = wrapped(String(line.dropFirst(indent)), width: width, indent: min(indent, width / 2), style: style)
      return rows.isEmpty ? [StyledLine()] : rows
    }
    return state.characters == .ascii ? lines.map(\.asciiOnly) : lines
  }

  private func failure(_ state: AppState) -> String? {
    guard let entry = state.snapshot.document.entries.last, entry.status == .failed else { return nil }
    let texts = entry.answers.compactMap { if case .failure(let text) = $0 { text } else { nil } }
    return texts.isEmpty ? nil : texts.joined(separator: "\n")
  }
}
