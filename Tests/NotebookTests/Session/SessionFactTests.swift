import Testing

@Suite("What a session is made of, in expressions")
struct SessionFactTests {
  @Test("names of the data and of the model are texts, and no numbers before there are any") func names() {
    let talk = Conversation()
    #expect(talk.say("print data.name, model.name") == "nan nan")
    talk.say("data adding length=12; model plain; add rnn 4; add dense")
    #expect(talk.say("print data.name, model.name") == "adding plain")
    #expect(talk.say("let data.name = 3").contains("error"))
  }

  @Test(
    "layers are counted by the words that they were added with, usual ones of their cell too",
    arguments: [
      ("rnn", 1), ("rnn 4 activation=tanh", 1), ("rnn activation=relu", 0), ("gru reverse", 1), ("gru 3", 1),
      ("lstm bidirectional", 1), ("lstm reverse", 0), ("recurrent", 3), ("recurrent reverse", 1), ("dense", 1),
      ("conv width=3", 1), ("attention", 0), ("transformer", 1), ("self_attention", 0),
    ])
  func layers(_ words: String, _ count: Int) {
    let talk = Conversation.adding(
      """
      add conv 4 width=3; add transformer heads=1; add rnn 4; add gru 3 reverse
      add lstm 2 bidirectional; add dense
      """)
    #expect(talk.number("layers(\"\(words)\")") == Double(count))
  }

  @Test("a kind that there is not is no kind of which there are none") func unknownKind() {
    let talk = Conversation.adding()
    #expect(talk.say("print layers(\"lstn\")").contains("did you mean 'lstm'?"))
    #expect(talk.say("print layers(\"\")").contains("layers() takes a kind"))
    #expect(talk.say("print layers(1)").contains("layers() is called as layers(words), with one text"))
  }

  @Test("a training setting is told as its command") func settings() {
    let talk = Conversation.adding()
    #expect(talk.say("print setting(\"bptt\"), setting(\"clip\")") == "bptt full clip off")
    talk.say("bptt 5 every=1; clip norm=1; optimizer sgd rate=0.05")
    #expect(talk.say("print setting(\"bptt\")") == "bptt 5 every=1")
    #expect(talk.say("print setting(\"clip\")") == "clip norm=1")
    #expect(talk.say("print setting(\"optimizer\")") == "optimizer sgd rate=0.05")
    #expect(talk.say("print setting(\"clop\")").contains("did you mean 'clip'?"))
  }

  @Test("an option of the data is told as given, or the usual one") func dataOptions() {
    let talk = Conversation()
    #expect(talk.say("print data_option(\"lag\")").contains("there are no data yet"))
    talk.say("data echo lag=4")
    #expect(talk.number("data_option(\"lag\")") == 4 && talk.number("data_option(\"length\")") == 20)
    #expect(talk.say("print data_option(\"form\")").contains("there are: length, lag"))
    talk.say("data adding length=5")
    #expect(talk.say("print data_option(\"form\")") == "modern")
    #expect(talk.number("data_option(\"tolerance\")").isNaN)
  }
}
