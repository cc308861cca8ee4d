import Notebook
import TerminalUI
import Testing

@Suite("Long notebooks cost what is seen of them")
struct LongNotebookTests {
  private var thousand: Document {
    var document = Document()
    for number in 1...1000 {
      let answers: [Entry.Answer] =
        number % 5 == 0
        ? [.output(.heat(Samples.hidden)), .output(.table(Samples.models))]
        : [.output(.text("a\nb\nc")), .warning("d")]
      _ = SampleNotebooks.entry(&document, "print \(number)", answers)
    }
    return document
  }

  @Test("of a thousand entries those in view are laid out, at every width again")
  func visibleOnly() {
    var state = SampleNotebooks.state(thousand, inside: Size(columns: 110, rows: 50))
    #expect(state.notebook.laidOutCount < 30)
    _ = update(&state, .resized(Size(columns: 140, rows: 60)))
    #expect(state.notebook.laidOutCount < 30)
  }

  @Test("what is laid out is kept while nothing is new")
  func kept() {
    let document = thousand
    var state = SampleNotebooks.state(document, inside: Size(columns: 198, rows: 54))
    let before = state.notebook
    SampleNotebooks.show(document, &state)
    #expect(state.notebook == before)
  }

  @Test("ten thousand printed lines, one answer or ten thousand, are laid out where they are seen")
  func longOutputs() {
    let lines = (1...10_000).map { "line \($0)" }
    for answers in [[Entry.Answer.output(.text(lines.joined(separator: "\n")))], lines.map { .output(.text($0)) }] {
      var document = Document()
      let id = SampleNotebooks.entry(&document, "repeat 10000 { print 1 }", answers, status: .running)
      let state = SampleNotebooks.state(document, inside: SampleNotebooks.insides[0], activity: Activity(entry: id))
      let inside = SampleNotebooks.inside(state)
      #expect(inside.contains { $0.hasSuffix("line 10000") })
      var top = state
      for _ in 0..<30 { _ = top.press(KeyPress(.pageUp)) }
      #expect(SampleNotebooks.inside(top).contains { $0.hasSuffix("9,868 more lines") })
    }
  }

  @Test("NaN everywhere is drawn, and does not lay out an entry again and again")
  func notANumber() {
    var document = Document()
    let nan = [Double](repeating: .nan, count: 40)
    _ = SampleNotebooks.entry(
      &document, "show loss",
      [.output(.line(LineChart(series: [.init("loss", y: nan)]))), .output(.heat(HeatMap(rows: [nan, nan])))])
    for inside in SampleNotebooks.insides {
      let state = SampleNotebooks.state(document, inside: inside)
      #expect(SampleNotebooks.inside(state).joined().contains("loss"))
    }
  }
}
