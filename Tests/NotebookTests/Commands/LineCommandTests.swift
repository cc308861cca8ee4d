import Notebook
import Testing

@Suite("Typed texts where each line is a text of its own")
struct LineCommandTests: TrainedTalks {
  let folder: ScriptFolder

  init() throws { folder = try ScriptFolder() }

  /// A talk about a model that has learned little of one name, so that what it hears makes a difference.
  private func talk() throws -> Conversation {
    let talk = Conversation()
    talk.say("data lines \"\(try folder.write("names.txt", String(repeating: "kaori\n", count: 20)))\"")
    talk.say("model m; add gru 6; add dense; optimizer adam rate=0.02; train steps=5")
    return talk
  }

  private func value(_ talk: Conversation, _ event: String, _ name: String) -> EventRecord.Field? {
    record(talk, event)?.fields.first { $0.name == name }?.value
  }

  @Test("a typed text is read as a line of the data is, whatever lines stand before it")
  func predict() throws {
    let talk = try talk()
    talk.say("predict example=1")
    let own = try #require(value(talk, "predict", "probabilities"))
    for text in ["kaori", "\\nkaori", "rio\\nkaori"] {
      talk.say("predict \"\(text)\"")
      #expect(value(talk, "predict", "probabilities") == own, "\(text)")
    }
    talk.say("predict \"aori\"")
    #expect(value(talk, "predict", "probabilities") != own)
  }

  @Test("a beginning to be continued stands at the start of a line")
  func sample() throws {
    let talk = try talk()
    #expect(talk.say("sample 3 prime=\"ka\" beam=2").hasPrefix("ka"))
    let own = try #require(value(talk, "beam", "log_probabilities"))
    for prime in ["\\nka", "rio\\nka"] {
      talk.say("sample 3 prime=\"\(prime)\" beam=2")
      #expect(value(talk, "beam", "log_probabilities") == own, "\(prime)")
    }
    #expect(talk.say("sample 3 prime=\"ka\"").hasPrefix("ka"))
  }

  @Test("every line that is given is scored from its first symbol to its end, as those of the data are")
  func detect() throws {
    let talk = try talk()
    talk.say("detect threshold=0 k=100")
    let rows = zip(zip(numbers(table(talk), 0), numbers(table(talk), 1)), numbers(table(talk), 2))
    let own = rows.filter { $0.0.0 == 1 }.sorted { ($0.0.1 ?? 0) < ($1.0.1 ?? 0) }.map { $0.1 ?? .nan }
    func scores(_ text: String) -> (places: [Double], bits: [Double], found: [String]) {
      talk.say("detect \"\(text)\" threshold=0 k=100")
      let answer = table(talk)
      let rows = zip(zip(numbers(answer, 0), numbers(answer, 1)), words(answer, 2))
        .sorted { ($0.0.0 ?? 0) < ($1.0.0 ?? 0) }
      return (rows.map { $0.0.0 ?? .nan }, rows.map { $0.0.1 ?? .nan }, rows.map(\.1))
    }
    for text in ["kaori", "kaori\\n", "\\nkaori"] {
      let given = scores(text)
      #expect(given.places == [1, 2, 3, 4, 5, 6] && given.found == ["k", "a", "o", "r", "i", "\\n"])
      #expect(zip(given.bits, own).allSatisfy { abs($0 - $1) < 1e-9 } && own.count == 6)
    }
    let two = scores("ka\\nkaori")
    #expect(two.places == (1...9).map { Double($0) })
    #expect(zip(two.bits.suffix(6), own).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(scores("k").found == ["k", "\\n"])
  }

  @Test("a stream begins at the start of a line, and anew at each line end")
  func feed() throws {
    let talk = try talk()
    talk.say("predict \"kaori\"")
    guard case .list(let all)? = value(talk, "predict", "probabilities"), case .number(let best)? = all.first else {
      Issue.record("no probabilities")
      return
    }
    func isBest() -> Bool { abs((numbers(table(talk), 3).last.flatMap { $0 } ?? .nan) - best) < 1e-6 }
    talk.say("stream start; feed \"kaori\"")
    #expect(words(table(talk), 1) == ["k", "a", "o", "r", "i"] && isBest())
    talk.say("feed \"\\nkaori\"")
    #expect(numbers(table(talk), 0) == [6, 7, 8, 9, 10, 11] && isBest())
    talk.say("stream start; feed \"ka\"; feed \"ori\"")
    #expect(isBest())
    talk.say("stream start; feed \"\\nkaori\"")
    #expect(isBest())
  }
}
