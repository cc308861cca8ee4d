import Notebook
import Script
import Testing

@Suite("Encoder-decoders in a session")
struct AttentionTests {
  private func talk(_ attention: String = "add attention additive; add gru 6") -> Conversation {
    let talk = Conversation()
    talk.say(
      "data dates; batch 8; model m; encoder; add embedding 4; add gru 6; decoder; add embedding 4; \(attention); add dense"
    )
    return talk
  }

  @Test("summary names the wiring, both sides, and how they meet")
  func summary() {
    let said = talk().say("summary")
    #expect(said.contains("encoder-decoder with attention, loss cross_entropy"))
    #expect(said.contains("gru5 starts from the last state of gru2"))
    #expect(said.contains("attention4 looks at every step of gru2 with the state of gru5 of the step before"))
    #expect(said.contains("encoder  2  gru2") && said.contains("decoder  4  attention4"))
    let behind = talk("add gru 6; add attention dot").say("summary")
    #expect(behind.contains("attention5 looks at every step of gru2 with what gru4 puts out"))
  }

  @Test("add grows one side, insert and replace keep to the side that is there")
  func sides() {
    let talk = talk()
    talk.say("encoder; add gru 6; insert 2 dropout 0.1; replace 4 lstm 6; decoder; insert 6 dropout 0.1")
    let said = talk.say("summary")
    for row in [
      "encoder  2  dropout", "encoder  3  gru2", "encoder  4  lstm", "decoder  5  embedding3", "decoder  6  drop",
    ] {
      #expect(said.contains(row), "\(row)\n\(said)")
    }
  }

  @Test("wrong wiring is refused where it is written, and changes nothing")
  func refused() {
    let talk = Conversation()
    talk.say("data dates; model m; encoder; add embedding 4; add gru 6")
    #expect(talk.say("add attention dot").contains("attention belongs to a decoder"))
    #expect(talk.say("add last").contains("a decoder starts from the last state by itself"))
    #expect(talk.say("train steps=1").contains("say decoder"))
    talk.say("decoder; add embedding 4")
    #expect(talk.say("add gru 7").contains("has 6 units, and has 7 itself; give both the same size"))
    talk.say("add gru 6; add dense; train steps=1")
    #expect(talk.number("step") == 1)
    #expect(talk.say("bptt 5 every=2").contains("an encoder-decoder is computed whole"))
    #expect(talk.say("bptt full checkpoint=yes").contains("an encoder-decoder is computed whole"))
    #expect(talk.say("show attention").contains("m has no attention"))
    #expect(talk.say("sample 5").contains("sample needs the source"))
    let other = Conversation()
    other.say("data adding length=10; model m; decoder")
    #expect(other.say("add gru 4").contains("a decoder needs data in pairs"))
  }

  @Test("attention is shown as a picture, words, a table and numbers, with its gradients")
  func shown() {
    let talk = talk()
    talk.say("seed 3; train steps=2; unroll")
    let words = talk.say("show attention as=text")
    #expect(words.contains("t=1 '") && words.contains("looks at s="))
    #expect(talk.say("show attention").contains("<end>"))
    #expect(talk.say("show attention as=csv").hasPrefix("t,target,s=1 "))
    #expect(talk.say("show attention of=gradients as=table").contains("dL/da(t, s)"))
    let weights = talk.say("print attention(attention4, 2)").dropFirst().dropLast().split(separator: ",").compactMap {
      Double($0.trimmingPrefix(" "))
    }
    #expect(abs(weights.reduce(0, +) - 1) < 1e-12)
    let explained = talk.say("explain attention4 t=2")
    #expect(explained.contains("e(t, s) = v . tanh(Q q(t) + K k(s))") && explained.contains("a(2, "))
    #expect(talk.say("show attention layer=gru2").contains("gru2 is no attention layer"))
  }

  @Test("every other view works on both sides, each with steps of its own")
  func views() {
    let talk = talk()
    talk.say("train steps=2; unroll")
    let (source, target) = (talk.number("len(attention(attention4, 1))"), 11.0)
    #expect(talk.number("T") == max(source, target))
    #expect(talk.say("print hidden(gru5, 12)").contains("t runs from 1 to 11, and 12 is outside"))
    for view in ["hidden", "gates", "gradients", "weights", "jacobian", "spectrum", "saturation", "horizon", "flow"] {
      let said = talk.say("show \(view)")
      #expect(!said.contains("error") && said.contains("gru5") && !said.contains("nan"), "\(view)\n\(said)")
    }
    #expect(talk.say("unroll").contains("decoder x") && !talk.say("unroll").contains("×"))
    let truncation = talk.say("show truncation")
    #expect(truncation.contains("the encoder is cut in pieces counted from its last step"))
    #expect(truncation.contains("cosine attention4") && truncation.contains("cosine gru2"))
    #expect(talk.say("bptt 4").contains("attention carry their gradients whole"))
    #expect(talk.say("show horizon as=text").contains("bptt 4 cuts at t=4|5, t=8|9"))
    talk.say("train steps=1; bptt full")
    #expect(talk.number("step") == 3)
    talk.say("pass backward; step 3; pass forward; step 2")
    #expect(talk.say("doctor try=2").contains("saturated") || !talk.say("doctor try=2").contains("error"))
  }

  @Test("the ledger of the encoder tells what comes through attention")
  func flow() {
    let talk = talk()
    talk.say("unroll")
    #expect(talk.say("show flow layer=gru2 as=text").contains("the columns add up to dL/dh(t)"))
    #expect(talk.say("show flow layer=gru2 route=attention as=text").contains("only what comes through attention"))
    #expect(talk.say("show flow layer=gru5 route=attention").contains("attention is a route to the encoder"))
    #expect(talk.number("flow(gru2, 3, 2)") > 0)
    #expect(talk.say("check").contains("the ledger of gru5 adds up"))
  }

  @Test("where the decoder looks is set by hand at one step, and taken back")
  func surgery() {
    let talk = talk()
    talk.say("train steps=5; unroll")
    let before = talk.say("print attention(attention4, 3)")
    let said = talk.say("set attention(attention4, 3) unit=2 value=1")
    #expect(said.contains("looks by hand at t = 3") && said.contains("gru5 from t = 3") && !said.contains("gru2 from"))
    #expect(talk.number("attention(attention4, 3)[2]") == 1 && talk.number("attention(attention4, 3)[1]") == 0)
    #expect(talk.number("attention(attention4, 4)[2]") < 1)
    #expect(talk.say("set attention(attention4, 3) [1, 0]").contains("give one finite weight for each"))
    #expect(talk.say("set attention(attention4, 12) unit=1 value=1").contains("t runs from 1 to 11"))
    #expect(talk.say("set attention(gru2, 3) unit=1 value=1").contains("gru2 is no attention layer"))
    talk.say("set input(3) \"7\" side=decoder; set input(2) \"a\"")
    talk.say("restore")
    #expect(talk.say("print attention(attention4, 3)") == before)
    #expect(talk.say("set input(12) \"7\" side=decoder").contains("t runs from 1 to 11"))
    #expect(talk.say("set input(2) \"@\"").contains("the data have no symbol '@'"))
  }

  @Test("a check follows both sides and knows which layer has attention")
  func checked() {
    func errors(_ text: String) -> [String] {
      let model =
        "data dates; model m; encoder; add embedding 4; add gru 6; decoder; add embedding 4; add attention dot; add gru 6\n"
      return ScriptCheck.diagnostics(in: SourceText(name: "a.rnn", text: model + text), path: nil).map(\.sentence)
    }
    #expect(errors("add dense; train steps=5; unroll; set attention(attention4, 3) unit=2 value=1; restore") == [])
    #expect(
      errors("add dense; print attention(gru2, 3)")
        == ["gru2 is no attention layer; attention layers: attention4"])
    #expect(errors("add dense; encoder; add gru 7").first?.contains("the same size") == true)
    #expect(errors("add last").first?.contains("a decoder starts from the last state by itself") == true)
  }

  @Test("what it writes by itself is predicted and scored, and survives saving, undo and rewind")
  func using() throws {
    let talk = talk()
    talk.say("optimizer adam rate=0.01; clip norm=1; train steps=30; evaluate")
    let (loss, exact) = (talk.number("test.loss"), talk.number("test.exact"))
    #expect(exact >= 0 && loss < talk.number("baseline.loss"))
    let written = talk.say("predict \"3 March 1997\"")
    #expect(!written.isEmpty)
    #expect(talk.say("predict \"3 March 1997\" beam=3").contains("the best of 3 beginnings"))
    #expect(talk.say("predict [1, 2]").contains("the model reads texts"))
    talk.say("train steps=5; undo; evaluate")
    #expect(talk.number("test.loss") == loss)
    talk.say("train steps=5; rewind 30; evaluate")
    #expect(talk.number("test.loss") == loss && talk.number("test.exact") == exact)
    talk.say("copy m twin; model twin; evaluate")
    #expect(talk.number("test.loss") == loss)
    #expect(talk.say("teacher_forcing 1..0.5 steps=100").contains("falling to 50%"))
    #expect(talk.say("teacher_forcing 2").contains("a share lies between 0 and 1"))
    talk.say("train steps=2")
    #expect(talk.number("loss") > 0)
  }
}
