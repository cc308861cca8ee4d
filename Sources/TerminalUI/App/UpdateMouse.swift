func mousePressed(_ press: MousePress, _ state: inout AppState) -> [Effect] {
  // The teacher's page shows none of the panes that a layout has.
  if let teach = state.teach {
    state.teach = TeachPage.scrolled(by: press.wheel * 3, state, teach)
    return []
  }
  // What is played is read, and not changed.
  if state.replay != nil, press.wheel == 0 { return press.action == .press ? [.bell] : [] }
  let layout = Layout(state, promptRows: PromptView(state).rows)
  let place = Place(row: press.row, column: press.column)
  if let effects = ExplainPanel.click(press, &state, layout) { return effects }
  switch press.action {
  case .drag:
    guard let border = state.screen.dragged else { break }
    if let moved = Resizing(layout).moved(border, to: place, state.screen.layout) { state.screen.layout = moved }
    return []
  case .release:
    state.screen.dragged = nil
    return []
  case .press:
    guard layout.panes.count > 1, let border = Resizing(layout).border(at: place) else { break }
    state.screen.dragged = border
    return []
  default: break
  }
  guard let (name, area) = layout.pane(at: place), area.inner.contains(place) else { return [] }
  // There the wheel moves the session itself.
  if state.replay != nil, name == .unrolled || name == .ledger { return [.bell] }
  if press.action == .press, state.screen.focus != nil { state.screen.focus = name }
  let own = MousePress(press.action, row: press.row - area.inner.row, column: press.column - area.inner.column)
  return name.pane.click(own, &state, size: area.inner.size)
}

extension MousePress {
  /// Lines by which the wheel goes on: -1, 1, or 0 for what is no wheel.
  fileprivate var wheel: Int {
    switch action {
    case .wheelUp: -1
    case .wheelDown: 1
    case .press, .drag, .release: 0
    }
  }
}
