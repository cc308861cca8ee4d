import Foundation
import Notebook
import Testing

@Suite("What is unlike the rest")
struct DetectCommandTests: TrainedTalks {
  let folder: ScriptFolder

  init() throws { folder = try ScriptFolder() }

  @Test("planted spikes are the rows that are listed, under their number in the file")
  func spikes() throws {
    let talk = Conversation()
    talk.say("split train=0.6 valid=0.2 test=0.2; data csv \"\(try wave(400, spikes: [350, 381]))\" window=8")
    talk.say("model m; add rnn 8; add dense; optimizer adam rate=0.02; train steps=150")
    let said = talk.say("detect level=0.98 k=2")
    #expect(said.contains("rows lie above"))
    #expect(Set(numbers(table(talk), 0)) == [352, 383])
    #expect(said.contains("threshold: 98% of 72 scores of the validation part lie under it"))
    guard case .strips(let chart)? = talk.outputs.last(where: { if case .strips = $0 { true } else { false } }) else {
      Issue.record("no picture")
      return
    }
    #expect(chart.strips.map(\.label) == ["y", "score", "marked"] && chart.firstTime == 330)
    guard case .marks(let marks) = chart.strips[2].content else { return }
    #expect(marks[352 - 330] && marks[383 - 330])
    #expect(talk.say("detect threshold=1e6").contains("0 of 72 rows lie above 1000000 deviations"))
    let rows = "[\((0..<12).map { "\(10 + 3 * sin(0.4 * Double($0)))" }.joined(separator: ", "))]"
    #expect(talk.say("detect \(rows) threshold=1000").contains("0 of 4 rows lie above"))
    #expect(numbers(table(talk), 0).compactMap { $0 }.sorted() == [9, 10, 11, 12])
    #expect(talk.say("detect [1, 2, 3]").contains("give at least 9, not 3"))
    #expect(talk.say("detect level=0.9 on=train").contains("scores of the training part lie under it"))
    #expect(talk.say("detect level=0.9 on=valid") == talk.say("detect level=0.9"))
    #expect(talk.say("detect on=test").contains("train"))
    #expect(talk.say("detect level=0").contains("level is a share between 0 and 1"))
    #expect(talk.say("detect level=0.9 threshold=3").contains("threshold= is given"))
    #expect(talk.say("detect level=0.999").contains("72 scores are too few"))
  }

  @Test("rows that were left out are counted, so that what is listed is found in the file")
  func rowsLeftOut() throws {
    // Value 35, the spike, stands on row 37; rows 5 and 36 are gaps.
    let values = (0..<40).map { (row: Int) -> String in
      [3, 34].contains(row) ? "" : row == 35 ? "99" : "\(row % 4)"
    }
    let talk = Conversation()
    let path = try folder.write("gaps.csv", "y\n" + values.joined(separator: "\n") + "\n\n")
    talk.say("split train=0.5 valid=0.2 test=0.3; data csv \"\(path)\" window=2 gaps=drop")
    talk.say("model m; add rnn 4; add dense; train steps=1")
    talk.say("detect level=0.5 k=1")
    #expect(numbers(table(talk), 0) == [37])
    guard case .strips(let chart)? = talk.outputs.last(where: { if case .strips = $0 { true } else { false } }) else {
      Issue.record("no picture")
      return
    }
    guard case .bars(let bars) = chart.strips[0].content, let cursor = chart.cursor else { return }
    #expect(abs(bars[cursor - chart.firstTime] - 99) < 1e-9)
    #expect(chart.footers == ["t counts from row \(chart.firstTime) on without the rows that were left out"])
  }

  @Test("a label that does not fit its text is the most surprising one")
  func labels() throws {
    var lines = (1...60).map { $0.isMultiple(of: 2) ? "good\ta fine book" : "bad\ta dull book" }
    lines[30] = "good\ta dull book"
    let talk = Conversation()
    let path = try folder.write("labels.tsv", lines.joined(separator: "\n"))
    talk.say("split train=1; data labelled \"\(path)\" unit=word")
    talk.say("model m; add embedding 4; add lstm 6; add dense; optimizer adam rate=0.02; train steps=60")
    talk.say("detect k=1")
    let own = table(talk)
    #expect(own?.columns.map(\.name) == ["example", "bits", "found", "expected", "where"])
    #expect(words(own, 2) == ["good"] && words(own, 3) == ["bad"] && words(own, 4) == ["a dull book"])
    #expect(talk.say("detect \"a fine book\"").contains("which an input alone does not tell"))
  }

  @Test("each symbol of a text that is given has its bits, and the text stands over them")
  func text() throws {
    let talk = Conversation()
    talk.say("data text \"\(try folder.write("text.txt", String(repeating: "abcd", count: 200)))\" window=20")
    talk.say("model m; add lstm 8; add dense; optimizer adam rate=0.03; train steps=60")
    talk.say("detect \"abcdabddabcd\" k=1")
    #expect(numbers(table(talk), 0) == [7] && words(table(talk), 2) == ["d"] && words(table(talk), 3) == ["c"])
    #expect(words(table(talk), 4) == ["abcdab[d]dabcd"])
    #expect(talk.say("detect \"a\"").contains("give two or more"))
    #expect(talk.say("detect [1]").contains("the model reads texts"))
  }
}
