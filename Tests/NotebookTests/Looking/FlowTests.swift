import Notebook
import Testing

@Suite("The gradient's books, as commands")
struct FlowTests {
  private func parity(_ layers: String = "add lstm 4; add dense") -> Conversation {
    let talk = Conversation()
    talk.say("data parity length=10; model plain; \(layers)")
    return talk
  }

  private func adding(_ layers: String = "add lstm 4; add dense") -> Conversation {
    let talk = Conversation()
    talk.say("data adding length=12; model plain; \(layers)")
    return talk
  }

  @Test(
    "every subject answers in every form",
    arguments: [
      "flow", "flow gate=forget", "flow route=c", "flow route=input", "flow unit=2", "flow t=3..6",
      "truncation", "truncation steps=[2, 5]", "recall", "recall k=[0, 3]", "connectivity", "neurons",
      "neurons unit=2", "neurons on=2 off=[1, 3]", "neurons on=-1", "neurons t=2..4", "neurons match=plain", "horizon",
      "fixed_points starts=10",
    ])
  func subjects(_ subject: String) {
    for talk in [parity(), adding(), adding("add gru 3 reverse=yes; add lstm 4 return=last; add dense")] {
      talk.say("train steps=2")
      for form in ["", " as=heatmap", " as=plot", " as=bars", " as=table", " as=csv", " as=text"] {
        let before = talk.outputs.count
        let text = talk.say("show \(subject)\(form)")
        #expect(talk.outputs.count > before, "show \(subject)\(form): \(text)")
        #expect(!text.contains("error"), "show \(subject)\(form): \(text)")
      }
    }
  }

  @Test("the probe is an entry of the ledger, and rows of a linear net are powers")
  func probe() {
    let talk = parity("add rnn 1 activation=identity; add dense")
    talk.say("set rnn1.recurrent [[0.5]]")
    #expect(abs(talk.number("flow(1, 3, 7) / flow(1, 7, 7)") - 0.0625) < 1e-12)
    #expect(talk.number("flow(rnn1, 8, 7)") == 0)
    #expect(talk.say("print flow(1, 0, 3)").contains("t runs from 1 to 10"))
    #expect(talk.say("print flow(1, 3)").contains("flow() is called as flow(layer, t, s)"))
    #expect(talk.say("print flow(2, 1, 1)").contains("dense2 has no states"))
  }

  @Test("check adds the ledger up")
  func check() {
    let said = parity().say("check")
    #expect(said.contains("the ledger of lstm1 adds up to dL/dh at all 10 time steps"))
  }

  @Test("with one loss the words say that paths are shown")
  func oneLoss() {
    let said = adding().say("show flow as=text")
    #expect(
      said.contains("lstm1: the sequence has one loss, so the ledger has one row; here is dL/dh(t) by its paths"))
    #expect(said.contains("forget: "))
    #expect(said.contains("at every step the parts add up to ‖dL/dh(t)‖"))
  }

  @Test("the words say where the gradient came from and that columns add up")
  func words() {
    let said = parity().say("show flow as=text")
    #expect(said.contains("lstm1: what arrives at t=1 comes from losses"))
    #expect(said.contains("the columns add up to dL/dh(t): the largest difference is below a billionth of it"))
  }

  @Test("a picture of the ledger has the losses as rows and the time steps as columns, as its pane does")
  func orientation() throws {
    let talk = parity()
    talk.say("goto 4; show flow t=3..6")
    let map = try #require(talk.outputs.compactMap { if case .heat(let map) = $0 { map } else { nil } }.last)
    #expect(map.rows.count == 10 && map.columnCount == 4 && map.firstColumn == 3)
    #expect(map.rowName == "s" && map.columnName == "t" && map.cursorColumn == 4)
    #expect(map.rows[9][3] == talk.number("flow(1, 6, 10)") && map.rows[2][3] == 0)
  }

  @Test("wrong questions are answered with what exists")
  func wrong() {
    let talk = parity("add gru 3; add dense")
    #expect(talk.say("show flow gate=reste").contains("did you mean 'reset'?"))
    #expect(talk.say("show flow gate=reset route=h").contains("take either gate= or route="))
    #expect(talk.say("show flow route=c").contains("gru1 has no state called 'c'; routes of gru1: h, input"))
    #expect(talk.say("show flow route=attention").contains("the model has no attention"))
    #expect(talk.say("show flow unit=4").contains("unit goes from 1 to 3"))
    #expect(talk.say("show flow layer=2").contains("dense2 has no states: it is no recurrent layer"))
    #expect(talk.say("show flow t=0..3").contains("t=A..B lies within 1..10"))
    #expect(talk.say("show flo").contains("flow"))
    #expect(talk.say("show truncation steps=[0]").contains("steps holds whole numbers from 1, and 0 is none"))
    #expect(talk.say("show truncation steps=[]").contains("steps is a list of time steps"))
    #expect(talk.say("show recall k=[10]").contains("k is below the length of the sequences, 10, and 10 is not"))
    #expect(talk.say("show recall k=[-1]").contains("k holds whole numbers from 0, and -1 is none"))
    #expect(talk.say("show connectivity t=3").contains("t= goes with output= or class="))
    #expect(talk.say("show connectivity output=9").contains("output goes from 1 to"))
    #expect(talk.say("show connectivity class=x").contains("the outputs of these data have no names"))
    #expect(talk.say("show neurons unit=9").contains("unit goes from 1 to 3"))
    #expect(talk.say("show neurons on=[1, 9]").contains("units are numbers from 1 to 3"))
    #expect(talk.say("show neurons off=0").contains("units are numbers from 1 to 3"))
    #expect(talk.say("show neurons on=1 unit=2").contains("take one at a time"))
    #expect(talk.say("show neurons match=nobody").contains("no model is called 'nobody'"))
    #expect(talk.say("show neurons t=0..3").contains("t=A..B lies within 1.."))
    #expect(Conversation().say("show flow").contains("there is no model yet"))
    #expect(Conversation().say("show truncation").contains("there is no model yet"))
  }

  @Test("the truncation that is set is told where it cuts")
  func cuts() {
    let talk = adding()
    #expect(!talk.say("show horizon as=text").contains("bptt"))
    talk.say("bptt 5")
    #expect(talk.say("show horizon as=text").contains("bptt 5 cuts at t=2|3, t=7|8"))
    #expect(talk.say("show horizon as=text").contains("time constants of c, −1 / ln forget"))
  }

  @Test(
    "figures do not change weights, and scripts get every number",
    arguments: ["flow", "truncation", "recall", "neurons"])
  func traces(_ subject: String) throws {
    let talk = parity()
    talk.say("train steps=1")
    let before = talk.number("weight_norm(1)")
    talk.say("show \(subject)")
    #expect(talk.number("weight_norm(1)") == before)
    let records = talk.events.compactMap { event -> EventRecord? in
      if case .record(let record) = event, record.event == "trace" { record } else { nil }
    }
    let own = try #require(records.last)
    #expect(own.fields.contains { $0.name == "subject" && $0.value == .text(subject) })
  }
}
