import Foundation
import Testing

@Suite struct JSONLinesTests {
  private func events(_ text: String) throws -> [[String: Any]] {
    let result = try Program.run("run", "-", "--format", "jsonl", input: text)
    return try result.lines.map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  @Test func everyLineIsAnObjectWithItsEvent() throws {
    let script =
      "data adding length=5; model a; add rnn 4; add dense; train steps=4 log=2; evaluate; print \"a\\tb\"; assert yes"
    let events = try events(script)
    let names = events.compactMap { $0["event"] as? String }
    #expect(names.count == events.count)
    #expect(names.first == "session")
    #expect(names.last == "done")
    #expect(names.filter { $0 == "train" }.count == 2)
    for name in ["data", "model", "evaluate", "print", "assert"] { #expect(names.contains(name)) }
    let train = try #require(events.last { $0["event"] as? String == "train" })
    #expect(train["step"] as? Int == 4)
    #expect(train["epoch"] as? String == "nan")
    #expect(train["loss"] is Double)
    #expect(events.last?["status"] as? Int == 0)
  }

  @Test func anErrorHasItsPlaceAndTheEndItsStatus() throws {
    let events = try events("print 1\n  print x")
    let error = try #require(events.first { $0["event"] as? String == "error" })
    #expect(error["file"] as? String == "standard input")
    #expect(error["line"] as? Int == 2)
    #expect(error["column"] as? Int == 9)
    #expect(error["message"] as? String == "no variable, measure or layer is called 'x'")
    #expect(events.last?["status"] as? Int == 1)
  }
}
