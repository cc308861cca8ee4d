import Foundation
import Notebook
import Testing

@Suite("The score of knowing nothing")
struct BaselineTests {
  @Test("is told under the loss that fits the targets, and under no other, which has another scale")
  func scale() {
    let talk = Conversation()
    talk.say("data adding length=6; model m; add rnn 4; add dense")
    #expect(talk.say("evaluate").contains("(baseline 0.1667)"))
    #expect(talk.say("print baseline.loss").contains("0.1666"))
    talk.say("loss mae")
    #expect(!talk.say("evaluate").contains("baseline"))
    #expect(talk.say("print baseline.loss").contains("nan"))
    #expect(!talk.say("train steps=1; show loss").contains("baseline"))
  }

  @Test("numbers that are read as bits have no distance in their own units")
  func bits() {
    let talk = Conversation()
    talk.say("data inline [[0, 1, 1]] target=[[1, 0, 1]]; model m; add rnn 4; add dense")
    #expect(talk.say("evaluate").contains("RMSE"))
    talk.say("loss binary_cross_entropy")
    let said = talk.say("evaluate")
    #expect(said.contains("accuracy") && !said.contains("RMSE") && !said.contains("baseline"))
  }

  private func table(_ talk: Conversation, _ options: String) throws -> URL {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("b-\(UUID().uuidString).csv")
    // Steps of 1 in training, of 3 in the validation part, of 9 in the test part; b is a thousand times as large.
    let places = (0..<200).map { (t: Int) -> Int in t % 2 * (t < 160 ? 1 : t < 180 ? 3 : 9) }
    try (["a,b"] + places.map { "\($0),\(1000 * $0)" }).joined(separator: "\n").write(
      to: file, atomically: true, encoding: .utf8)
    talk.say("data csv \"\(file.path)\" window=4 normalize=none \(options); model m; add rnn 4; add dense")
    return file
  }

  @Test("is that of the part which is scored, and the measures stay those of the test part")
  func parts() throws {
    let talk = Conversation()
    let file = try table(talk, "columns=[a] target=[a]")
    defer { try? FileManager.default.removeItem(at: file) }
    for (part, step) in [("train", 1), ("valid", 3), ("test", 9)] {
      let said = talk.say("evaluate on=\(part)")
      #expect(said.contains("loss ") && said.contains("(baseline \(step * step))"), "\(said)")
      #expect(said.contains("RMSE ") && said.contains("(baseline \(step))"), "\(said)")
    }
    #expect(talk.number("baseline.rmse") == 9 && talk.number("baseline.loss") == 81)
  }

  @Test("stands beside each of several columns, which have no error in common")
  func columns() throws {
    let talk = Conversation()
    let file = try table(talk, "columns=[a, b] target=[a, b]")
    defer { try? FileManager.default.removeItem(at: file) }
    let said = talk.say("evaluate")
    #expect(said.contains("RMSE 'a' ") && said.contains(", 'b' ") && said.contains("MAE 'a' "))
    #expect(said.contains("MASE 'a' "))
    #expect(talk.number("test.loss") > 0 && talk.number("test.mase") > 0)
    for measure in ["test.rmse", "valid.mae", "baseline.rmse"] {
      let refused = talk.say("print \(measure)")
      #expect(refused.contains("\(measure) is of one target column, and these data have 2, each in units of its own"))
      #expect(refused.contains("data and evaluate tell each column's"))
    }
  }
}
