import Notebook
import TerminalUI
import Testing

@Suite("The whole screen")
struct ScreenTests {
  @Test("title, status and keys stand where they should", arguments: SampleStates.sizes)
  func rows(_ size: Size) {
    let state = SampleStates.busy(size)
    let text = render(state).text
    #expect(text.count == size.rows)
    #expect(text[0].contains("unroll") && text[0].contains("rnn 8 tanh"))
    let status = text[size.rows - 3]
    #expect(
      status.contains("240/1,000") && status.contains("2.1 s left") && status.contains("1 waiting")
        && status.contains("loss"))
    #expect(text[size.rows - 1].contains("Ctrl-C stop"))
    #expect(text.allSatisfy { $0.displayWidth <= size.columns })
  }

  @Test("every size from 0x0 on draws something and keeps to it")
  func anySize() {
    for columns in [0, 1, 2, 5, 24, 39, 40, 41, 79, 99, 100, 101, 300] {
      for rows in [0, 1, 2, 3, 5, 9, 10, 11, 24, 100] {
        let frame = render(SampleStates.busy(Size(columns: columns, rows: rows)))
        #expect(frame.glyphs.count == columns * rows)
        if let cursor = frame.cursor { #expect(cursor.row < rows && cursor.column < max(columns, 1)) }
      }
    }
  }

  @Test("F6 walks through the panes, the unrolled net first, and back to the prompt; Esc comes back at once")
  func focus() {
    var state = SampleStates.training(Size(columns: 120, rows: 36))
    var seen: [PaneName?] = []
    for _ in 0..<4 {
      _ = state.press(KeyPress(.function(6)))
      seen.append(state.screen.focus)
    }
    #expect(seen == [.unrolled, .notebook, .training, nil])
    _ = state.press(KeyPress(.function(6)), KeyPress(.escape))
    #expect(state.screen.focus == nil)
  }

  @Test("on a small screen the F-keys show one pane at a time, on a wide one they make it fill the screen and back")
  func paneKeys() {
    var small = SampleStates.training(Size(columns: 80, rows: 24))
    _ = small.press(KeyPress(.function(3)))
    #expect(render(small).text[1].contains("training"))
    var wide = SampleStates.training(Size(columns: 120, rows: 36))
    _ = wide.press(KeyPress(.function(3)))
    #expect(!render(wide).text.joined().contains("notebook ─"))
    _ = wide.press(KeyPress(.function(3)))
    #expect(render(wide).text[1].contains("notebook"))
  }

  @Test("a pane that hides the notebook leaves rows for the last entry's words, errors among them")
  func lastEntry() {
    var state = SampleStates.training(Size(columns: 80, rows: 24))
    state.screen.shown = .unrolled
    var document = Document()
    let id = document.append(.commands, "spectral rnn1 1.1")
    document.change(id) { entry in
      entry.number = 4
      entry.status = .failed
      entry.answers = [
        .output(.text("a first line")), .failure("entry 4:1:1: error: no such layer\n  spectral rnn1\n  ^^^^^^^^"),
      ]
    }
    state.snapshot.document = document
    let text = render(state).text
    #expect(text.contains { $0.contains("In 4  spectral rnn1 1.1") })
    #expect(text.contains { $0.contains("no such layer") })
    #expect(text.contains { $0.contains("unrolled") })
    state.screen.shown = .notebook
    #expect(render(state).text.filter { $0.contains("In 4") }.count == 1)
  }

  /// A screen whose notebook is hidden, after one entry.
  private func afterEntry(
    _ text: String, _ status: Entry.Status, _ answers: [Entry.Answer], _ size: Size
  ) -> [String] {
    var state = SampleStates.training(size)
    state.screen.shown = .training
    var document = Document()
    document.change(document.append(.commands, text)) { entry in
      (entry.number, entry.status, entry.answers) = (5, status, answers)
    }
    state.snapshot.document = document
    return render(state).text
  }

  private static let refusal = Entry.Answer.failure(
    "entry 5:1:6: error: there is no time step 500\n  goto 500\n       ^^^")

  @Test("a screen without a row for the last entry tells in the status row what it said", arguments: [10, 12])
  func answerInTheStatusRow(_ rows: Int) {
    let size = Size(columns: 40, rows: rows)
    let refused = afterEntry("goto 500", .failed, [Self.refusal], size)
    #expect(refused[rows - 3].hasPrefix(" ✗ there is no time step 500"))
    let long = String(repeating: "much to say ", count: 9)
    let cut = afterEntry("goto 500", .failed, [.failure("entry 5:1:6: error: " + long)], size)
    #expect(cut[rows - 3].hasPrefix(" ✗ much to say") && cut[rows - 3].hasSuffix("…"))
    let done = afterEntry("print 1 + 1", .done, [.output(.text("2\nand more"))], size)
    #expect(done[rows - 3].hasPrefix(" 2 "))
    let picture = afterEntry("table", .done, [.output(.table(Table("t", columns: [.init("unit")])))], size)
    #expect(picture[rows - 3].hasPrefix(" F2 shows all of it"))
    #expect(afterEntry("let x = 1", .done, [], size)[rows - 3].hasPrefix(" ready"))
  }

  @Test(
    "where there is one row for the last entry, the reason of a refusal and the answer are in it",
    arguments: [Size(columns: 40, rows: 13), Size(columns: 60, rows: 14), Size(columns: 80, rows: 18)])
  func answerInOneRow(_ size: Size) throws {
    let refused = afterEntry("goto 500", .failed, [Self.refusal], size)
    let row = try #require(refused.first { $0.contains("In 5") })
    #expect(row.hasPrefix("✗ In 5  goto 500"))
    #expect(row.contains("there is no time"))
    let answered = afterEntry("print 1 + 1", .done, [.output(.text("2"))], size)
    #expect(answered.contains { $0.hasPrefix("  In 5  print 1 + 1   2") })
    let long = afterEntry("print " + String(repeating: "1 + ", count: 40) + "1", .failed, [Self.refusal], size)
    #expect(long.contains { $0.contains("In 5  print 1") && $0.contains("there is no time") })
  }

  @Test("many lines of an entry do not hide why it was refused")
  func refusalOfABlock() {
    let block = "repeat 2 {\n  print 1\n  print 2\n  goto 500\n}"
    let rows = afterEntry(block, .failed, [Self.refusal], Size(columns: 80, rows: 24))
    #expect(rows.contains { $0.contains("there is no time step 500") })
  }

  @Test("a hint leads to the notebook where an answer is longer than these rows, or a picture")
  func lastEntryHint() {
    var state = SampleStates.training(Size(columns: 80, rows: 24))
    state.screen.shown = .unrolled
    func row(_ answers: [Entry.Answer]) -> String {
      var document = Document()
      document.change(document.append(.commands, "show neurons")) { entry in
        (entry.number, entry.status, entry.answers) = (4, .done, answers)
      }
      state.snapshot.document = document
      return render(state).text.first { $0.contains("In 4") } ?? ""
    }
    #expect(!row([.output(.text("one line"))]).contains("F2"))
    #expect(row([.output(.text("1\n2\n3\n4"))]).hasSuffix("F2 shows all of it"))
    #expect(row([.output(.table(Table("t", columns: [.init("unit")])))]).contains("F2 shows all of it"))
  }

  @Test("after going back the status line tells the loss of the update that the model stands at")
  func standing() {
    var state = SampleStates.training(Size(columns: 80, rows: 24))
    var training = TrainingSnapshot(model: "m")
    (training.updates, training.losses, training.gradientNorms) = (
      [1, 2, 3, 4], [0.91, 0.82, 0.73, 0.64], [4, 3, 2, 1]
    )
    state.snapshot.activity = nil
    state.snapshot.trainings = [training]
    #expect(render(state).text.contains { $0.contains("loss 0.64   gradient 1") })
    state.snapshot.trainings[0].standing = 2
    #expect(render(state).text.contains { $0.contains("loss 0.82   gradient 3") })
    state.snapshot.trainings[0].standing = 0
    #expect(!render(state).text.contains { $0.contains("ready") && $0.contains("loss") })
  }

  @Test("? lists every key of the table; the next key closes it, and a letter is typed as well")
  func keyHelp() {
    var state = SampleStates.training(Size(columns: 120, rows: 60))
    _ = state.press(KeyPress(.character("?")))
    let text = render(state).text.joined(separator: "\n")
    for word in ["Space", "Alt-+", "F9", "Ctrl-Z", "in the training pane"] { #expect(text.contains(word)) }
    #expect(state.press(KeyPress(.escape)) == [])
    #expect(!render(state).text.joined().contains("in the training pane"))
    _ = state.press(KeyPress(.character("?")))
    let letter = KeyPress(.character("d"))
    #expect(state.press(letter) == [.edit(letter)])
    #expect(!render(state).text.joined().contains("in the training pane"))
  }

  @Test("Ctrl-C stops what runs, and clears the line when nothing does")
  func interrupt() {
    let control = KeyPress(.character("c"), .control)
    var busy = SampleStates.busy(Size(columns: 80, rows: 24))
    busy.type("half a li")
    #expect(busy.press(control) == [.interrupt])
    var idle = SampleStates.training(Size(columns: 80, rows: 24))
    idle.type("half a li")
    #expect(idle.press(control) == [.replaceLine("", cursor: 0)])
  }

  @Test("dragging the border gives the notebook its share; a click into a pane does not")
  func drag() {
    var state = SampleStates.training(Size(columns: 120, rows: 36))
    let border = Int(120 * state.layout.notebookShare / 100)
    _ = update(&state, .mouse(MousePress(.press, row: 10, column: border)))
    _ = update(&state, .mouse(MousePress(.drag, row: 10, column: 72)))
    _ = update(&state, .mouse(MousePress(.release, row: 10, column: 72)))
    #expect(abs(state.layout.notebookShare - 60) < 1)
    _ = update(&state, .mouse(MousePress(.press, row: 10, column: 20)))
    _ = update(&state, .mouse(MousePress(.drag, row: 10, column: 30)))
    #expect(abs(state.layout.notebookShare - 60) < 1)
  }

  @Test("an ASCII screen is ASCII throughout")
  func ascii() {
    for size in SampleStates.sizes + [Size(columns: 30, rows: 8)] {
      var state = SampleStates.training(size, characters: .ascii)
      #expect(render(state).text.joined().allSatisfy { $0.isASCII })
      _ = state.press(KeyPress(.character("?")))
      #expect(render(state).text.joined().allSatisfy { $0.isASCII })
    }
  }
}
