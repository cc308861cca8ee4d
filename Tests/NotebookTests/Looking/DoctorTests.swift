import Foundation
import Notebook
import Testing

@Suite("doctor")
struct DoctorTests {
  private func talk(_ layers: String, _ more: String = "") -> Conversation {
    let talk = Conversation()
    talk.say("data adding length=30; model plain; \(layers); \(more)")
    return talk
  }

  private func findings(_ talk: Conversation) -> [EventRecord] {
    talk.events.compactMap { if case .record(let record) = $0, record.event == "finding" { record } else { nil } }
  }

  private func kinds(_ talk: Conversation) -> [String] {
    findings(talk).compactMap { record in
      if case .text(let kind)? = record.fields.first(where: { $0.name == "kind" })?.value { kind } else { nil }
    }
  }

  @Test("finds an exploding gradient with its place, and a remedy that can be applied as it is written")
  func exploding() {
    let talk = talk("add rnn 8 activation=identity; add dense", "spectral rnn1 2")
    let said = talk.say("doctor try=5")
    #expect(kinds(talk).first == "exploding", "\(said)")
    #expect(said.contains("exploding: the gradient of rnn1 grows"))
    #expect(said.contains("clip norm=1") && said.contains("spectral rnn1 1") && said.contains("as it is"))
    let lines = said.components(after: "the lowest loss is that of:", before: "The model is as it was").filter {
      !$0.hasSuffix(":")
    }
    #expect(!lines.isEmpty, "\(said)")
    for line in lines { #expect(!talk.say(line).contains("error"), "\(line)") }
  }

  @Test("finds a vanishing gradient and tries gated cells and orthogonal weights")
  func vanishing() {
    let talk = talk("add rnn 8; add dense", "spectral rnn1 0.2")
    let said = talk.say("doctor try=3")
    #expect(kinds(talk).contains("vanishing"), "\(said)")
    #expect(said.contains("replace 1 lstm 8") && said.contains("init rnn1.recurrent orthogonal"))
    #expect(said.contains("half-life"))
  }

  @Test("raises the bias of the forget gate where there is one")
  func forgetting() {
    let talk = talk("add lstm 8 forget_bias=-6; add dense")
    let said = talk.say("doctor try=2")
    #expect(said.contains("the gate that lets least of the past through is forget"), "\(said)")
    #expect(said.contains("set lstm1.bias 3 gate=forget"))
  }

  @Test("finds where numbers stop being numbers, and the fault of a training names doctor")
  func notFinite() {
    let talk = talk("add rnn 4 activation=identity; add dense")
    for _ in 1...8 { talk.say("scale rnn1 1e6") }
    #expect(talk.say("train steps=1").contains("doctor tells where it began and tries remedies"))
    let said = talk.say("doctor try=2")
    #expect(kinds(talk).first == "notFinite", "\(said)")
    #expect(said.contains("update 1 cannot be made; rnn1 gives no number at t = "))
    #expect(said.contains("not finite at update 1, in rnn1"))
  }

  @Test("a gate that is held by hand is told with its value, and letting it go is tried first")
  func heldGate() throws {
    let talk = talk("add lstm 6; add dense", #"clamp gate(lstm1, "forget") 0.01"#)
    let said = talk.say("doctor try=2").split { $0.isWhitespace }.joined(separator: " ")
    #expect(said.contains("lets least of the past through is forget, held at 0.01 by hand"), "\(said)")
    let first = try #require(said.range(of: #"restore gate(lstm1, "forget")"#)?.lowerBound)
    let other = try #require(said.range(of: "init lstm1.recurrent orthogonal")?.lowerBound)
    #expect(first < other && !said.contains("cannot") && !said.contains("error"))
    talk.say(#"restore gate(lstm1, "forget")"#)
    #expect(!talk.say("doctor try=0").contains("held at"))
  }

  @Test("finds dead units and saturation")
  func deadAndSaturated() {
    let dead = talk("add rnn 4 activation=relu; add dense", "set rnn1.bias -100")
    #expect(dead.say("doctor try=0").contains("dead: 4 units of rnn1 never move, the first is unit 1"))
    let flat = talk("add rnn 4; add dense", "set rnn1.bias 30")
    #expect(flat.say("doctor try=0").contains("saturated: 100% of the values of rnn1 sit where their function is flat"))
  }

  @Test("tells a loss that stays at the baseline")
  func stuck() {
    let talk = talk(
      "add rnn 4; add dense", "optimizer sgd rate=1e-9; init dense2 zeros; set dense2.bias 1; train steps=60")
    let said = talk.say("doctor try=0")
    #expect(kinds(talk).contains("stuck"), "\(said)")
  }

  @Test("changes nothing: model, settings, place in time and history")
  func noEffects() {
    let recorder = Recorder()
    recorder.run("data adding length=30; model plain; add rnn 8; add dense; spectral rnn1 0.2; train steps=3")
    let before = recorder.workspace
    #expect(recorder.run("doctor try=3") == .done)
    let after = recorder.workspace
    #expect(after.models.map(\.state) == before.models.map(\.state))
    #expect(after.models.map(\.history) == before.models.map(\.history))
    #expect(after.settings == before.settings)
    #expect(after.stepper == nil)
    #expect(recorder.run("undo") == .done)
    #expect(recorder.workspace.models.first?.state?.updates == 0)
  }

  @Test("Ctrl-C ends the trying and changes nothing")
  func interrupted() {
    let desk = Desk()
    desk.when {
      $0.activity?.progress?.job == "trying"
    } then: {
      desk.interrupt()
    }
    desk.run(
      .enter("data adding length=30; model plain; add rnn 8; add dense; spectral rnn1 0.2"), .enter("doctor try=1000"))
    #expect(desk.statuses.last == .interrupted)
  }

  @Test("has nothing to say about a healthy model, and needs one")
  func healthy() {
    let talk = talk("add lstm 4; add dense")
    #expect(talk.say("data adding length=5; doctor").contains("nothing is wrong that doctor looks for"))
    #expect(Conversation().say("doctor").contains("there is no model yet"))
    let empty = Conversation()
    empty.say("add rnn 4; add dense")
    #expect(empty.say("doctor").contains("there is no data yet"))
  }
}

extension String {
  /// The lines between two texts.
  fileprivate func components(after start: String, before end: String) -> [String] {
    guard let from = range(of: start)?.upperBound, let to = range(of: end)?.lowerBound, from < to else { return [] }
    return self[from..<to].split(separator: "\n").map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }.map(String.init)
  }
}
