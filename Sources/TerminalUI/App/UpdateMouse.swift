func mousePressed(_ press: MousePress, _ state: inout AppState) -> [Effect] {
  let layout = Layout(state, promptRows: PromptView(state).rows)
  let place = Place(row: press.row, column: press.column)
  if let effects = ExplainPanel.click(press, &state, layout) { return effects }
  switch press.action {
  case .drag where state.screen.isDraggingSplit:
    state.screen.split = min(max(Double(press.column) / Double(max(1, state.size.columns)), 0.2), 0.8)
    return []
  case .release:
    state.screen.isDraggingSplit = false
    return []
  case .press where layout.split.map({ abs($0 - press.column) <= 1 }) == true && layout.pane(at: place) != nil:
    state.screen.isDraggingSplit = true
    return []
  default: break
  }
  guard let (name, area) = layout.pane(at: place), area.inner.contains(place) else { return [] }
  if press.action == .press, state.screen.focus != nil { state.screen.focus = name }
  let own = MousePress(press.action, row: press.row - area.inner.row, column: press.column - area.inner.column)
  return name.pane.click(own, &state, size: area.inner.size)
}
