import Notebook

/// The first session, typed slowly. Any key ends it, and everything in it is a command of the notebook.
package struct Demo: Sendable, Equatable {
  /// The command being typed, and how many of its characters are.
  package var step = 0
  package var typed = 0
  /// Monotonic seconds of the next move; nil until the first tick told the time.
  package var due: Double?

  /// nil while the session works: its snapshot wakes the demo.
  package var wakeAt: Double? { due ?? 0 }

  package var remark: String {
    FirstSession.steps.indices.contains(step) ? FirstSession.steps[step].remark : ""
  }

  static let letterSeconds = 0.04
  static let beforeEnterSeconds = 0.9
  /// Time to look at what a command answered.
  static let lookSeconds = 2.2
}

/// Starts the demo when the prompt got its name; nil for any other text.
func startedDemo(_ text: String, _ state: inout AppState) -> [Effect]? {
  guard text.split(whereSeparator: \.isWhitespace) == ["demo"] else { return nil }
  guard state.snapshot.model == nil else {
    state.screen.notice = FirstSession.refusal
    return [.bell]
  }
  state.demo = Demo()
  return []
}

/// The demo's next letter or Enter, when its time has come and the session has nothing left to do.
func demonstrated(_ state: inout AppState) -> [Effect] {
  guard var demo = state.demo else { return [] }
  defer { if state.demo != nil { state.demo = demo } }
  guard FirstSession.steps.indices.contains(demo.step) else {
    state.demo = nil
    state.screen.notice = "that was the first session; undo takes steps back, help lists the commands"
    return []
  }
  guard let due = demo.due else {
    demo.due = state.now + Demo.letterSeconds
    return []
  }
  guard state.now >= due else { return [] }
  guard state.isCaughtUp, state.snapshot.activity == nil else {
    demo.due = state.now + 0.1
    return []
  }
  let command = FirstSession.steps[demo.step].command
  if demo.typed < command.count {
    demo.typed += 1
    demo.due = state.now + (demo.typed == command.count ? Demo.beforeEnterSeconds : Demo.letterSeconds)
    let text = String(command.prefix(demo.typed))
    return [.replaceLine(text, cursor: text.utf8.count)]
  }
  demo.step += 1
  demo.typed = 0
  demo.due = state.now + Demo.lookSeconds
  // The picture that a command is about comes to the front on a small screen.
  state.screen.bring(shownPane(after: command))
  return [.replaceLine("", cursor: 0)] + submit(.enter(command), &state)
}

private func shownPane(after command: String) -> PaneName {
  switch command.prefix(while: { $0 != " " }) {
  case "unroll", "pass", "goto", "spectral": .unrolled
  case "train": .training
  default: .notebook
  }
}
