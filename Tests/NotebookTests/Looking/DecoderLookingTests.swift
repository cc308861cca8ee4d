import Notebook
import Testing

@Suite("Both sides of an encoder-decoder are looked into")
struct DecoderLookingTests {
  private func talk(_ decoder: String) -> Conversation {
    let talk = Conversation()
    talk.say(
      "data dates; batch 8; model m; encoder; add embedding 4; add gru 6; decoder; add embedding 4; \(decoder); add dense"
    )
    talk.say("train steps=3; unroll")
    return talk
  }

  @Test(
    "a number's routes add up to its gradient, and finite differences agree",
    arguments: [
      "add gru 6", "add attention additive; add gru 6", "add gru 6; add attention dot",
      "add attention general heads=2; add gru 6",
    ],
    [
      "hidden(gru2, 3)[2]", "hidden(gru2, last)[1]", "grad(gru2, last)", "hidden(OWN, 1)[4]", "hidden(OWN, 5)[6]",
      "gate(OWN, \"update\", 2)[1]", "grad(OWN, 11)", "output(4)[3]",
    ])
  func explained(_ decoder: String, _ asked: String) {
    let talk = talk(decoder)
    let own = decoder.hasPrefix("add attention") ? "gru5" : "gru4"
    // The source's length is told by where gru2's states end.
    let source = (1...40).last { !talk.say("print hidden(gru2, \($0))[1]").contains("error") } ?? 1
    let expression = asked.replacing("OWN", with: own).replacing("last", with: "\(source)")
    let said = talk.say("explain \(expression)")
    let records = talk.events.compactMap { event -> EventRecord? in
      if case .record(let record) = event, record.event == "explain" { record } else { nil }
    }
    guard let record = records.last, let value = record.number("value"), let gradient = record.number("gradient"),
      let numeric = record.number("numeric")
    else {
      Issue.record("no record: \(said)")
      return
    }
    #expect(abs(value - talk.number(expression)) < 1e-12, "\(said)")
    if let computed = record.number("computed") { #expect(abs(computed - value) < 1e-10, "\(said)") }
    #expect(abs(numeric - gradient) < 1e-8, "\(said)")
    guard case .list(let routes)? = record.fields.first(where: { $0.name == "route_values" })?.value else { return }
    let sum = routes.reduce(0.0) { if case .number(let own) = $1 { $0 + own } else { $0 } }
    #expect(abs(sum - gradient) < 1e-10, "\(said)")
  }

  @Test("units of either side are told by what that side reads")
  func neurons() {
    let talk = talk("add attention dot; add gru 6")
    for layer in ["gru2", "gru5"] {
      let said = talk.say("show neurons layer=\(layer)")
      #expect(said.contains("is missed most") && said.contains("'"), "\(said)")
    }
    // A decoder begins with the border before any symbol of its own.
    let places = talk.say("show neurons layer=gru5 unit=1 count=400")
    #expect(places.contains("[start]") || places.contains("start"), "\(places)")
    #expect(!talk.say("show neurons layer=gru2 unit=1 count=400").contains("start"))
    talk.say("copy m other")
    #expect(talk.say("show neurons layer=gru5 match=other").contains("1"))
  }

  @Test("recall is measured on what each side has read, with a baseline for each")
  func recall() {
    let talk = talk("add gru 6")
    let said = talk.say("show recall k=[0, 1, 2] as=table")
    #expect(said.contains("commonest symbol of gru2") && said.contains("commonest symbol of gru4"), "\(said)")
    #expect(talk.say("show recall layer=gru4 k=[0]").contains("can be read out"))
  }

  @Test("symbols of the source and whole sources have neighbours")
  func neighbours() {
    let talk = talk("add attention dot; add gru 6")
    #expect(talk.say("neighbours \"1\" k=3").contains("neighbours of 1"))
    guard case .table(let table)? = talk.outputs.last else {
      Issue.record("no table")
      return
    }
    #expect(table.rows.count == 3)
  }
}
