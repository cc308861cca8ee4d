import Foundation
import Testing

/// GNU readline with all its habits: completion, history, search, the user's inputrc.
@Suite("Readline", .serialized) struct ReadlineTests {
  @Test func tabCompletesOneWordAndListsSeveralWithWhatTheyDo() throws {
    let terminal = try Terminal("--plain")
    try terminal.type("optim")
    try terminal.press("Tab")
    try terminal.wait { $0.lastLine == "unroll> optimizer" }
    try terminal.type("ad")
    try terminal.press("Tab", "Tab", "Tab")
    try terminal.wait { screen in ["adam", "adamw", "adagrad"].allSatisfy { screen.text.contains("\n\($0)") } }
    try terminal.press("C-u")
    try terminal.type("t")
    try terminal.press("Tab", "Tab")
    let listed = try terminal.wait(for: "train").lines
    let train = try #require(listed.first { $0.hasPrefix("train ") })
    #expect(train.split(separator: " ").count > 2, "an explanation stands beside the word")
  }

  @Test func tabCompletesFileNamesInsideAString() throws {
    let terminal = try Terminal("--plain", files: ["a lesson.rnn": "print 1\n"])
    try terminal.type("open \"a l")
    try terminal.press("Tab")
    try terminal.wait { $0.lastLine == "unroll> open \"a lesson.rnn\"" }
    try terminal.press("Enter")
    try terminal.wait(for: "1 entry")
  }

  @Test func ctrlRFindsAnEarlierLine() throws {
    let terminal = try Terminal("--plain")
    try terminal.enter("print 100 + 23")
    try terminal.enter("print 5")
    try terminal.wait { $0.lines.contains("5") && $0.lastLine == "unroll>" }
    try terminal.press("C-r")
    try terminal.type("100")
    try terminal.wait(for: "(reverse-i-search)`100': print 100 + 23")
    try terminal.press("Enter")
    try terminal.wait { $0.lines.filter { $0 == "123" }.count == 2 }
  }

  @Test func linesAreThereInTheNextSession() throws {
    let first = try Terminal("--plain")
    try first.enter("for x in [3, 4] {\rprint x\r}")
    try first.wait { $0.lines.contains("4") }
    let file = first.folder.appendingPathComponent(".local/state/unroll/history")
    let history = try String(contentsOf: file, encoding: .utf8)
    #expect(try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int == 0o600)
    // On the disk before the session has ended, so that nothing is lost when it ends badly.
    try first.kill(SIGKILL)
    _ = try first.end()

    let state = ["XDG_STATE_HOME": first.folder.appendingPathComponent(".local/state").path as String?]
    let second = try Terminal("--plain", environment: state)
    try second.wait(for: "unroll>")
    try second.press("Up")
    try second.wait(for: "unroll> for x in [3, 4] {")
    #expect(history.contains("for x in [3, 4] {\nprint x\n}\n"))
  }

  @Test func inputrcSetsViMode() throws {
    let inputrc = "set editing-mode vi\n"
    let terminal = try Terminal("--plain", environment: ["INPUTRC": "rc"], files: ["rc": inputrc])
    try terminal.type("print 129")
    try terminal.wait(for: "unroll> print 129")
    try terminal.press("Escape")
    try terminal.type("x0")
    try terminal.wait { $0.lastLine == "unroll> print 12" && $0.cursor.column == 8 }
    try terminal.press("Enter")
    try terminal.wait { $0.lines.contains("12") }
    try terminal.leavePrompt()
    #expect(try terminal.end() == .init(status: 0))
  }

  @Test func inputrcMacrosForThisProgramWork() throws {
    let inputrc = """
      $if unroll
      "\\C-xp": "print 6 * 7\\C-m"
      $endif
      $if another
      "\\C-xp": "print 0\\C-m"
      $endif

      """
    let terminal = try Terminal("--plain", files: [".inputrc": inputrc])
    try terminal.wait(for: "unroll>")
    try terminal.press("C-x")
    try terminal.type("p")
    try terminal.wait { $0.lines.contains("42") }
  }
}
