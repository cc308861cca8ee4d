import Foundation
import Testing

/// The notebook's full screen as somebody at a terminal meets it.
@Suite("Notebook screen", .serialized) struct NotebookScreenTests {
  @Test func runsWhatIsTypedAndLeavesTheTerminalAsItWas() throws {
    let terminal = try Terminal()
    let screen = try terminal.wait(for: "unroll>")
    #expect(screen.isAlternate)
    #expect(screen.reportsMouse)
    try terminal.enter("let x = 6 * 7")
    try terminal.wait(for: "let x = 6 * 7")
    try terminal.press("C-d")
    try terminal.wait(for: "not written: quit again")
    try terminal.press("C-d")
    #expect(try terminal.end() == .init(status: 0))
    try expectShell(terminal)
  }

  @Test func leavesAnEmptyNotebookAtOnce() throws {
    let terminal = try Terminal()
    try terminal.wait(for: "unroll>")
    try terminal.enter("quit")
    #expect(try terminal.end() == .init(status: 0))
    try expectShell(terminal)
  }

  @Test func followsTheTerminalsSize() throws {
    let terminal = try Terminal()
    try terminal.wait(for: "unroll>")
    try terminal.type("let size")
    for (columns, rows) in [(1, 1), (200, 60), (3, 40), (40, 10)] {
      try terminal.resize(columns: columns, rows: rows)
      try terminal.wait { $0.columns == columns && $0.rows == rows }
    }
    try terminal.resize(columns: 120, rows: 36)
    let screen = try terminal.wait { $0.lines.count == 36 && $0.text.contains("unroll> let size") }
    #expect(screen.lines.contains { $0.contains("training") && $0.contains("notebook") })
    try terminal.press("C-c")
    try terminal.wait { $0.text.contains("unroll>") && !$0.text.contains("let size") }
    try terminal.press("C-d")
    #expect(try terminal.end() == .init(status: 0))
  }

  /// Ctrl-Z is a key here; another program may send the signal as well.
  @Test(arguments: [true, false])
  func stopsForTheShellAndComesBack(byKey: Bool) throws {
    let terminal = try Terminal()
    try terminal.wait(for: "unroll>")
    try terminal.type("let kept")
    try terminal.wait(for: "unroll> let kept")
    if byKey { try terminal.press("C-z") } else { try terminal.kill(SIGTSTP) }
    #expect(try terminal.stopped() == "")
    #expect(try !terminal.screen().isAlternate)
    try terminal.resume()
    let screen = try terminal.wait(for: "unroll> let kept")
    #expect(screen.isAlternate && screen.reportsMouse)
    try terminal.press("C-u", "C-d")
    #expect(try terminal.end() == .init(status: 0))
    try expectShell(terminal)
  }

  @Test func ctrlCStopsATrainingAndTheNotebookGoesOn() throws {
    let terminal = try Terminal(columns: 120, rows: 36)
    for line in ["data adding length=10", "add rnn 4", "add dense", "train steps=1000000000"] {
      try terminal.enter(line)
    }
    try terminal.wait(for: "of 1,000,000,000")
    // The keyboard is answered while the session works.
    try terminal.type("let typed")
    try terminal.wait(for: "unroll> let typed")
    try terminal.press("C-c")
    try terminal.wait(for: "ready")
    try terminal.press("C-c")
    try terminal.wait { !$0.text.contains("let typed") }
    try terminal.press("C-d", "C-d")
    #expect(try terminal.end() == .init(status: 0))
  }

  /// What the last signal would do by itself, with the terminal given back before.
  @Test(arguments: [SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGILL, SIGABRT])
  func givesTheTerminalBackWhenASignalEndsIt(signal: Int32) throws {
    let terminal = try Terminal(environment: ["SWIFT_BACKTRACE": "enable=no"])
    try terminal.wait(for: "unroll>")
    try terminal.kill(signal)
    #expect(try terminal.end() == .init(status: 128 + Int(signal)))
    try expectShell(terminal)
  }

  /// A trap in the thread that does the arithmetic, while main waits for keys: strace lets it happen at the system calls
  /// that only that thread makes, again and again as a faulty instruction does.
  @Test func givesTheTerminalBackAfterATrapInTheSessionsThread() throws {
    let terminal = try Terminal(
      environment: ["SWIFT_BACKTRACE": "enable=no"],
      carrier: ["/usr/bin/strace", "-f", "-qq", "-o", "/dev/null", "-e", "inject=fsync:signal=SIGILL"])
    try terminal.wait(for: "unroll>")
    for line in ["data adding length=5", "add rnn 2", "add dense"] { try terminal.enter(line) }
    try terminal.wait { $0.text.contains("dense2") && $0.text.contains("ready") }
    try terminal.enter("save \"net.safetensors\"")
    #expect(try terminal.end() == .init(status: 128 + Int(SIGILL)))
    try expectShell(terminal)
  }

  @Test func aPasteIsTextAndIsNotRun() throws {
    let terminal = try Terminal()
    try terminal.wait(for: "unroll>")
    try terminal.paste("let a = 1\nlet b\t= 2\nquit\n")
    try terminal.wait(for: "let a = 1")
    try terminal.type("z")
    try terminal.wait { $0.cursor.column == 1 || $0.text.contains("z") }
    #expect(try terminal.screen().isAlternate)
    try terminal.press("C-c", "C-d")
    #expect(try terminal.end() == .init(status: 0))
  }

  @Test func readlineEditsTheLine() throws {
    let terminal = try Terminal()
    try terminal.wait(for: "unroll>")
    try terminal.type("let wide = \"漢字é\"")
    try terminal.press("C-a", "M-f", "M-b")
    try terminal.wait { $0.cursor.column == 8 }
    try terminal.press("C-e", "BSpace", "BSpace", "BSpace")
    try terminal.wait { $0.text.contains("let wide = \"漢") && !$0.text.contains("字") && $0.cursor.column == 22 }
    try terminal.press("C-w", "C-w")
    try terminal.wait(for: "unroll> let wide")
    try terminal.press("C-_", "C-_")
    try terminal.wait(for: "let wide = \"漢")
    try terminal.press("C-c", "C-d")
    #expect(try terminal.end() == .init(status: 0))
  }

  @Test func historyIsSearchedAndKept() throws {
    let terminal = try Terminal()
    try terminal.wait(for: "unroll>")
    try terminal.enter("let first = 1")
    try terminal.enter("let second = 2")
    // While something runs, Ctrl-C is about that.
    try terminal.wait { $0.text.contains("In 2") && $0.text.contains("ready") }
    try terminal.press("C-r")
    try terminal.type("fir")
    try terminal.wait(for: "(reverse-i-search)`fir': let first = 1")
    try terminal.press("C-c")
    try terminal.wait(for: "unroll>")
    try terminal.press("Up", "Up")
    try terminal.wait(for: "unroll> let first = 1")
    try terminal.press("C-c", "C-d", "C-d")
    #expect(try terminal.end() == .init(status: 0))
    let history = try String(
      contentsOf: terminal.folder.appendingPathComponent(".local/state/unroll/history"), encoding: .utf8)
    #expect(history.contains("let second = 2"))
  }

  @Test func viModeIsReadFromInputrc() throws {
    let terminal = try Terminal(files: [".inputrc": "set editing-mode vi\n"])
    try terminal.wait(for: "unroll>")
    try terminal.type("let xy")
    try terminal.wait(for: "let xy")
    try terminal.press("Escape")
    try terminal.wait { $0.cursor.column == 13 }
    try terminal.type("0x")
    try terminal.wait(for: "unroll> et xy")
    try terminal.type("dd")
    try terminal.press("C-d")
    #expect(try terminal.end() == .init(status: 0))
  }

  @Test(arguments: [["TERM": "dumb"], ["TERM": nil], ["TERM": "no-such-terminal"]])
  func aTerminalThatCannotPlaceTheCursorGetsThePlainPrompt(environment: [String: String?]) throws {
    let terminal = try Terminal(environment: environment)
    let screen = try terminal.wait(for: "unroll>")
    #expect(screen.text.contains("this is the plain prompt"))
    #expect(!screen.isAlternate)
    try terminal.press("C-d")
    #expect(try terminal.end() == .init(status: 0))
  }

  @Test func aPlainLocaleGetsPlainCharacters() throws {
    let terminal = try Terminal(environment: ["LC_ALL": "C"])
    try terminal.wait(for: "unroll>")
    try terminal.type("?")
    try terminal.wait(for: "Ctrl-C")
    #expect(terminal.output().allSatisfy { $0 < 0x80 })
    try terminal.press("Escape", "C-d")
    #expect(try terminal.end() == .init(status: 0))
  }

  @Test func nothingIsColouredWhereColoursAreNotWanted() throws {
    let terminal = try Terminal(environment: ["NO_COLOR": "1"])
    try terminal.wait(for: "unroll>")
    let output = String(decoding: terminal.output(), as: UTF8.self)
    #expect(try !output.contains(Regex("\u{1B}\\[[0-9;]*(3[0-8]|4[0-8]|9[0-7])(;|m)")))
    try terminal.press("C-d")
    #expect(try terminal.end() == .init(status: 0))
  }

  /// The screen of the shell is back, with the cursor and without the program's picture.
  private func expectShell(_ terminal: Terminal, at location: SourceLocation = #_sourceLocation) throws {
    let screen = try terminal.screen()
    #expect(!screen.isAlternate, sourceLocation: location)
    #expect(!screen.reportsMouse, sourceLocation: location)
    let output = String(decoding: terminal.output(), as: UTF8.self)
    #expect(output.ranges(of: "\u{1B}[?25").last.map { output[$0.upperBound] } != "l", sourceLocation: location)
    #expect(!screen.text.contains("unroll>"), sourceLocation: location)
  }
}
