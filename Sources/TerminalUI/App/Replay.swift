import Notebook

/// A recorded session that is played: each line is typed and entered when its time has come.
package struct Replay: Sendable, Equatable {
  let lines: [Recording.Line]
  package var speed: Double
  /// The line that comes next, from 0, and how many of its characters are typed.
  package var next = 0
  package var typed = 0
  package var isHeld = false
  /// Monotonic seconds at which the line before was entered; nil until the first tick told the time.
  var since: Double?
  /// Monotonic seconds of the next letter.
  var due: Double?

  init(_ recording: Recording, speed: Double) {
    lines = recording.lines
    self.speed = speed
  }

  package var wakeAt: Double? { isHeld ? nil : isOver ? 0 : due ?? 0 }

  package var isOver: Bool { next >= lines.count }

  /// When the next line is entered, at this speed.
  private var entersAt: Double? {
    guard lines.indices.contains(next) else { return nil }
    let gap = lines[next].time - (next > 0 ? lines[next - 1].time : 0)
    return since.map { $0 + gap / speed }
  }

  /// What is typed when, so that the last letter stands a moment before the line is entered.
  mutating func plan(_ now: Double) -> Step {
    if since == nil { since = now }
    guard let entersAt, lines.indices.contains(next) else { return .wait }
    let count = lines[next].text.count
    let lettersLeft = count - typed
    let pause = Self.beforeEnter / speed
    if lettersLeft > 0 {
      let pace = Self.letter / speed
      // A line that came quickly is typed as quickly, its last letters at once.
      let begin = entersAt - pause - Double(lettersLeft) * pace
      guard now >= begin else {
        due = min(begin, now + 0.5)
        return .wait
      }
      let late = max(1, Int((now - begin) / max(pace, 1e-3)))
      typed = min(count, typed + late)
      due = now + pace
      return .type(String(lines[next].text.prefix(typed)))
    }
    guard now >= entersAt else {
      due = entersAt
      return .wait
    }
    return .enter
  }

  enum Step: Equatable {
    case wait
    case type(String)
    case enter
  }

  private static let letter = 0.04
  private static let beforeEnter = 0.4
  static let speeds = 0.125...64.0

  /// `replay  line 5 of 23  2 times as fast  held`
  var words: String {
    let pace = speed == 1 ? "as it was" : "speed \(NumberFormat.significant(3).text(speed))"
    return "replay  line \(next) of \(lines.count)  \(pace)" + (isHeld ? "  held" : "")
  }
}

/// The replay's next letter or line, when its time has come and the session has nothing left to do.
func replayed(_ state: inout AppState) -> [Effect] {
  guard var replay = state.replay, !replay.isHeld else { return [] }
  if replay.isOver {
    endReplay(&state, "the replay is over; the session is yours")
    return []
  }
  defer { if state.replay != nil { state.replay = replay } }
  guard state.isCaughtUp, state.snapshot.activity == nil else {
    replay.due = state.now + 0.05
    return []
  }
  switch replay.plan(state.now) {
  case .wait: return []
  case .type(let text): return [.replaceLine(text, cursor: text.utf8.count)]
  case .enter: return entered(&replay, &state)
  }
}

private func entered(_ replay: inout Replay, _ state: inout AppState) -> [Effect] {
  let text = replay.lines[replay.next].text
  guard !isQuit(text) else {
    endReplay(&state, "quit ends the replay here; the session is yours")
    return [.replaceLine("", cursor: 0)]
  }
  replay.next += 1
  replay.typed = 0
  replay.since = state.now
  replay.due = nil
  state.notebook.follows = true
  return [.replaceLine("", cursor: 0)] + submit(.replayed(text), &state)
}

/// Goes back to before the line that was played last, as far as the session has kept what was.
private func takenBack(_ replay: inout Replay, _ state: inout AppState) -> [Effect] {
  guard replay.next > 0 else { return [.bell] }
  guard state.snapshot.linesToTakeBack > 0 else {
    state.screen.notice = "what was before line \(replay.next) is not kept any more; Right goes on, f forks it here"
    return [.bell]
  }
  replay.next -= 1
  replay.typed = 0
  replay.since = nil
  return [.replaceLine("", cursor: 0)] + submit(.takeBackReplayed, &state)
}

/// Ends it where it stands: from here on the session is the reader's own.
func endReplay(_ state: inout AppState, _ notice: String) {
  state.replay = nil
  state.screen.notice = notice
}

/// Keys while a recording is played; nil: the key means what it means otherwise.
func replayPressed(_ press: KeyPress, _ state: inout AppState) -> [Effect]? {
  guard var replay = state.replay else { return nil }
  defer { if state.replay != nil { state.replay = replay } }
  switch press {
  case KeyPress(.character(" ")):
    replay.isHeld.toggle()
    replay.since = nil
  case KeyPress(.character("+")), KeyPress(.character("=")):
    replay.speed = min(replay.speed * 2, Replay.speeds.upperBound)
    replay.since = nil
  case KeyPress(.character("-")):
    replay.speed = max(replay.speed / 2, Replay.speeds.lowerBound)
    replay.since = nil
  case KeyPress(.right), KeyPress(.left):
    replay.isHeld = true
    // A line that waits can still be dropped: the place would no longer be the session's.
    guard state.isCaughtUp, state.snapshot.activity == nil else {
      state.screen.notice = "a line still runs; Ctrl-C stops it"
      return [.bell]
    }
    if press.key == .left { return takenBack(&replay, &state) }
    return replay.isOver ? [.bell] : entered(&replay, &state)
  case KeyPress(.character("f")), KeyPress(.enter), KeyPress(.escape):
    let place = "forked behind line \(replay.next) of \(replay.lines.count): the session is yours"
    state.replay = nil
    state.screen.notice = place
    return [.replaceLine("", cursor: 0)]
  case KeyPress(.character("c"), .control):
    // Stops what runs; the replay waits there.
    replay.isHeld = true
    return state.snapshot.activity != nil || !state.isCaughtUp ? [.interrupt] : []
  default:
    // Panes can be looked at; nothing is typed over what is played.
    guard let action = Keymap.action(of: press, lineIsEmpty: false) else { return [.bell] }
    switch action {
    case .show, .page, .suspend, .redraw: return nil
    default: return [.bell]
    }
  }
  return []
}
