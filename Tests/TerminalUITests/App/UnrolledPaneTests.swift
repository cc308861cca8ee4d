import Foundation
import Notebook
import TerminalUI
import Testing

@Suite("The unrolled pane")
struct UnrolledPaneTests {
  static let sizes = [
    Size(columns: 62, rows: 30), Size(columns: 80, rows: 22), Size(columns: 120, rows: 44),
    Size(columns: 200, rows: 60),
  ]

  @Test("as it is drawn", arguments: sizes, [TerminalUI.CharacterSet.unicode, .ascii])
  func golden(_ size: Size, characters: TerminalUI.CharacterSet) throws {
    let state = SampleExamples.state([SampleExamples.lstm()], size, characters: characters)
    let text = SampleExamples.text(state)
    #expect(characters == .unicode || text.allSatisfy(\.isASCII))
    try expectGolden(text, "unrolled-\(size.columns)x\(size.rows)-\(characters)")
  }

  @Test("several models stand under one another on one time axis", arguments: sizes)
  func compared(_ size: Size) throws {
    let plain = SampleExamples.lstm(gain: 0.6, model: "plain")
    let state = SampleExamples.state([plain, SampleExamples.lstm(gain: 0.95)], size)
    let text = SampleExamples.text(state)
    #expect(text.contains("─ plain  lstm1") && text.contains("─ gated  lstm1"))
    try expectGolden(text, "unrolled-two-models-\(size.columns)x\(size.rows)")
  }

  @Test("models that are compared have one gradient scale")
  func oneScale() {
    let examples = [SampleExamples.lstm(gain: 0.6, model: "plain"), SampleExamples.lstm(gain: 0.95)]
    let text = SampleExamples.text(SampleExamples.state(examples, Size(columns: 120, rows: 24)))
    #expect(text.components(separatedBy: "1e-16…1").count == 3)
  }

  @Test("models that there is no room for are counted, those shown have equal heights")
  func crowd() {
    let models = (1...9).map { SampleExamples.lstm(model: "model\($0)") }
    let text = SampleExamples.text(SampleExamples.state(models, Size(columns: 80, rows: 24)))
    #expect(text.contains("─ model5  lstm1") && !text.contains("─ model6  lstm1"))
    #expect(text.contains("4 more: a higher pane shows them"))
  }

  @Test("says what it shows and where the reader stands; the horizon stands in words below")
  func words() {
    let text = SampleExamples.text(SampleExamples.state([SampleExamples.lstm()], Size(columns: 140, rows: 36)))
    #expect(text.contains("example 1 of test   t 17 of 100   ◀ backward"))
    #expect(text.contains("the gradient halves every 3.1 steps back; nothing earlier than t=38 is heard"))
    #expect(text.contains("radius 0.83") && text.contains("σ 0.91"))
    let narrow = SampleExamples.text(SampleExamples.state([SampleExamples.lstm()], Size(columns: 62, rows: 30)))
    #expect(narrow.contains("halves every 3.1 steps back; nothing before t=38 is heard"))
  }

  @Test("the words leave room for the gate that forgets, and do not move with the cursor")
  func forgettingGate() {
    var example = SampleExamples.lstm()
    let shares = (1...100).map { $0 == 17 ? 0.018 : $0 == 18 ? 0.00002 : 0.731 }
    example.layers[0].carries = [UnrolledSnapshot.Carry(state: "c", factor: "forget", means: shares)]
    func footer(_ columns: Int, t: Int) -> String {
      let text = SampleExamples.text(SampleExamples.state([example], Size(columns: columns, rows: 24), t: t))
      return text.split(separator: "\n").first { $0.contains("halves every 3.1 steps") }.map(String.init) ?? ""
    }
    #expect(footer(80, t: 17).contains("halves every 3.1 steps; nothing before t=38   forget keeps 1.8% of c"))
    #expect(footer(80, t: 18).contains("nothing before t=38   forget keeps <0.1% of c"))
    #expect(footer(80, t: 40).contains("nothing before t=38   forget keeps 73% of c"))
    #expect(footer(140, t: 40).contains("nothing earlier than t=38 is heard   forget keeps 73% of c   radius 0.83"))
    example.layers[0].horizon = "the gradient halves every 3.1 steps back; it is heard back to the first step"
    example.layers[0].earliestHeard = 1
    #expect(footer(80, t: 40).contains("halves every 3.1 steps; heard throughout   forget keeps 73% of c"))
    // Too narrow for both: the sentence as long as it can be.
    #expect(footer(56, t: 40).contains("heard throughout") && !footer(56, t: 40).contains("forget keeps"))
  }

  @Test("of several layers the title says which is shown, before it says which example")
  func layerInTitle() {
    let example = SampleExamples.lstm(layers: ["lstm1.forward", "lstm1.reverse"])
    let text = SampleExamples.text(SampleExamples.state([example], Size(columns: 80, rows: 24)))
    #expect(text.contains("t 17 of 100   ◀ backward   lstm1.forward (1 of 2)"))
    var reversed = SampleExamples.lstm()
    (reversed.layers[0].isReversed, reversed.layers[0].earliestHeard) = (true, 100)
    #expect(
      SampleExamples.text(SampleExamples.state([reversed], Size(columns: 80, rows: 24))).contains("horizon all 100"))
    reversed.layers[0].earliestHeard = 40
    #expect(
      SampleExamples.text(SampleExamples.state([reversed], Size(columns: 80, rows: 24))).contains("horizon 40 of 100"))
  }

  @Test("above a changed run and its original at 80 columns the words are whole")
  func headings() {
    var changed = SampleExamples.lstm(model: "gated changed")
    changed.layers[0].horizon = "the gradient halves every 3.1 steps back; it is heard back to the first step"
    let text = SampleExamples.text(
      SampleExamples.state([changed, SampleExamples.lstm()], Size(columns: 80, rows: 24)))
    #expect(text.contains("gated changed  lstm1  loss 0.0123  halves every 3.1 steps; heard throughout"))
    #expect(!text.contains("…│"))
    var vanishing = SampleExamples.lstm(model: "a longer")
    vanishing.layers[0].horizon = "the gradient halves every 0.41 steps back; nothing earlier than t=52 is heard"
    let short = SampleExamples.text(
      SampleExamples.state([SampleExamples.lstm(), vanishing], Size(columns: 80, rows: 24)))
    #expect(short.contains("loss 0.0123 (+0)  halves in 0.41 steps; none before t=52"), "\(short)")
  }

  @Test("at 40 columns dL/dh is called by its whole name")
  func narrowLabels() {
    #expect(
      SampleExamples.text(SampleExamples.state([SampleExamples.lstm()], Size(columns: 40, rows: 12))).contains("dL/dh ")
    )
  }

  @Test("where the words follow one loss, the strip says that it is of all")
  func whoseGradient() {
    var example = SampleExamples.lstm()
    let size = Size(columns: 80, rows: 24)
    #expect(!SampleExamples.text(SampleExamples.state([example], size)).contains("of all losses"))
    example.layers[0].followedLoss = 100
    #expect(SampleExamples.text(SampleExamples.state([example], size)).contains("of all losses"))
  }

  @Test("the most important strips are there in a small pane")
  func importance() {
    let text = SampleExamples.text(SampleExamples.state([SampleExamples.lstm()], Size(columns: 100, rows: 10)))
    let labels = text.split(separator: "\n").map { $0.dropFirst().prefix { $0 != " " } }
    for label in ["h", "dL/dh", "x1"] { #expect(labels.contains { $0 == label }) }
  }

  @Test("one column is lit through all strips, and its numbers stand at the side")
  func cursor() {
    let size = Size(columns: 150, rows: 40)
    let state = SampleExamples.state([SampleExamples.lstm()], size, t: 40)
    let frame = render(state)
    let lit = (0..<size.rows).map { row in
      Set(frame[row: row].enumerated().compactMap { $1?.style.isLit == true ? $0 : nil })
    }.filter { !$0.isEmpty }
    #expect(lit.count > 10)
    #expect(lit.allSatisfy { $0 == lit[0] })
    let h = SampleExamples.lstm().layers[0].states[0]
    #expect(SampleExamples.text(state).contains("‖h‖ " + NumberFormat.general.text(h.norms[39])))
    #expect(SampleExamples.text(state).contains("unit 1 " + NumberFormat.general.text(h.numbers[39 * 32])))
  }

  @Test("a backward pass has been through the gradients from T back to t, a forward pass through the states up to t")
  func passed() throws {
    let size = Size(columns: 170, rows: 40)
    func soft(_ label: String, _ state: AppState) throws -> (left: Int, right: Int) {
      let frame = render(state)
      let row = try #require((0..<size.rows).first { frame.text[$0].hasPrefix("│\(label) ") })
      let glyphs = Array(frame[row: row])
      let cursor = try #require(glyphs.firstIndex { $0?.style.isLit == true })
      func count(_ range: Range<Int>) -> Int {
        range.count { glyphs[$0]?.style == .soft && glyphs[$0]?.character != " " }
      }
      return (count(12..<cursor), count(cursor + 1..<112))
    }
    let example = SampleExamples.lstm(gain: 0.99)
    let backward = SampleExamples.state([example], size, t: 50)
    #expect(try soft("dL/dh", backward).left > 30)
    #expect(try soft("dL/dh", backward).right == 0)
    #expect(try soft("h", backward) == (0, 0))
    let forward = SampleExamples.state([example], size, t: 50, pass: .forward)
    #expect(try soft("h", forward).left == 0)
    #expect(try soft("h", forward).right > 30)
    #expect(try soft("dL/dh", forward).left > 30)
  }

  @Test("the picture drawn ahead is the one that would be drawn now")
  func prepared() {
    var state = SampleExamples.state([SampleExamples.lstm()], Size(columns: 120, rows: 44))
    let ready = SampleExamples.text(state)
    state.snapshot.unrolled = [SampleExamples.lstm(gain: 0.5)]
    #expect(SampleExamples.text(state) != ready, "a picture of another example is not shown")
    state.snapshot.unrolled = [SampleExamples.lstm()]
    #expect(SampleExamples.text(state) == ready)
  }

  @Test("a radius that is measured after the picture was drawn is told as soon as it comes")
  func lateNumbers() {
    var state = SampleStates.training(Size(columns: 200, rows: 60))
    var snapshot = state.snapshot
    snapshot.unrolled[0].layers[0].radius = .nan
    _ = update(&state, .session(snapshot))
    #expect(!render(state).text.joined().contains("radius 0.83"))
    snapshot.unrolled[0].layers[0].radius = 0.83
    _ = update(&state, .session(snapshot))
    #expect(render(state).text.joined().contains("radius 0.83"))
  }

  @Test("says how to get there when nothing is unrolled")
  func invitation() {
    let text = SampleExamples.text(SampleExamples.state([], Size(columns: 80, rows: 24)))
    #expect(text.contains("Nothing is unrolled yet") && text.contains("unroll"))
  }
}
