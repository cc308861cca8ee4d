import Foundation
import Testing

/// Leaving the plain prompt: what no file has is kept, and it is said.
@Suite("Leaving", .serialized) struct LeavingTests {
  private func home() throws -> String {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-leaving-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url.path
  }

  private func session(_ home: String, _ lines: [String], end: String) throws -> (status: Int, output: String) {
    let session = try PromptSession(home: home)
    try session.wait(for: "unroll>")
    for (number, line) in lines.enumerated() {
      session.enter(line)
      try session.read { $0.components(separatedBy: "unroll> ").count > number + 2 }
    }
    session.type(end)
    return (session.end(), session.output)
  }

  @Test(arguments: ["\u{4}", "quit\r"])
  func whatIsNotWrittenIsKeptAndTheNextSessionOffersIt(end: String) throws {
    let home = try home()
    defer { try? FileManager.default.removeItem(atPath: home) }
    let left = try session(home, ["let x = 1", "show model", "print x"], end: end)
    #expect(left.status == 0)
    #expect(
      left.output.hasSuffix(
        "note: 1 entry is not written and kept: recover brings this session back in the next one\r\n"))
    let next = try session(home, ["recover", "run all", "print x + 41", "write \"a.rnn\""], end: end)
    #expect(next.output.contains("was not saved: 3 entries; recover brings it back"))
    #expect(next.output.contains("\n42"))
    #expect(!next.output.contains("is not written"))
    #expect(try session(home, [], end: end).output.contains("was not saved") == false)
  }

  @Test(arguments: [[], ["print 6 * 7", "help train", "show data"]])
  func whoOnlyLookedIsAskedNothing(lines: [String]) throws {
    let home = try home()
    defer { try? FileManager.default.removeItem(atPath: home) }
    let left = try session(home, lines, end: "\u{4}")
    #expect(!left.output.contains("not written"))
    #expect(try !session(home, [], end: "\u{4}").output.contains("was not saved"))
  }

  @Test func aSessionThatIsBroughtBackInAnotherFolderStillHasItsFile() throws {
    let home = try home()
    defer { try? FileManager.default.removeItem(atPath: home) }
    try FileManager.default.createDirectory(atPath: home + "/work", withIntermediateDirectories: true)
    let script = URL(fileURLWithPath: home + "/work/a.rnn")
    try Data("# %%\nlet x = 1\n".utf8).write(to: script)
    let inWork = ["/bin/sh", "-c", "cd work && exec \"$@\"", "sh"]
    let killed = try PromptSession(home: home, carrier: inWork, arguments: ["--plain", "a.rnn"])
    try killed.wait(for: "unroll>")
    killed.enter("let y = 6 * 7")
    killed.enter("print y")
    try killed.wait(for: "\n42")
    killed.kill()
    killed.end()
    _ = try session(home, ["recover", "write"], end: "quit\r")
    #expect(
      try String(contentsOf: script, encoding: .utf8) == "# %%\nlet x = 1\n\n# %%\nlet y = 6 * 7\n\n# %%\nprint y\n")
    #expect(!FileManager.default.fileExists(atPath: home + "/a.rnn"))
  }

  @Test func whatCannotBeKeptIsAskedForOnce() throws {
    let home = try home()
    defer { try? FileManager.default.removeItem(atPath: home) }
    // A file where the folder of the journals would be.
    try FileManager.default.createDirectory(atPath: home + "/.local/state/unroll", withIntermediateDirectories: true)
    try Data().write(to: URL(fileURLWithPath: home + "/.local/state/unroll/sessions"))
    let session = try PromptSession(home: home)
    try session.wait(for: "unroll>")
    session.enter("let x = 1")
    try session.read { $0.components(separatedBy: "unroll> ").count > 2 }
    session.enter("quit")
    try session.wait(for: "warning: 1 entry is not written and cannot be kept")
    session.enter("print x + 1")
    try session.wait(for: "\n2")
    session.enter("quit")
    try session.read { $0.components(separatedBy: "cannot be kept").count > 2 }
    session.enter("quit")
    #expect(session.end() == 0)
  }
}
