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
    let truncation = talk.say("show truncation")
    #expect(truncation.contains("lstm1 forgets by construction: nothing 3 or more steps back changes a state of it"))
    #expect(truncation.contains("truncated BPTT cuts nothing in this model") && !truncation.contains("cosine"))
    let both = self.talk("data adding length=6; model m; add gru 3; add lstm 4 window=3; add max; add dense")
    #expect(both.say("show truncation").contains("lstm2 forgets by construction"))
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

  private let pieces =
    "data inline [[1,2],[0,1],[2,1],[1,0]] target=[[1,1],[0,0],[1,0],[0,1]]; batch 2 shuffle=no; model m"

  @Test("stateful is told, trained, scored and kept", arguments: ["", "=never", "=3"])
  func stateful(_ rule: String) {
    let talk = talk(pieces)
    #expect(talk.say("add lstm 4 stateful\(rule); add dense").contains("stateful"))
    #expect(talk.say("summary").contains("stateful" + (rule.isEmpty ? "" : " \(rule.dropFirst())")))
    #expect(talk.say("train epochs=2; evaluate").contains("loss"))
    #expect(talk.number("loss").isFinite)
  }

  @Test("stateful is refused where nothing goes on, before anything is computed")
  func statefulRefusals() {
    let talk = talk(pieces + "; add lstm 4; add dense")
    for (line, words) in [
      ("replace 1 lstm 4 stateful=sometimes", "no choice for 'stateful'"), ("replace 1 lstm 4 stateful=0", "1 to"),
      ("replace 1 lstm 4 stateful bidirectional", "no beginning"), ("replace 1 lstm 4 stateful window=2", "window=2"),
      ("replace 1 lstm 4 stateful reverse", "leave stateful out"), ("replace 2 dense stateful", "stateful"),
    ] {
      #expect(talk.say(line).contains(words), "\(line)")
    }
    #expect(!talk.say("summary").contains("stateful"))
    talk.say("replace 1 lstm 4 stateful; batch 2")
    #expect(talk.say("train steps=1").contains("batch 16 shuffle=no"))
    #expect(talk.say("evaluate").contains("batch 16 shuffle=no"))
  }

  @Test(
    "what is dropped, kept or normalised is told, trained, checked and explained",
    arguments: [
      ("dropout=0.2", "dropout=0.2", "20% of the numbers are set to 0"),
      ("recurrent_dropout=0.25", "recurrent dropout 0.25", "U(drop(h, 0.25))"),
      ("zoneout=0.1", "zoneout 0.1", "zone(h, "), ("layernorm", "layernorm", "norm(W(x)) * gain_W"),
      ("projection=2", "projection 2", "U(projection)"),
    ])
  func variations(_ option: String, _ told: String, _ explained: String) {
    for kind in ["lstm 4 layers=2", "rnn 4 bidirectional", "mine 4"] {
      let talk = talk("cell mine(x, h) { h' = tanh(W(x) + U(h) + b) }; data parity length=5; model m")
      #expect(talk.say("add \(kind) \(option); add dense").contains(told), "\(kind)")
      #expect(talk.say("summary").contains(told.prefix(9)), "\(kind)")
      #expect(!talk.say("train steps=2; evaluate").contains("error"))
      #expect(talk.number("loss").isFinite)
      #expect(talk.say("check").contains("agree with central differences"), "\(kind)")
      #expect(talk.say("explain 1").contains(explained), "\(talk.say("explain 1"))")
      #expect(talk.say("unroll; show hidden; explain output(2)[1]").contains("output"))
    }
  }

  @Test("a projection is what the layer puts out; its states, gates and weights are those of its part")
  func projection() {
    let talk = talk("data parity length=5; model m")
    #expect(talk.say("add lstm 6 projection=2").contains("1 → 2   projection 2"))
    talk.say("add dense; train steps=1; unroll")
    let told = talk.say("explain 1")
    #expect(told.contains("projection[2] = R(h)") && told.contains("2 of 6 numbers; the layer puts out R h(t)"))
    #expect(told.contains("lstm1.weight_hr_l0  [2 × 6]") && told.contains("lstm1.weight_hh_l0  [24 × 2]"))
    #expect(talk.say("show hidden").contains("lstm1 puts out"))
    for (layer, size) in [("1", 2), ("lstm1.forward", 6)] {
      #expect(talk.say("print hidden(\(layer), 2)").split(separator: ",").count == size)
    }
    #expect(talk.say("print gate(lstm1, \"forget\", 2)").contains("the states are those of lstm1.forward"))
    #expect(talk.say("explain gate(lstm1.forward, \"projection\", 2)[1]").contains("R(h)"))
    // The two numbers of the projection belong to no pair of units.
    #expect(!talk.say("explain lstm1.forward unit=1 t=2").contains("projection ="))
    #expect(talk.say("remove 2; add softmax").contains("softmax goes behind a dense layer"))
    let stateful = self.talk(pieces)
    #expect(stateful.say("add lstm 4 projection=2 stateful; add dense; train epochs=2").contains("stateful"))
    #expect(stateful.number("loss").isFinite)
  }

  @Test("a gate of a cell of one's own may have a size of its own")
  func sizes() {
    let talk = talk("cell low(x, h; size=2) { code[size] = tanh(V(h)); h' = tanh(W(x) + U(code) + b) }")
    talk.say("data parity length=5; model m")
    #expect(talk.say("add low 6 size=3; add dense").contains("size 3"))
    #expect(talk.say("check").contains("agree with central differences"))
    #expect(talk.say("explain 1").contains("low1.weight_V_l0  [3 × 6]"))
    #expect(talk.say("cell bad(x, h) { g[x] = W(x); h' = U(g) }; add bad 3").contains("a number or an option"))
  }

  @Test("a probability that is none is refused where it stands, and nothing is added")
  func probabilities() {
    let talk = talk("data parity length=5; model m; add dense")
    for (line, words) in [
      ("insert 1 gru 4 dropout=1", "nothing would be left"), ("insert 1 gru 4 recurrent_dropout=1.5", "0 to 1"),
      ("insert 1 gru 4 zoneout=-1", "0 to 1"), ("insert 1 indrnn 4 recurrent_dropout=0.1", "no matrix of the cell"),
      ("insert 1 rnn 1 layernorm", "a single unit"), ("insert 1 dropout 0.1 each=batch", "no choice"),
      ("insert 1 dense 3 zoneout=0.1", "zoneout"), ("insert 1 gru 4 projection=4", "down to fewer, at least 1"),
      ("insert 1 gru 4 projection=0", "down to fewer"), ("insert 1 lstm 4 projection", "projection=N"),
      ("insert 1 gru 4 reset=before projection=2", "reads reset * h"),
      ("insert 1 lstm 4 projection=2 feedback=output", "none to project"),
    ] {
      #expect(talk.say(line).contains(words), "\(line): \(talk.say(line))")
    }
    #expect(!talk.say("summary").contains("gru"))
  }

  @Test(
    "a learned start is counted, told, set, trained, checked and explained",
    arguments: ["lstm 4", "gru 4 bidirectional"])
  func start(_ kind: String) {
    let talk = talk("data parity length=5; model m; add \(kind); add dense; let before = params")
    #expect(talk.say("replace 1 \(kind) start=learned").contains("start learned"))
    #expect(talk.number("params - before") == 8)
    #expect(talk.say("summary").contains("start learned"))
    #expect(talk.say("train steps=3; check").contains("agree with central differences"))
    #expect(talk.say("explain 1").contains(kind == "lstm 4" ? "training: h(0) and c(0)" : "training: h(0)"))
    if kind == "lstm 4" {
      talk.say("set 1.start 0.5 gate=h; unroll")
      #expect(talk.say("explain 1 t=1 unit=2").contains("h(0) = 0.5"))
      #expect(talk.say("explain gate(1, \"forget\", 1)[1]").contains("h(0)[2] 0.5 ×"))
    }
    #expect(talk.say("replace 1 \(kind) start=somewhere").contains("no choice"))
    #expect(talk.say("summary").contains("start learned"))
  }
}
