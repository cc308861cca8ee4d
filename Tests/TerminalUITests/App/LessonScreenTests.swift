import Notebook
import TerminalUI
import Testing

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
