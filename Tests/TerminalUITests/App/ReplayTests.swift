import Notebook
import TerminalUI
import Testing

@Suite("A recorded session, played on the screen")
struct ReplayTests {
  private static let recording = """
    # %% at 0.0
    let a = 1

    # %% at 2.0
    let b = 2

    # %% at 12.0
    let c = 3
    """

  /// A screen on which the recording begins at second 100, and the session's answers so far.
  private func playing(speed: Double = 1) throws -> AppState {
    var state = AppState(size: Size(columns: 80, rows: 24))
    var snapshot = SessionSnapshot()
    snapshot.views.take(.recording(try Recording(text: Self.recording), speed: speed))
    _ = update(&state, .session(snapshot))
    _ = update(&state, .tick(100))
    return state
  }

  /// Lets time go by to this second, with a session that answers at once, and tells what was entered.
  private func wait(_ state: inout AppState, until end: Double) -> [(text: String, at: Double)] {
    var entered: [(text: String, at: Double)] = []
    var now = (state.wakeAt ?? 100) < 100 ? 100.0 : state.wakeAt ?? end
    while now <= end, state.replay != nil {
      for effect in update(&state, .tick(now)) {
        guard case .submit(.replayed(let text)) = effect else { continue }
        entered.append((text, now))
        answer(&state)
      }
      guard let next = state.wakeAt else { break }
      now = max(next, now + 0.01)
    }
    return entered
  }

  private func answer(_ state: inout AppState) {
    var snapshot = state.snapshot
    snapshot.jobsTaken += 1
    snapshot.linesToTakeBack = state.replay?.next ?? 0
    _ = update(&state, .session(snapshot))
  }

  @Test("every line is entered after as long as it took, and at a speed after its share", arguments: [1.0, 4.0])
  func times(_ speed: Double) throws {
    var state = try playing(speed: speed)
    let entered = wait(&state, until: 200)
    #expect(entered.map(\.text) == ["let a = 1", "let b = 2", "let c = 3"])
    #expect(abs(entered[1].at - entered[0].at - 2 / speed) < 0.15)
    #expect(abs(entered[2].at - entered[1].at - 10 / speed) < 0.15)
    #expect(state.replay == nil, "behind the last line the session is the reader's own")
  }

  @Test("Space holds it and lets it go on; + and - change the speed")
  func held() throws {
    var state = try playing()
    #expect(wait(&state, until: 101).map(\.text) == ["let a = 1"])
    #expect(state.press(KeyPress(.character(" "))) == [])
    #expect(state.wakeAt == nil && wait(&state, until: 300).isEmpty)
    #expect(render(state).text.joined().contains("held"))
    _ = state.press(KeyPress(.character("+")))
    _ = state.press(KeyPress(.character("+")))
    _ = state.press(KeyPress(.character("-")))
    #expect(state.replay?.speed == 2)
    _ = state.press(KeyPress(.character(" ")))
    #expect(state.wakeAt != nil)
  }

  @Test("+ never slows it down and - never hurries it, from any speed that may be asked for", arguments: [0.1, 1, 100])
  func bounds(_ speed: Double) throws {
    var state = try playing(speed: speed)
    _ = state.press(KeyPress(.character("+")))
    #expect(state.replay?.speed == min(2 * speed, 100))
    state = try playing(speed: speed)
    _ = state.press(KeyPress(.character("-")))
    #expect(state.replay?.speed == max(speed / 2, 0.1))
  }

  @Test("the arrows go line by line, back as well")
  func stepped() throws {
    var state = try playing()
    #expect(state.press(KeyPress(.left)) == [.bell], "nothing is before the first line")
    #expect(state.press(KeyPress(.right)).contains(.submit(.replayed("let a = 1"))))
    answer(&state)
    #expect(state.press(KeyPress(.left)).contains(.submit(.takeBackReplayed)))
    answer(&state)
    #expect(state.replay?.next == 0 && state.replay?.isHeld == true)
  }

  @Test("where what was before is not kept any more, going back is refused in words and the place stays")
  func notKept() throws {
    var state = try playing()
    _ = state.press(KeyPress(.right))
    answer(&state)
    var snapshot = state.snapshot
    snapshot.linesToTakeBack = 0
    _ = update(&state, .session(snapshot))
    #expect(state.press(KeyPress(.left)) == [.bell] && state.replay?.next == 1)
    #expect(state.screen.notice == "what was before line 1 is not kept any more; Right goes on, f forks it here")
    #expect(state.press(KeyPress(.right)).contains(.submit(.replayed("let b = 2"))))
  }

  @Test("presses of Right while a line runs are played after it, as many as there are lines; Left takes one back")
  func wished() throws {
    var state = try playing()
    #expect(state.press(KeyPress(.right)).contains(.submit(.replayed("let a = 1"))))
    for _ in 1...2 { #expect(state.press(KeyPress(.right)) == []) }
    #expect(state.press(KeyPress(.right)) == [.bell], "there are three lines")
    #expect(render(state).text.joined().contains("2 more to come; Left takes one back"))
    #expect(state.press(KeyPress(.left)) == [] && state.replay?.wished == 1)
    #expect(update(&state, .tick(101)) == [] && state.wakeAt != nil, "the first line still runs")
    answer(&state)
    #expect(update(&state, .tick(102)).contains(.submit(.replayed("let b = 2"))))
    answer(&state)
    #expect(state.replay?.wished == 0 && state.replay?.isHeld == true && state.wakeAt == nil)
    #expect(update(&state, .tick(103)) == [] && state.replay?.next == 2)
  }

  @Test("Ctrl-C and Space forget what Right asked for")
  func forgotten() throws {
    for press in [KeyPress(.character("c"), .control), KeyPress(.character(" "))] {
      var state = try playing()
      for _ in 1...3 { _ = state.press(KeyPress(.right)) }
      #expect(state.replay?.wished == 2)
      _ = state.press(press)
      #expect(state.replay?.wished == 0)
    }
  }

  @Test("while a line runs Left waits for it, so that the place stays the session's; it is told as long as it runs")
  func busy() throws {
    var state = try playing()
    _ = state.press(KeyPress(.right))
    answer(&state)
    var snapshot = state.snapshot
    snapshot.activity = Activity(entry: nil)
    _ = update(&state, .session(snapshot))
    #expect(state.press(KeyPress(.left)) == [.bell] && state.replay?.next == 1)
    #expect(render(state).text.joined().contains("a line still runs; Ctrl-C stops it"))
    snapshot.activity = nil
    _ = update(&state, .session(snapshot))
    #expect(!render(state).text.joined().contains("a line still runs"))
  }

  @Test("f forks it: it ends, and what stands on the line is gone")
  func forked() throws {
    var state = try playing()
    _ = state.press(KeyPress(.right))
    answer(&state)
    #expect(state.press(KeyPress(.character("f"))) == [.replaceLine("", cursor: 0)])
    #expect(state.replay == nil)
    #expect(render(state).text.joined().contains("forked behind line 1 of 3: the session is yours"))
  }

  @Test("nothing can be typed over it")
  func closed() throws {
    var state = try playing()
    #expect(state.press(KeyPress(.character("x"))) == [.bell])
    #expect(update(&state, .pasted("quit")) == [.bell])
    _ = state.press(KeyPress(.function(3)))
    #expect(state.screen.shown == .training, "panes can be looked at")
    #expect(update(&state, .mouse(MousePress(.press, row: 5, column: 5))) == [.bell])
    #expect(update(&state, .mouse(MousePress(.release, row: 5, column: 5))) == [])
    #expect(state.replay != nil)
  }

  @Test("quit in a recording ends the replay, and not the program")
  func quits() throws {
    var state = AppState(size: Size(columns: 80, rows: 24))
    var snapshot = SessionSnapshot()
    snapshot.views.take(.recording(try Recording(text: "# %% at 0\nquit\n"), speed: 1))
    _ = update(&state, .session(snapshot))
    #expect(state.press(KeyPress(.right)) == [.replaceLine("", cursor: 0)])
    #expect(state.replay == nil && state.screen.notice.contains("the session is yours"))
  }
}
