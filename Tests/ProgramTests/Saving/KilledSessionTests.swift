import Foundation
import Testing

/// A session that is killed at any moment: what the prompt had answered is brought back by the next.
@Suite("Killed sessions", .serialized) struct KilledSessionTests {
  /// Types many lines at once and kills the program when a number chosen at random has been answered, which is at any
  /// moment of what follows.
  @Test(arguments: 0..<12)
  func noEntryIsLostThatThePromptHadAnswered(round: Int) throws {
    let terminal = try Terminal("--plain", columns: 60, rows: 50)
    try terminal.wait(for: "unroll>")
    let lines = (1...40).map { "print 1000 + \($0)" }
    let target = Int.random(in: 1...30)
    try terminal.type(lines.joined(separator: "\r") + "\r")
    // Between the first answers stands what is typed ahead, and hides some of them.
    try terminal.wait { _ in (Self.answered(terminal).max() ?? 0) >= 1000 + target }
    try terminal.kill(SIGKILL)
    #expect(try terminal.end().status == 128 + 9)
    let answered = Self.answered(terminal)

    let recovered = try Self.recovered(terminal)
    // What is typed ahead is echoed between the first answers; they came in order all the same.
    let last = try #require(answered.last)
    #expect(recovered.count >= last - 1000, "answered \(last - 1000), brought back \(recovered.count)")
    #expect(recovered == Array((1001...1040).prefix(recovered.count)))
  }

  /// The numbers behind which a new prompt came.
  private static func answered(_ terminal: Terminal) -> [Int] {
    let lines = String(decoding: terminal.output(), as: UTF8.self)
      .split(whereSeparator: \.isNewline).map(String.init)
    return zip(lines, lines.dropFirst()).compactMap { line, next in
      next.contains("unroll>") ? Int(line.filter { !$0.isWhitespace }) : nil
    }
  }

  /// What another session in the same home brings back, as the numbers that its entries print.
  private static func recovered(_ terminal: Terminal) throws -> [Int] {
    let next = try Terminal("--plain", columns: 80, rows: 24, environment: ["HOME": terminal.folder.path])
    try next.wait(for: "was not saved")
    try next.enter("recover")
    try next.wait(for: "brought back")
    let script = terminal.folder.path + "/out.rnn"
    try next.enter("write \"\(script)\"")
    try next.wait(for: "wrote ")
    try next.enter("quit")
    #expect(try next.end().status == 0)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: terminal.folder.path + "/.local/state/unroll/sessions") == [])
    return try String(contentsOfFile: script, encoding: .utf8).split(separator: "\n").compactMap { line in
      line.hasPrefix("print 1000 + ") ? Int(line.dropFirst(13)).map { 1000 + $0 } : nil
    }
  }

  /// No file may grow beyond a limit, as on a full disk.
  @Test func aFullDiskIsSaidAndWhatWasWrittenBeforeComesBack() throws {
    let terminal = try Terminal(
      "--plain", columns: 200, rows: 40, carrier: ["/usr/bin/prlimit", "--fsize=4000"])
    try terminal.wait(for: "unroll>")
    for number in 1...20 { try terminal.enter("print 1000 + \(number)") }
    try terminal.wait(for: "the journal cannot be written (File too large)")
    try terminal.wait(for: "1020")
    try terminal.kill(SIGKILL)
    #expect(try terminal.end().status == 128 + 9)
    let recovered = try Self.recovered(terminal)
    #expect(!recovered.isEmpty)
    #expect(recovered == Array((1001...1020).prefix(recovered.count)))
  }

  @Test func theStartScreenOffersTheSessionThatWasLost() throws {
    let terminal = try Terminal()
    try terminal.wait(for: "unroll>")
    try terminal.enter("let kept = 6 * 7")
    try terminal.wait { $0.text.contains("In 1") && $0.text.contains("ready") }
    try terminal.kill(SIGKILL)
    #expect(try terminal.end().status == 128 + 9)
    let next = try Terminal(environment: ["HOME": terminal.folder.path])
    try next.wait(for: "was not saved")
    try next.enter("recover")
    try next.wait(for: "let kept = 6 * 7")
    try next.press("C-d")
    try next.wait(for: "not written: quit again")
    try next.press("C-d")
    #expect(try next.end() == .init(status: 0))
  }
}
