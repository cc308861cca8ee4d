import Notebook
import Testing

/// What statements of the language do in a session.
@Suite struct LanguageTests {
  @Test(arguments: [
    ("1 + 2", ["3"]),
    ("let x = 2; print x * 3, \"done\"", ["6 done"]),
    ("\"a\"", ["\"a\""]),
    ("for i in 1..3 { print i }", ["1", "2", "3"]),
    ("repeat 2 { print \"again\" }", ["again", "again"]),
    ("if 1 > 2 { print 1 } else if 2 > 1 { print 2 } else { print 3 }", ["2"]),
    ("def twice(a, b=10) { print a * 2, b }; twice 4; twice 1 b=3", ["8 10", "2 3"]),
    ("print step, loss, T", ["nan nan nan"]),
  ])
  func statementsAnswer(text: String, lines: [String]) {
    let recorder = Recorder()
    #expect(recorder.run(text) == .done)
    #expect(recorder.lines == lines)
  }

  @Test func letRebindsTheNearestVisibleName() {
    let recorder = Recorder()
    recorder.run("let x = 1; if yes { let x = 2; let inner = 3 }; print x")
    #expect(recorder.lines == ["2"])
    #expect(recorder.run("print inner") == .failed)
  }

  @Test func aCommandOfYourOwnSeesOutermostVariablesAndNotItsCallers() {
    let recorder = Recorder()
    recorder.run("let g = 1; def reveal() { print g; print secret }; if yes { let secret = 2; reveal }")
    #expect(recorder.lines == ["1"])
    #expect(recorder.errors == ["no variable, measure or layer is called 'secret'"])
  }

  @Test func randomIsDrawnFromTheSeed() {
    let (a, b, c) = (Recorder(), Recorder(), Recorder())
    for (recorder, seed) in [(a, 1), (b, 1), (c, 2)] { recorder.run("seed \(seed)\nprint random(), random()") }
    #expect(a.lines.last == b.lines.last)
    #expect(a.lines.last != c.lines.last)
  }

  @Test func aFailedAssertionTellsBothSidesAndStopsTheScript() throws {
    let recorder = Recorder()
    #expect(try recorder.run(script: "let n = 3\nassert n < 2, \"too many\"\nprint 1") == .failed)
    #expect(recorder.lines.isEmpty)
    #expect(
      recorder.rendered == """
        a.rnn:2:8: error: assertion failed: n < 2; the left side is 3, the right side is 2; too many
          assert n < 2, "too many"
                 ^^^^^
        """)
  }

  @Test func settingsTakeThePlaceOfTopLevelLets() throws {
    let recorder = Recorder()
    #expect(
      try recorder.run(script: "let n = 3\nlet kind = \"rnn\"\nprint n, kind", settings: ["n=5", "kind=lstm"]) == .done)
    #expect(recorder.lines == ["5 lstm"])
    #expect(try recorder.run(script: "let units = 3", settings: ["unit=5"]) == .failed)
    #expect(recorder.errors == ["--set unit: the script has no 'let unit = …' at its top level; did you mean 'units'?"])
  }

  @Test func callsWithoutAnEndAreStopped() {
    let recorder = Recorder()
    #expect(recorder.run("def f(n) { f (n + 1) }; f 1") == .failed)
    #expect(
      recorder.errors == [
        "blocks and calls stand more than 200 deep inside one another; does a command call itself without an end?"
      ])
  }

  @Test func ctrlCStopsAnEndlessScript() {
    let recorder = Recorder(environment: SessionEnvironment(isInterrupted: { true }))
    #expect(recorder.run("repeat 1000000000 { let x = 1 }") == .interrupted)
  }
}
