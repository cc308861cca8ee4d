import Notebook
import Testing

@Suite("The net drawn")
struct NetPictureTests {
  private func talk() -> Conversation {
    let talk = Conversation()
    talk.say("data adding length=6; model m; add rnn 4; add dense")
    return talk
  }

  @Test("folded, a loop leads back; unrolled, the same layers stand at every time step")
  func drawn() {
    let talk = talk()
    let folded = talk.say("show model as=folded")
    #expect(folded.contains("rnn1 4") && folded.contains("t-1"))
    let before = talk.say("show model as=unrolled")
    #expect(before.contains("T"), "no example is unrolled: time ends at T")
    talk.say("unroll; goto 3")
    let unrolled = talk.say("show model as=unrolled")
    #expect(unrolled.contains("1       2       3       4       5       6"))
    #expect(unrolled.components(separatedBy: "(h)").count - 1 == 6)
    #expect(unrolled.components(separatedBy: "[y]").count - 1 == 1, "one output for the sequence")
  }

  @Test("in words it says what the loop reads")
  func words() throws {
    let talk = talk()
    talk.say("unroll; show model as=unrolled")
    guard case .net(let net)? = talk.outputs.last else {
      Issue.record("no net was drawn")
      return
    }
    #expect(net.sentences[0] == "m: unrolled over 6 time steps, x 2")
    #expect(
      net.sentences[1]
        == "rnn1, 2 → 4: 28 weights, the same at every time step; it reads its own state of the time step before, "
        + "read at its last time step")
  }

  @Test("no other subject has a folded form")
  func refused() {
    let talk = talk()
    #expect(talk.say("show gates as=folded").contains("folded"))
    #expect(talk.say("show gates as=folded").contains("error") || talk.say("show hidden as=folded").contains("choice"))
  }
}
