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

@Suite("Keys about the value under the cursor")
struct ValueKeyTests {
  let size = Size(columns: 150, rows: 60)
  var start: AppState { SampleExamples.state([SampleExamples.lstm()], size) }

  @Test("s walks through the strips, and every kind of value is asked for by its name")
  func strips() {
    var state = start
    var topics: [String] = []
    for _ in 0..<14 {
      if case .submit(.gesture(let text))? = state.press(KeyPress(.character("e"))).first { topics.append(text) }
      if state.panel != nil { _ = state.press(KeyPress(.escape)) }
      _ = state.press(KeyPress(.character("s")))
    }
    for topic in [
      "hidden(lstm1, 17)[1]", "grad(lstm1, 17)", "cell_state(lstm1, 17)[1]", "grad(lstm1, 17, \"c\")",
      "gate(lstm1, \"forget\", 17)[1]", "gate(lstm1, \"output\", 17)[1]", "input(17)[1]", "input(17)[2]",
    ] { #expect(topics.contains("explain \(topic)"), "\(topic)") }
    _ = state.press(KeyPress(.character("S")))
    #expect(!state.screen.notice.isEmpty)
  }

  @Test("h and c put a line at the prompt that the knob turns, 0 and 1 turn off and on, R restores")
  func surgery() {
    var state = start
    func line(_ effects: [Effect]) -> String {
      if case .replaceLine(let text, _)? = effects.first { text } else { "\(effects)" }
    }
    let held = line(state.press(KeyPress(.character("h"))))
    #expect(held.hasPrefix("set hidden(lstm1, 17) unit=1 value="))
    #expect(state.screen.focus == nil)
    state.type(held)
    guard case .submit(.knob(let turned))? = state.press(KeyPress(.character("+"), .alt)).last else {
      Issue.record("the knob does not turn the line")
      return
    }
    #expect(turned != held && turned.hasPrefix("set hidden(lstm1, 17) unit=1 value="))
    state = start
    #expect(line(state.press(KeyPress(.character("c")))).hasPrefix("clamp hidden(lstm1) unit=1 "))
    state = start
    #expect(state.press(KeyPress(.character("0"))) == [.submit(.enter("ablate lstm1 unit=1"))])
    #expect(state.press(KeyPress(.character("R"))) == [.submit(.enter("restore"))])
    state.time.value = .gate(1)
    #expect(state.press(KeyPress(.character("0"))) == [.submit(.enter("clamp gate(lstm1, \"forget\") 0 unit=1"))])
    #expect(state.press(KeyPress(.character("1"))) == [.submit(.enter("clamp gate(lstm1, \"forget\") 1 unit=1"))])
    state.time.value = .gradient(0)
    #expect(state.press(KeyPress(.character("0"))) == [.bell], "a gradient is worked out and cannot be held")
    state.type("half a li")
    state.time.value = .state(0)
    #expect(state.press(KeyPress(.character("h"))) == [.bell], "what is on the line stays")
  }

  @Test("what is held says so beside its number, and the key that held it lets it go")
  func toggled() {
    var example = SampleExamples.lstm(model: "gated changed")
    example.layers[0].held = [
      UnrolledSnapshot.Held("h", unit: 2, value: 0),
      UnrolledSnapshot.Held("forget", unit: 1, timeSteps: 17...17, value: 1),
    ]
    var state = SampleExamples.state([example], size, t: 17)
    state.screen.focus = .unrolled
    state.time.value = .state(0)
    #expect(
      !SampleExamples.text(state).components(separatedBy: "\n").contains { $0.contains("‖h‖") && $0.contains("held") })
    state.time.unit = 2
    #expect(SampleExamples.text(state).contains(" held"))
    #expect(state.press(KeyPress(.character("0"))) == [.submit(.enter("restore hidden(lstm1) unit=2"))])
    #expect(state.press(KeyPress(.character("1"))) == [.submit(.enter("clamp hidden(lstm1) 1 unit=2"))])
    (state.time.unit, state.time.value) = (1, .gate(1))
    #expect(
      state.press(KeyPress(.character("1"))) == [.submit(.enter("clamp gate(lstm1, \"forget\") 1 unit=1"))],
      "at one time step it is not held on at every one")
    example.layers[0].name = "lstm1.forward"
    state = SampleExamples.state([example], size, t: 17)
    state.screen.focus = .unrolled
    (state.time.unit, state.time.value) = (2, .state(0))
    #expect(state.press(KeyPress(.character("0"))) == [.submit(.enter("restore hidden(\"lstm1.forward\") unit=2"))])
  }

  @Test("of a run that was changed by hand the original stands dimmed under it")
  func original() {
    var before = SampleExamples.lstm(gain: 0.6, model: "gated")
    before.isOriginal = true
    let state = SampleExamples.state([SampleExamples.lstm(model: "gated changed"), before], size)
    let frame = render(state)
    let text = frame.text
    let rows = text.indices.filter { text[$0].hasPrefix("│h ") }
    #expect(rows.count == 2)
    #expect(text.contains { $0.contains("│diff h") }, "the distance of the two")
    #expect(text.contains { $0.contains("gated  lstm1  loss 0.0123 (+0)") })
    func strong(_ row: Int) -> Int {
      frame[row: row][row * 150 + 14..<row * 150 + 100].count { $0?.style.role != .soft }
    }
    #expect(strong(rows[0]) > 40)
    #expect(strong(rows[1]) < 4)
  }
}
