import Foundation
import Testing

/// The plain prompt as somebody at a terminal meets it.
@Suite("Plain prompt", .serialized) struct PlainPromptTests {
  @Test func greetsRunsAndLeavesTheTerminalAsItWas() throws {
    let terminal = try Terminal("--plain")
    let screen = try terminal.wait(for: "unroll>")
    #expect(screen.lines.first == "Unroll: a notebook for recurrent sequence models")
    #expect(!screen.isAlternate && !screen.reportsMouse)
    try terminal.enter("print 6 * 7")
    try terminal.wait { $0.lines.contains("42") }
    try terminal.leavePrompt()
    #expect(try terminal.end() == .init(status: 0))
  }

  @Test func anErrorPointsAtItsPlace() throws {
    let terminal = try Terminal("--plain")
    try terminal.enter("add lstn 3")
    let lines = try terminal.wait(for: "^").lines
    let caret = try #require(lines.firstIndex { $0.contains("^") })
    #expect(lines[caret - 2].contains("no layer kind is called 'lstn'; did you mean 'lstm'?"))
    #expect(lines[caret - 1] == "  add lstn 3")
    #expect(lines[caret] == "      ^^^^")
    try terminal.enter("quit")
    #expect(try terminal.end() == .init(status: 0))
  }

  @Test func anOpenBracketAsksForAnotherLine() throws {
    let terminal = try Terminal("--plain")
    try terminal.enter("for x in [7, 8] {")
    try terminal.wait { $0.lastLine == "  ...>" }
    try terminal.enter("print x * 11")
    try terminal.enter("}")
    try terminal.wait { $0.lines.contains("77") && $0.lines.contains("88") && $0.lastLine == "unroll>" }
    try terminal.press("Up")
    try terminal.wait { $0.lines.filter { $0.hasPrefix("unroll> for x in [7, 8] {") }.count == 2 }
  }

  @Test func aPasteOfSeveralLinesRunsOnlyWithEnter() throws {
    let terminal = try Terminal("--plain")
    try terminal.wait(for: "unroll>")
    try terminal.paste("print 1 + 1\nprint 2 + 3")
    try terminal.wait(for: "print 2 + 3")
    #expect(try !terminal.screen().lines.contains("2"))
    try terminal.press("Enter")
    try terminal.wait { $0.lines.contains("2") && $0.lines.contains("5") }
  }

  @Test func ctrlCThrowsTheLineAway() throws {
    let terminal = try Terminal("--plain")
    try terminal.wait(for: "unroll>")
    try terminal.press("C-c")
    try terminal.wait { $0.lines.filter { $0.hasPrefix("unroll>") }.count == 2 }
    try terminal.enter("for x in [1] {")
    try terminal.wait(for: "...>")
    try terminal.type("print nonsense")
    try terminal.press("C-c")
    try terminal.wait { $0.lastLine == "unroll>" }
    try terminal.enter("print 40 + 2")
    try terminal.wait { $0.lines.contains("42") }
    try terminal.leavePrompt()
    #expect(try terminal.end() == .init(status: 0))
  }

  @Test func ctrlCStopsATrainingAndKeepsTheModel() throws {
    let terminal = try Terminal("--plain")
    for line in ["data adding length=10", "add rnn 4", "add dense", "train steps=1000000000"] {
      try terminal.enter(line)
    }
    try terminal.wait { $0.lastLine.hasPrefix("train") && $0.lastLine.contains("%") }
    try terminal.press("C-c")
    try terminal.wait { $0.text.contains("the model is kept") }
    try terminal.enter("if step > 0 { print \"trained\" }")
    try terminal.wait { $0.lines.contains("trained") }
    try terminal.enter("train steps=1")
    try terminal.enter("print \"and {\"on\"}\"")
    try terminal.wait { $0.lines.contains("and on") }
    try terminal.leavePrompt()
    #expect(try terminal.end() == .init(status: 0))
  }

  @Test func ctrlZGivesTheTerminalBackAndFgGoesOn() throws {
    let terminal = try Terminal("--plain")
    try terminal.type("print 6 ")
    try terminal.wait(for: "unroll> print 6")
    try terminal.press("C-z")
    #expect(try terminal.stopped() == "")
    try terminal.resume()
    try terminal.wait { $0.lastLine == "unroll> print 6" }
    try terminal.enter("* 7")
    try terminal.wait { $0.lines.contains("42") }
    try terminal.leavePrompt()
    #expect(try terminal.end() == .init(status: 0))
  }

  @Test func ctrlZWhileTrainingStopsAtOnce() throws {
    let terminal = try Terminal("--plain")
    for line in ["data adding length=10", "add rnn 4", "add dense", "train steps=1000000000"] {
      try terminal.enter(line)
    }
    try terminal.wait { $0.lastLine.contains("%") }
    try terminal.press("C-z")
    #expect(try terminal.stopped() == "")
    try terminal.resume()
    try terminal.press("C-c")
    try terminal.wait { $0.text.contains("the model is kept") }
    try terminal.leavePrompt()
    #expect(try terminal.end() == .init(status: 0))
  }

  @Test func aResizeKeepsWhatIsTyped() throws {
    let terminal = try Terminal("--plain", columns: 100)
    let sum = Array(repeating: "1", count: 60).joined(separator: "+")
    try terminal.type("print " + sum)
    try terminal.wait { $0.lines.joined().hasSuffix(sum) }
    for columns in [40, 90, 60] {
      try terminal.resize(columns: columns, rows: 20)
      // readline draws the line anew, wrapped to the new width.
      try terminal.wait { $0.columns == columns && $0.lines.joined().hasSuffix("unroll> print " + sum) }
    }
    try terminal.press("Enter")
    try terminal.wait { $0.lines.contains("60") }
    try terminal.leavePrompt()
    #expect(try terminal.end() == .init(status: 0))
  }

  @Test(arguments: [(SIGTERM, 143), (SIGHUP, 129), (SIGQUIT, 131)])
  func aSignalEndsItAndGivesTheTerminalBack(signal: Int32, status: Int) throws {
    let atPrompt = try Terminal("--plain")
    try atPrompt.type("print")
    try atPrompt.wait(for: "unroll> print")
    try atPrompt.kill(signal)
    #expect(try atPrompt.end() == .init(status: status))
    #expect(atPrompt.endsOutsideOfPastes)

    let training = try Terminal("--plain")
    for line in ["data adding length=10", "add rnn 4", "add dense", "train steps=1000000000"] {
      try training.enter(line)
    }
    try training.wait { $0.lastLine.contains("%") }
    try training.kill(signal)
    #expect(try training.end() == .init(status: status))
  }
}

extension Terminal {
  /// Whether the marks around pastes are off, as a shell expects: the last switch went that way.
  var endsOutsideOfPastes: Bool {
    let written = String(decoding: output(), as: UTF8.self)
    guard let last = written.range(of: "\u{1B}[?2004", options: .backwards) else { return true }
    return written[last.upperBound...].hasPrefix("l")
  }
}
