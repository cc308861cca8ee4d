import TerminalUI
import Testing

@Suite("The live knob turns a number the way it is written")
struct KnobTests {
  /// Turns the number with the cursor at the line's end; the line that is run, or nil where nothing was turned.
  private func turned(_ text: String, _ sign: Character, cursor: Int? = nil) -> (text: String, cursor: Int)? {
    var state = AppState(size: Size(columns: 80, rows: 24))
    var line = LineState()
    line.text = text
    line.cursor = cursor ?? text.utf8.count
    _ = update(&state, .line(line))
    let effects = state.press(KeyPress(.character(sign), .alt))
    guard case .replaceLine(let new, let place)? = effects.first else {
      #expect(effects == [.bell])
      return nil
    }
    #expect(effects.last == .submit(.knob(new)))
    return (new, place)
  }

  @Test(
    "up and down are each other's way back",
    arguments: [
      ("1.1", "1.2"), ("64", "65"), ("9", "10"), ("99", "100"), ("999", "1000"), ("1000", "1100"), ("12345", "13345"),
      ("9900", "10000"), ("0.001", "0.002"), ("1e-3", "2e-3"), ("9e-3", "1e-2"), ("1.5e-3", "1.6e-3"),
      ("9.9e-4", "1.0e-3"), ("0.9", "1.0"), ("0.10", "0.11"), ("9e5", "1e6"), ("9e-1", "1e0"), ("0.09", "0.10"),
    ])
  func toAndFro(_ low: String, _ high: String) {
    #expect(turned("spectral 1 \(low)", "+")?.text == "spectral 1 \(high)")
    #expect(turned("spectral 1 \(high)", "-")?.text == "spectral 1 \(low)")
  }

  @Test("a positive number never comes to nothing: a rate can be turned down for ever, a size stops at one")
  func staysPositive() {
    var rate = "train rate=0.2"
    for expected in ["0.1", "0.09", "0.08"] {
      rate = turned(rate, "-")?.text ?? ""
      #expect(rate == "train rate=\(expected)")
    }
    #expect(turned("rate=0.01", "-")?.text == "rate=0.009")
    #expect(turned("rate=1e-3", "-")?.text == "rate=9e-4")
    #expect(turned("add rnn 1", "-") == nil)
  }

  @Test("negative numbers keep their sign, and a minus between two values is none")
  func signs() {
    #expect(turned("scale=-0.5", "+")?.text == "scale=-0.4")
    #expect(turned("print (-3)", "-")?.text == "print (-4)")
    #expect(turned("print loss-3", "+")?.text == "print loss-4")
    #expect(turned("print 0", "-")?.text == "print -1")
  }

  @Test("the number is the one at the cursor, or the last before it, and the cursor stays behind it")
  func place() throws {
    let text = "spectral rnn1 1.5; unroll example=3"
    #expect(turned(text, "+", cursor: 15)?.text == "spectral rnn1 1.6; unroll example=3")
    #expect(turned(text, "+", cursor: 25)?.text == "spectral rnn1 1.6; unroll example=3")
    let wider = try #require(turned("漢 = 9", "+"))
    #expect(wider.text == "漢 = 10")
    #expect(wider.cursor == wider.text.utf8.count)
  }

  @Test(
    "names, strings, comments and what is too long to count hold no number",
    arguments: ["explain lstm1", "write \"run 7\"", "unroll # 3", "", "print nan", "let x = 12345678901234567890"])
  func none(_ text: String) { #expect(turned(text, "+") == nil) }
}
