import Foundation
import Testing

/// The course as somebody at a terminal, or a pipe, meets it.
@Suite("Lessons in the program", .serialized) struct LessonProgramTests {
  private static let home = repository.path

  @Test("the list names every lesson with its minutes") func list() throws {
    let result = try Program.run("lesson", environment: ["UNROLL_HOME": Self.home, "XDG_STATE_HOME": "/nonexistent"])
    #expect(result.status == 0)
    #expect(result.lines.contains { $0.contains(" loop ") && $0.contains(" min  One neuron with a loop") })
    #expect(result.lines.last?.contains("lesson memory begins it") == true)
    #expect(result.lines.allSatisfy { $0.count <= 80 })
  }

  @Test("into a pipe a lesson is read through, with answers and solutions") func read() throws {
    let result = try Program.run(
      "lesson", "2", environment: ["UNROLL_HOME": Self.home, "XDG_STATE_HOME": "/nonexistent"])
    #expect(result.status == 0, "\(result.errors)")
    for words in ["One neuron with a loop", "> show hidden as=table", "The answer is 2: an eighth of it.", "0.125"] {
      #expect(result.output.contains(words), "\(words)")
    }
    #expect(result.output.contains("is done") && !result.output.utf8.contains(0x1B))
    #expect(result.lines.allSatisfy { $0.count <= 80 }, "\(result.lines.filter { $0.count > 80 })")
  }

  @Test(
    "what is no lesson is told on standard error, with status 1",
    arguments: [("lopo", "no lesson is called 'lopo'; did you mean 'loop'?"), ("none.rnn", "No such file")])
  func wrong(_ name: String, _ expected: String) throws {
    let result = try Program.run("lesson", name, environment: ["UNROLL_HOME": Self.home])
    #expect(result.status == 1 && result.output.isEmpty && result.errors.contains(expected), "\(result.errors)")
  }

  @Test("taken on the screen: Enter goes on, a number predicts, and the place is kept") func taken() throws {
    let state = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-state-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: state) }
    let environment = ["UNROLL_HOME": Self.home, "XDG_STATE_HOME": state]
    do {
      let terminal = try Terminal("lesson", "loop", environment: environment)
      try terminal.wait(for: "2 One neuron with a loop  1/")
      for step in 2...4 {
        try terminal.press("Enter")
        try terminal.wait(for: "  \(step)/")
      }
      try terminal.wait(for: "1–3 then Enter")
      try terminal.enter("2")
      try terminal.wait(for: "you predict 2: an eighth of it")
      for (step, words) in [(5, "0.007812"), (6, "Right, 2: an eighth of it.")] {
        try terminal.wait(for: "Enter goes on")
        try terminal.press("Enter")
        try terminal.wait(for: "  \(step)/")
        try terminal.wait(for: words)
      }
      try terminal.press("C-d")
      #expect(try terminal.end() == .init(status: 0))
    }
    let terminal = try Terminal("lesson", "loop", "--plain", environment: environment)
    try terminal.wait(for: "on from step 7 of")
    try terminal.enter("")
    try terminal.wait(for: "predict first: type a number")
    try terminal.leavePrompt()
    #expect(try terminal.end() == .init(status: 0))
  }

  @Test("the teacher's screen has no prompt, and Esc leads to it") func taught() throws {
    let terminal = try Terminal("lesson", "loop", "--teach", environment: ["UNROLL_HOME": Self.home])
    let screen = try terminal.wait(for: "One neuron with a loop   1 of")
    #expect(!screen.text.contains("unroll>"))
    try terminal.press("Right")
    try terminal.wait(for: "loop   2 of")
    try terminal.press("Escape")
    try terminal.wait(for: "unroll>")
    try terminal.press("C-d")
    #expect(try terminal.end() == .init(status: 0))
  }

  @Test("a recording is played and forked") func replayed() throws {
    let talk = "# %% at 0\nlet a = 6\n\n# %% at 0.5\nprint a * 7\n\n# %% at 9000\nprint \"late\"\n"
    let terminal = try Terminal("replay", "talk.rnn", "--speed", "2", files: ["talk.rnn": talk])
    try terminal.wait(for: "42")
    try terminal.wait(for: "line 2 of 3")
    try terminal.type("f")
    try terminal.wait(for: "forked behind line 2 of 3")
    try terminal.enter("print a + 1")
    try terminal.wait { screen in screen.lines.contains { $0.hasSuffix("7") || $0.contains(" 7 ") } }
    try terminal.press("C-d", "C-d")
    #expect(try terminal.end() == .init(status: 0))
    #expect(try Program.run("replay", "/nonexistent.rnn").status == 1)
    #expect(try Program.run("replay", "x.rnn", "--speed", "0").status == 2)
  }
}
