import Foundation
import Notebook
import TerminalUI
import Testing

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
    #expect(text.contains { $0.contains("gated unchanged  loss 0.0123 (+0)") }, "it says what it is")
    func strong(_ row: Int) -> Int {
      frame[row: row][row * 150 + 14..<row * 150 + 100].count { $0?.style.role != .soft }
    }
    #expect(strong(rows[0]) > 40)
    #expect(strong(rows[1]) < 4)
  }
}
