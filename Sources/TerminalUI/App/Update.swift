import Notebook

/// Takes one event into the state and says what the world has to do: a pure function.
public func update(_ state: inout AppState, _ event: Event) -> [Effect] {
  defer { NotebookPane.place(&state) }
  defer { UnrolledPane.prepare(&state) }
  defer { LedgerPane.prepare(&state) }
  switch event {
  case .resized(let size):
    state.size = size
    return [.redraw]
  case .pasted where state.replay != nil || state.teach != nil: return [.bell]
  case .pasted(let text):
    state.demo = nil
    if state.notebook.search?.isTyping == true {
      NotebookPane.pasteIntoSearch(text, &state)
      return []
    }
    if state.screen.palette != nil {
      state.screen.palette?.text += String((text.linesOfText.first ?? "").prefix(200))
      return []
    }
    state.screen.focus = nil
    closeHelp(&state)
    return [.insert(text)]
  case .line(let line):
    state.line = line
    return []
  case .entered(let text): return entered(text, &state)
  case .opened(let path): return submit(.open(path), &state)
  case .ended: return [.quit]
  case .session(let snapshot):
    take(snapshot, &state)
    return snapshot.hasQuit ? [.quit] : []
  case .key(let press):
    state.screen.notice = ""
    return keyPressed(press, &state)
  case .mouse(let press): return mousePressed(press, &state)
  case .tick(let now):
    state.now = now
    return played(&state) + demonstrated(&state) + replayed(&state)
  }
}

/// Hands a job to the session and remembers that its answer is awaited.
func submit(_ job: SessionJob, _ state: inout AppState) -> [Effect] {
  state.jobsSent += 1
  state.screen.knowsItIsUnwritten = false
  return [.submit(job)]
}

func entered(_ text: String, _ state: inout AppState) -> [Effect] {
  state.line = LineState()
  let isEmpty = text.allSatisfy(\.isWhitespace)
  if isEmpty, state.training.goal == nil, state.snapshot.lesson != nil { return readOn(&state) }
  state.notebook.follows = true
  guard !isEmpty else { return goToGoal(&state) }
  state.history.append(text)
  if isQuit(text), asksBeforeQuitting(&state) { return [] }
  if let effects = startedDemo(text, &state) { return effects }
  if let entry = state.notebook.editing {
    state.notebook.editing = nil
    return submit(.revise(entry: entry, text: text), &state)
  }
  return submit(.enter(text), &state)
}

/// A newer snapshot. Where the reader stands in time is the screen's own as long as the session has not caught up.
private func take(_ snapshot: SessionSnapshot, _ state: inout AppState) {
  let before = state.unrolled
  state.snapshot = snapshot
  showLessonStep(&state)
  openView(&state)
  guard let unrolled = state.unrolled else { return }
  if state.isCaughtUp || before == nil {
    if state.time.playsAt == nil { state.time.t = unrolled.t }
    state.time.pass = unrolled.pass
  }
  state.time.t = min(max(1, state.time.t), max(1, unrolled.steps))
  state.time.layer = min(state.time.layer, max(0, unrolled.layers.count - 1))
  let units = unrolled.layers.indices.contains(state.time.layer) ? unrolled.layers[state.time.layer].units : 1
  state.time.unit = min(max(1, state.time.unit), max(1, units))
}
