import Foundation
import Notebook
import Testing

@Suite("Neighbours and histograms")
struct LikenessTests {
  private func words() throws -> Conversation {
    let talk = Conversation()
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("unroll-texts-\(UUID().uuidString).tsv")
    defer { try? FileManager.default.removeItem(at: file) }
    let lines = (1...40).map { $0.isMultiple(of: 2) ? "good\ta fine book \($0)" : "bad\ta dull book \($0)" }
    try lines.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
    talk.say("data labelled \"\(file.path)\" unit=word; model m; add embedding 6; add lstm 5; add dense")
    return talk
  }

  @Test("the nearest symbols are listed by cosine, the symbol itself left out")
  func symbols() throws {
    let talk = try words()
    talk.say("neighbours \"book\" k=3")
    guard case .table(let table)? = talk.outputs.last else {
      Issue.record("no table")
      return
    }
    #expect(table.rows.count == 3)
    let cosines = table.rows.compactMap { if case .number(let value, _) = $0[1] { value } else { nil } }
    #expect(cosines == cosines.sorted(by: >) && cosines.allSatisfy { abs($0) <= 1 + 1e-12 })
    #expect(!table.rows.contains { $0[0] == .text("book") })
  }

  @Test("sentences are compared by their final state: an equal one has a cosine of 1")
  func sentences() throws {
    let talk = try words()
    talk.say("neighbours \"a fine book\" k=1000")
    guard case .table(let table)? = talk.outputs.last, case .number(let best, _)? = table.rows.first?[1] else {
      Issue.record("no table")
      return
    }
    #expect(best <= 1 + 1e-12 && best > 0)
    #expect(table.rows.count == 32)
    #expect(table.columns.map(\.name) == ["sequence", "cosine", "label"])
    #expect(table.rows.allSatisfy { $0[2] == .text("good") || $0[2] == .text("bad") })
    #expect(talk.say("neighbours \"a strange book\"").contains("1 of 3 symbols are not in the training vocabulary"))
    // Both directions count, and a model without states has the mean of what its last layer reads.
    for layer in ["add lstm 5 bidirectional", "add dense 4; add mean"] {
      talk.say("model other; add embedding 6; \(layer); add dense")
      #expect(talk.say("neighbours \"a fine book\"").contains("cosine"))
      talk.say("remove other")
    }
    let talkOfNumbers = Conversation()
    talkOfNumbers.say("data adding length=5; model m; add rnn 3; add dense")
    #expect(talkOfNumbers.say("neighbours \"one\"").contains("these data are no text"))
  }

  @Test("a histogram counts every weight of a layer once", arguments: ["weights", "gradients"])
  func histogram(_ of: String) {
    let talk = Conversation()
    talk.say("data adding length=8; model m; add lstm 4; add dense")
    let before = talk.outputs.count
    #expect(!talk.say("show histogram of=\(of)").contains("error"))
    let charts = talk.outputs[before...].compactMap { if case .bars(let chart) = $0 { chart } else { nil } }
    #expect(charts.map { $0.bars.reduce(0) { $0 + $1.value } } == [112, 5])
    #expect(talk.say("show histogram layer=dense2 as=table").contains("dense2"))
    #expect(talk.say("show histogram of=nothing").contains("error"))
  }
}
