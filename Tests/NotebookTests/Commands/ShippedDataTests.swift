import Notebook
import SequenceEngine
import Testing

@Suite("Shipped data at the notebook")
struct ShippedDataTests {
  /// Layers that suit what is asked for.
  private static func layers(_ set: ShippedSet) -> String {
    switch set.usual {
    case .text, .cloze, .lines, .labelled, .tagged: "add embedding 8; add gru 8; add dense"
    case .pairs, .tunes: "encoder; add embedding 8; add gru 8; decoder; add embedding 8; add gru 8; add dense"
    case .strips: "add gru 8 bidirectional; add dense; loss ctc"
    default: "add gru 8; add dense"
    }
  }

  @Test("every set is loaded by its name and learned from", arguments: ShippedSet.all.map(\.name))
  func trains(name: String) throws {
    let set = try #require(ShippedSet.all.first { $0.name == name })
    let talk = Conversation(SessionEnvironment(programPath: #filePath))
    talk.say("seed 1; batch 8")
    #expect(talk.say("data \(name)").contains("baseline:"))
    talk.say("model m; \(Self.layers(set)); train steps=2")
    #expect(talk.number("step") == 2)
    #expect(talk.number("loss").isFinite)
  }

  @Test(
    "a few dozen updates reach the naive baseline where that is quick",
    arguments: [
      ("nile", "rnn 4", 40), ("elnino", "gru 8", 40), ("sunspots_year", "gru 8", 60), ("seattle_days", "gru 8", 60),
      ("ecg", "gru 8", 80),
    ])
  func learns(name: String, layer: String, steps: Int) throws {
    let talk = Conversation(SessionEnvironment(programPath: #filePath))
    talk.say("data \(name); model m; add \(layer); add dense; optimizer adam rate=0.02; train steps=\(steps); evaluate")
    #expect(talk.number("test.loss") < talk.number("baseline.loss"))
  }

  @Test("the list tells every set by kind, with its size, and what may be said otherwise")
  func list() {
    let talk = Conversation(SessionEnvironment(programPath: #filePath))
    let told = talk.say("data")
    for set in ShippedSet.all { #expect(told.contains("  \(set.name) ") && told.contains(set.teaches)) }
    for group in ShippedSet.Group.allCases { #expect(told.contains(group.rawValue)) }
    #expect(told.contains("3,126 months: sunspots") && told.contains("Tasks made by a rule"))
    #expect(
      talk.say("data elnino window=10 horizon=2").contains("from 10 rows of 'celsius' to 'celsius' in 2 rows ahead"))
    #expect(talk.say("data us_macro target=inflation").contains("to 'inflation' in the next row"))
    #expect(talk.say("data oil").contains("290 rows with gaps left out"))
  }
}
