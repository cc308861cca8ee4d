import Foundation
import Notebook
import Testing

@Suite("Tagged text at the notebook")
struct TaggedCommandTests {
  @Test("a tagger learns sentences, tells F1 and tags every word")
  func tags() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("tags-\(UUID().uuidString).tsv")
    defer { try? FileManager.default.removeItem(at: file) }
    try "Ann B-PER\nlikes O\nNew B-LOC\nYork I-LOC\n\nRome B-LOC\nlikes O\nBob B-PER\n"
      .write(to: file, atomically: true, encoding: .utf8)
    let talk = Conversation()
    talk.say("split train=1; data tagged \"\(file.path)\"; optimizer adam rate=0.05")
    #expect(talk.say("model m; add embedding 6; add lstm 8; add dense; predict \"\"").contains("the text is empty"))
    talk.say("train steps=60")
    let score = talk.say("evaluate on=train")
    #expect(score.contains("names: F1 100.0%"))
    talk.say("evaluate")
    #expect(talk.number("test.f1") == 1 || talk.number("test.f1").isNaN)
    let answer = talk.say("predict \"Ann likes New York\"")
    let rows = answer.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(rows.contains { $0.starts(with: ["York", "I-LOC"]) })
    #expect(rows.contains { $0.starts(with: ["likes", "O"]) })
    #expect(talk.say("predict \"Zoe\"").contains("read as <unk>: Zoe"))
    let strangers = (0..<40).map { "x\($0)" }.joined(separator: " ")
    #expect(talk.say("predict \"\(strangers)\"").contains("read as <unk>: x0, x1, x2, "))
    #expect(talk.say("predict \"\(strangers)\"").contains("x11 and 28 more"))
    #expect(talk.say("predict [1, 2]").contains("the model reads texts"))
    #expect(talk.say("sample 3").contains("sample needs a model of text"))
  }

  @Test("the tag's column is told by its number or by its name")
  func columns() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("columns-\(UUID().uuidString).txt")
    defer { try? FileManager.default.removeItem(at: file) }
    let sentence = "U.N. NNP B-NP B-ORG\nheads VBZ B-VP O\nfor IN B-PP O\nBaghdad NNP B-NP B-LOC\n. . O O\n"
    try ("-DOCSTART- -X- -X- O\n\n" + sentence)
      .write(to: file, atomically: true, encoding: .utf8)
    let talk = Conversation()
    talk.say("split train=1")
    func answer(_ column: String) -> String { talk.say("data tagged \"\(file.path)\" column=\(column)") }
    for (column, tags) in [("pos", 4), ("2", 4), ("chunk", 4), ("ner", 3), ("NER", 3), ("\"ner\"", 3), ("(1 + 3)", 3)] {
      #expect(answer(column).contains("5 tokens with \(tags) tags"), "\(column)")
    }
    #expect(answer("xpos").contains("column=: expected one of pos, chunk, ner, the names of CoNLL-2003, found 'xpos'"))
    #expect(answer("2.5").contains("column is a whole number"))
  }
}
