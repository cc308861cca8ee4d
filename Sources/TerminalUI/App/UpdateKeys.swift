import Notebook
import Script

func keyPressed(_ press: KeyPress, _ state: inout AppState) -> [Effect] {
  if state.demo != nil, press != KeyPress(.character("c"), .control) {
    state.demo = nil
    state.screen.notice = "the demo has ended; everything in it was a command, and it is in the notebook"
    return []
  }
  if let effects = replayPressed(press, &state) { return effects }
  if let effects = teachPressed(press, &state) { return effects }
  forgetGoal(before: press, &state)
  if state.screen.showsKeys || state.screen.wordHelp != nil, helpTakes(press, &state) { return [] }
  if state.screen.palette != nil, let effects = Palette.press(press, &state) { return effects }
  if state.panel != nil, let effects = ExplainPanel.press(press, &state) { return effects }
  if let focus = state.screen.focus, let effects = panePressed(focus, press, &state) { return effects }
  if let action = Keymap.action(of: press, lineIsEmpty: state.line.isEmpty) { return perform(action, &state) }
  if press == KeyPress(.right), let suggestion = PromptView.suggestion(state) {
    return [.replaceLine(state.line.text + suggestion, cursor: (state.line.text + suggestion).utf8.count)]
  }
  state.screen.focus = nil
  return [.edit(press)]
}

func panePressed(_ name: PaneName, _ press: KeyPress, _ state: inout AppState) -> [Effect]? {
  if press == KeyPress(.escape) {
    if name == .notebook, state.notebook.search != nil {
      NotebookPane.leaveSearch(&state)
    } else {
      state.screen.focus = nil
    }
    return []
  }
  guard let area = Layout(state, promptRows: PromptView(state).rows).area(of: name) else { return nil }
  return name.pane.press(press, &state, size: area.inner.size) ?? Resizing.press(name, press, &state)
    ?? PaneWords.press(name, press, &state)
}

/// The arrows scroll the help and every other key closes it; the first letter of a command is not lost on that, and with
/// a line being typed no key but Esc and the help's own.
private func helpTakes(_ press: KeyPress, _ state: inout AppState) -> Bool {
  switch press.key {
  case .down, .pageDown: state.screen.keysScroll += press.key == .down ? 1 : 10
  case .up, .pageUp: state.screen.keysScroll = max(0, state.screen.keysScroll - (press.key == .up ? 1 : 10))
  default:
    let isAboutWord = state.screen.wordHelp != nil
    closeHelp(&state)
    if isAboutWord { return press == KeyPress(.escape) || press == KeyPress(.function(1)) }
    if case .character(let character) = press.key { return !character.isLetter || character == "q" }
  }
  return true
}

/// What the word at the cursor means; on an empty line, what the keys do.
private func showHelp(_ state: inout AppState) -> [Effect] {
  if state.line.isEmpty {
    state.screen.showsKeys = true
    return []
  }
  let completer = Completer(CommandRegistry.table, host: state.snapshot.names)
  state.screen.wordHelp = completer.help(state.line.text, cursor: state.line.cursor)
  guard state.screen.wordHelp == nil else { return [] }
  state.screen.notice = "nothing is known about the word at the cursor; help lists the commands"
  return [.bell]
}

func closeHelp(_ state: inout AppState) {
  state.screen.showsKeys = false
  state.screen.wordHelp = nil
  state.screen.keysScroll = 0
}

func perform(_ action: Action, _ state: inout AppState) -> [Effect] {
  switch action {
  case .move(let steps): return stopPlaying(&state) + go(to: state.time.t + steps, &state)
  case .firstStep: return go(to: 1, &state)
  case .lastStep: return go(to: state.unrolled?.steps ?? 1, &state)
  case .forward: return show(.forward, &state)
  case .backward: return show(.backward, &state)
  case .play: return isReadingLesson(state) ? readOn(&state) : togglePlaying(&state)
  case .update(let direction): return chooseUpdate(direction, &state)
  case .unit(let step): return moveUnit(by: step, &state)
  case .knob(let direction): return turnKnob(direction, &state)
  case .show(let name):
    show(name, &state)
    return []
  case .search:
    NotebookPane.beginSearch(&state)
    return []
  case .palette: return Palette.open(&state)
  case .focusNext:
    focusNext(&state)
    return []
  case .focusPrompt:
    state.screen.focus = nil
    return []
  case .runAll: return submit(.run(.all), &state)
  case .runNext: return submit(.run(.next), &state)
  case .pause: return pause(&state)
  case .help: return showHelp(&state)
  case .page(let direction):
    state.notebook.page(direction)
    return []
  case .interrupt: return interrupt(&state)
  case .suspend: return [.suspend]
  case .redraw: return [.redraw]
  case .endOfInput: return asksBeforeQuitting(&state) ? [.bell] : [.quit]
  }
}

/// Shows a pane; on a wide screen the key makes it fill the screen, and once more brings the others back.
private func show(_ name: PaneName, _ state: inout AppState) {
  if state.size.columns >= Layout.sideBySide {
    state.screen.zoomed = state.screen.zoomed == name ? nil : name
  } else {
    state.screen.zoomed = nil
  }
  state.screen.bring(name)
  if state.screen.focus != nil { state.screen.focus = name }
}

/// The pane that stands for the unrolled net comes first: its keys are wanted most.
private func focusNext(_ state: inout AppState) {
  let panes = Layout(state, promptRows: 1).panes.map(\.name)
  let hero: Set<PaneName> = [.unrolled, .ledger, .doctor]
  let shown = panes.filter(hero.contains) + panes.filter { !hero.contains($0) }
  guard let focus = state.screen.focus, let index = shown.firstIndex(of: focus) else {
    state.screen.focus = shown.first
    return
  }
  state.screen.focus = index + 1 < shown.count ? shown[index + 1] : nil
}

private func pause(_ state: inout AppState) -> [Effect] {
  guard let activity = state.snapshot.activity else {
    state.screen.notice = "nothing runs that could be held"
    return [.bell]
  }
  return submit(.pause(!activity.isPaused), &state)
}

/// A running job ends first; the line is cleared when nothing runs.
private func interrupt(_ state: inout AppState) -> [Effect] {
  state.demo = nil
  if state.snapshot.activity != nil || !state.isCaughtUp { return [.interrupt] }
  state.notebook.editing = nil
  if state.line.isEmpty { state.screen.notice = "Ctrl-D or quit ends the notebook" }
  return [.replaceLine("", cursor: 0)]
}
