import Notebook
import TerminalUI
import Testing

@Suite("Keys of the notebook pane")
struct NotebookKeyTests {
  private func focused(_ document: Document, inside: Size = SampleNotebooks.insides[0]) -> AppState {
    var state = SampleNotebooks.state(document, inside: inside)
    _ = state.press(KeyPress(.function(6)))
    return state
  }

  private var three: Document {
    var document = Document()
    for text in ["data adding", "add rnn 漢", "train steps=10"] { _ = SampleNotebooks.entry(&document, text) }
    return document
  }

  @Test("arrows choose an entry, which has a pointer before its label and stops at the ends")
  func selection() {
    var state = focused(three)
    func pointed() -> String? { SampleNotebooks.inside(state).first { $0.dropFirst().first == "▶" } }
    #expect(pointed()?.contains("train") == true)
    _ = state.press(KeyPress(.up))
    #expect(pointed()?.contains("add rnn") == true)
    _ = state.press(KeyPress(.up), KeyPress(.up), KeyPress(.up))
    #expect(pointed()?.contains("data") == true)
    _ = state.press(KeyPress(.end))
    #expect(pointed()?.contains("train") == true)
  }

  @Test("a chosen entry comes into view, however far away it is")
  func selectionScrolls() {
    var document = Document()
    for number in 1...300 { _ = SampleNotebooks.entry(&document, "print \(number)", [.output(.text("a\nb\nc"))]) }
    var state = focused(document)
    _ = state.press(KeyPress(.home))
    #expect(SampleNotebooks.inside(state).first?.hasSuffix("print 1") == true)
    _ = state.press(KeyPress(.end))
    #expect(SampleNotebooks.inside(state).contains { $0.hasSuffix("print 300") })
  }

  @Test("Enter or e puts the chosen entry on the line; entering it revises that entry", arguments: [false, true])
  func editing(_ byLetter: Bool) {
    var state = focused(three)
    let effects = state.press(KeyPress(.up), KeyPress(byLetter ? .character("e") : .enter))
    #expect(effects == [.replaceLine("add rnn 漢", cursor: "add rnn 漢".utf8.count)])
    #expect(state.screen.focus == nil)
    state.type("add rnn 64")
    #expect(render(state).text.joined().contains("edit In 2"))
    #expect(update(&state, .entered("add rnn 64")) == [.submit(.revise(entry: 2, text: "add rnn 64"))])
    #expect(state.notebook.editing == nil)
  }

  @Test("r and F8 run the chosen entry, R all from it on; prose is edited and not run")
  func running() {
    var document = three
    document.append(.prose, "a note")
    var state = focused(document)
    #expect(state.press(KeyPress(.character("r"))) == [.bell])
    #expect(state.press(KeyPress(.enter)) == [.replaceLine("# a note", cursor: 8)])
    state = focused(document)
    _ = state.press(KeyPress(.up), KeyPress(.up))
    #expect(state.press(KeyPress(.character("r"))) == [.submit(.run(.entry(2)))])
    #expect(state.press(KeyPress(.function(8))) == [.submit(.run(.entry(2)))])
    #expect(state.press(KeyPress(.character("R"), .shift)) == [.submit(.run(.below(2)))])
  }

  @Test("a click on the line that counts hidden lines shows them")
  func clickOnFold() throws {
    var document = Document()
    let text = (1...60).map { "line \($0)" }.joined(separator: "\n")
    _ = SampleNotebooks.entry(&document, "print", [.output(.text(text))])
    _ = SampleNotebooks.entry(&document, "print 1")
    var state = SampleNotebooks.state(document, inside: SampleNotebooks.insides[1])
    let row = try #require(SampleNotebooks.inside(state).firstIndex { $0.contains("48 more lines") })
    _ = update(&state, .mouse(MousePress(.press, row: row + 2, column: 12)))
    #expect(!SampleNotebooks.inside(state).contains { $0.contains("more lines") })
  }

  @Test("keys mean nothing and break nothing in an empty notebook")
  func empty() {
    var state = focused(Document())
    for key in "krRe /nNgG" { _ = state.press(KeyPress(.character(key))) }
    _ = state.press(KeyPress(.function(6)), KeyPress(.up), KeyPress(.enter), KeyPress(.pageUp))
    _ = update(&state, .mouse(MousePress(.press, row: 3, column: 3)))
    #expect(SampleNotebooks.inside(state).joined().contains("demo"))
  }
}
