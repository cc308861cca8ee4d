import Foundation
import Testing

/// README's blocks are what the program says; UNROLL_RECORD=1 writes them anew.
@Suite("README")
struct ReadmeTests {
  private let file = repository.appendingPathComponent("README.md")

  private static let session = """
    data adding length=50
    model plain
    add rnn 32
    add dense
    unroll
    spectral rnn1 1.5
    print grad(1, 1) / grad(1, 50)
    clip norm=1
    copy plain gated
    model gated
    replace 1 lstm 32
    compare plain gated
    train steps=300 log=100
    show gradients
    """

  private func expect(_ block: String, _ text: String) throws {
    var readme = try String(contentsOf: file, encoding: .utf8)
    let (start, end) = ("<!-- \(block) -->\n", "<!-- /\(block) -->")
    let from = try #require(readme.range(of: start)).upperBound
    let to = try #require(readme.range(of: end)).lowerBound
    if ProcessInfo.processInfo.environment["UNROLL_RECORD"] == "1" {
      readme.replaceSubrange(from..<to, with: text)
      try readme.write(to: file, atomically: true, encoding: .utf8)
    } else {
      #expect(String(readme[from..<to]) == text, "record README anew with UNROLL_RECORD=1")
    }
  }

  /// The notebook after some lines and keys, as text. How fast it trained is another number every time.
  private func picture(
    columns: Int, rows: Int, lines: [String], until shown: String, keys: [String] = [], then last: String
  ) throws -> String {
    let terminal = try Terminal(columns: columns, rows: rows, environment: ["UNROLL_ISA": "plain"])
    try terminal.wait(for: "unroll>")
    for line in lines { try terminal.enter(line) }
    try terminal.wait { $0.text.contains(shown) && $0.text.contains("ready") }
    for key in keys { try terminal.press(key) }
    // What is dear to measure, such as the radius, comes when nothing else is to do; and a screen is looked at twice, for
    // the first look may have come while it was drawn.
    var before: [String] = []
    let screen = try terminal.wait { screen in
      defer { before = screen.lines }
      return screen.lines == before && screen.text.contains(last) && screen.text.contains("ready")
        && screen.text.contains("radius")
    }
    let rate = #/ {3}[0-9.]+ ?[kMG]? time steps/s\s/#
    return screen.lines.map { line in
      "    " + line.replacing(rate) { " " + String(repeating: "─", count: $0.output.count - 1) }
    }.joined(separator: "\n") + "\n"
  }

  @Test("shows the notebook: a gradient that vanishes, one that an LSTM carries, and a training")
  func pictures() throws {
    let task = "data adding length=60; model plain; add rnn 32; add dense; unroll"
    try expect(
      "screen-vanishing",
      picture(
        columns: 80, rows: 24, lines: [task], until: "horizon", keys: ["F4", "<", "Left", "Left", "Left"],
        then: "t 57 of 60"))
    try expect(
      "screen-gated",
      picture(
        columns: 80, rows: 24, lines: [task.replacing("rnn 32", with: "lstm 32")], until: "horizon",
        keys: ["F4", "<", "S-Left"], then: "t 50 of 60"))
    try expect(
      "screen-ledger",
      picture(
        columns: 80, rows: 24,
        lines: ["data parity length=40; model plain; add rnn 24; add dense; unroll", "show flow"],
        until: "gradient ledger", keys: ["F6", "S-Right", "Right", "S-Up"], then: "t 12 ◀ s 30"))
    try expect(
      "screen-training",
      picture(
        columns: 120, rows: 36, lines: [task, "train steps=1000"], until: "step 1,000", then: "1,000 updates"))
  }

  @Test("shows a first session as the program runs it, and the commands that there are")
  func blocks() throws {
    let lines = Self.session.split(separator: "\n").map(String.init)
    // A mark before each line tells whose answer follows. The plain kernels give the same digits on every processor.
    let marked = lines.enumerated().map { "print \"@@@\($0.offset)\"\n\($0.element)" }.joined(separator: "\n")
    let result = try Program.run("run", "-", input: marked, environment: ["UNROLL_ISA": "plain", "COLUMNS": "80"])
    #expect(result.status == 0, "\(result.errors)")
    var shown: [String] = []
    for line in result.output.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("@@@"), let number = Int(line.dropFirst(3)) {
        shown.append("    unroll> " + lines[number])
      } else {
        shown.append(line.isEmpty ? "" : "    " + line)
      }
    }
    while shown.last?.isEmpty == true { shown.removeLast() }
    try expect("first-session", shown.joined(separator: "\n") + "\n")

    let table = try Program.run("run", "-", input: "help as=markdown")
    #expect(table.status == 0, "\(table.errors)")
    try expect("commands", table.output)

    let tasks = try Program.run("run", "-", input: "data as=markdown")
    #expect(tasks.status == 0, "\(tasks.errors)")
    try expect("tasks", tasks.output)

    let sets = try Program.run("run", "-", input: "data as=shipped")
    #expect(sets.status == 0, "\(sets.errors)")
    try expect("datasets", sets.output)
  }
}
