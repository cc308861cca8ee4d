import Notebook
import Script
import Testing

@Suite("Commands of one's own")
struct OwnCommandTests {
  private static let net = """
    def net(kind, n=4 * 2, seeded=no) {
      model (kind)
      add (kind) n
      add dense
    }
    """

  @Test(arguments: [
    ("net \"lstm\"", "lstm1 8"), ("net \"gru\" 3", "gru1 3"), ("net \"rnn\" n=(1 + 1)", "rnn1 2"),
    ("net kind=\"rnn\" n=5", "rnn1 5"), ("let w = 6; net \"rnn\" w", "rnn1 6"),
  ])
  func called(_ call: String, _ layer: String) {
    let recorder = Recorder()
    recorder.run("data adding length=8\n" + Self.net)
    #expect(recorder.run(call) == .done, "\(recorder.errors)")
    let entry = recorder.workspace.currentModel?.description.layers.first
    recorder.run("print \(entry?.name ?? "nothing"), params")
    #expect(entry?.name == layer.split(separator: " ").first.map(String.init))
    recorder.run("len(hidden(1, 1))")
    #expect(recorder.lines.last == layer.split(separator: " ").last.map(String.init))
  }

  @Test(arguments: [
    ("net", "'net' needs a value for 'kind'; write net kind [n=4 * 2] [seeded=no]"),
    ("net 1 2 3 4", "'net' takes 3 arguments, given 4; write net kind [n=4 * 2] [seeded=no]"),
    ("net \"rnn\" m=3", "no parameter of 'net' is called 'm'; there are: kind, n, seeded"),
    ("net \"rnn\" kind=\"gru\"", "'kind' is given twice"),
    ("nett \"rnn\"", "no command is called 'nett'; did you mean 'net'?"),
    ("def train(x) { }", "'train' is a command already; choose another name"),
    ("def sqrt(x) { }", "'sqrt' is a function already; choose another name"),
    ("def f(a, a) { }", "there are two parameters called 'a'"),
    ("def f(a=1, b) { }", "'b' needs a default, since the one before has one"),
    (
      "def f(a) { f a }; f 1",
      "blocks and calls stand more than 200 deep inside one another; does a command call itself without an end?"
    ),
  ])
  func refused(_ text: String, _ message: String) {
    let recorder = Recorder()
    recorder.run(Self.net)
    let before = recorder.workspace.models.map(\.name)
    #expect(recorder.run(text) == .failed)
    #expect(recorder.errors.first == message)
    #expect(recorder.workspace.models.map(\.name) == before)
  }

  @Test("a command that is made again takes the place of the one before, and undo brings that back")
  func redefined() {
    let recorder = Recorder()
    recorder.run("def f() { print 1 }")
    recorder.run("def f() { print 2 }")
    recorder.run("f")
    #expect(recorder.lines == ["2"])
    recorder.run("undo")
    recorder.run("f")
    #expect(recorder.lines == ["1"])
  }

  @Test("help tells how it is called, where it was made and what it does")
  func helped() throws {
    let recorder = Recorder()
    _ = try recorder.run(script: Self.net + "\nhelp net")
    #expect(
      recorder.lines == [
        "net: a command of yours, made at a.rnn:1", "  net kind [n=4 * 2] [seeded=no]", "    model (kind)",
        "    add (kind) n", "    add dense",
      ])
  }

  @Test("completion offers it, its parameters by name, and how it is called")
  func completed() {
    let recorder = Recorder()
    recorder.run(Self.net)
    let completer = Completer(CommandRegistry.table, host: SessionNames(recorder.workspace))
    #expect(completer.complete("ne", cursor: 2).candidates.map(\.text).contains("net"))
    let completion = completer.complete("net \"rnn\" ", cursor: 10)
    #expect(completion.candidates.map(\.text).contains("seeded="))
    #expect(completion.signature == "net kind [n] [seeded] [kind=VALUE] [n=VALUE] [seeded=VALUE]")
  }

  @Test("check follows its calls with their values")
  func checked() {
    func errors(_ text: String) -> [String] {
      ScriptCheck.diagnostics(in: SourceText(name: "a.rnn", text: "data adding length=8\n" + Self.net + "\n" + text))
        .map(\.headline)
    }
    #expect(errors("net \"rnn\" 4").isEmpty)
    #expect(errors("net \"rmm\"").contains { $0.contains("a.rnn:4:") && $0.contains("no layer kind is called 'rmm'") })
    #expect(errors("net").contains { $0.hasPrefix("a.rnn:7:1: error: 'net' needs a value for 'kind'") })
  }
}
