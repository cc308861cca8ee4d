import Notebook
import TerminalUI
import Testing

@Suite("Keys on an empty line move through unrolled time")
struct TimeKeyTests {
  let start = SampleStates.training(Size(columns: 120, rows: 36))

  @Test("an arrow moves t at once and is written down as its command")
  func arrow() {
    var state = start
    #expect(state.press(KeyPress(.right)) == [.submit(.gesture("goto 2"))])
    #expect(state.time.t == 2)
    #expect(state.press(KeyPress(.right, .shift)) == [.submit(.gesture("goto 12"))])
    #expect(state.press(KeyPress(.left, .control)) == [.submit(.gesture("goto 2"))])
    #expect(state.press(KeyPress(.end)) == [.submit(.gesture("goto 50"))])
    #expect(state.press(KeyPress(.right)) == [], "the last time step is the end")
    #expect(state.press(KeyPress(.home)) == [.submit(.gesture("goto 1"))])
  }

  @Test("with text on the line every key belongs to the editor")
  func typing() {
    var state = start
    state.type("train")
    for press in [KeyPress(.left), KeyPress(.character("<")), KeyPress(.character(" ")), KeyPress(.character("?"))] {
      #expect(state.press(press) == [.edit(press)])
    }
    #expect(state.time.t == 1)
  }

  @Test("letters are never keys at the prompt")
  func letters() {
    var state = start
    for letter in "abcdefghijklmnopqrstuvwxyz0123456789\"#(" {
      #expect(state.press(KeyPress(.character(letter))) == [.edit(KeyPress(.character(letter)))])
    }
  }

  @Test("< stands at the last step of the backward pass, > shows the forward pass")
  func passes() {
    var state = start
    #expect(state.press(KeyPress(.character("<"))) == [.submit(.gesture("pass backward"))])
    #expect(state.time.pass == .backward)
    #expect(state.time.t == 50)
    #expect(state.press(KeyPress(.character(">"))) == [.submit(.gesture("pass forward"))])
  }

  @Test("a snapshot from before the move does not pull the reader back; one that has caught up does")
  func catchingUp() {
    var state = start
    _ = state.press(KeyPress(.right), KeyPress(.right))
    var late = state.snapshot
    late.unrolled[0].t = 2
    late.jobsTaken = 1
    _ = update(&state, .session(late))
    #expect(state.time.t == 3)
    late.jobsTaken = 2
    late.unrolled[0].t = 3
    _ = update(&state, .session(late))
    #expect(state.time.t == 3)
    late.unrolled[0].t = 7
    _ = update(&state, .session(late))
    #expect(state.time.t == 7, "a typed goto moves the screen")
  }

  @Test("a shorter example keeps t inside it")
  func shorter() {
    var state = start
    _ = state.press(KeyPress(.end))
    var snapshot = state.snapshot
    snapshot.unrolled = [SampleStates.unrolled(steps: 5, units: 2)]
    _ = update(&state, .session(snapshot))
    #expect(state.time.t <= 5)
  }

  @Test("Space plays step by step and stops at the end, written down as one command")
  func playing() {
    var state = start
    #expect(state.press(KeyPress(.character(" "))) == [])
    var (now, effects) = (0.0, [Effect]())
    for _ in 0..<200 {
      guard let wake = state.wakeAt else { break }
      now = max(now, wake)
      effects += update(&state, .tick(now))
    }
    #expect(effects == [.submit(.gesture("goto 50"))])
    #expect(state.wakeAt == nil, "nothing moves at rest")
  }

  @Test("Alt with the arrows walks through the units")
  func units() {
    var state = start
    _ = state.press(KeyPress(.down, .alt), KeyPress(.down, .alt))
    #expect(state.time.unit == 3)
    _ = state.press(KeyPress(.up, .alt))
    #expect(state.time.unit == 2)
    for _ in 0..<20 { _ = state.press(KeyPress(.down, .alt)) }
    #expect(state.time.unit == 8, "there are eight")
  }

  @Test("a time key brings the unrolled example to a screen that shows one pane")
  func brought() {
    var small = SampleStates.training(Size(columns: 80, rows: 24))
    #expect(render(small).text[1].contains("notebook"))
    _ = small.press(KeyPress(.right))
    #expect(render(small).text[1].contains("unrolled"))
    var wide = start
    _ = wide.press(KeyPress(.right))
    #expect(render(wide).text[1].contains("notebook"), "a wide screen shows it anyway")
  }

  @Test("without an unrolled example the keys say what to do")
  func nothingUnrolled() {
    var state = AppState(size: Size(columns: 80, rows: 24))
    #expect(state.press(KeyPress(.right)) == [.bell])
    #expect(render(state).text.joined().contains("unroll shows an example"))
  }
}
