import Notebook

/// Keys about the value under the cursor: which strip it is of, what explains it, and changes by hand.
extension UnrolledPane {
  static let valueKeys: [KeyMeaning] = [
    KeyMeaning("e Enter", "explain the value under the cursor: its equation, its gradient's routes", brief: "explain"),
    KeyMeaning("s S", "the value of the next strip, of the one before: h, dL/dh, gates, input", brief: "strip"),
    KeyMeaning(
      "h", "hold it at this time step: Alt-+ and Alt-- turn the number, Enter keeps it", brief: "hold"),
    KeyMeaning("c", "clamp it at every time step, likewise", brief: "clamp"),
    KeyMeaning("0 1", "off, on: hold it at 0, at 1 at every time step; again lets it go", brief: "off on"),
    KeyMeaning("R", "restore: take back what was changed by hand", brief: "restore"),
  ]

  static func pressValueKey(_ press: KeyPress, _ state: inout AppState, size: Size) -> [Effect]? {
    switch press.key {
    case .enter, .character("e"): return explain(&state)
    case .character("s"): return turnStrip(1, &state, size)
    case .character("S"): return turnStrip(-1, &state, size)
    case .character("h"): return turnByHand(\.hold, &state)
    case .character("c"): return turnByHand(\.clamp, &state)
    case .character("0"): return turn(to: 0, &state)
    case .character("1"): return turn(to: 1, &state)
    case .character("R"): return submit(.enter("restore"), &state)
    default: return nil
    }
  }

  /// Off or on at every time step, and free again: the changed run stands beside the original.
  private static func turn(to value: Double, _ state: inout AppState) -> [Effect] {
    guard let line = ValueAtCursor(state)?.turn(to: value) else { return refuse("held", &state) }
    return submit(.enter(line), &state)
  }

  /// Explains the value under the cursor in a panel beside it.
  static func explain(_ state: inout AppState) -> [Effect] {
    guard let topic = ValueAtCursor(state)?.topic else { return refuse("explained", &state) }
    return ExplainPanel.open(topic, &state)
  }

  private static func refuse(_ what: String, _ state: inout AppState) -> [Effect] {
    state.screen.notice = "this strip has no value that could be \(what); s takes another strip"
    return [.bell]
  }

  /// The strips of the first model as they are drawn, one after another.
  private static func turnStrip(_ direction: Int, _ state: inout AppState, _ size: Size) -> [Effect] {
    guard let first = state.unrolled, first.steps > 0 else { return [.bell] }
    let strips = picture(state, size).strips.filter { $0.content.model ?? 0 == 0 }.compactMap(\.content.value)
    guard !strips.isEmpty else { return [.bell] }
    let now = strips.firstIndex(of: state.time.value) ?? 0
    state.time.value = strips[(now + direction + strips.count) % strips.count]
    state.screen.notice = ValueAtCursor(state)?.sentence ?? ""
    return []
  }

  /// Puts a line with the value's own number at the prompt, where the knob turns it.
  private static func turnByHand(_ line: KeyPath<ValueAtCursor, String?>, _ state: inout AppState) -> [Effect] {
    guard state.line.text.isEmpty else {
      state.screen.notice = "there is text on the line already: Esc, then Enter or Ctrl-C, makes room"
      return [.bell]
    }
    guard let text = ValueAtCursor(state)?[keyPath: line] else { return refuse("held", &state) }
    state.screen.focus = nil
    state.screen.notice = "Alt-+ and Alt-- turn the number and show what it does; Enter keeps it"
    return [.replaceLine(text, cursor: text.utf8.count)]
  }
}
