import Notebook
import Testing

@Suite("Surgery on the shown example")
struct SurgeryTests {
  private func talk(_ layers: String = "add lstm 4; add dense") -> Conversation {
    let talk = Conversation()
    talk.say("data adding length=12; model plain; \(layers); unroll")
    return talk
  }

  @Test("0.9 against 1.1 takes three lines")
  func scalar() {
    let talk = talk("add rnn 1 activation=identity; add dense")
    talk.say("set rnn1.recurrent [[0.9]]")
    let small = talk.number("grad(1, 1) / grad(1, 12)")
    talk.say("set rnn1.recurrent [[1.1]]")
    let large = talk.number("grad(1, 1) / grad(1, 12)")
    #expect(abs(small - 0.3138) < 1e-3)
    #expect(abs(large - 2.853) < 1e-2)
  }

  @Test("a state, a second state, a gate and an input are held at one time step, and told what that does")
  func holding() {
    let talk = talk()
    let said = talk.say("set hidden(lstm1, 5) unit=3 value=0.8")
    #expect(
      said.contains(
        "unit 3 of h of lstm1 is held at 0.8 at t = 5 of the shown example; "
          + "in training too with: clamp hidden(lstm1, 5) 0.8 unit=3"))
    #expect(said.contains("loss ") && said.contains("lstm1 from t = 5"))
    #expect(talk.number("hidden(lstm1, 5)[3]") == 0.8)
    talk.say("set cell_state(lstm1, 4) unit=1 value=0.25; set gate(lstm1, \"forget\", 6) 1")
    #expect(talk.number("cell_state(lstm1, 4)[1]") == 0.25)
    #expect(talk.say("print gate(lstm1, \"forget\", 6)") == "[1, 1, 1, 1]")
    #expect(talk.number("gate(lstm1, \"forget\", 7)[1]") != 1)
    talk.say("set input(2) [0.5, 1]")
    #expect(talk.say("print input(2)") == "[0.5, 1]")
    talk.say("restore")
    #expect(talk.number("hidden(lstm1, 5)[3]") != 0.8)
    #expect(talk.say("print input(2)") != "[0.5, 1]")
    #expect(talk.say("restore").contains("nothing was changed by hand"))
  }

  @Test("training goes without what is held in the shown example, and says how it is held there too")
  func training() {
    let talk = talk()
    talk.say("set hidden(lstm1, 5) unit=3 value=0.8")
    let held = talk.say("print output(1)")
    #expect(
      talk.say("train steps=1").contains(
        "what is held by hand in the shown example (1 value) is not held in training; "
          + "in training too with: clamp hidden(lstm1, 5) 0.8 unit=3"))
    talk.say("undo; restore")
    let clamped = self.talk()
    clamped.say("clamp hidden(lstm1, 5) 0.8 unit=3")
    #expect(clamped.say("print output(1)") == held, "the same intervention")
    #expect(!clamped.say("train steps=2").contains("is not held in training"))
    #expect(clamped.number("hidden(lstm1, 5)[3]") == 0.8)
    #expect(talk.say("set input(2) [0.5, 1]").contains("of the shown example; training goes without it"))
    let both = self.talk("add lstm 4 bidirectional; add dense")
    let said = both.say("set gate(\"lstm1.reverse\", \"forget\", 2) 1 unit=4")
    #expect(said.contains("clamp gate(\"lstm1.reverse\", \"forget\", 2) 1 unit=4"))
    #expect(both.say("clamp gate(\"lstm1.reverse\", \"forget\", 2) 1 unit=4").contains("is held at 1 at t = 2"))
  }

  @Test("one thing that is held is let go, and the rest stays")
  func letGo() {
    let talk = talk()
    let before = talk.say("print output(1)")
    talk.say(
      "ablate lstm1 unit=3; clamp gate(lstm1, \"forget\") 1; set hidden(lstm1, 5) unit=2 value=0.5; set input(4) [1, 1]"
    )
    #expect(talk.say("restore hidden(lstm1) unit=3").contains("unit 3 of h of lstm1 is let go"))
    #expect(talk.number("hidden(lstm1, 12)[3]") != 0 && talk.number("hidden(lstm1, 5)[2]") == 0.5)
    #expect(talk.say("restore hidden(lstm1, 4)").contains("nothing holds h of lstm1 at t = 4"))
    #expect(talk.say("restore hidden(lstm1, 5)").contains("h of lstm1 at t = 5 is let go"))
    #expect(talk.say("restore input(4)").contains("the input at t = 4 is the example's own again"))
    #expect(talk.say("restore input(4)").contains("the input is not set at t = 4"))
    #expect(talk.say("print gate(lstm1, \"forget\", 7)") == "[1, 1, 1, 1]")
    talk.say("restore gate(lstm1, \"forget\")")
    #expect(talk.say("print output(1)") == before)
    #expect(talk.say("restore").contains("nothing was changed by hand"), "nothing is left that was changed")
    #expect(talk.say("restore lstm1").contains("weights are not held"))
    talk.say("ablate lstm1 unit=3; undo")
    #expect(talk.say("print output(1)") == before)
  }

  @Test("a symbol goes in by its text or its number")
  func symbols() {
    let talk = Conversation()
    talk.say("data copy length=10; model m; add rnn 4; add dense; unroll")
    talk.say("set input(2) 3")
    #expect(talk.say("print input(2)") == "[3]")
    #expect(talk.say("set input(2) 1000").contains("goes from 0 to"))
  }

  @Test("a word is forced by its text, and an unknown one is refused with the nearest")
  func words() throws {
    let folder = try ScriptFolder()
    let file = try folder.write(
      "texts.tsv", (1...40).map { $0.isMultiple(of: 2) ? "good\ta fine book\n" : "bad\ta dull film\n" }.joined())
    let talk = Conversation()
    talk.say("data labelled \"\(file)\" unit=word; model m; add embedding 4; add lstm 3; add dense; unroll")
    let before = talk.number("hidden(1 + 1, 3)[1]")
    talk.say("set input(2) \"fine\"; let one = input(2)[1]; set input(2) \"dull\"")
    #expect(talk.say("print input(2)[1] == one") == "no")
    talk.say("set input(2) \"fine\"; set input(3) \"film\"")
    let forced = talk.number("hidden(2, 3)[1]")
    talk.say("set input(3) \"book\"")
    #expect(talk.number("hidden(2, 3)[1]") != forced)
    #expect(talk.say("set input(2) \"fime\"").contains("the data have no symbol 'fime'; did you mean 'fine'?"))
    talk.say("restore")
    #expect(talk.number("hidden(2, 3)[1]") == before)
  }

  @Test("scale multiplies what a state, a gate or an input was at a time step")
  func scaledValues() {
    let talk = talk()
    let (h, c, x) = (talk.number("hidden(1, 5)[2]"), talk.number("cell_state(1, 6)[1]"), talk.number("input(3)[1]"))
    #expect(talk.say("scale hidden(lstm1, 5) -2 unit=2").contains("unit 2 of h of lstm1 is held at"))
    #expect(abs(talk.number("hidden(1, 5)[2]") + 2 * h) < 1e-15)
    talk.say("restore; scale cell_state(1, 6) 3; scale input(3) 0.5 unit=1")
    #expect(talk.number("input(3)[1]") == x / 2)
    talk.say("restore; scale cell_state(1, 6) 3")
    #expect(abs(talk.number("cell_state(1, 6)[1]") - 3 * c) < 1e-15)
    talk.say("restore; scale gate(1, \"forget\", 4) 0")
    #expect(talk.say("print gate(1, \"forget\", 4)") == "[0, 0, 0, 0]")
    talk.say("restore; scale 1.recurrent 2; scale 1 0.5")
    #expect(talk.say("scale hidden(1) 2").contains("say at which time step"))
    #expect(talk.say("scale lstm1 2 unit=1").contains("unit= goes with a state or a gate"))
    #expect(talk.say("scale grad(1, 2) 2").contains("is worked out and cannot be held"))
    #expect(talk.say("scale input(99) 2").contains("t runs from 1 to 12"))
  }

  @Test("a clamped gate holds while training, in one unit and some time steps")
  func clamped() {
    let talk = talk()
    talk.say("clamp gate(lstm1, \"forget\") 1")
    talk.say("clamp gate(lstm1, \"input\") 0 unit=2 t=3..6")
    talk.say("train steps=2")
    #expect(talk.say("print gate(lstm1, \"forget\", 8)") == "[1, 1, 1, 1]")
    #expect(talk.number("gate(lstm1, \"input\", 4)[2]") == 0)
    #expect(talk.number("gate(lstm1, \"input\", 7)[2]") != 0)
    #expect(talk.number("gate(lstm1, \"input\", 4)[1]") != 0)
    #expect(talk.say("check").contains("agree with central differences"))
    talk.say("clamp hidden(lstm1) 0.5 unit=1")
    #expect(talk.number("hidden(lstm1, 9)[1]") == 0.5)
  }

  @Test("the changed run stands beside the original until restore")
  func beside() {
    let recorder = Recorder()
    recorder.run("data adding length=12; model plain; add lstm 4; add dense; unroll; scale lstm1.recurrent 2")
    #expect(recorder.workspace.stepper?.originals.keys.sorted() == ["plain"])
    let talk = talk()
    talk.say("scale lstm1.recurrent 2")
    let shown = talk.say("unroll")
    #expect(shown.contains("plain   example 1") && shown.contains("plain changed   example 1"))
    #expect(talk.say("diff as=table").contains("plain changed"))
    talk.say("restore")
    #expect(!talk.say("unroll").contains("plain changed"))
    #expect(talk.say("diff").contains("nothing was changed by hand in plain"))
  }

  @Test("each change by hand tells what it alone does; the run beside it is said to be from before all of them")
  func oneChange() {
    let talk = Conversation()
    talk.say("data inline [[1, 0, 0, 0, 0, 0, 0, 0]] target=[0]; model loop; add rnn 1 activation=identity")
    talk.say("set rnn1.input 1; set rnn1.recurrent 0.5; set rnn1.bias 0; unroll")
    // h(8) = u⁷: 0.0078 and 17.09.
    let grown = talk.say("set rnn1.recurrent 1.5")
    #expect(grown.contains("loss 6.104e-5 → 291.9; the output moves by up to 17.08"), "\(grown)")
    #expect(talk.say("set rnn1.recurrent 0.9").contains("loss 291.9 → 0.2288"))
    let again = talk.say("set rnn1.recurrent 0.9")
    #expect(again.contains("loss 0.2288 → 0.2288; the output stays") && !again.contains("states differ"), "\(again)")
    let shown = talk.say("unroll").split { $0.isWhitespace }.joined(separator: " ")
    #expect(shown.contains("loop as it was before every change by hand; the changed run follows"))
  }

  @Test("diff tells where two models come apart")
  func diff() {
    let talk = talk()
    talk.say("copy plain other; model other; scale lstm1.recurrent 1.5")
    let said = talk.say("diff plain other as=table")
    #expect(said.contains("lstm1.weight_hh_l0"))
    // The first state is zero, so the recurrent weights first matter at t = 2.
    #expect(said.contains("apart from t = 2"), "\(said)")
    #expect(talk.say("diff plain plain").contains("these are one"))
    #expect(talk.say("diff plain nobody").contains("no model is called 'nobody'"))
  }

  @Test("wrong use is told in words")
  func wrong() {
    let talk = talk()
    #expect(talk.say("set hidden(lstm1, 13) 1").contains("t runs from 1 to 12"))
    #expect(talk.say("set hidden(lstm1, 3) 1 unit=5").contains("unit goes from 1 to 4"))
    #expect(talk.say("set grad(lstm1, 3) 1").contains("is worked out and cannot be held"))
    #expect(talk.say("set hidden(lstm1, 3)").contains("say the value"))
    #expect(talk.say("clamp gate(lstm1, \"forgot\") 1").contains("no gate called 'forgot'"))
    #expect(talk.say("clamp lstm1 1").contains("clamp holds a gate or a state"))
    #expect(talk.say("set lstm1.bias 1 gate=forgot").contains("no gate is called 'forgot'"))
    #expect(talk.say("set lstm1.bias 2 gate=forget").contains("lstm1.bias_ih_l0 of forget is set"))
    #expect(Conversation().say("clamp gate(lstm1, \"forget\") 1").contains("there is no model yet"))
  }
}
