import Script
import Testing

@Suite("Sources, places and messages")
struct SourceTests {
  @Test("lines and columns count from 1, columns in characters")
  func positions() {
    let source = SourceText(name: "a", text: "äö\r\nx🙂y")
    #expect(source.position(at: 2) == SourceText(name: "b", text: "ab").position(at: 1))
    let place = source.position(at: 11)
    #expect([place.line, place.column] == [2, 3])
    #expect(source[source.lineRange(at: 0)] == "äö")
  }

  @Test("bytes that are not UTF-8 are refused with their offset; a byte order mark is dropped")
  func bytes() throws {
    #expect { try SourceText(name: "a.rnn", bytes: [0x61, 0x0A, 0x62, 0xFF]) } throws: { error in
      (error as? Diagnostic)?.headline
        == "a.rnn:2:2: error: byte 3 is not UTF-8 text; save the file as UTF-8"
    }
    #expect(try SourceText(name: "a", bytes: [0xEF, 0xBB, 0xBF, 0x61]).text == "a")
  }

  @Test("a message shows the line with a caret under the place, and nothing raw")
  func rendering() {
    let source = SourceText(name: "a\u{1B}.rnn", text: "models\nadd lstn\u{1B}[2J 5")
    let diagnostic = Diagnostic.unknownName(
      "lstn", kind: "layer kind", among: ["rnn", "lstm", "gru"], at: SourceRange(11, 15), in: source)
    #expect(
      diagnostic.rendered == """
        a\\u{1B}.rnn:2:5: error: no layer kind is called 'lstn'; did you mean 'lstm'?
          add lstn\\u{1B}[2J 5
              ^^^^
        """)
    #expect(diagnostic.replacement == "lstm")
  }

  @Test("a long line is cut to what surrounds the place")
  func longLines() {
    let text = String(repeating: "a", count: 5000) + "!" + String(repeating: "b", count: 5000)
    let lines = Diagnostic("no", at: SourceRange(5000, 5001), in: SourceText(name: "a", text: text)).rendered
      .split(separator: "\n")
    #expect(lines[1].count < 200)
    #expect(lines[1].dropFirst(lines[2].count - 1).first == "!")
  }

  @Test(
    "untrusted text is made legible",
    arguments: [
      ("plain ä 🙂", "plain ä 🙂"), ("\u{1B}[31m", "\\u{1B}[31m"), ("a\nb\tc", "a\\nb\\tc"),
      ("\u{7F}\u{85}", "\\u{7F}\\u{85}"),
      ("\u{202E}x\u{2066}", "\\u{202E}x\\u{2066}"),
    ])
  func legibleText(text: String, shown: String) {
    #expect(legible(text) == shown)
  }

  @Test(
    "the nearest name is at most two edits away, one for short names",
    arguments: [
      ("lstn", "lstm"), ("tarin", "train"), ("LSTM", "lstm"), ("gruu", "gru"), ("rn", "rnn"), ("xyz", nil), ("gq", nil),
      ("", nil),
    ] as [(String, String?)])
  func nearest(name: String, expected: String?) {
    #expect(nearestName(to: name, among: ["rnn", "lstm", "gru", "train"]) == expected)
  }
}
