import Notebook

/// A recorded session that is played: each line is typed and entered when its time has come.
package struct Replay: Sendable, Equatable {
  let lines: [Recording.Line]
  package var speed: Double
  /// The line that comes next, from 0, and how many of its characters are typed.
  package var next = 0
  package var typed = 0
  package var isHeld = false
  /// Lines that Right asked for and that are still to be played, one after the other.
  package private(set) var wished = 0
  /// Monotonic seconds at which the line before was entered; nil until the first tick told the time.
  var since: Double?
  /// Monotonic seconds of the next letter.
  var due: Double?

  init(_ recording: Recording, speed: Double) {
    lines = recording.lines
    self.speed = speed
  }

  package var wakeAt: Double? { isHeld && wished == 0 ? nil : isOver ? 0 : due ?? 0 }

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

  /// Asks for one line more. Whether there is one.
  mutating func wish() -> Bool {
    guard next + wished < lines.count else { return false }
    wished += 1
    due = nil
    return true
  }

  /// One wish less. Whether there was one.
  mutating func takeWish() -> Bool {
    guard wished > 0 else { return false }
    wished -= 1
    return true
  }

  mutating func forgetWishes() { wished = 0 }

  /// `replay  line 5 of 23  speed 2  held`, and why it does not move.
  ///
  /// - Parameter isBusy: whether a line still runs.
  func words(isBusy: Bool) -> String {
    let pace = speed == 1 ? "as it was" : "speed \(NumberFormat.significant(3).text(speed))"
    let place = "replay  line \(next) of \(lines.count)  \(pace)" + (isHeld ? "  held" : "")
    if wished > 0 { return place + "  \(wished) more to come; Left takes one back" }
    return place + (isHeld && isBusy ? "  a line still runs; Ctrl-C stops it" : "")
  }
}

extension AppState {
  /// Whether the session has something left to do: a line that waits can still be dropped, and the place in a replay
  /// would no longer be the session's.
  var isBusy: Bool { !isCaughtUp || snapshot.activity != nil }
}

/// The replay's next letter or line, when its time has come and the session has nothing left to do.
func replayed(_ state: inout AppState) -> [Effect] {
  guard var replay = state.replay, !replay.isHeld || replay.wished > 0 else { return [] }
  if replay.isOver {
    endReplay(&state, "the replay is over; the session is yours")
    return []
  }
  defer { if state.replay != nil { state.replay = replay } }
  guard !state.isBusy else {
    replay.due = state.now + 0.05
    return []
  }
  if replay.isHeld { return wishedLine(&replay, &state) }
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

/// Plays the next line that was wished for, as soon as nothing runs.
private func wishedLine(_ replay: inout Replay, _ state: inout AppState) -> [Effect] {
  guard !state.isBusy, replay.takeWish() else { return [] }
  return entered(&replay, &state)
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
    replay.forgetWishes()
    replay.since = nil
  case KeyPress(.character("+")), KeyPress(.character("=")):
    replay.speed = min(replay.speed * 2, Recording.speeds.upperBound)
    replay.since = nil
  case KeyPress(.character("-")):
    replay.speed = max(replay.speed / 2, Recording.speeds.lowerBound)
    replay.since = nil
  case KeyPress(.right):
    replay.isHeld = true
    return replay.wish() ? wishedLine(&replay, &state) : [.bell]
  case KeyPress(.left):
    replay.isHeld = true
    if replay.takeWish() { return [] }
    return state.isBusy ? [.bell] : takenBack(&replay, &state)
  case KeyPress(.character("f")), KeyPress(.enter), KeyPress(.escape):
    let place = "forked behind line \(replay.next) of \(replay.lines.count): the session is yours"
    state.replay = nil
    state.screen.notice = place
    return [.replaceLine("", cursor: 0)]
  case KeyPress(.character("c"), .control):
    // Stops what runs; the replay waits there.
    replay.isHeld = true
    replay.forgetWishes()
    return state.isBusy ? [.interrupt] : []
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
