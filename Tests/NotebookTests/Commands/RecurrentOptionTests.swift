import Testing

/// Options of recurrent layers as a person meets them.
@Suite("Options of recurrent layers")
struct RecurrentOptionTests {
  private func talk(_ lines: String) -> Conversation {
    let talk = Conversation()
    talk.say(lines)
    return talk
  }

  @Test("window= is told, trained and checked")
  func window() {
    let talk = talk("data adding length=6; model m")
    #expect(talk.say("add lstm 4 window=3; add max; add dense").contains("window 3"))
    #expect(!talk.say("train steps=2").isEmpty)
    #expect(talk.number("loss").isFinite)
    #expect(talk.say("check").contains("agree with central differences"))
  }

  @Test("looks that need a state through time say why there is none")
  func stateless() {
    let talk = talk("data adding length=6; model m; add lstm 4 window=3; add max; add dense")
    for look in ["show hidden", "show gates", "show jacobian", "print hidden(1, 2)", "explain lstm1 t=1"] {
      #expect(talk.say(look).contains("lstm1 starts anew for each time step (window=3)"), "\(look)")
    }
    #expect(talk.say("explain output(1)[1]").contains("without window="))
  }

  @Test("a window that cannot be is refused where it stands, and nothing is added")
  func refusals() {
    let talk = talk("data adding length=6; model m; add mean; add dense")
    for (line, words) in [
      ("add gru 4 window=0", "1 to"), ("add gru 4 window=2 feedback=output", "leave one of them out"),
      ("add dense window=3", "window"),
    ] {
      #expect(talk.say(line).contains(words), "\(line)")
    }
    #expect(talk.say("freeze gru3").contains("no layer is called"))
    talk.say("insert 1 gru 4 window=2")
    #expect(talk.say("bptt full checkpoint=yes; train steps=1").contains("overlap"))
  }
}
