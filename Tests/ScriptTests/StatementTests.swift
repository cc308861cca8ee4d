import Script
import Testing

@Suite("What a script turns into")
struct StatementTests {
  private func command(_ text: String) throws -> Command {
    guard case .command(let command)? = parse(text).program.statements.first?.kind else {
      throw EvaluationFailure("'\(text)' is no command: \(complaints(text))")
    }
    return command
  }

  @Test("a word is read literally, in parentheses it is evaluated")
  func words() throws {
    guard case .word("rnn")? = try command("add rnn 32").argument("KIND")?.value else {
      Issue.record("a bare name is a word")
      return
    }
    guard case .expression(let kind)? = try command("add (kind) 64").argument("KIND")?.value,
      case .name("kind") = kind.kind
    else {
      Issue.record("parentheses make an expression")
      return
    }
  }

  @Test("-5 after a blank is an argument of its own")
  func signs() throws {
    #expect(try command("plot a -5..5").arguments("LIST").count == 2)
    #expect(try command("plot a-5..5").arguments("LIST").count == 1)
  }

  @Test("a bare option name means yes, or the word that the table gives it")
  func bareOptions() throws {
    let command = try command("add lstm 64 reverse bidirectional")
    guard case .expression(let flag)? = command.option("reverse")?.value, case .bool(true) = flag.kind,
      case .word("concat")? = command.option("bidirectional")?.value
    else {
      Issue.record("reverse means yes and bidirectional means concat")
      return
    }
  }

  @Test("keywords choose the form")
  func forms() throws {
    #expect(try command("data text \"f\" unit=char").keywords == ["text"])
    #expect(try command("data adding length=5").keywords == [])
    #expect(try command("compare off").keywords == ["off"])
    #expect(try command("compare a b").arguments("MODEL").count == 2)
  }

  @Test("a list of words is literal")
  func wordLists() throws {
    guard case .words(let names)? = try command("data csv \"f\" columns=[a, \"b c\"]").option("columns")?.value else {
      Issue.record("columns are words")
      return
    }
    #expect(names.map(\.text) == ["a", "b c"])
  }

  @Test("layers have parts, targets may be probes")
  func targets() throws {
    guard case .layer(let layer)? = try command("init 1.recurrent zeros").argument("LAYER")?.value,
      case .target(.probe(let probe, let arguments))? = try command("set hidden(rnn1, 5) value=1").argument("TARGET")?
        .value
    else {
      Issue.record("a layer and a probe")
      return
    }
    #expect(layer.part?.text == "recurrent")
    #expect(probe.text == "hidden")
    #expect(arguments.count == 2)
  }

  @Test("the rest of a topic, and a cell, are kept as written")
  func verbatim() throws {
    guard case .verbatim(let topic)? = try command("explain  hidden(1, 17)[3]  # why").argument("TOPIC")?.value else {
      Issue.record("a topic")
      return
    }
    #expect(topic == "hidden(1, 17)[3]")
    let text = "models; cell gru(x, h) {\n  h' = x   # {kept}\n}; models"
    guard case .cell(let cell) = parse(text.replacing("{kept}", with: "kept")).program.statements[1].kind else {
      Issue.record("a cell")
      return
    }
    #expect(cell.text == "cell gru(x, h) {\n  h' = x   # kept\n}")
    #expect(cell.range.lower == 8)
  }

  @Test("loss and step are measures where an operator follows")
  func measures() {
    for text in ["loss", "loss < 1", "step + 1", "step - 1"] {
      guard case .expression? = parse(text).program.statements.first?.kind else {
        Issue.record("\(text) is an expression")
        continue
      }
    }
    for text in ["loss mse", "step", "step 3"] {
      guard case .command? = parse(text).program.statements.first?.kind else {
        Issue.record("\(text) is a command")
        continue
      }
    }
  }

  @Test("commands made by def are known, from before or from further down")
  func definedCommands() {
    #expect(parse("grow 1 b=3", definedCommands: ["grow"]).diagnostics.isEmpty)
    guard case .definedCommand(let call)? = parse("hop 1 n=2\ndef hop(a, n=1) { }").program.statements.first?.kind
    else {
      Issue.record("hop is a command")
      return
    }
    #expect(call.arguments.count == 1)
    #expect(call.options.map(\.name.text) == ["n"])
  }

  @Test("# %% divides the source into entries")
  func entries() {
    let text = "#!/usr/bin/env unroll\n# %% [markdown] Intro\n# # Title\n#\n# text\n\n# %% Train\nmodels\n\n# %%\n"
    let entries = parse(text.replacing("\n", with: "\r\n")).program.entries
    #expect(entries.map(\.kind) == [.commands, .prose, .commands, .commands])
    #expect(entries.map(\.title) == ["", "Intro", "Train", ""])
    #expect(entries.map(\.text) == ["#!/usr/bin/env unroll", "# Title\n\ntext", "models", ""])
    #expect(entries.map(\.statements.count) == [0, 0, 1, 0])
  }

  @Test(
    "more lines are asked for while a bracket, a block or a line is open",
    arguments: [
      ("if yes {", true), ("plot [1,", true), ("add rnn \\", true), ("cell c(x, h) {\n h' = x", true),
      ("models", false),
      ("if yes { }", false), ("print \"a {", false), ("print )", false), ("# {", false), ("", false),
    ])
  func incomplete(text: String, expected: Bool) {
    #expect(Parser.isIncomplete(text) == expected)
  }
}
