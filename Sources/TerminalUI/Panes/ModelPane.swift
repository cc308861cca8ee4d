import Notebook

/// The model's layers with what they hold and how they fare, drawn folded with its loops or unrolled over time.
enum ModelPane: Pane {
  static let keys: [KeyMeaning] = [
    KeyMeaning("u", "unrolled over time, or folded with its loops"), KeyMeaning("↑ ↓  PgUp PgDn", "scroll"),
    KeyMeaning("click", "a layer in words"),
  ]

  static func content(_ state: AppState, size: Size) -> PaneContent {
    guard let model = state.snapshot.model else {
      let sentences = ["There is no model yet.", "model plain; add rnn 32; add dense  makes one."]
      return PaneContent(
        lines: [StyledLine()] + sentences.flatMap { wrapped($0, width: size.columns - 1, indent: 1) })
    }
    let rows = drawn(model, state, size)
    let start = min(state.model.scroll, max(0, rows.count - size.rows))
    let shown = rows[start..<min(rows.count, start + size.rows)]
    var content = PaneContent(title: title(model, width: size.columns - 10), lines: shown.map(\.line))
    var hints = [state.model.isUnrolled ? "u folds it" : "u unrolls it over time"]
    if shown.count < rows.count { hints.append("lines \(start + 1) to \(start + shown.count) of \(rows.count)") }
    content.footer = StyledLine(hints.joined(separator: "   "), .soft)
    if state.characters == .ascii {
      content.title = content.title.asciiOnly
      content.lines = content.lines.map(\.asciiOnly)
    }
    return content
  }

  /// "plain   many-to-one   4,353 parameters   240 updates"
  private static func title(_ model: ModelSnapshot, width: Int) -> StyledLine {
    [
      StyledLine(model.name, .strong), StyledLine(model.pattern),
      StyledLine(counted(model.parameters, "parameter"), .soft), StyledLine(counted(model.updates, "update"), .soft),
    ].inARow(width: width)
  }

  private static func drawn(_ model: ModelSnapshot, _ state: AppState, _ size: Size) -> [NetRow] {
    guard !model.layers.isEmpty else {
      return wrapped("\(model.name) has no layers yet: add rnn 32", width: size.columns - 1, indent: 1).map {
        NetRow($0)
      }
    }
    return state.model.isUnrolled
      ? UnrolledNet(
        model.layers, steps: state.unrolled?.steps, cursor: state.time.t, ink: state.ink, width: size.columns
      ).rows
      : FoldedNet(model.layers, ink: state.ink, size: size).rows
  }

  static func press(_ press: KeyPress, _ state: inout AppState, size: Size) -> [Effect]? {
    switch press.key {
    case .character("u"):
      state.model.isUnrolled.toggle()
      state.model.scroll = 0
    case .up: scroll(-1, &state, size)
    case .down: scroll(1, &state, size)
    case .pageUp: scroll(1 - size.rows, &state, size)
    case .pageDown: scroll(size.rows - 1, &state, size)
    case .home: scroll(-.max, &state, size)
    case .end: scroll(.max, &state, size)
    default: return nil
    }
    return []
  }

  private static func scroll(_ rows: Int, _ state: inout AppState, _ size: Size) {
    guard let model = state.snapshot.model else { return }
    let last = max(0, drawn(model, state, size).count - size.rows)
    let (wanted, overflow) = min(state.model.scroll, last).addingReportingOverflow(rows)
    state.model.scroll = overflow ? last : min(max(0, wanted), last)
  }

  static func click(_ press: MousePress, _ state: inout AppState, size: Size) -> [Effect] {
    guard let model = state.snapshot.model else { return [] }
    switch press.action {
    case .wheelUp: scroll(-1, &state, size)
    case .wheelDown: scroll(1, &state, size)
    case .drag, .release: break
    case .press:
      let rows = drawn(model, state, size)
      let row = press.row + min(state.model.scroll, max(0, rows.count - size.rows))
      guard rows.indices.contains(row), let number = rows[row].layer else { return [] }
      let layer = model.layers[number]
      state.screen.notice = "\(layer.name): \(layer.description), \(counted(layer.parameters, "parameter"))"
    }
    return []
  }
}

/// A line of a drawn net, and the layer that it is about.
struct NetRow {
  var line: StyledLine
  var layer: Int?

  init(_ line: StyledLine, layer: Int? = nil) {
    self.line = line
    self.layer = layer
  }
}
