import Notebook
import TerminalUI
import Testing

@Suite("The notebook pane shows what was entered and what came of it")
struct NotebookPaneTests {
  private func numbered(_ count: Int, lines: Int = 1) -> Document {
    var document = Document()
    for number in 1...count {
      let text = (1...lines).map { "answer \(number).\($0)" }.joined(separator: "\n")
      _ = SampleNotebooks.entry(&document, "print \(number)", [.output(.text(text))])
    }
    return document
  }

  @Test("pictures, prose, failures and marks look as they are stored", arguments: SampleNotebooks.insides.indices)
  func golden(_ index: Int) throws {
    let inside = SampleNotebooks.insides[index]
    var text = ""
    for characters in [CharacterSet.unicode, .ascii] {
      var state = SampleNotebooks.state(SampleNotebooks.mixed, inside: inside, characters: characters)
      for _ in 0..<4 {
        text = SampleNotebooks.pane(state).joined(separator: "\n") + "\n" + text
        _ = state.press(KeyPress(.pageUp))
      }
      text = "== \(inside.columns) \(characters) ==\n" + text
    }
    try expectGolden(text, "notebook-\(inside.columns)")
  }

  @Test("an empty notebook greets and names the ways to begin, at any width", arguments: [20, 38, 58, 78, 97, 150])
  func greeting(_ columns: Int) {
    let state = SampleNotebooks.state(Document(), inside: Size(columns: max(38, columns), rows: 17))
    let text = SampleNotebooks.inside(state).joined(separator: "\n")
    for word in ["demo", "data adding length=50", "help", "?", "Recurrent"] { #expect(text.contains(word)) }
  }

  @Test("every status has a sign of its own, without colour", arguments: [CharacterSet.unicode, .ascii])
  func marks(_ characters: CharacterSet) {
    let statuses: [Entry.Status] = [.fresh, .queued, .running, .done, .failed, .interrupted, .stale]
    let signs = statuses.map { status in
      var document = Document()
      _ = SampleNotebooks.entry(&document, "x", status: status, number: 1)
      return SampleNotebooks.inside(
        SampleNotebooks.state(document, inside: SampleNotebooks.insides[0], characters: characters))[0].prefix(1)
    }
    #expect(Set(signs).count == statuses.count)
  }

  @Test("the view follows what is written, and stays where a reader has scrolled to while more is written")
  func following() {
    var document = numbered(40)
    var state = SampleNotebooks.state(document, inside: SampleNotebooks.insides[0])
    #expect(SampleNotebooks.inside(state).last?.hasSuffix("answer 40.1") == true)
    _ = state.press(KeyPress(.pageUp))
    let before = SampleNotebooks.inside(state)
    #expect(before.last?.hasSuffix("answer 40.1") == false)
    _ = SampleNotebooks.entry(&document, "print 41", [.output(.text("answer 41.1"))])
    SampleNotebooks.show(document, &state)
    #expect(SampleNotebooks.inside(state) == before)
    for _ in 0..<3 { _ = state.press(KeyPress(.pageDown)) }
    #expect(SampleNotebooks.inside(state).last?.hasSuffix("answer 41.1") == true)
    _ = SampleNotebooks.entry(&document, "print 42", [.output(.text("answer 42.1"))])
    SampleNotebooks.show(document, &state)
    #expect(SampleNotebooks.inside(state).last?.hasSuffix("answer 42.1") == true)
  }

  @Test("scrolling stops at the top, by keys and by wheel")
  func top() {
    var state = SampleNotebooks.state(numbered(40), inside: SampleNotebooks.insides[0])
    for _ in 0..<200 { _ = update(&state, .mouse(MousePress(.wheelUp, row: 5, column: 5))) }
    #expect(SampleNotebooks.inside(state).first == "  In 1   print 1")
    _ = update(&state, .mouse(MousePress(.wheelDown, row: 5, column: 5)))
    #expect(SampleNotebooks.inside(state).first?.hasSuffix("answer 2.1") == true)
  }

  @Test("a script that was opened and not run is shown from its beginning; running goes into view")
  func opened() {
    var document = Document()
    let ids = (1...60).map { SampleNotebooks.entry(&document, "print \($0)", status: .fresh) }
    var state = SampleNotebooks.state(document, inside: SampleNotebooks.insides[0])
    #expect(SampleNotebooks.inside(state).first?.hasSuffix("print 1") == true)
    document.change(ids[29]) { entry in
      entry.status = .running
      entry.number = 1
    }
    SampleNotebooks.show(document, &state, activity: Activity(entry: ids[29]))
    #expect(SampleNotebooks.inside(state).contains { $0.hasSuffix("print 30") })
  }

  @Test("long answers of older entries fold to their first lines and say how many are hidden; the youngest is open")
  func folding() {
    var document = Document()
    let text = (1...46).map { "line \($0)" }.joined(separator: "\n")
    for _ in 0..<2 { _ = SampleNotebooks.entry(&document, "print", [.output(.text(text))]) }
    var state = SampleNotebooks.state(document, inside: Size(columns: 60, rows: 80))
    var inside = SampleNotebooks.inside(state).filter { !$0.isEmpty }
    #expect(inside.count == 1 + 12 + 1 + 1 + 46)
    #expect(inside[13] == "        … 34 more lines")
    _ = state.press(KeyPress(.function(6)), KeyPress(.up), KeyPress(.character(" ")))
    inside = SampleNotebooks.inside(state).filter { !$0.isEmpty }
    #expect(inside.count == 80 && inside.contains { $0.contains("line 46") })
    _ = state.press(KeyPress(.down), KeyPress(.character(" ")))
    #expect(SampleNotebooks.inside(state).filter { $0.contains("34 more lines") }.count == 1)
  }

  @Test("the running entry shows how far it is and how long it takes")
  func progress() {
    var document = numbered(1)
    let id = SampleNotebooks.entry(&document, "train steps=1000", status: .running)
    var activity = Activity(entry: id)
    activity.progress = Progress("training", done: 250, total: 1000, detail: "loss 0.21")
    activity.seconds = 0.7
    let state = SampleNotebooks.state(document, inside: SampleNotebooks.insides[0], activity: activity)
    #expect(SampleNotebooks.inside(state)[3] == "        ▮▮▮▯▯▯▯▯▯▯▯▯ 250  2.1 s left  loss 0.21")
  }

  @Test("what steers a terminal is written out, wherever it comes from")
  func legibility() {
    var document = Document()
    let evil = "a\u{1B}[2Jb\u{7}\u{202E}c\td"
    document.append(.prose, "# \(evil)\n\n- \(evil) **\(evil)** `\(evil)` [\(evil)](\(evil))\n```\n\(evil)\n```")
    _ = SampleNotebooks.entry(
      &document, evil,
      [
        .output(.text(evil)), .output(.note(evil)), .warning(evil), .failure("\(evil)\n  \(evil)\n  ^"),
        .output(.table(Table(evil, columns: [.init(evil)], rows: [[.text(evil)], [.number(.nan)]]))),
      ])
    document.change(2) { $0.title = evil }
    for inside in SampleNotebooks.insides {
      let rows = SampleNotebooks.pane(SampleNotebooks.state(document, inside: inside))
      let isLegible = rows.joined().unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{202E}" && $0 != "\u{7F}" }
      #expect(isLegible)
      #expect(rows.allSatisfy { $0.displayWidth == inside.columns + 2 })
      #expect(rows.joined().contains("\\u{1B}[2Jb\\u{7}"))
    }
  }

  @Test("a caret stands under its place behind wide characters and in a line that is too long")
  func carets() {
    func caretAndMark(_ line: String, _ caret: String) -> (Int, String) {
      var document = Document()
      _ = SampleNotebooks.entry(&document, "x", [.failure("error: no\n  \(line)\n  \(caret)")], status: .failed)
      let rows = SampleNotebooks.inside(SampleNotebooks.state(document, inside: SampleNotebooks.insides[0]))
      let column = rows[3].prefix { $0 == " " }.count
      var before = 0
      for character in rows[2] {
        if before == column { return (rows[3].count { $0 == "^" }, String(character)) }
        before += character.displayWidth
      }
      return (0, "")
    }
    #expect(caretAndMark("print 漢字 x", "         ^") == (1, "x"))
    let (long, far) = (String(repeating: "a", count: 300), String(repeating: " ", count: 300))
    #expect(caretAndMark(long + "!", far + "^") == (1, "!"))
  }
}
