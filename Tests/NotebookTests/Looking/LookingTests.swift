import Notebook
import TerminalUI
import Testing

@Suite("Looking at the unrolled example")
struct LookingTests {
  @Test("a probe equals the power of the weight in a linear net of one unit")
  func linear() {
    let talk = Conversation.adding("add rnn 1 activation=identity; add dense")
    talk.say("set rnn1.recurrent [[0.9]]")
    var expected = 1.0
    for _ in 0..<11 { expected *= 0.9 }
    // The weight is kept as a float.
    #expect(abs(talk.number("grad(1, 1) / grad(1, 12)") / expected - 1) < 1e-5)
    #expect(abs(talk.number("jacobian(1, 1, 12)") / expected - 1) < 1e-5)
    #expect(abs(talk.number("radius(rnn1)") - 0.9) < 1e-6)
    #expect(abs(talk.number("horizon(1)") - 6.5788) < 1e-3)
  }

  @Test("step follows the pass, and t stays within the example")
  func stepping() {
    let talk = Conversation.adding()
    talk.say("unroll")
    talk.say("step 3")
    #expect(talk.number("t") == 4)
    talk.say("back")
    #expect(talk.number("t") == 3)
    talk.say("pass backward")
    #expect(talk.number("t") == 12)
    talk.say("step 2")
    #expect(talk.number("t") == 10)
    #expect(talk.say("goto 13").contains("t runs from 1 to 12"))
    #expect(talk.number("t") == 10)
    talk.say("goto 12; back")
    #expect(talk.say("goto 12; back 1").isEmpty == false)
  }

  @Test("what reaches h is what comes from above and through time", arguments: ["rnn", "lstm", "gru"])
  func parts(_ kind: String) {
    let talk = Conversation.adding("add \(kind) 4; add dense")
    talk.say("unroll; pass backward")
    let table = talk.say("goto 12")
    #expect(table.contains("from above"))
    #expect(table.contains("through time"))
  }

  @Test("wrong questions are answered with what exists")
  func wrong() {
    let empty = Conversation()
    #expect(empty.say("unroll").contains("error"))
    #expect(empty.say("print grad(1, 1)").contains("there is no model yet"))
    let talk = Conversation.adding("add lstm 3; add dense")
    #expect(
      talk.say("print grad(2, 1)").contains("dense2 has no states: it is no recurrent layer; recurrent layers: lstm1"))
    #expect(talk.say("print gate(lstm1, \"forgot\", 1)").contains("lstm1 has no gate called 'forgot'"))
    #expect(talk.say("print grad(1, 0)").contains("t runs from 1 to 12"))
    #expect(talk.say("show gates layer=2").contains("dense2 has no states: it is no recurrent layer"))
    #expect(talk.say("show hidden unit=9").contains("unit goes from 1 to 3"))
    #expect(talk.say("ablate lstm1 gate=forgot").contains("did you mean 'forget'?"))
    #expect(talk.say("explain lstmm").contains("did you mean 'lstm'?"))
    #expect(
      talk.say("set lstm1.recurrent [1, 2]").contains("lstm1.weight_hh_l0 has the shape 12 × 3, that is 36 numbers"))
  }

  @Test("explain shows the equations as built")
  func explaining() {
    let talk = Conversation.adding("add rnn 4 activation=relu; add dense")
    #expect(talk.say("explain rnn1").contains("h' = relu(W(x) + U(h) + b)"))
    #expect(talk.say("explain rnn1").contains("rnn1.weight_hh_l0  [4 × 4]"))
  }

  @Test("explain shows any unit's numbers, and they are those of the recorded pass", arguments: ["lstm", "gru"])
  func unitsExplained(_ kind: String) {
    let talk = Conversation.adding("add \(kind) 4; add dense")
    let gates = kind == "lstm" ? ["input", "forget", "candidate", "output"] : ["reset", "update", "n"]
    let said = talk.say("explain 1 unit=3 t=5")
    #expect(said.contains("unit 3 at t = 5 of the unrolled example:"))
    func line(_ name: String) -> Double {
      let text = said.split(separator: "\n").last { $0.hasPrefix("    \(name) = ") } ?? ""
      return Double(text.split(separator: " ").dropFirst(2).first ?? "") ?? .nan
    }
    func agree(_ name: String, _ expression: String) {
      let own = talk.number(expression)
      #expect(abs(line(name) - own) <= 1e-4 * abs(own), "\(name)")
    }
    for gate in gates { agree(gate, "gate(1, \"\(gate)\", 5)[3]") }
    agree("h", "hidden(1, 5)[3]")
    agree("h(4)", "hidden(1, 4)[3]")
    if kind == "lstm" { agree("c", "cell_state(1, 5)[3]") }
    #expect(talk.say("explain 1 unit=5").contains("unit goes from 1 to 4"))
    #expect(talk.say("explain 1 t=13").contains("t goes from 1 to 12"))
    #expect(talk.say("explain dense2 unit=1").contains("dense2 has no states: it is no recurrent layer"))
    #expect(talk.say("explain lstm cell unit=1").contains("unit= goes with a layer"))
    #expect(talk.say("explain vanishing gradient").contains("Jacobian"))
  }

  @Test("surgery changes the run, and restore takes it back")
  func surgery() {
    let talk = Conversation.adding("add lstm 3; add dense")
    talk.say("unroll")
    let before = talk.number("grad(1, 1)")
    talk.say("ablate lstm1 gate=forget value=1")
    #expect(
      talk.number("gate(lstm1, \"forget\", 4)[1]").isNaN || talk.say("print gate(lstm1, \"forget\", 4)") == "[1, 1, 1]")
    #expect(talk.number("grad(1, 1)") != before)
    talk.say("restore")
    #expect(talk.number("grad(1, 1)") == before)
    talk.say("set hidden(lstm1, 5) unit=2 value=0.8")
    #expect(talk.number("hidden(lstm1, 5)[2]") == 0.8)
    talk.say("ablate lstm1 unit=1")
    #expect(talk.number("hidden(lstm1, 7)[1]") == 0)
    talk.say("restore")
    #expect(talk.number("grad(1, 1)") == before)
    talk.say("scale lstm1.recurrent 2; undo")
    #expect(talk.number("grad(1, 1)") == before)
  }

  @Test("compared models train in step on the same batches")
  func comparing() {
    let talk = Conversation.adding()
    talk.say("copy plain twin; compare plain twin; train steps=3")
    talk.say("model plain")
    let first = talk.number("loss")
    talk.say("model twin")
    #expect(talk.number("loss") == first)
    #expect(talk.number("step") == 3)
    #expect(talk.say("compare plain nobody").contains("error"))
  }

  @Test("one time step, one unit, and weights that are no numbers are shown, not feared")
  func extremes() {
    let tiny = Conversation()
    tiny.say("data inline [[[0.5]], [[0.25]]] target=[0.5, 0.25]; model m; add rnn 1; add dense")
    #expect(!tiny.say("unroll").contains("error"))
    #expect(!tiny.say("show gradients").contains("error"))
    #expect(!tiny.say("show horizon").contains("error"))
    let exploded = Conversation.adding("add rnn 3 activation=identity; add dense")
    exploded.say("spectral rnn1 1000000; scale rnn1 1000000")
    for subject in ["hidden", "gradients", "horizon", "jacobian", "saturation"] {
      #expect(!exploded.say("show \(subject)").contains("error"), "\(subject)")
    }
  }
}
