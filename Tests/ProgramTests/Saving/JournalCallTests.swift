import Foundation
import Testing

/// The program is ended, or refused, at every single system call on its journal. Some of the calls in every run of the
/// tests; with UNROLL_SAVING=all every one.
@Suite("Every call of the journal", .serialized, .enabled(if: SystemCalls.canTrace, SystemCalls.reason))
struct JournalCallTests {
  private let place: SavingFolder
  private var folder: URL { place.url }
  private var home: String { folder.path }

  init() throws { place = try SavingFolder() }

  /// What the next session brings back, as a script.
  private func broughtBack() throws -> String {
    let next = try PromptSession(home: home)
    try next.wait(for: "unroll>")
    next.enter("recover")
    next.enter("write \"back.rnn\"")
    next.enter("print 5 * 5")
    try next.wait(for: "\n25")
    next.kill()
    next.end()
    let back = folder.appendingPathComponent("back.rnn")
    defer { try? FileManager.default.removeItem(at: back) }
    return (try? String(contentsOf: back, encoding: .utf8)) ?? ""
  }

  @Test func theJournalBringsBackWhatWasAnswered() throws {
    let lines = (1...6).map { "print 1000 + \($0)" }
    func session(_ carrier: [String]) throws -> [Int] {
      try? FileManager.default.removeItem(atPath: home + "/.local")
      let session = try PromptSession(home: home, carrier: carrier)
      try session.wait(for: "unroll>")
      for (number, line) in lines.enumerated() {
        session.enter(line)
        guard try session.read(until: { $0.contains("\n\(1001 + number)") }) else { break }
      }
      session.kill()
      session.end()
      return session.numbers
    }
    // The journal's own name is new each time: of the kinds of call that concern it, every one of the program is tried.
    let calls = try SystemCalls.made(concerning: home + "/.local") { _ = try session($0) }
    let kills = SystemCalls.chosen(calls.map { "\($0.name):signal=SIGKILL:when=\($0.number)" }, 5)
    let refusals = SystemCalls.chosen(
      calls.filter { $0.name == "fdatasync" }.flatMap { call in
        ["EIO", "ENOSPC"].map { "fdatasync:error=\($0):when=\(call.number)" }
      }, 2)
    for fault in kills + refusals {
      let answered = try session(SystemCalls.carrier([], injecting: fault))
      let back = try broughtBack()
      let numbers = back.split(separator: "\n").compactMap {
        $0.hasPrefix("print 1000 + ") ? Int($0.dropFirst(13)) : nil
      }
      #expect(numbers == Array((1...6).prefix(numbers.count)), "\(fault): \(back)")
      #expect(numbers.count >= answered.count, "\(fault): answered \(answered), brought back \(numbers)")
    }
    print("journal: \(kills.count) kills at \(calls.count) calls, \(refusals.count) refusals")
  }
}
