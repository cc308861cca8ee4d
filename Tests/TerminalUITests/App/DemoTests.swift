import Notebook
import TerminalUI
import Testing

@Suite("demo types the first session by itself")
struct DemoTests {
  /// Runs the demo against a session that answers at once.
  private func played(_ state: inout AppState, until isOver: (AppState) -> Bool) -> [Effect] {
    var effects = update(&state, .entered("demo"))
    var now = 0.0
    for _ in 0..<20_000 where !isOver(state) {
      now += 0.05
      let own = update(&state, .tick(now))
      effects += own
      if own.contains(where: { if case .submit = $0 { true } else { false } }) {
        var snapshot = state.snapshot
        snapshot.jobsTaken += 1
        _ = update(&state, .session(snapshot))
      }
    }
    return effects
  }

  @Test("every command of the first session is entered, in order")
  func whole() {
    var state = AppState(size: Size(columns: 80, rows: 24))
    let effects = played(&state) { $0.demo == nil }
    let entered = effects.compactMap { if case .submit(.enter(let text)) = $0 { text } else { nil } }
    #expect(entered == FirstSession.steps.map(\.command))
    #expect(state.wakeAt == nil)
  }

  @Test("a letter appears after another, with a word on what it is about")
  func typed() {
    var state = AppState(size: Size(columns: 80, rows: 24))
    let effects = played(&state) { $0.demo?.typed == 4 }
    #expect(effects.last == .replaceLine("data", cursor: 4))
    #expect(render(state).text.joined().contains(FirstSession.steps[0].remark))
  }

  @Test("any key ends it and is not typed")
  func ended() {
    var state = AppState(size: Size(columns: 80, rows: 24))
    _ = played(&state) { $0.demo?.typed == 4 }
    #expect(state.press(KeyPress(.character("x"))) == [])
    #expect(state.demo == nil)
  }

  @Test("it waits while the session works")
  func patient() {
    var state = AppState(size: Size(columns: 80, rows: 24))
    _ = update(&state, .entered("demo"))
    var submitted = 0
    for tick in 0..<1000 {
      for effect in update(&state, .tick(Double(tick) * 0.05)) {
        if case .submit = effect { submitted += 1 }
      }
    }
    #expect(submitted == 1, "the first command was never answered")
  }

  @Test("is not played over models that are there")
  func refused() {
    var state = SampleStates.training(Size(columns: 120, rows: 24))
    #expect(update(&state, .entered("demo")) == [.bell])
    #expect(state.demo == nil)
    #expect(render(state).text.joined().contains(FirstSession.refusal))
  }
}
