import Notebook

/// Moves the reader through unrolled time at once, and writes the move into the notebook as its command.
func go(to t: Int, _ state: inout AppState) -> [Effect] {
  guard let unrolled = state.unrolled else {
    state.screen.notice = "nothing is unrolled yet: unroll shows an example step by step"
    return [.bell]
  }
  bringUnrolledPane(&state)
  let target = min(max(1, t), unrolled.steps)
  guard target != state.time.t else { return [] }
  state.time.t = target
  return submit(.gesture("goto \(target)"), &state)
}

func show(_ pass: StripChart.Pass, _ state: inout AppState) -> [Effect] {
  guard let unrolled = state.unrolled else {
    state.screen.notice = "nothing is unrolled yet: unroll shows an example step by step"
    return [.bell]
  }
  bringUnrolledPane(&state)
  guard state.time.pass != pass else { return [] }
  state.time.pass = pass
  if pass == .backward { state.time.t = unrolled.steps }
  return submit(.gesture(pass == .backward ? "pass backward" : "pass forward"), &state)
}

/// A key that moves through time shows what it moves through, where the screen has room for one pane.
private func bringUnrolledPane(_ state: inout AppState) {
  // The doctor's findings are not over time.
  if state.screen.example == .doctor { state.screen.example = .unrolled }
  guard Layout(state, promptRows: 1).area(of: state.screen.example) == nil else { return }
  state.screen.bring(state.screen.example)
  if state.screen.zoomed != nil { state.screen.zoomed = state.screen.example }
}

/// Starts or stops playing: one time step after another in the direction of the pass.
func togglePlaying(_ state: inout AppState) -> [Effect] {
  guard state.unrolled != nil else {
    state.screen.notice = "nothing is unrolled yet: unroll shows an example step by step"
    return [.bell]
  }
  bringUnrolledPane(&state)
  guard state.time.playsAt == nil else { return stopPlaying(&state) }
  if isAtEnd(state) { state.time.t = state.time.pass == .forward ? 1 : state.unrolled?.steps ?? 1 }
  state.time.playsAt = state.now + TimeState.playInterval
  return []
}

/// Where playing ended is written down as one command.
func stopPlaying(_ state: inout AppState) -> [Effect] {
  guard state.time.playsAt != nil else { return [] }
  state.time.playsAt = nil
  return submit(.gesture("goto \(state.time.t)"), &state)
}

/// The next step of what plays, when its time has come.
func played(_ state: inout AppState) -> [Effect] {
  guard let due = state.time.playsAt, state.now >= due else { return [] }
  guard !isAtEnd(state) else { return stopPlaying(&state) }
  state.time.t += state.time.pass == .forward ? 1 : -1
  state.time.playsAt = state.now + TimeState.playInterval
  return []
}

private func isAtEnd(_ state: AppState) -> Bool {
  state.time.pass == .forward ? state.time.t >= state.unrolled?.steps ?? 1 : state.time.t <= 1
}

/// Chooses another unit, or another layer where the units end.
func moveUnit(by step: Int, _ state: inout AppState) -> [Effect] {
  guard let unrolled = state.unrolled, unrolled.layers.indices.contains(state.time.layer) else { return [.bell] }
  let units = unrolled.layers[state.time.layer].units
  let unit = state.time.unit + step
  if (1...max(1, units)).contains(unit) {
    state.time.unit = unit
  } else if unrolled.layers.indices.contains(state.time.layer + step.signum()) {
    state.time.layer += step.signum()
    state.time.unit = step > 0 ? 1 : max(1, unrolled.layers[state.time.layer].units)
  } else {
    return [.bell]
  }
  return []
}
