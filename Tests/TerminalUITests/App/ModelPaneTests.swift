import Notebook
import TerminalUI
import Testing

@Suite("The model pane")
struct ModelPaneTests {
  static let sizes = [Size(columns: 60, rows: 16), Size(columns: 80, rows: 24), Size(columns: 120, rows: 36)]

  static let model = ModelSnapshot(
    name: "tagger", summary: "embedding 50 → lstm 64 → lstm 64 → dropout 0.5 → dense 9", pattern: "many-to-one",
    parameters: 98_765, updates: 1240,
    layers: [
      .init(
        name: "embedding1", description: "embedding 50", inputSize: 8000, outputSize: 50, parameters: 400_000,
        isFrozen: true, gradientNorm: 0),
      .init(
        name: "lstm2", description: "lstm 64 peephole=yes", inputSize: 50, outputSize: 64, parameters: 29_440,
        isRecurrent: true, saturation: 0.12, gradientNorm: 3.1e-4, radius: 0.83),
      .init(
        name: "lstm3", description: "lstm 64 reverse=yes", inputSize: 64, outputSize: 64, parameters: 33_024,
        isRecurrent: true, isBackwardInTime: true, returnsLast: true, saturation: 0.72, gradientNorm: 0.02,
        radius: 1.4),
      .init(name: "dropout4", description: "dropout 0.5", inputSize: 64, outputSize: 64, parameters: 0),
      .init(name: "dense5", description: "dense 9", inputSize: 64, outputSize: 9, parameters: 585, gradientNorm: 0.21),
    ])

  private func state(
    _ model: ModelSnapshot?, _ size: Size, _ characters: TerminalUI.CharacterSet = .unicode, steps: Int? = 100
  ) -> AppState {
    var state = SampleExamples.state(
      steps.map { [SampleExamples.lstm(steps: $0, units: 2)] } ?? [], size, characters: characters)
    state.screen.shown = .model
    state.screen.zoomed = .model
    state.screen.focus = .model
    state.snapshot.model = model
    return state
  }

  @Test(
    "folded, a recurrent layer leads back into itself", arguments: sizes, [TerminalUI.CharacterSet.unicode, .ascii])
  func folded(_ size: Size, characters: TerminalUI.CharacterSet) throws {
    let text = SampleExamples.text(state(Self.model, size, characters))
    #expect(characters == .unicode || text.allSatisfy(\.isASCII))
    try expectGolden(text, "model-folded-\(size.columns)x\(size.rows)-\(characters)")
  }

  @Test("u unrolls it over a few time steps", arguments: sizes, [TerminalUI.CharacterSet.unicode, .ascii])
  func unrolled(_ size: Size, characters: TerminalUI.CharacterSet) throws {
    var state = state(Self.model, size, characters)
    _ = state.press(KeyPress(.character("u")))
    let text = SampleExamples.text(state)
    #expect(characters == .unicode || text.allSatisfy(\.isASCII))
    try expectGolden(text, "model-unrolled-\(size.columns)x\(size.rows)-\(characters)")
  }

  @Test("title, shape, parameters, what is unusual, and how a layer fares are told")
  func told() {
    let text = SampleExamples.text(state(Self.model, Size(columns: 120, rows: 36)))
    for word in [
      "many-to-one", "98,765 parameters", "8000 → 50", "29,440", "frozen", "backward in time, returns last", "72%",
      "0.00031", "1.4", "t+1", "t-1", "lstm 64 peephole=yes",
    ] { #expect(text.contains(word), "\(word)") }
  }

  @Test("an encoder and a decoder stand under headings of their own, each with what it reads")
  func sides() {
    var model = Self.model
    for number in 3..<5 { model.layers[number].isDecoder = true }
    let size = Size(columns: 120, rows: 36)
    let lines = SampleExamples.text(state(model, size)).split(separator: "\n")
    let encoder = lines.firstIndex { $0.contains("encoder x 8000") }
    let decoder = lines.firstIndex { $0.contains("decoder x 64") }
    let last = lines.firstIndex { $0.contains("lstm3") }
    let first = lines.firstIndex { $0.contains("dropout4") }
    #expect([encoder, last, decoder, first].compactMap { $0 }.count == 4)
    #expect(
      [encoder, last, decoder, first].compactMap { $0 } == [encoder, last, decoder, first].compactMap { $0 }.sorted())
    var unrolled = state(model, size)
    _ = unrolled.press(KeyPress(.character("u")))
    #expect(SampleExamples.text(unrolled).contains("decoder"))
  }

  @Test("many layers scroll; the footer tells which are shown")
  func scrolling() {
    var model = Self.model
    model.layers = (1...200).map {
      .init(name: "rnn\($0)", description: "rnn 4", inputSize: 4, outputSize: 4, parameters: 36, isRecurrent: true)
    }
    var state = state(model, Size(columns: 80, rows: 24))
    #expect(SampleExamples.text(state).contains("lines 1 to"))
    _ = state.press(KeyPress(.end))
    #expect(SampleExamples.text(state).contains("rnn200"))
    _ = state.press(KeyPress(.home), KeyPress(.down), KeyPress(.pageDown))
    #expect(!SampleExamples.text(state).contains("rnn200") && !SampleExamples.text(state).contains("rnn1 "))
  }

  @Test("a click tells the layer in words")
  func click() throws {
    var state = state(Self.model, Size(columns: 120, rows: 36))
    let row = try #require(render(state).text.firstIndex { $0.contains("dense5") })
    _ = update(&state, .mouse(MousePress(.press, row: row, column: 8)))
    #expect(state.screen.notice == "dense5: dense 9, 585 parameters")
  }

  @Test("no model, no layers, no example, one time step, strange names and numbers")
  func absurd() {
    var strange = Self.model
    strange.name = "漢字\u{1B}[2J"
    strange.layers[1].name = "漢字e\u{301}層層層層層層層層層層"
    strange.layers[1].gradientNorm = .nan
    strange.layers[1].saturation = .nan
    strange.layers[2].gradientNorm = .infinity
    strange.layers[2].radius = .infinity
    var empty = Self.model
    empty.layers = []
    for size in Self.sizes + [Size(columns: 40, rows: 10), Size(columns: 200, rows: 60)] {
      for characters in [TerminalUI.CharacterSet.unicode, .ascii] {
        for model in [nil, empty, strange, Self.model] {
          for steps in [nil, 1, 3, 100_000] {
            var state = state(model, size, characters, steps: steps)
            for _ in 0..<2 {
              let text = SampleExamples.text(state)
              #expect(!text.contains("\u{1B}"))
              #expect(characters == .unicode || text.allSatisfy(\.isASCII))
              _ = state.press(KeyPress(.character("u")))
            }
          }
        }
      }
    }
    #expect(SampleExamples.text(state(nil, Self.sizes[1])).contains("There is no model yet"))
    #expect(SampleExamples.text(state(empty, Self.sizes[1])).contains("has no layers yet"))
  }
}
