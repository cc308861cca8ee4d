import Foundation
import Testing

/// Terminals and locales that can do little: everything works, with less.
@Suite("Poor terminals", .serialized) struct PoorTerminalTests {
  private static let escape = UInt8(0x1B)

  /// A session with a training, a picture and an error in it; what was written to the terminal.
  private func session(_ environment: [String: String?]) throws -> [UInt8] {
    let terminal = try Terminal("--plain", environment: environment)
    for line in ["data adding length=10", "add rnn 4", "add dense", "train steps=20", "unroll", "add lstn 3"] {
      try terminal.enter(line)
    }
    try terminal.wait(for: "did you mean 'lstm'?")
    try terminal.enter("print 6 * 7")
    try terminal.wait { $0.lines.contains("42") }
    try terminal.leavePrompt()
    #expect(try terminal.end() == .init(status: 0))
    return terminal.output()
  }

  @Test(arguments: ["dumb", "no-such-terminal", "", nil])
  func aTerminalThatCanDoNothingGetsPlainText(term: String?) throws {
    let written = try session(["TERM": term])
    #expect(!written.contains(Self.escape))
  }

  @Test(arguments: ["C", "POSIX", "no_such_LOCALE"])
  func aLocaleWithoutUTF8GetsASCII(locale: String) throws {
    let written = try session(["LC_ALL": locale])
    #expect(!written.contains { $0 >= 0x80 })
  }

  @Test func whatIsTypedInUTF8ReachesAStringInPlainLocalesToo() throws {
    let terminal = try Terminal("--plain", environment: ["LC_ALL": "C"])
    try terminal.wait(for: "unroll>")
    try terminal.enter("if \"é\" == \"\\u{E9}\" { print \"one letter\" }")
    try terminal.wait { $0.lines.contains("one letter") }
  }

  @Test(arguments: ["C", "POSIX", "no_such_LOCALE"])
  func lettersAreNoKeysOnTheFullScreen(locale: String) throws {
    let terminal = try Terminal(environment: ["LC_ALL": locale])
    try terminal.wait(for: "unroll>")
    try terminal.enter("print 6 * 7")
    try terminal.wait { $0.text.contains("In 1") && $0.text.contains("42") }
    try terminal.enter("print \"é → ü\" == \"\\u{E9} \\u{2192} \\u{FC}\", 2 * 41")
    try terminal.wait(for: "yes 82")
    // One key takes back a letter of several bytes.
    try terminal.type("print \"→")
    try terminal.press("BSpace")
    try terminal.enter("\" == \"\", 2 * 43")
    try terminal.wait(for: "yes 86")
  }

  @Test func coloursComeOnlyWhereTheyAreWanted() throws {
    let colours = #/\u{1B}\[[0-9;]*[34]8;[0-9;]*m/#
    func isColoured(_ environment: [String: String?]) throws -> Bool {
      try String(decoding: session(environment), as: UTF8.self).contains(colours)
    }
    #expect(try isColoured([:]))
    #expect(try !isColoured(["NO_COLOR": "1"]))
    #expect(try isColoured(["NO_COLOR": ""]))
  }
}
