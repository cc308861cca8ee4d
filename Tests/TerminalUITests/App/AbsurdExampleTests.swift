import Notebook
import TerminalUI
import Testing

@Suite("Absurd examples are drawn within the pane, at every size, in Unicode and in ASCII")
struct AbsurdExampleTests {
  static let sizes = [
    Size(columns: 40, rows: 10), Size(columns: 62, rows: 30), Size(columns: 80, rows: 24), Size(columns: 120, rows: 44),
  ]

  private func draws(_ example: UnrolledSnapshot, _ name: String) {
    for size in Self.sizes {
      for characters in [TerminalUI.CharacterSet.unicode, .ascii] {
        for pass in [StripChart.Pass.forward, .backward] {
          var state = SampleExamples.state(
            [example], size, characters: characters, t: max(1, example.steps / 2), pass: pass)
          for order in UnitOrder.allCases {
            state.time.order = order
            _ = update(&state, .resized(size))
            let text = SampleExamples.text(state)
            #expect(!text.contains("\u{1B}"), "\(name)")
            #expect(characters == .unicode || text.allSatisfy(\.isASCII), "\(name)")
            let right: Character = characters == .unicode ? "│" : "|"
            let rows = text.split(separator: "\n").dropFirst(2).prefix(4)
            #expect(rows.allSatisfy { $0.last == right }, "\(name): the border is where it was")
          }
        }
      }
    }
  }

  @Test("one time step, one unit, both")
  func single() {
    draws(SampleExamples.lstm(steps: 1, units: 1), "T=1 H=1")
    draws(SampleExamples.lstm(steps: 1, units: 40), "T=1")
    draws(SampleExamples.lstm(steps: 30, units: 1), "H=1")
  }

  @Test("very many time steps, very many units")
  func many() {
    draws(SampleExamples.lstm(steps: 20_000, units: 1), "long")
    draws(SampleExamples.lstm(steps: 4, units: 4096), "wide")
  }

  @Test(
    "nothing but NaN, nothing but infinities, zeros, the largest numbers",
    arguments: [
      Double.nan, .infinity, -.infinity, 0, 1e308, -1e308, .leastNonzeroMagnitude,
    ])
  func values(_ value: Double) {
    var example = SampleExamples.lstm(steps: 20, units: 6)
    let steps = [Double](repeating: value, count: 20)
    for index in example.layers[0].states.indices {
      example.layers[0].states[index].numbers = [Double](repeating: value, count: 120)
      example.layers[0].states[index].norms = steps
      example.layers[0].states[index].gradientNorms = steps
    }
    for index in example.layers[0].gates.indices {
      example.layers[0].gates[index].numbers = [Double](repeating: value, count: 120)
    }
    example.input = [.init("x", .bars(steps))]
    example.loss = value
    example.layers[0].radius = value
    draws(example, "\(value)")
  }

  @Test("no layers, no gradient, no inputs, values that end early, no time steps")
  func missing() {
    var example = SampleExamples.lstm(steps: 20, units: 6)
    example.layers[0].states[0].gradientNorms = []
    example.layers[0].earliestHeard = nil
    draws(example, "no gradient")
    example.layers[0].states[0].numbers.removeLast(50)
    example.layers[0].states[0].norms = []
    draws(example, "values end early")
    example.layers = []
    draws(example, "no layers")
    example.input = []
    example.output = []
    draws(example, "no strips")
    draws(SampleExamples.lstm(steps: 0, units: 3), "no time steps")
  }

  @Test("names and tokens in wide, combining and control characters")
  func names() {
    var example = SampleExamples.lstm(steps: 12, units: 6, model: "漢字モデル", layers: ["層e\u{301}\u{1B}[2J"])
    example.layers[0].states[0].name = "状態"
    example.layers[0].gates[0].name = "e\u{301}\u{302}ntrée très longue"
    example.input = [
      .init("入力の記号", .symbols(["漢字", "e\u{301}", "\u{1B}", "👍🏽", " ", "the", "", "a", "b", "c", "d", "e"]))
    ]
    example.layers[0].horizon = "漢字\u{1B}[31m"
    draws(example, "names")
  }
}
