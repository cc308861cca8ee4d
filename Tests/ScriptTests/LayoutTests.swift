import Script
import Testing

@Suite("Canonical layout")
struct LayoutTests {
  private func laidOut(_ text: String) throws(LayoutFailure) -> String {
    try Layout(sampleTable).laidOut(SourceText(name: "a.rnn", text: text))
  }

  @Test(arguments: [
    ("let x=5", "let x = 5\n"),
    ("\n\nprint  1 ,2\n\n\n\nprint 3\n\n", "print 1, 2\n\nprint 3\n"),
    ("if 1>2{print 1;print 2}else{\nprint 3\n\n}", "if 1>2 { print 1; print 2 } else {\n  print 3\n}\n"),
    ("let xs = [ 1,2,\n3,\n 4 ]", "let xs = [1, 2,\n  3,\n  4]\n"),
    (
      "add rnn 32 # one\nadd dense\nadd lstm (2*3)   # two", "add rnn 32      # one\nadd dense\nadd lstm (2*3)  # two\n"
    ),
    ("if yes {\n#inner  \nprint 1\n}", "if yes {\n  #inner\n  print 1\n}\n"),
    ("add rnn 32 \\\n activation=relu", "add rnn 32 \\\n    activation=relu\n"),
    (
      "#%% A\nprint 1\n#  %%   [markdown]\n#  prose  \n# %%\nprint 2",
      "# %% A\nprint 1\n\n# %%   [markdown]\n#  prose\n\n# %%\nprint 2\n"
    ),
    ("def f(a,b = 2){ print a }", "def f(a, b=2) { print a }\n"),
    (
      "cell mine(x, h){\ng   = sigmoid(W(x)+b)\nh' = g*h # keep\n}",
      "cell mine(x, h){\n  g   = sigmoid(W(x)+b)\n  h' = g*h # keep\n}\n"
    ),
    ("print \"a  {1 +  2:.2}  b\"  ", "print \"a  {1 +  2:.2}  b\"\n"),
    ("print 1\r\nprint 2\r\n", "print 1\nprint 2\n"), ("", ""),
  ])
  func examples(_ text: String, _ expected: String) throws {
    let result = try laidOut(text)
    #expect(result == expected)
    #expect(try laidOut(result) == result, "laying out twice changes nothing")
  }

  @Test("a script with errors is left alone, and every error told")
  func errors() {
    do throws(LayoutFailure) {
      let text = try laidOut("add rnn\nlet = 3\nadd rnn 3 4")
      Issue.record("laid out: \(text)")
    } catch {
      #expect(error.diagnostics.map(\.position.line) == [2, 3])
    }
  }

  private static let pieces = [
    "let x = -5", "let y = [1, 2, x - 1]", "print x, y[1], -x", "add rnn 32 activation=relu",
    "add lstm (x * 2) reverse",
    "if x > 3 and not no { print 1 } else { print \"no # comment {x:.2}\" }", "for i in 1..3 by 2 {\n print i\n}",
    "repeat 2 {\n  if yes {\n print 3 # deep\n }\n}", "def f(a, b=[1, 2]) { print a }\nf 1 b=[3, 4]",
    "sweep r in 0.5..1.5 by 0.5, k in [\"a\"] jobs=2 { report r, twice=r * 2 }", "# only a comment", "x - 1", "x",
    "cell mine(x, h; f=tanh) {\n g = sigmoid(W(x) + U(h) + b)\n h' = g * h\n}", "assert x < 0, \"why\"", "# %% entry",
    "let long = [1,\n 2,\n 3]", "print (1 +\n 2)", "add rnn 32 \\\n name=foo",
  ]

  @Test("whatever the blanks and empty lines: the tree of the script stays the same, and a second time changes nothing")
  func meaning() throws {
    var random = SeededNumbers(state: 7)
    for _ in 0..<300 {
      var text = ""
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let piece = Self.pieces.randomElement(using: &random) ?? ""
        // Blanks are doubled outside of texts, where they mean nothing.
        var isText = false
        for character in piece {
          if character == "\"" { isText.toggle() }
          text.append(character)
          if character == " ", !isText, Bool.random(using: &random) { text += "  " }
        }
        if !piece.hasPrefix("#"), Bool.random(using: &random) { text += "   # said" }
        text += String(repeating: "\n", count: Int.random(in: 1...3, using: &random))
      }
      let (before, errors) = Parser(sampleTable).parse(SourceText(name: "", text: text))
      guard errors.isEmpty else {
        Issue.record("a piece is no script: \(errors.map(\.headline)) in \(text)")
        return
      }
      let result = try laidOut(text)
      let after = Parser(sampleTable).parse(SourceText(name: "", text: result)).program
      #expect(after.outline == before.outline)
      #expect(try laidOut(result) == result, "\(text)")
      func comments(_ text: String) -> Int { text.split(separator: "\n").count { $0.contains("#") } }
      #expect(comments(result) == comments(text))
    }
  }

  private struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 33)
    }
  }
}
