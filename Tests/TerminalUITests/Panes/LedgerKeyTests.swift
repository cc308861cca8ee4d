import Notebook
import TerminalUI
import Testing

@Suite("Keys and the mouse in the gradient ledger")
struct LedgerKeyTests {
  @Test("arrows move the cross on both axes, h goes to the furthest step that is heard; each move is a command")
  func arrows() {
    var state = SampleLedgers.state([SampleLedgers.losses()], Size(columns: 120, rows: 30))
    #expect(state.press(KeyPress(.left)) == [.submit(.gesture("goto 16"))])
    #expect(state.press(KeyPress(.right, .shift)) == [.submit(.gesture("goto 26"))])
    let row = state.ledger.row
    #expect(state.press(KeyPress(.up), KeyPress(.up)) == [])
    #expect(state.ledger.row == row - 2)
    #expect(state.press(KeyPress(.up, .shift)) == [])
    #expect(state.ledger.row == row - 12)
    for _ in 0..<9 { _ = state.press(KeyPress(.up, .shift)) }
    #expect(state.ledger.row == 0)
    #expect(state.press(KeyPress(.up)) == [.bell])
    state.ledger.row = 59
    #expect(state.press(KeyPress(.character("h"))) == [.submit(.gesture("goto 33"))])
  }

  @Test("a click puts the cross there")
  func click() throws {
    var state = SampleLedgers.state([SampleLedgers.losses(steps: 10)], Size(columns: 120, rows: 30), t: 4)
    let text = render(state).text
    let row = try #require(text.firstIndex { $0.hasPrefix("│  3") })
    let effects = update(&state, .mouse(MousePress(.press, row: row, column: 6)))
    #expect(effects == [.submit(.gesture("goto 1"))])
    #expect(state.ledger.row == 2 && state.time.t == 1)
    #expect(update(&state, .mouse(MousePress(.wheelDown, row: row, column: 6))) == [])
    #expect(state.ledger.row == 3)
    #expect(update(&state, .mouse(MousePress(.press, row: row, column: 118))) == [], "beside the squares is nothing")
  }

  @Test("g asks for the next part, G for the one before, r for the same anew, e for what explains it")
  func parts() {
    var state = SampleLedgers.state([SampleLedgers.losses()], Size(columns: 120, rows: 30))
    #expect(state.press(KeyPress(.character("g"))) == [.submit(.gesture("show flow layer=lstm1 route=c"))])
    #expect(state.press(KeyPress(.character("G"))) == [.submit(.gesture("show flow layer=lstm1 route=input"))])
    #expect(state.press(KeyPress(.character("r"))) == [.submit(.gesture("show flow layer=lstm1"))])
    #expect(state.press(KeyPress(.character("e"))) == [.submit(.gesture("explain grad(lstm1, 17)"))])
    #expect(SampleExamples.text(state).contains("─ grad(lstm1, 17) ─"))
  }

  @Test("Tab turns through the ledgers of several layers")
  func layers() {
    var state = SampleLedgers.state(
      [SampleLedgers.losses(), SampleLedgers.losses(layer: "lstm2")], Size(columns: 120, rows: 30))
    #expect(SampleExamples.text(state).contains("lstm1 (1 of 2)"))
    _ = state.press(KeyPress(.tab))
    #expect(SampleExamples.text(state).contains("lstm2 (2 of 2)"))
    _ = state.press(KeyPress(.backTab))
    #expect(SampleExamples.text(state).contains("lstm1 (1 of 2)"))
  }

  @Test("it opens in the place of the strips, by its command and by l; l and F4 bring the strips back")
  func opening() {
    for size in [Size(columns: 80, rows: 24), Size(columns: 120, rows: 36)] {
      var state = SampleExamples.state([SampleExamples.lstm(steps: 60)], size)
      state.screen.zoomed = nil
      #expect(state.press(KeyPress(.character("l"))) == [.submit(.gesture("show flow"))])
      #expect(state.screen.focus == .ledger)
      #expect(SampleExamples.text(state).contains("Losses are followed back"))
      var snapshot = state.snapshot
      snapshot.jobsTaken = 1
      snapshot.views.take(.ledgers([SampleLedgers.losses()]))
      _ = update(&state, .session(snapshot))
      #expect(SampleExamples.text(state).contains("gradient ledger  t 17"))
      _ = state.press(KeyPress(.character("l")))
      #expect(SampleExamples.text(state).contains("unrolled  example"))
      _ = update(&state, .session(snapshot))
      #expect(SampleExamples.text(state).contains("unrolled  example"), "a view is opened once")
      snapshot.views.take(.ledgers([SampleLedgers.losses()]))
      _ = update(&state, .session(snapshot))
      #expect(SampleExamples.text(state).contains("gradient ledger  t 17"))
      _ = state.press(KeyPress(.function(4)))
      #expect(SampleExamples.text(state).contains("unrolled  example"))
    }
  }

  @Test("a command that was typed leaves the keys at the prompt, where arrows still move t")
  func typed() {
    var state = SampleExamples.state([SampleExamples.lstm(steps: 60)], Size(columns: 80, rows: 24))
    (state.screen.focus, state.screen.zoomed, state.screen.shown) = (nil, nil, .notebook)
    var snapshot = state.snapshot
    snapshot.views.take(.ledgers([SampleLedgers.losses()]))
    _ = update(&state, .session(snapshot))
    #expect(state.screen.focus == nil)
    #expect(state.press(KeyPress(.character("g"))) == [.edit(KeyPress(.character("g")))])
    #expect(state.press(KeyPress(.left)) == [.submit(.gesture("goto 16"))])
    #expect(SampleExamples.text(state).contains("gradient ledger  t 16"), "the ledger stays")
  }
}
