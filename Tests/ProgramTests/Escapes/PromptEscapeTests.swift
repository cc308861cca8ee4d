import Foundation
import TestSupport
import Testing

/// The plain prompt shows lines of the history, names of files and pastes; in a terminal that can do nothing, so that
/// every control that comes out would be somebody else's.
@Suite(.serialized) struct PromptEscapeTests {
  /// Line ends, and what readline moves a dumb terminal's cursor with.
  private static let own: Set<UInt8> = [0x07, 0x08, 0x0A, 0x0D]
  private static let hostile = [
    "\u{9B}31m", "\u{9D}0;owned\u{9C}", "\u{202E}txt.exe", "\u{2066}a\u{2069}", "\u{1B}]0;owned\u{7}", "\u{1B}[2J",
    "\u{90}x\u{9C}", "a\u{85}b",
  ]

  @Test func `lines of the history`() throws {
    let lines = Self.hostile.map { "#1700000000\nprint \"\($0)\"" } + ["#1700000000", "print \"end\""]
    let terminal = try Terminal(
      "--plain", environment: ["TERM": "dumb", "XDG_STATE_HOME": nil],
      files: [".local/state/unroll/history": lines.joined(separator: "\n") + "\n"])
    try terminal.wait(for: "unroll>")
    try terminal.press("Up")
    try terminal.wait(for: "print \"end\"")
    for _ in Self.hostile { try terminal.press("Up") }
    try terminal.wait { $0.text.contains("31m") }
    try terminal.press("Enter")
    try terminal.enter("print 6 * 7")
    try terminal.wait { $0.lines.contains("42") }
    #expect(EscapeSequences.acting(in: terminal.output(), besides: Self.own) == nil)
  }

  @Test func `names of files that Tab lists and completes`() throws {
    let names = Self.hostile.filter { !$0.contains("/") }
    let files = Dictionary(uniqueKeysWithValues: names.enumerated().map { ("zz\($0.offset)\($0.element)", "x") })
    let terminal = try Terminal("--plain", environment: ["TERM": "dumb"], files: files)
    try terminal.wait(for: "unroll>")
    try terminal.type("load \"zz")
    try terminal.press("Tab", "Tab", "Tab")
    try terminal.wait(for: "zz1")
    for number in names.indices {
      try terminal.press("C-a", "C-k")
      try terminal.type("load \"zz\(number)")
      try terminal.press("Tab")
    }
    try terminal.press("C-a", "C-k")
    try terminal.enter("print 6 * 7")
    try terminal.wait { $0.lines.contains("42") }
    #expect(EscapeSequences.acting(in: terminal.output(), besides: Self.own) == nil)
  }

  @Test func `a paste of every sequence`() throws {
    let terminal = try Terminal("--plain", environment: ["TERM": "dumb"])
    try terminal.wait(for: "unroll>")
    for text in Self.hostile where !text.contains("\u{1B}") {
      try terminal.type("print \"\(text)\"")
      try terminal.press("C-a", "C-k")
    }
    try terminal.enter("print 6 * 7")
    try terminal.wait { $0.lines.contains("42") }
    #expect(EscapeSequences.acting(in: terminal.output(), besides: Self.own) == nil)
  }

  @Test func `what a command answers`() throws {
    let folder = try HostileFolder()
    let script = try #require(HostileFolder.scenes["printed"])
    try folder.write("printed.rnn", script)
    let terminal = try Terminal("--plain", environment: ["TERM": "dumb"])
    try terminal.wait(for: "unroll>")
    try terminal.enter("include \"\(folder.url.path)/printed.rnn\"")
    try terminal.enter("print 6 * 7")
    try terminal.wait { $0.lines.contains("42") }
    #expect(EscapeSequences.acting(in: terminal.output(), besides: Self.own) == nil)
  }
}
