import Foundation
import Notebook
import TerminalUI
import Testing

@Suite("The panel that explains a number")
struct ExplainPanelTests {
  static let topic = "hidden(lstm1, 17)[1]"
  static let answer =
    "h[1] at t = 17 of the unrolled example: 0.25\n  h' = output * tanh(c')\n"
    + (1...30).map { "  from path \($0): 0.\($0)" }.joined(separator: "\n")

  static func opened(_ size: Size, characters: TerminalUI.CharacterSet = .unicode) -> AppState {
    var state = SampleExamples.state([SampleExamples.lstm()], size, characters: characters)
    _ = state.press(KeyPress(.character("e")))
    var snapshot = state.snapshot
    snapshot.jobsTaken = 1
    snapshot.views.take(.explanation(topic: topic, text: answer))
    _ = update(&state, .session(snapshot))
    return state
  }

  @Test("e and Enter ask for the value under the cursor and show the answer")
  func opening() {
    let size = Size(columns: 120, rows: 36)
    for key in [Key.character("e"), .enter] {
      var state = SampleExamples.state([SampleExamples.lstm()], size)
      #expect(state.press(KeyPress(key)) == [.submit(.gesture("explain \(Self.topic)"))])
      #expect(SampleExamples.text(state).contains("working it out"))
    }
    let text = SampleExamples.text(Self.opened(size))
    #expect(text.contains("─ \(Self.topic) ─") && text.contains("h' = output * tanh(c')"))
  }

  @Test("it never covers the row of its number", arguments: [80, 120, 160], [24, 36, 50])
  func place(_ columns: Int, _ rows: Int) throws {
    let size = Size(columns: columns, rows: rows)
    var state = Self.opened(size)
    for _ in 0..<9 {
      let panel = state.panel
      state.panel = nil
      let bare = render(state)
      state.panel = panel
      let covered = render(state)
      let row = try #require((0..<rows).first { bare.text[$0].contains("▶") && bare.text[$0].hasPrefix("│h ") })
      #expect(bare.text[row] == covered.text[row])
      #expect(bare.text != covered.text)
      _ = state.press(KeyPress(.right))
    }
  }

  @Test("arrows scroll, Esc closes, and the time step can be changed under it")
  func keys() {
    var state = Self.opened(Size(columns: 80, rows: 24))
    #expect(!SampleExamples.text(state).contains("from path 30"))
    for _ in 0..<60 { _ = state.press(KeyPress(.down)) }
    #expect(SampleExamples.text(state).contains("from path 30"))
    _ = state.press(KeyPress(.up))
    #expect(!SampleExamples.text(state).contains("from path 30"), "scrolling back begins at once")
    #expect(
      state.press(KeyPress(.right)) == [.submit(.gesture("goto 18; explain hidden(lstm1, 18)[1]"))])
    #expect(state.press(KeyPress(.escape)) == [])
    #expect(state.panel == nil && state.screen.focus == .unrolled)
  }

  @Test("any other key closes it and means what it always does")
  func otherKeys() {
    var state = Self.opened(Size(columns: 80, rows: 24))
    _ = state.press(KeyPress(.character("g")))
    #expect(state.panel == nil && !state.time.showsGates)
  }

  @Test("a click on a value explains it, one beside the panel closes it, the wheel scrolls it")
  func mouse() throws {
    var state = SampleExamples.state([SampleExamples.lstm()], Size(columns: 120, rows: 44))
    let row = try #require(render(state).text.firstIndex { $0.hasPrefix("│forget") })
    let effects = update(&state, .mouse(MousePress(.press, row: row, column: 40)))
    let unit = state.time.unit
    #expect(
      effects == [
        .submit(
          .gesture("goto \(state.time.t); explain gate(lstm1, \"forget\", \(state.time.t))[\(unit)]"))
      ])
    let again = update(&state, .mouse(MousePress(.press, row: row, column: 40)))
    #expect(again == [.submit(.gesture("explain gate(lstm1, \"forget\", \(state.time.t))[\(unit)]"))])
    _ = update(&state, .mouse(MousePress(.press, row: 1, column: 3)))
    #expect(state.panel == nil)
    state = Self.opened(Size(columns: 80, rows: 24))
    _ = update(&state, .mouse(MousePress(.wheelDown, row: 12, column: 20)))
    #expect(state.panel?.scroll == 1)
  }

  @Test("what went wrong stands in the panel")
  func failure() {
    var state = SampleExamples.state([SampleExamples.lstm()], Size(columns: 120, rows: 36))
    _ = state.press(KeyPress(.character("e")))
    var snapshot = state.snapshot
    snapshot.jobsTaken = 1
    let id = snapshot.document.append(.commands, "explain \(Self.topic)")
    snapshot.document.change(id) { entry in
      entry.status = .failed
      entry.answers = [.failure("entry 4:1:1: error: the unrolled example has no such number")]
    }
    _ = update(&state, .session(snapshot))
    #expect(SampleExamples.text(state).contains("has no such number"))
  }

  @Test("where the pane is low it takes the pane's place, for a line or two explain nothing")
  func low() {
    let text = SampleExamples.text(Self.opened(Size(columns: 40, rows: 10)))
    #expect(text.split(separator: "\n").count { $0.hasPrefix("│ ") } >= 4, "\(text)")
  }

  @Test("it draws at every size, in ASCII too")
  func sizes() {
    for columns in [40, 45, 60, 99, 200] {
      for rows in [10, 12, 16, 60] {
        let size = Size(columns: columns, rows: rows)
        #expect(render(Self.opened(size)).glyphs.count == columns * rows)
        #expect(render(Self.opened(size, characters: .ascii)).text.joined().allSatisfy { $0.isASCII })
      }
    }
  }
}
