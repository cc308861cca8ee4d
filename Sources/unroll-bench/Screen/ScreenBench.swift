import ArgumentParser
import Foundation

/// `unroll-bench screen`: how long the notebook lets somebody at the keyboard wait, from outside, through a terminal.
struct ScreenBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "screen", abstract: "Measures the notebook's screen: start, and keys at rest and during a training.")

  @Option(help: "Columns of the terminal.") var columns = 200
  @Option(help: "Rows of the terminal.") var rows = 60
  @Option(help: "Keys pressed in each round.") var keys = 300

  func validate() throws {
    guard (20...1000).contains(columns), (5...500).contains(rows), keys >= 1 else {
      throw ValidationError("columns go from 20 to 1000, rows from 5 to 500, and at least one key is pressed.")
    }
  }

  private static let training = [
    "data adding length=50", "add lstm 128", "add dense", "unroll", "train steps=1000000",
  ]

  private static var program: String {
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("unroll").path
  }

  /// Milliseconds from the start of the program to its prompt.
  static func start(home: String) throws -> Double {
    try PseudoTerminal(running: program, home: home, columns: 200, rows: 60).milliseconds(until: "unroll>")
  }

  func run() throws {
    try measure("at rest", entries: [])
    try measure("in training", entries: Self.training)
  }

  private func measure(_ title: String, entries: [String]) throws {
    try withTemporaryFolder { try measure(title, entries: entries, home: $0.path) }
  }

  private func measure(_ title: String, entries: [String], home: String) throws {
    let terminal = try PseudoTerminal(running: Self.program, home: home, columns: columns, rows: rows)
    let start = try terminal.milliseconds(until: "unroll>")
    for entry in entries {
      terminal.write(entry + "\r")
      _ = terminal.drain(seconds: 0.4)
    }
    var times: [Double] = []
    for _ in 0..<keys {
      _ = terminal.drain(seconds: 0.06)
      // A letter that no picture and no name on the screen has.
      terminal.write("Q")
      times.append(try terminal.milliseconds(until: "Q"))
      terminal.write("\u{7F}")
    }
    _ = terminal.drain(seconds: 0.1)
    let bytes = terminal.drain(seconds: 1)
    times.sort()
    func share(_ percent: Int) -> Double { times[min(times.count - 1, times.count * percent / 100)] }
    print(
      String(
        format:
          "%@  prompt after %.0f ms  key to screen %.1f ms (median), %.1f (95 of 100), %.1f (99)  %d bytes/s written",
        title, start, share(50), share(95), share(99), bytes))
  }
}
