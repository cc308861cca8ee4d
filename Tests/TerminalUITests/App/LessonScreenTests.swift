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

  @Test("the arrows go line by line, back as well")
  func stepped() throws {
    var state = try playing()
    #expect(state.press(KeyPress(.left)) == [.bell], "nothing is before the first line")
    #expect(state.press(KeyPress(.right)).contains(.submit(.replayed("let a = 1"))))
    #expect(state.press(KeyPress(.right)) == [.bell], "the session has not answered yet")
    answer(&state)
    #expect(state.press(KeyPress(.left)).contains(.submit(.takeBackReplayed)))
    answer(&state)
    #expect(state.replay?.next == 0 && state.replay?.isHeld == true)
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

@Suite("The teacher's screen")
struct TeachTests {
  private func teaching(_ size: Size = Size(columns: 80, rows: 24), waiting: LessonSnapshot.Waiting = .nothing)
    -> AppState
  {
    var state = AppState(size: size, isTeaching: true)
    var snapshot = SessionSnapshot()
    snapshot.document.append(.prose, "# The slope\n\nA gradient is a slope.")
    snapshot.document.append(.commands, "let x = 1")
    snapshot.document.append(.prose, "What is 1 + 1?\n\n1. two\n2. three")
    snapshot.lesson = LessonSnapshot(
      name: "slope", number: 3, title: "The slope", step: 3, steps: 9, waiting: waiting, entry: nil)
    _ = update(&state, .session(snapshot))
    return state
  }

  @Test("the step's text fills the screen; no prompt, no line of keys")
  func text() {
    let lines = render(teaching(waiting: .prediction(choices: 2))).text
    #expect(lines[0].hasPrefix(" The slope   3 of 9   1–2?"))
    #expect(lines.joined().contains("1. two") && !lines.joined().contains("unroll>"))
    #expect(lines.suffix(10).allSatisfy { $0.allSatisfy { $0 == " " } })
  }

  @Test("forward goes on with the lesson, back shows what was before, and forward from there comes back")
  func steps() {
    var state = teaching()
    #expect(state.press(KeyPress(.left)) == [])
    let lines = render(state).text
    #expect(lines.joined().contains("let x = 1") && lines.joined().contains("A gradient is a slope."))
    #expect(state.press(KeyPress(.left)) == [])
    #expect(state.press(KeyPress(.left)) == [.bell])
    #expect(state.press(KeyPress(.right)) == [] && state.press(KeyPress(.right)) == [])
    #expect(state.teach?.place == nil)
    #expect(state.press(KeyPress(.character(" "))) == [.submit(.enter("next skip"))])
    #expect(state.press(KeyPress(.right)) == [.bell], "the session has not answered yet")
  }

  @Test("what is longer than the screen is read to its end before the lesson goes on")
  func readsOn() {
    var state = teaching()
    var snapshot = state.snapshot
    snapshot.document.append(.prose, (1...40).map { "Line \($0)." }.joined(separator: "\n\n"))
    _ = update(&state, .session(snapshot))
    #expect(!render(state).text.joined().contains("Line 40."))
    for _ in 1...20 where !render(state).text.joined().contains("Line 40.") {
      #expect(state.press(KeyPress(.right)) == [])
    }
    #expect(render(state).text.joined().contains("Line 40."))
    #expect(state.press(KeyPress(.right)) == [.submit(.enter("next skip"))])
  }

  @Test("the wheel scrolls the page, no further than its end; nothing else of the mouse reaches what is not shown")
  func mouse() {
    var state = teaching()
    var snapshot = state.snapshot
    snapshot.document.append(.prose, (1...40).map { "Line \($0)." }.joined(separator: "\n\n"))
    _ = update(&state, .session(snapshot))
    for _ in 1...60 { #expect(update(&state, .mouse(MousePress(.wheelDown, row: 5, column: 5))) == []) }
    #expect(render(state).text.joined().contains("Line 40."))
    _ = update(&state, .mouse(MousePress(.wheelUp, row: 5, column: 5)))
    #expect(!render(state).text.joined().contains("Line 40."))
    let before = state
    for action in [MousePress.Action.press, .drag, .release] {
      #expect(update(&state, .mouse(MousePress(action, row: 10, column: 10))) == [])
    }
    #expect(state.teach == before.teach && state.screen.focus == before.screen.focus)
  }

  @Test("a number that is asked for is typed to its end, shown, and sent with Enter")
  func number() {
    var state = teaching(waiting: .prediction(choices: 0))
    for key in "-.25." { #expect(state.press(KeyPress(.character(key))) == []) }
    #expect(render(state).text[0].hasPrefix(" The slope   3 of 9   how much? -0.25"))
    #expect(state.press(KeyPress(.backspace)) == [] && state.teach?.number == "-0.2")
    #expect(state.press(KeyPress(.escape)) == [] && state.teach?.number == "", "the lesson is still shown")
    #expect(state.press(KeyPress(.character("-")), KeyPress(.enter)) == [.bell], "a sign alone is no number")
    #expect(state.press(KeyPress(.escape), KeyPress(.character("1")), KeyPress(.character("2"))) == [])
    #expect(state.press(KeyPress(.enter)) == [.submit(.enter("choose 12"))])
    #expect(state.teach?.number == "")
  }

  @Test("the first step tells the keys, the others leave the screen to the lesson")
  func firstStep() {
    var state = teaching()
    state.snapshot.lesson?.step = 1
    #expect(render(state).text.last?.contains("Esc prompt") == true)
  }

  @Test("a digit chooses for the class, letters help with an exercise, Esc leads to the prompt")
  func keys() {
    for (key, line) in [("2", "choose 2"), ("h", "hint"), ("s", "solution run"), ("g", "grade")] {
      var state = teaching()
      #expect(state.press(KeyPress(.character(Character(key)))) == [.submit(.enter(line))])
    }
    var state = teaching()
    #expect(state.press(KeyPress(.escape)) == [])
    #expect(state.teach == nil && render(state).text.joined().contains("unroll>"))
  }

  @Test("no size breaks it", arguments: [(1, 1), (12, 4), (40, 10), (80, 24), (200, 60)])
  func sizes(_ columns: Int, _ rows: Int) {
    var state = teaching(Size(columns: columns, rows: rows))
    for _ in 1...3 {
      #expect(render(state).text.count == rows)
      _ = state.press(KeyPress(.left))
    }
  }
}

@Suite("A lesson on the screen")
struct LessonScreenTests {
  private func taking(
    _ waiting: LessonSnapshot.Waiting, _ size: Size = Size(columns: 80, rows: 24), lines: Int = 40
  ) -> AppState {
    var state = AppState(size: size)
    var snapshot = SessionSnapshot()
    let id = snapshot.document.append(.prose, (1...lines).map { "Line \($0)." }.joined(separator: "\n\n"))
    snapshot.lesson = LessonSnapshot(
      name: "slope", number: 3, title: "The slope", step: 3, steps: 9, waiting: waiting, entry: id)
    _ = update(&state, .session(snapshot))
    return state
  }

  @Test("Enter and Space on an empty line go on, once until the session has answered")
  func goesOn() {
    for press in [Event.entered(""), .key(KeyPress(.character(" ")))] {
      var state = taking(.nothing, lines: 4)
      #expect(update(&state, press) == [.submit(.enter("next"))])
      #expect(update(&state, press) == [])
    }
    var plain = AppState(size: Size(columns: 80, rows: 24))
    #expect(update(&plain, .entered("")) == [])
  }

  @Test("a step that is longer than the screen is read from its first line")
  func fromTheTop() {
    let lines = render(taking(.nothing)).text.joined(separator: "\n")
    #expect(lines.contains("Line 1.") && !lines.contains("Line 40."))
  }

  @Test("Enter and Space read on in a step that is longer than the screen, and go on behind its end")
  func readsOn() {
    for press in [Event.entered(""), .key(KeyPress(.character(" ")))] {
      var state = taking(.nothing)
      #expect(render(state).text.last?.hasPrefix(" Enter reads on") == true)
      for _ in 1...20 where !render(state).text.joined().contains("Line 40.") {
        #expect(update(&state, press) == [])
      }
      #expect(render(state).text.joined().contains("Line 40."))
      #expect(render(state).text.last?.hasPrefix(" Enter goes on") == true)
      #expect(update(&state, press) == [.submit(.enter("next"))])
    }
  }

  @Test("who looks back at earlier steps goes on from there at once")
  func looksBack() {
    var state = taking(.nothing)
    var snapshot = state.snapshot
    let id = snapshot.document.append(.prose, "Another step.")
    snapshot.lesson?.step = 4
    snapshot.lesson?.entry = id
    _ = update(&state, .session(snapshot))
    for _ in 1...2 { _ = state.press(KeyPress(.pageUp)) }
    #expect(!render(state).text.joined().contains("Another step."))
    #expect(update(&state, .entered("")) == [.submit(.enter("next"))])
  }

  @Test("the end of a lesson is seen to its last line")
  func end() {
    var state = taking(.nothing)
    var snapshot = state.snapshot
    snapshot.document.append(.prose, "That was it.\n\nPredictions right: 2 of 2.")
    snapshot.lesson = nil
    _ = update(&state, .session(snapshot))
    #expect(render(state).text.joined().contains("Predictions right: 2 of 2."))
  }

  @Test("title and keys tell the lesson, the step and what it waits for")
  func words() throws {
    for (waiting, words) in [
      (LessonSnapshot.Waiting.nothing, "Enter goes on"), (.prediction(choices: 3), "1–3 then Enter"),
      (.prediction(choices: 0), "a number, then Enter"), (.exercise, "type it; then grade  hint  solution"),
    ] {
      let lines = render(taking(waiting, lines: 4)).text
      #expect(lines[0].hasPrefix(" unroll  3 The slope  3/9"))
      #expect(try #require(lines.last).contains(words), "\(lines.last ?? "")")
    }
  }
}
