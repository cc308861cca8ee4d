import Script
import TerminalUI
import Testing

@Suite("Help while a line is typed")
struct LineHelpTests {
  /// A screen with a line; the cursor is at `|`.
  private func typing(_ marked: String, _ size: Size = Size(columns: 80, rows: 24)) -> AppState {
    var state = SampleStates.training(size)
    let parts = marked.split(separator: "|", omittingEmptySubsequences: false)
    var line = LineState()
    (line.text, line.cursor) = (parts.joined(), parts[0].utf8.count)
    _ = update(&state, .line(line))
    return state
  }

  @Test("F1 tells what the word at the cursor means, and the line stays")
  func word() {
    var state = typing("add rnn 32 activ|ation=tanh")
    #expect(state.press(KeyPress(.function(1))) == [])
    let text = render(state).text.joined(separator: "\n")
    #expect(text.contains(" activation ") && text.contains("one of: tanh"))
    #expect(text.contains("unroll> add rnn 32 activation=tanh") && text.contains("closes the help"))
  }

  @Test("Esc and F1 close it; what is typed closes it and is not lost")
  func closing() {
    for key in [KeyPress(.escape), KeyPress(.function(1))] {
      var state = typing("train|")
      _ = state.press(KeyPress(.function(1)))
      #expect(state.screen.wordHelp?.word == "train")
      #expect(state.press(key) == [])
      #expect(state.screen.wordHelp == nil)
    }
    var state = typing("train|")
    _ = state.press(KeyPress(.function(1)))
    #expect(state.press(KeyPress(.character("x"))) == [.edit(KeyPress(.character("x")))])
    #expect(state.screen.wordHelp == nil)
  }

  @Test("long help scrolls, on the smallest screen too")
  func scrolling() {
    var state = typing("train|", Size(columns: 40, rows: 10))
    _ = state.press(KeyPress(.function(1)))
    let first = render(state).text
    _ = state.press(KeyPress(.down))
    #expect(render(state).text != first)
    #expect(render(state).text.allSatisfy { $0.displayWidth <= 40 })
  }

  @Test("about a word that nobody knows a sentence is said; on an empty line F1 tells the keys")
  func unknown() {
    var state = typing("nonsense|")
    #expect(state.press(KeyPress(.function(1))) == [.bell])
    #expect(state.screen.wordHelp == nil && state.screen.notice.contains("nothing is known"))
    var empty = typing("|")
    _ = empty.press(KeyPress(.function(1)))
    #expect(empty.screen.showsKeys)
  }

  /// The characters of the prompt's line that are shown in a style.
  private func shown(_ state: AppState, in style: Style) -> String {
    let frame = render(state)
    let row = frame.text.firstIndex { $0.contains("unroll> ") } ?? 0
    let start = row * state.size.columns
    return String(
      frame.glyphs[start..<start + state.size.columns].compactMap { $0 }.filter { $0.style == style }.map(\.character))
  }

  @Test("the bracket or quote at the cursor is shown with its partner, one that closes nothing as a fault")
  func brackets() {
    #expect(shown(typing("print (1 + [2])|"), in: .cursor) == "()")
    #expect(shown(typing("print |\"a b\""), in: .cursor) == "\"\"")
    #expect(shown(typing("print 1]|"), in: .error).contains("]"))
    #expect(shown(typing("print (1|"), in: .cursor) == "")
    #expect(shown(typing("pri|nt (1)"), in: .cursor) == "")
  }
}
