import Notebook
import TerminalUI
import Testing

@Suite("Replacing what a search has found")
struct ReplaceKeyTests {
  private var document: Document {
    var document = Document()
    _ = SampleNotebooks.entry(&document, "add rnn 32", [.output(.text("rnn1"))])
    _ = SampleNotebooks.entry(&document, "add rnn 8; add rnn 4")
    _ = SampleNotebooks.entry(&document, "add Rnn")
    return document
  }

  private func replacing(_ text: String, with other: String) -> AppState {
    var state = SampleNotebooks.state(document, inside: SampleNotebooks.insides[0])
    _ = state.press(KeyPress(.character("/"), .alt))
    for letter in text { _ = state.press(KeyPress(.character(letter))) }
    _ = state.press(KeyPress(.enter), KeyPress(.character("c")))
    for letter in other { _ = state.press(KeyPress(.character(letter))) }
    _ = state.press(KeyPress(.enter))
    return state
  }

  @Test("c asks for the text, and then only what can be replaced is counted and lit")
  func asking() {
    let state = replacing("rnn", with: "lstm")
    #expect(SampleNotebooks.pane(state).last?.contains("/rnn → lstm  1 of 3") == true)
    let marks = SampleNotebooks.inside(state).compactMap { $0.count == 78 ? $0.last : nil }
    #expect(String(marks) == "◀●")
  }

  @Test("x replaces this one, n leaves one out, X replaces all")
  func keys() {
    var state = replacing("rnn", with: "lstm")
    #expect(
      state.press(KeyPress(.character("x")))
        == [.submit(.replace(Replacement("rnn", with: "lstm", at: .init(entry: 1, ordinal: 0))))])
    _ = state.press(KeyPress(.character("n")), KeyPress(.character("n")))
    #expect(
      state.press(KeyPress(.character("x")))
        == [.submit(.replace(Replacement("rnn", with: "lstm", at: .init(entry: 2, ordinal: 1))))])
    #expect(
      state.press(KeyPress(.character("X"), .shift)) == [.submit(.replace(Replacement("rnn", with: "lstm")))])
  }

  @Test("after the last of an entry the next entry has the next, and a text within its replacement is passed over")
  func goesOn() {
    var state = replacing("rnn", with: "rnn rnn")
    _ = state.press(KeyPress(.character("x")))
    var changed = document
    changed.change(1) { $0.text = "add rnn rnn 32" }
    SampleNotebooks.show(changed, &state)
    #expect(state.notebook.selected == 2)
    #expect(SampleNotebooks.pane(state).last?.contains("3 of 4") == true)
  }

  @Test("without a search c and x say what to do first")
  func withoutSearch() {
    var state = SampleNotebooks.state(document, inside: SampleNotebooks.insides[0])
    _ = state.press(KeyPress(.function(6)))
    #expect(state.press(KeyPress(.character("c"))) == [.bell])
    #expect(state.press(KeyPress(.character("x"))) == [.bell])
    #expect(state.screen.notice.contains("/ searches first"))
  }
}
