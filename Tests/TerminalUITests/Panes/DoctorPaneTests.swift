import Notebook
import TerminalUI
import Testing

@Suite("The doctor's pane")
struct DoctorPaneTests {
  static let diagnosis = DiagnosisSnapshot(
    model: "gated", updates: 120,
    findings: [
      .init(
        kind: "vanishing",
        sentence:
          "vanishing: in lstm1 nothing earlier than t = 93 is heard, halving every 0.4 steps; the gate that lets "
          + "least of the past through is forget", layer: "lstm1", gate: "forget", timeStep: 93, update: 120),
      .init(kind: "dead", sentence: "dead: unit 3 of lstm1 never moves", layer: "lstm1", unit: 3),
    ], triedFor: 50,
    trials: [
      .init(lines: [], loss: 0.68, ratio: 4.7e-74, halfLife: 0.4),
      .init(lines: ["set lstm1.bias 3 gate=forget"], loss: 0.178, ratio: 0.007, halfLife: 29.9),
      .init(lines: ["clip norm=1", "optimizer adam rate=0.0001"], loss: 0.7, ratio: 1e-70, halfLife: 0.5),
      .init(lines: ["init lstm1 default"], failure: "not finite at update 12, in lstm1"),
    ], trialCount: 4)

  static func state(
    _ size: Size, _ diagnosis: DiagnosisSnapshot = diagnosis, characters: TerminalUI.CharacterSet = .unicode
  ) -> AppState {
    var state = SampleExamples.state([SampleExamples.lstm()], size, characters: characters)
    var snapshot = state.snapshot
    var begun = diagnosis
    begun.trials = []
    snapshot.views.take(.diagnosis(begun))
    if !diagnosis.trials.isEmpty { snapshot.views.take(.diagnosis(diagnosis)) }
    _ = update(&state, .session(snapshot))
    state.screen.focus = .doctor
    return state
  }

  @Test("as it is drawn", arguments: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 36)])
  func golden(_ size: Size) throws {
    try expectGolden(SampleExamples.text(Self.state(size)), "doctor-\(size.columns)x\(size.rows)")
    let ascii = SampleExamples.text(Self.state(size, characters: .ascii))
    #expect(ascii.allSatisfy { $0.isASCII })
  }

  @Test("findings have their place, remedies what came of them, the best are marked")
  func content() {
    let text = SampleExamples.text(Self.state(Size(columns: 120, rows: 36)))
    #expect(text.contains("update 120   layer lstm1   gate forget   t 93"))
    #expect(text.contains("layer lstm1   unit 3"))
    #expect(text.contains("0.178 ◀") && text.contains("0.007 ◀"))
    #expect(text.contains("not finite at update 12"))
    #expect(text.contains("the lowest loss: 1"))
  }

  @Test("a gradient that vanishes with every remedy is not praised, and the columns are explained")
  func vanishesStill() {
    var diagnosis = Self.diagnosis
    diagnosis.trials[1].ratio = 1e-20
    let text = SampleExamples.text(Self.state(Size(columns: 120, rows: 36), diagnosis))
    #expect(text.contains("the gradient vanishes with each, least with: 1") && !text.contains("keeps its size best"))
    #expect(text.contains("far/near: the gradient at the end of its way over that where it starts"))
    for number in 1..<diagnosis.trials.count { diagnosis.trials[number].failure = "not finite at update 3" }
    var explosion = DiagnosisSnapshot.Finding(kind: "exploding", sentence: "exploding")
    explosion.update = 12
    diagnosis.findings.insert(explosion, at: 0)
    #expect(
      SampleExamples.text(Self.state(Size(columns: 120, rows: 36), diagnosis)).contains(
        "none of them could be trained with: rewind 11, then r"))
  }

  @Test(
    "a digit writes the remedy into the notebook; before and after stand in the pane when the example has run again")
  func applying() {
    var state = Self.state(Size(columns: 120, rows: 36))
    #expect(state.press(KeyPress(.character("1"))) == [.submit(.enter("set lstm1.bias 3 gate=forget"))])
    #expect(SampleExamples.text(state).contains("the example runs again"))
    var snapshot = state.snapshot
    snapshot.jobsTaken = 1
    snapshot.unrolled = [SampleExamples.lstm(gain: 0.99, model: "gated changed")]
    snapshot.unrolled[0].layers[0].horizon =
      "the gradient halves every 69 steps back; it is heard back to the first step"
    snapshot.unrolled[0].loss = 0.5
    _ = update(&state, .session(snapshot))
    let text = SampleExamples.text(state)
    #expect(text.contains("before  loss 0.0123") && text.contains("nothing earlier than t=38 is heard"))
    #expect(text.contains("now     loss 0.5") && text.contains("it is heard back to the first step"))
    #expect(
      state.press(KeyPress(.character("2"))) == [.submit(.enter("clip norm=1; optimizer adam rate=0.0001"))])
    #expect(state.press(KeyPress(.character("9"))) == [.bell])
    #expect(state.press(KeyPress(.character("t"))) == [.submit(.enter("train steps=50"))])
    #expect(state.press(KeyPress(.character("u"))) == [.submit(.enter("undo"))])
  }

  @Test("without an unrolled example the remedy unrolls one")
  func nothingUnrolled() {
    var state = Self.state(Size(columns: 120, rows: 36))
    state.snapshot.unrolled = []
    #expect(state.press(KeyPress(.character("1"))) == [.submit(.enter("set lstm1.bias 3 gate=forget; unroll"))])
  }

  @Test("d examines from the strips and from the ledger; a click on a finding goes to its time step")
  func opening() throws {
    var state = SampleExamples.state([SampleExamples.lstm()], Size(columns: 80, rows: 24))
    #expect(state.press(KeyPress(.character("d"))) == [.submit(.enter("doctor"))])
    #expect(state.screen.focus == .doctor)
    state = Self.state(Size(columns: 120, rows: 36))
    let row = try #require(render(state).text.firstIndex { $0.contains("gate forget   t 93") })
    #expect(update(&state, .mouse(MousePress(.press, row: row, column: 6))) == [.submit(.gesture("goto 93"))])
    #expect(SampleExamples.text(state).contains("unrolled  example"))
  }

  @Test("trials that come do not call a reader back who has gone elsewhere")
  func quiet() {
    var state = SampleExamples.state([SampleExamples.lstm()], Size(columns: 80, rows: 24))
    var snapshot = state.snapshot
    var begun = Self.diagnosis
    begun.trials = []
    snapshot.views.take(.diagnosis(begun))
    _ = update(&state, .session(snapshot))
    #expect(render(state).text[1].contains("doctor"))
    _ = state.press(KeyPress(.function(2)))
    snapshot.views.take(.diagnosis(Self.diagnosis))
    _ = update(&state, .session(snapshot))
    #expect(!render(state).text[1].contains("doctor"))
  }

  @Test("nothing found, trials under way, at every size")
  func absurd() {
    for size in [Size(columns: 40, rows: 10), Size(columns: 80, rows: 24), Size(columns: 200, rows: 60)] {
      var none = DiagnosisSnapshot(model: "m", updates: 0, findings: [])
      #expect(render(Self.state(size, none)).glyphs.count == size.columns * size.rows)
      none.findings = Self.diagnosis.findings
      none.trialCount = 9
      var state = Self.state(size, none)
      for key in [Key.down, .pageDown, .up, .pageUp] { _ = state.press(KeyPress(key)) }
      #expect(render(state).glyphs.count == size.columns * size.rows)
    }
  }
}
