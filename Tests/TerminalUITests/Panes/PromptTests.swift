import Notebook
import Script
import TerminalUI
import Testing

@Suite("The line being typed")
struct PromptTests {
  private func state(
    _ text: String, cursor: Int? = nil, size: Size = Size(columns: 80, rows: 24), history: [String] = [],
    _ change: (inout LineState) -> Void = { _ in }
  ) -> AppState {
    var state = AppState(size: size, history: history)
    var line = LineState()
    line.text = text
    line.cursor = cursor ?? text.utf8.count
    change(&line)
    _ = update(&state, .line(line))
    return state
  }

  /// The prompt's rows.
  private func rows(_ state: AppState, _ count: Int = 1) -> [String] {
    Array(render(state).text.dropLast().suffix(count))
  }

  @Test(
    "the cursor stands where the next letter goes",
    arguments: [
      ("", 0, 8), ("add", 3, 11), ("add", 1, 9), ("漢字", 3, 10), ("漢字", 6, 12), ("漢字", 4, 10), ("e\u{301}x", 3, 9),
      ("a\tb", 2, 16), ("a\u{1B}b", 2, 15), ("abc", 99, 11), ("abc", -1, 8),
    ])
  func cursor(_ text: String, _ offset: Int, _ column: Int) {
    #expect(render(state(text, cursor: offset)).cursor == Place(row: 22, column: column))
  }

  @Test("an entry of several lines stands with dots before the later ones, its cursor's line always in view")
  func lines() {
    let text = "for i in 1..3 {\n  print i\n}"
    let shown = state(text, cursor: 20)
    #expect(rows(shown, 3) == ["unroll> for i in 1..3 {", "   ...>   print i", "   ...> }"])
    #expect(render(shown).cursor == Place(row: 21, column: 12))
    let long = (1...100).map { "print \($0)" }.joined(separator: "\n")
    for cursor in [0, 300, long.utf8.count] {
      let frame = render(state(long, cursor: cursor))
      let row = frame.cursor.map { frame.text[$0.row] } ?? ""
      #expect(row.contains(cursor == 0 ? "print 1" : cursor == 300 ? "print 3" : "print 100"))
    }
  }

  @Test("a line wider than the screen moves with its cursor and shows where it is cut")
  func wide() {
    let text = "print " + (1...60).map { "\($0)" }.joined(separator: " + ")
    #expect(rows(state(text, cursor: 0))[0].hasSuffix("…"))
    let end = render(state(text))
    #expect(rows(state(text))[0].hasPrefix("…") && rows(state(text))[0].hasSuffix("60"))
    for cursor in 0...text.utf8.count {
      let frame = render(state(text, cursor: cursor))
      let column = frame.cursor?.column ?? -1
      #expect((0..<80).contains(column))
      let under = frame.glyphs[22 * 80 + column]?.character
      let expected = cursor < text.utf8.count ? Array(text)[cursor] : " "
      #expect(under == expected)
    }
    #expect(end.cursor != nil)
  }

  @Test("the youngest entry that begins like the line goes on in grey; → takes it, and only at the line's end")
  func suggestion() {
    let history = ["add rnn 64", "add rnn 32 activation=tanh", "add lstm 8"]
    var shown = state("add r", history: history)
    #expect(rows(shown)[0] == "unroll> add rnn 32 activation=tanh")
    #expect(render(shown).glyphs[22 * 80 + 13]?.style == .soft)
    #expect(render(shown).cursor == Place(row: 22, column: 13))
    let taken = "add rnn 32 activation=tanh"
    #expect(shown.press(KeyPress(.right)) == [.replaceLine(taken, cursor: taken.utf8.count)])
    var inside = state("add r", cursor: 2, history: history)
    #expect(rows(inside)[0] == "unroll> add r")
    #expect(inside.press(KeyPress(.right)) == [.edit(KeyPress(.right))])
    #expect(rows(state("add r", history: history) { $0.isBusy = true })[0] == "unroll> add r")
    #expect(rows(state("for", history: ["for i in 1..3 {\n  print i\n}"]))[0] == "unroll> for i in 1..3 { …")
  }

  @Test("the signature stands at the right, its argument strong, and above the line where there is no room")
  func signature() {
    let usage = "add KIND UNITS [activation=tanh|relu|sigmoid|identity] [bidirectional=concat|sum]"
    let wide = state("add rnn ", size: Size(columns: 120, rows: 30)) { ($0.signature, $0.argument) = (usage, "UNITS") }
    #expect(rows(wide)[0] == "unroll> add rnn".padding(119 - usage.count + 1) + usage)
    let strong = render(wide).glyphs.suffix(240).compactMap { $0 }.filter { $0.style == .strong }.map(\.character)
    #expect(String(strong).contains("UNITS"))
    let narrow = state("add rnn ") { ($0.signature, $0.argument) = (usage, "bidirectional=concat|sum") }
    #expect(rows(narrow)[0] == "unroll> add rnn")
    let above = render(narrow).text[20]
    #expect(above.contains("bidirectional=concat|sum") && above.contains("…"))
  }

  @Test("what Tab offers stands above the line in columns, a third of the screen at most, and says what it leaves out")
  func candidates() {
    let many = (1...60).map { Candidate("option\($0)=", "what option \($0) does, told in a line of some length") }
    let shown = state("add ") { $0.candidates = many }
    let text = render(shown).text
    let list = text.filter { $0.contains("option") }
    #expect(list.count <= 7 && list.count >= 6)
    #expect(text[0].contains("unroll") && text.joined().contains("more: type another letter"))
    #expect(list.allSatisfy { $0.displayWidth <= 80 })
    let few = state("add ") { $0.candidates = [Candidate("rnn", "a plain layer"), Candidate("漢\u{1B}", "a\nb")] }
    #expect(render(few).text.contains { $0.contains("rnn") && $0.contains("a plain layer") })
    #expect(render(few).text.joined().contains("漢\\u{1B}"))
    #expect(!render(few).text.joined().contains("more"))
  }

  @Test("vi's mode and a history search are shown as the line editor gives them")
  func modes() {
    #expect(rows(state("add") { $0.mode = "cmd" })[0].hasSuffix("[cmd]"))
    let searching = state("add rnn") {
      $0.prompt = "(reverse-i-search)`ad': "
      $0.isBusy = true
    }
    #expect(rows(searching)[0] == "(reverse-i-search)`ad': add rnn")
  }

  @Test("at every size the line is drawn and its cursor is on the screen")
  func sizes() {
    for columns in [1, 2, 5, 12, 40, 79, 100] {
      for rows in [1, 2, 5, 10, 24] {
        let size = Size(columns: columns, rows: rows)
        let frame = render(
          state("add rnn 漢字 " + String(repeating: "x\n", count: 30), size: size) {
            $0.candidates = [Candidate("rnn", "a"), Candidate("lstm", "b")]
            ($0.signature, $0.mode) = ("add KIND UNITS", "ins")
          })
        #expect(frame.cursor.map { $0.row < rows && $0.column < columns } == true)
      }
    }
  }
}

extension String {
  fileprivate func padding(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
