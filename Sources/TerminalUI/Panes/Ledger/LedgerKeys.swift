import Notebook

extension LedgerPane {
  static let keys: [KeyMeaning] = [
    KeyMeaning("← → ↑ ↓", "move the cross; with Shift ten", brief: "cross"),
    KeyMeaning("g G", "the next part of the gradient, the one before: states, gates, input", brief: "part"),
    KeyMeaning("h", "to the furthest time step where this is heard", brief: "furthest"),
    KeyMeaning("e", "explain the gradient here, as Enter does: its routes, and finite differences", brief: "explain"),
    KeyMeaning("l", "back to the unrolled strips", brief: "strips"),
    KeyMeaning("d", "doctor: what is wrong, and which remedy helps", brief: "doctor"),
    KeyMeaning("r", "take it anew of what is shown now", brief: "anew"),
    KeyMeaning("Tab  [ ]", "another layer or model", brief: "layer"),
    KeyMeaning("Home End", "the first, the last time step"),
    KeyMeaning("click", "put the cross there"),
  ]

  static func press(_ press: KeyPress, _ state: inout AppState, size: Size) -> [Effect]? {
    let isFar = !press.modifiers.isDisjoint(with: [.shift, .control])
    guard !press.modifiers.contains(.alt) else { return nil }
    let ledger = chosen(state)
    switch press.key {
    case .left: return stopPlaying(&state) + go(to: state.time.t - (isFar ? 10 : 1), &state)
    case .right: return stopPlaying(&state) + go(to: state.time.t + (isFar ? 10 : 1), &state)
    case .home: return stopPlaying(&state) + go(to: 1, &state)
    case .end: return stopPlaying(&state) + go(to: state.unrolled?.steps ?? 1, &state)
    case .up: return moveRow(isFar ? -10 : -1, &state)
    case .down: return moveRow(isFar ? 10 : 1, &state)
    case .character("d"): return DoctorPane.open(&state)
    case .character("l"):
      bring(.unrolled, &state)
      return []
    case .tab, .character("]"): return turn(1, &state)
    case .backTab, .character("["): return turn(-1, &state)
    case .character("g"): return choosePart(1, &state)
    case .character("G"): return choosePart(-1, &state)
    case .character("r"):
      guard let ledger else { return ask("show flow", &state) }
      return ask(ledger.part, of: ledger, &state)
    case .enter, .character("e"):
      guard let topic = topic(state) else { return [.bell] }
      return ExplainPanel.open(topic, &state)
    case .character("h"):
      guard let ledger, let t = LedgerWords(ledger, cross(ledger, state)).furthest else { return [.bell] }
      return stopPlaying(&state) + go(to: t, &state)
    default: return nil
    }
  }

  static func click(_ press: MousePress, _ state: inout AppState, size: Size) -> [Effect] {
    guard let ledger = chosen(state) else { return [] }
    switch press.action {
    case .wheelUp: return moveRow(-1, &state)
    case .wheelDown: return moveRow(1, &state)
    case .release: return []
    case .press, .drag: break
    }
    let cross = cross(ledger, state)
    guard
      let hit = picture(ledger, state, size).hit(row: press.row, column: press.column, t: cross.t, cross: cross.row)
    else { return [] }
    state.ledger.row = hit.row
    return stopPlaying(&state) + go(to: hit.t, &state)
  }

  /// What explains the gradient under the cross.
  static func topic(_ state: AppState) -> String? {
    chosen(state).map { "grad(\(ValueAtCursor.argument($0.layer)), \(cross($0, state).t))" }
  }

  /// The row and the column of the cross inside the pane, and the column of the numbers at the side.
  static func anchor(_ state: AppState, size: Size) -> (Place, side: Int)? {
    guard let ledger = chosen(state) else { return nil }
    let picture = picture(ledger, state, size)
    let cross = cross(ledger, state)
    guard let column = picture.axis.column(of: cross.t), let band = picture.bands.column(of: cross.row + 1) else {
      return nil
    }
    let place = Place(
      row: picture.normRows + band * picture.bandHeight,
      column: picture.labelWidth + 1 + column * picture.axis.columnWidth)
    return (place, size.columns - picture.sideWidth)
  }

  /// Asks for the ledger of a layer, and shows its pane at once with the keys in it.
  static func open(_ state: inout AppState) -> [Effect] {
    guard let unrolled = state.unrolled, let layer = unrolled.layer(state.time.layer) else {
      state.screen.notice = "there is no recurrent layer whose gradient could be followed"
      return [.bell]
    }
    bring(.ledger, &state)
    state.screen.focus = .ledger
    return ask(unrolled.layers.count > 1 ? "show flow layer=\(layer.name)" : "show flow", &state)
  }

  private static func ask(_ part: LedgerSnapshot.Part, of ledger: LedgerSnapshot, _ state: inout AppState) -> [Effect] {
    let option = part.option.isEmpty ? "" : " \(part.option)"
    return ask("show flow layer=\(ledger.layer)\(option)", &state)
  }

  private static func ask(_ command: String, _ state: inout AppState) -> [Effect] {
    submit(.gesture(command), &state)
  }

  private static func moveRow(_ rows: Int, _ state: inout AppState) -> [Effect] {
    guard let ledger = chosen(state), !ledger.rows.isEmpty else { return [.bell] }
    let now = cross(ledger, state).row
    let wanted = min(max(0, now + rows), ledger.rows.count - 1)
    guard wanted != now else { return [.bell] }
    state.ledger.row = wanted
    return []
  }

  private static func turn(_ direction: Int, _ state: inout AppState) -> [Effect] {
    let count = state.snapshot.views.ledgers.count
    guard count > 1 else {
      state.screen.notice = "there is one ledger; show flow makes one of every recurrent layer and compared model"
      return [.bell]
    }
    state.ledger.chosen = (min(state.ledger.chosen, count - 1) + direction + count) % count
    return []
  }

  private static func choosePart(_ direction: Int, _ state: inout AppState) -> [Effect] {
    guard let ledger = chosen(state), ledger.parts.count > 1 else {
      state.screen.notice = "this layer's gradient has one part"
      return [.bell]
    }
    let now = ledger.parts.firstIndex(of: ledger.part) ?? 0
    let part = ledger.parts[(now + direction + ledger.parts.count) % ledger.parts.count]
    state.screen.notice = "following \(part.option.isEmpty ? "the whole gradient" : part.option) back"
    return ask(part, of: ledger, &state)
  }
}
