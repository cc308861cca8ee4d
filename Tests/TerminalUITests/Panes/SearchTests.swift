import Notebook
import TerminalUI
import Testing

@Suite("Searching the notebook")
struct SearchTests {
  private static func weather(_ count: Int = 100) -> Document {
    var document = Document()
    for number in 1...count {
      let text = number % 30 == 0 ? "here is Wärme, and wärme" : "nothing"
      _ = SampleNotebooks.entry(&document, "print \(number)", [.output(.text(text))])
    }
    return document
  }

  private func typed(_ text: String, _ state: inout AppState) {
    for letter in text { _ = state.press(KeyPress(.character(letter))) }
  }

  private func footer(_ state: AppState) -> String { SampleNotebooks.pane(state).last ?? "" }

  @Test("letter by letter the nearest match comes into view, with its number among all")
  func incremental() {
    var state = SampleNotebooks.state(Self.weather(), inside: SampleNotebooks.insides[0])
    _ = state.press(KeyPress(.character("/"), .alt))
    #expect(state.screen.focus == .notebook)
    typed("wÄR", &state)
    // Nothing below the view matches: the nearest above, its last match.
    #expect(state.notebook.selected == 90)
    #expect(footer(state).contains("/wÄR"))
    #expect(footer(state).contains("6 of 6"))
    typed("mex", &state)
    #expect(footer(state).contains("found nowhere"))
    _ = state.press(KeyPress(.backspace))
    #expect(footer(state).contains("6 of 6"))
  }

  @Test("from the notebook's top the first match below is found")
  func fromTop() {
    var state = SampleNotebooks.state(Self.weather(), inside: SampleNotebooks.insides[0])
    _ = state.press(KeyPress(.function(6)), KeyPress(.home), KeyPress(.character("/")))
    typed("wärme", &state)
    #expect(state.notebook.selected == 30)
    #expect(footer(state).contains("1 of 6"))
  }

  @Test("n goes to the next match and N to the one before, around the ends, which is said")
  func nextAndPrevious() {
    var state = SampleNotebooks.state(Self.weather(), inside: SampleNotebooks.insides[0])
    _ = state.press(KeyPress(.character("/"), .alt))
    typed("wärme", &state)
    _ = state.press(KeyPress(.enter))
    _ = state.press(KeyPress(.character("n")))
    #expect(state.notebook.selected == 30)
    #expect(footer(state).contains("1 of 6"))
    #expect(state.screen.notice.contains("from the top"))
    _ = state.press(KeyPress(.character("n")))
    #expect(footer(state).contains("2 of 6"))
    #expect(state.notebook.selected == 30)
    _ = state.press(KeyPress(.character("n")))
    #expect(state.notebook.selected == 60)
    _ = state.press(KeyPress(.character("N")), KeyPress(.character("N")), KeyPress(.character("N")))
    #expect(footer(state).contains("6 of 6"))
  }

  @Test("a search that ended is taken up again by n, and by / and Enter")
  func again() {
    var state = SampleNotebooks.state(Self.weather(), inside: SampleNotebooks.insides[0])
    _ = state.press(KeyPress(.function(6)))
    #expect(state.press(KeyPress(.character("n"))) == [.bell])
    _ = state.press(KeyPress(.character("/")))
    typed("wärme", &state)
    _ = state.press(KeyPress(.enter), KeyPress(.function(6)), KeyPress(.function(6)))
    #expect(state.notebook.search == nil)
    _ = state.press(KeyPress(.character("n")))
    #expect(state.notebook.search?.text == "wärme")
    _ = state.press(KeyPress(.escape), KeyPress(.character("/")), KeyPress(.enter))
    #expect(footer(state).contains("of 6"))
  }

  @Test("Esc leads back to where the reader was: view, focus, what was folded", arguments: [0, 1, 2])
  func back(_ inside: Int) {
    var document = Document()
    let text = (1...400).map { "line \($0)" }.joined(separator: "\n")
    for number in 1...40 { _ = SampleNotebooks.entry(&document, "print \(number)", [.output(.text(text))]) }
    var state = SampleNotebooks.state(document, inside: SampleNotebooks.insides[inside])
    _ = state.press(KeyPress(.pageUp))
    let before = SampleNotebooks.inside(state)
    _ = state.press(KeyPress(.character("/"), .alt))
    typed("line 77", &state)
    _ = state.press(KeyPress(.enter), KeyPress(.character("n")))
    #expect(SampleNotebooks.inside(state) != before)
    _ = state.press(KeyPress(.escape))
    #expect(SampleNotebooks.inside(state) == before)
    #expect(state.screen.focus == nil)
    #expect(state.notebook.search == nil)
  }

  @Test("on a screen with room for one pane the search brings the notebook, and Esc what was there")
  func narrow() {
    var state = SampleStates.training(Size(columns: 80, rows: 24))
    _ = state.press(KeyPress(.function(3)))
    _ = state.press(KeyPress(.character("/"), .alt))
    #expect(state.screen.shown == .notebook)
    _ = state.press(KeyPress(.escape))
    #expect(state.screen.shown == .training)
  }

  @Test("matches have a mark at the edge, the one where the reader stands another: no colour is needed")
  func marks() {
    for characters in [TerminalUI.CharacterSet.unicode, .ascii] {
      var document = Document()
      for number in 1...3 { _ = SampleNotebooks.entry(&document, "print \(number)", [.output(.text("a rate"))]) }
      var state = SampleNotebooks.state(document, inside: SampleNotebooks.insides[0], characters: characters)
      _ = state.press(KeyPress(.character("/"), .alt))
      typed("rate", &state)
      _ = state.press(KeyPress(.enter), KeyPress(.character("n")))
      let marks = SampleNotebooks.inside(state).compactMap { $0.count == 78 ? $0.last : nil }
      #expect(String(marks) == (characters == .unicode ? "●◀●" : "*<*"))
    }
  }

  @Test("a folded output that hides the match is shown whole only while the reader stands there")
  func folded() {
    var document = Document()
    let text = (1...2000).map { "line \($0)" }.joined(separator: "\n")
    _ = SampleNotebooks.entry(&document, "print", [.output(.text(text))])
    _ = SampleNotebooks.entry(&document, "print 1", [.output(.text("line 1765"))])
    var state = SampleNotebooks.state(document, inside: SampleNotebooks.insides[0])
    _ = state.press(KeyPress(.function(6)), KeyPress(.home), KeyPress(.character("/")))
    typed("line 1765", &state)
    #expect(footer(state).contains("1 of 2"))
    #expect(SampleNotebooks.inside(state).contains { $0.contains("line 1765") })
    _ = state.press(KeyPress(.enter), KeyPress(.character("n")))
    #expect(SampleNotebooks.inside(state).contains { $0.contains("more lines") })
  }

  @Test("the label is no text: In 3 is not found by 3")
  func labels() {
    var document = Document()
    for text in ["add", "unroll", "goto"] { _ = SampleNotebooks.entry(&document, text) }
    var state = SampleNotebooks.state(document, inside: SampleNotebooks.insides[0])
    _ = state.press(KeyPress(.character("/"), .alt), KeyPress(.character("3")))
    #expect(footer(state).contains("found nowhere"))
    #expect(render(state).glyphs.compactMap { $0 }.filter(\.style.isLit).isEmpty)
  }

  @Test("text that is pasted goes to the search; control characters never reach the screen")
  func pasted() {
    var state = SampleNotebooks.state(Self.weather(), inside: SampleNotebooks.insides[0])
    _ = state.press(KeyPress(.character("/"), .alt))
    #expect(update(&state, .pasted("wärme\nmore")).isEmpty)
    #expect(footer(state).contains("of 6"))
    _ = update(&state, .pasted("\u{1B}[31m"))
    #expect(footer(state).contains("found nowhere"))
  }

  @Test("an answer that comes while a search is on is counted")
  func growing() {
    var document = Self.weather(30)
    var state = SampleNotebooks.state(document, inside: SampleNotebooks.insides[0])
    _ = state.press(KeyPress(.character("/"), .alt))
    typed("wärme", &state)
    #expect(footer(state).contains("of 2"))
    _ = SampleNotebooks.entry(&document, "print 1", [.output(.text("Wärme"))])
    SampleNotebooks.show(document, &state)
    #expect(footer(state).contains("of 3"))
  }
}
