import Script
import Testing

@Suite("Highlighting tells what the words of a line are")
struct HighlighterTests {
  private func highlighted(_ text: String) -> [String] {
    let source = SourceText(name: "", text: text)
    return Highlighter.highlights(of: source).map { "\($0.role) \(source[$0.range])" }
  }

  @Test("verbs, options, numbers, strings and comments")
  func command() {
    #expect(
      highlighted("add rnn 64 activation=tanh # small\nwrite \"a.rnn\"; goto 1e-3") == [
        "verb add", "number 64", "option activation", "comment # small", "verb write", "string \"a.rnn\"", "verb goto",
        "number 1e-3",
      ])
  }

  @Test("words of the language, blocks, and expressions that stand alone")
  func language() {
    #expect(highlighted("for x in [1] { print x }") == ["verb for", "verb in", "number 1", "verb print"])
    #expect(highlighted("grad(1, 2)") == ["number 1", "number 2"])
    #expect(highlighted("loss * 2") == ["number 2"])
    #expect(highlighted("cell a(x, h) {\n  h' = W(x)\n}") == ["verb cell"])
  }

  @Test(
    "a line that is half typed is still told apart; ranges are in order and do not overlap",
    arguments: [
      "write \"half", "add (rnn", "1e", "let x = ", "漢字 #", "# %% title\nadd rnn", "a \u{1B} b", "\\", "\"{x", "",
    ])
  func unfinished(_ text: String) {
    let highlights = Highlighter.highlights(of: SourceText(name: "", text: text))
    for (first, second) in zip(highlights, highlights.dropFirst()) {
      #expect(first.range.upper <= second.range.lower)
    }
    #expect(highlights.allSatisfy { $0.range.upper <= text.utf8.count })
  }
}
