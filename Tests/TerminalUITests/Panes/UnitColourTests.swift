import Notebook
import TerminalUI
import Testing

@Suite("The input in the colours of a unit")
struct UnitColourTests {
  private let size = Size(columns: 120, rows: 40)

  /// A text whose first unit is on at capitals, and whose second is off there.
  private var start: AppState {
    var example = SampleExamples.lstm(steps: 8, units: 2)
    let text = ["T", "h", "e", " ", "E", "n", "d", "."]
    example.input = [.init("x", .symbols(text))]
    example.layers[0].states[0].numbers = text.flatMap { $0 == "T" || $0 == "E" ? [0.9, -0.9] : [0.0, 0.1] }
    example.inputGradientNorms = [1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7]
    return SampleExamples.state([example], size, t: 3, pass: .forward)
  }

  private func styles(_ state: AppState) throws -> [Style.Role] {
    let frame = render(state)
    let row = try #require((0..<size.rows).first { frame.text[$0].hasPrefix("│x ") })
    return frame[row: row].compactMap { $0 }.filter { "Tend.Eh".contains($0.character) }.map(\.style.role)
  }

  @Test("n colours it, Alt with the arrows flips through the units, n again takes the colours away")
  func colours() throws {
    var state = start
    #expect(try !styles(state).contains(.activation(4)))
    _ = state.press(KeyPress(.character("n")))
    #expect(try styles(state).contains(.activation(4)))
    #expect(SampleExamples.text(state).contains("│unit 1") && SampleExamples.text(state).contains("│dL/dx"))
    _ = state.press(KeyPress(.down, .alt))
    #expect(try styles(state).contains(.activation(-4)))
    #expect(SampleExamples.text(state).contains("│unit 2"))
    _ = state.press(KeyPress(.character("n")))
    #expect(try !styles(state).contains(.activation(-4)))
  }

  @Test("without colour below zero is underlined and what is strong is bold")
  func monochrome() {
    let theme = Theme.dark
    #expect(theme.appearance(of: .activation(-4), depth: .none).isUnderlined)
    #expect(theme.appearance(of: .activation(4), depth: .none).isBold)
    #expect(!theme.appearance(of: .activation(4), depth: .none).isUnderlined)
    #expect(theme.appearance(of: .activation(0), depth: .none) != theme.appearance(of: .activation(1), depth: .none))
  }
}

@Suite("A condition that was met")
struct StoppedViewTests {
  @Test("brings the example to the screen and says which it was, until the next key")
  func stopped() {
    var state = SampleStates.training(Size(columns: 80, rows: 24))
    #expect(render(state).text[1].contains("notebook"))
    var snapshot = state.snapshot
    snapshot.views.take(.stopped("break 1 at update 120: loss < 0.1   loss = 0.098   t = 1"))
    _ = update(&state, .session(snapshot))
    #expect(render(state).text[1].contains("unrolled"))
    #expect(render(state).text.contains { $0.contains("break 1 at update 120: loss < 0.1   loss = 0.098") })
    _ = state.press(KeyPress(.right))
    #expect(!render(state).text.contains { $0.contains("break 1 at update 120") })
  }
}
