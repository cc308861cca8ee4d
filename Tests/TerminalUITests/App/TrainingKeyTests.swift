import Notebook
import TerminalUI
import Testing

@Suite("Brackets on an empty line move through training steps")
struct TrainingKeyTests {
  let start = SampleStates.training(Size(columns: 120, rows: 36))
  private let earlier = KeyPress(.character("["))
  private let later = KeyPress(.character("]"))

  @Test("the cursor moves at once, the model only when Enter is pressed")
  func confirming() {
    var state = start
    #expect(state.press(earlier, earlier, earlier, later) == [])
    #expect(state.training.cursor == 236)
    #expect(render(state).text.joined().contains("Enter takes the model there"))
    #expect(state.press(KeyPress(.enter)) == [.edit(KeyPress(.enter))])
    #expect(update(&state, .entered("")) == [.submit(.gesture("rewind 236"))])
    #expect(state.training.cursor == nil)
    #expect(update(&state, .entered("")) == [], "only once")
  }

  @Test("any other key leaves the model where it is")
  func dropping() {
    var state = start
    _ = state.press(earlier, KeyPress(.escape))
    #expect(state.training.cursor == nil)
    #expect(update(&state, .entered("")) == [])
  }

  @Test("the ends of the curve are ends")
  func ends() {
    var state = start
    _ = state.press(later)
    #expect(state.training.cursor == 240)
    for _ in 0..<300 { _ = state.press(earlier) }
    #expect(state.training.cursor == 1)
  }

  @Test("with text on the line a bracket is a letter, and without a training there is nowhere to go")
  func letters() {
    var state = start
    state.type("let x = ")
    #expect(state.press(earlier) == [.edit(earlier)])
    var empty = AppState(size: Size(columns: 80, rows: 24))
    #expect(empty.press(earlier) == [.bell])
    #expect(render(empty).text.joined().contains("nothing is trained yet"))
  }

  @Test("a model that was put back stands where it stands on the whole curve")
  func standing() {
    var state = start
    var snapshot = state.snapshot
    snapshot.trainings[0].standing = 100
    _ = update(&state, .session(snapshot))
    _ = state.press(later)
    #expect(state.training.goal == 102)
  }
}
