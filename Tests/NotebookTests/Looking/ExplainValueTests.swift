import Notebook
import Testing

@Suite("explain a number")
struct ExplainValueTests {
  private func talk() -> Conversation {
    let talk = Conversation()
    talk.say("data adding length=12; model plain; add lstm 4; add lstm 3; add dense")
    return talk
  }

  @Test(
    "tells its equation with numbers, the routes of its gradient and a difference",
    arguments: [
      "hidden(1, 7)[3]", "cell_state(lstm1, 9)[4]", "gate(lstm1, \"forget\", 5)[2]", "grad(1, 10)", "grad(2, 3, \"c\")",
      "output(1)", "input(5)[1]",
    ])
  func values(_ expression: String) {
    let talk = talk()
    let said = talk.say("explain \(expression)")
    #expect(said.contains("by finite differences"), "\(said)")
    let records = talk.events.compactMap { event -> EventRecord? in
      if case .record(let record) = event, record.event == "explain" { record } else { nil }
    }
    guard let record = records.last, let value = record.number("value"), let gradient = record.number("gradient"),
      let numeric = record.number("numeric")
    else {
      Issue.record("no record: \(said)")
      return
    }
    #expect(value == talk.number(expression == "output(1)" ? "output(1)[1]" : expression))
    if let computed = record.number("computed") { #expect(abs(computed - value) < 1e-10) }
    #expect(abs(numeric - gradient) < 1e-8)
    if case .list(let routes)? = record.fields.first(where: { $0.name == "route_values" })?.value {
      let sum = routes.reduce(0.0) { if case .number(let own) = $1 { $0 + own } else { $0 } }
      #expect(abs(sum - gradient) < 1e-10)
    }
  }

  @Test("refuses in words what is no number of the example")
  func refused() {
    let talk = talk()
    #expect(
      talk.say("explain hidden(1, 7)").contains("say which of its 4 numbers; for example: explain hidden(1, 7)[1]"))
    #expect(talk.say("explain hidden(1, 7)[5]").contains("its numbers are 1 to 4, and 5 is outside"))
    #expect(talk.say("explain grad(1, 7)[1]").contains("it is one number already"))
    #expect(talk.say("explain hidden(3, 7)[1]").contains("dense3 has no states"))
    #expect(talk.say("explain gate(1, \"forgot\", 5)[2]").contains("no gate called 'forgot'"))
    #expect(talk.say("explain hidden(1, 13)[1]").contains("t runs from 1 to 12"))
    #expect(talk.say("explain radius(1)").contains("explain takes one number"))
    #expect(Conversation().say("explain hidden(1, 7)[1]").contains("there is no model yet"))
    #expect(talk.say("explain saturation").contains("little gradient"))
  }

  @Test("numbers that are none are explained without fear")
  func nan() {
    let talk = Conversation()
    talk.say("data adding length=12; model plain; add rnn 3 activation=identity; add dense; scale rnn1.recurrent 1e6")
    for _ in 1...8 { talk.say("scale rnn1.recurrent 1e6; scale rnn1.input 1e6") }
    #expect(!talk.say("explain hidden(1, 12)[1]").contains("error"))
    #expect(!talk.say("explain grad(1, 2)").contains("error"))
  }
}
