import Script
import Testing

@Suite("Help from the command table")
struct HelpTests {
  @Test("the overview lists every verb under its family")
  func overview() {
    let lines = sampleTable.helpOverview()
    #expect(lines.first == "model")
    #expect(lines.contains("  optimizer  how weights move"))
    for verb in sampleTable.verbs + ["let", "sweep", "cell"] {
      #expect(lines.contains { $0.hasPrefix("  \(verb) ") })
    }
  }

  @Test("help for a verb tells usage, arguments, options and examples")
  func verb() {
    #expect(
      sampleTable.help(for: "optimizer") == [
        "optimizer: how weights move", "", "  optimizer NAME [rate=NUMBER]", "",
        "  NAME         one of: sgd, adam", "  rate=NUMBER  a number",
      ])
    let add = sampleTable.help(for: "add") ?? []
    #expect(add.contains("  KIND                          the kind of layer; a layer kind"))
    #expect(add.contains { $0.hasSuffix("both directions; one of: concat, sum; alone it means concat") })
    #expect(
      add.suffix(5) == ["Layers are numbered from 1.", "", "examples", "  add lstm 64", "  add rnn 32 activation=relu"])
    #expect(sampleTable.help(for: "repeat") == ["repeat: run a block N times", "", "  repeat N { … }"])
    #expect(sampleTable.help(for: "nothing") == nil)
  }

  @Test("the table for README has a row for each form")
  func markdown() {
    let rows = sampleTable.markdownTable().split(separator: "\n")
    #expect(rows.count == 2 + sampleTable.commands.map(\.forms.count).reduce(0, +))
    #expect(rows.contains("| `data text \"FILE\" [unit=char\\|word\\|byte] [window=N]` | a corpus |"))
  }
}
