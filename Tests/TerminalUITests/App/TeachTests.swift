import Notebook
import TerminalUI
import Testing

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

  /// What a class sees once there is a training to show.
  private func showingTraining() -> AppState {
    var state = teaching()
    var snapshot = state.snapshot
    snapshot.trainings = SampleStates.training(state.size).snapshot.trainings
    _ = update(&state, .session(snapshot))
    _ = state.press(KeyPress(.function(3)))
    return state
  }

  private func showsTraining(_ state: AppState) -> Bool { render(state).text.contains { $0.contains("─ training ") } }

  @Test("a pane stands under the prose as well, and stays from step to step until another is chosen")
  func pane() {
    var state = showingTraining()
    #expect(showsTraining(state) && render(state).text.joined().contains("1. two"))
    #expect(state.press(KeyPress(.right)) == [.submit(.enter("next skip"))])
    var snapshot = state.snapshot
    snapshot.document.append(.commands, "let y = 2")
    snapshot.jobsTaken += 1
    _ = update(&state, .session(snapshot))
    #expect(showsTraining(state))
    _ = state.press(KeyPress(.left))
    #expect(!showsTraining(state), "an earlier step is shown as it was")
    _ = state.press(KeyPress(.right))
    #expect(showsTraining(state))
    _ = state.press(KeyPress(.function(2)))
    #expect(!showsTraining(state) && render(state).text.joined().contains("let y = 2"))
  }

  @Test("a text over a pane is read to its end before the lesson goes on")
  func readsOverPane() {
    var state = showingTraining()
    var snapshot = state.snapshot
    snapshot.document.append(.prose, (1...12).map { "Line \($0)." }.joined(separator: "\n\n"))
    _ = update(&state, .session(snapshot))
    #expect(showsTraining(state) && !render(state).text.joined().contains("Line 12."))
    for _ in 1...20 where !render(state).text.joined().contains("Line 12.") {
      #expect(state.press(KeyPress(.right)) == [])
    }
    #expect(showsTraining(state) && render(state).text.joined().contains("Line 12."))
    #expect(state.press(KeyPress(.right)) == [.submit(.enter("next skip"))])
  }

  @Test("a pane with nothing in it leaves the page to the step, says so, and comes when there is something")
  func emptyPane() {
    var state = teaching()
    _ = state.press(KeyPress(.function(3)))
    #expect(!showsTraining(state) && state.screen.notice == "the training pane is empty so far")
    #expect(render(state).text.joined().contains("1. two"))
    var snapshot = state.snapshot
    snapshot.trainings = SampleStates.training(state.size).snapshot.trainings
    _ = update(&state, .session(snapshot))
    #expect(showsTraining(state))
    _ = state.press(KeyPress(.left), KeyPress(.function(3)))
    #expect(state.screen.notice == "the training pane stands under the latest step")
  }

  @Test("the arrows scroll the text no further than to its end")
  func arrows() {
    var state = teaching()
    for _ in 1...10 { _ = state.press(KeyPress(.down)) }
    #expect(state.teach?.scroll == 0, "nothing is below the screen")
    var snapshot = state.snapshot
    snapshot.document.append(.prose, (1...40).map { "Line \($0)." }.joined(separator: "\n\n"))
    _ = update(&state, .session(snapshot))
    for _ in 1...100 { _ = state.press(KeyPress(.down)) }
    #expect(render(state).text.joined().contains("Line 40."))
    for _ in 1...3 { _ = state.press(KeyPress(.up)) }
    #expect(!render(state).text.joined().contains("Line 40."), "the way back begins at the end")
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
