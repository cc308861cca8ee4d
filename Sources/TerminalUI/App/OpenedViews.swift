import Notebook

/// Opens the pane of what a command has for one, once. The keys stay where they were: a command that was typed is
/// followed by another one.
func openView(_ state: inout AppState) {
  let views = state.snapshot.views
  guard views.count > state.viewsSeen else { return }
  state.viewsSeen = views.count
  switch views.latest {
  case .ledgers(let ledgers):
    state.ledger.chosen = min(state.ledger.chosen, max(0, ledgers.count - 1))
    LedgerPane.placeCross(&state)
    // What a key said it was asking for has come.
    state.screen.notice = ""
    bring(.ledger, &state)
  case .diagnosis:
    state.doctor = DoctorState()
    bring(.doctor, &state)
  case .stopped(let text):
    state.screen.notice = text
    bring(.unrolled, &state)
  case .explanation(let topic, _):
    // Beside the notebook the answer stands there already.
    guard state.panel == nil, Layout(state, promptRows: 1).area(of: .notebook) == nil else { break }
    state.panel = ExplainPanel(topic: topic)
  case .found(let text): NotebookPane.beginSearch(&state, text: text, isTyping: false)
  case .layout(let layout): state.use(layout)
  case .recording(let recording, let speed): state.replay = Replay(recording, speed: speed)
  case nil: break
  }
}

/// Brings a pane to where it can be seen, whatever the screen's width.
func bring(_ name: PaneName, _ state: inout AppState) {
  state.screen.bring(name)
  if state.screen.zoomed != nil || Layout(state, promptRows: 1).area(of: name) == nil { state.screen.zoomed = name }
  if let focus = state.screen.focus, Layout(state, promptRows: 1).area(of: focus) == nil { state.screen.focus = name }
}
