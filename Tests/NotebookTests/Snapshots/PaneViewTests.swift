import Notebook
import Testing

@Suite("What commands have for panes")
struct PaneViewTests {
  private let parity = "data parity length=8; model plain; add lstm 3; add dense; unroll"
  private let adding = "data adding length=8; model plain; add lstm 3 forget_bias=-4; add dense; unroll"

  @Test("show flow has a ledger whose columns add up to the gradient, and knows its run")
  func ledger() throws {
    let desk = Desk()
    desk.run(.enter(parity), .enter("show flow"))
    let ledger = try #require(desk.last.views.ledgers.first)
    #expect(ledger.steps == 8 && ledger.rows == (1...8).map(String.init) && ledger.addsUp)
    for t in 0..<8 {
      let sum = ledger.credits[t * 8..<(t + 1) * 8].reduce(0, +)
      #expect(abs(sum - ledger.totals[t]) <= 1e-10 * ledger.totals[t])
    }
    #expect(ledger.stateNorms == desk.last.unrolled.first?.layers.first?.states.first?.gradientNorms)
    #expect(ledger.parts.map(\.option).contains("gate=forget") && ledger.parts.map(\.option).contains("route=c"))
    #expect(desk.last.views.count == 1)
  }

  @Test("with one loss its rows are paths, and it tells what multiplies the cell state")
  func paths() throws {
    let desk = Desk()
    desk.run(.enter(adding), .enter("show flow"))
    let ledger = try #require(desk.last.views.ledgers.first)
    #expect(ledger.rows.contains("forget") && ledger.lossSteps.isEmpty)
    let carry = try #require(ledger.carries.first)
    #expect(carry.state == "c" && carry.factor == "forget")
    let gate = try #require(desk.last.unrolled.first?.layers.first?.gates.first { $0.name == "forget" })
    let mean = gate.numbers[0..<3].reduce(0, +) / 3
    #expect(abs(carry.means[0] - mean) < 1e-12 && mean < 0.05)
  }

  @Test("a part is asked for by its option; tables and words open no pane")
  func parts() {
    let desk = Desk()
    desk.run(
      .enter(parity), .enter("show flow gate=forget"), .gesture("show flow layer=lstm1 route=c"),
      .enter("show flow as=table"))
    #expect(desk.last.views.ledgers.map(\.part.option) == ["route=c"])
    #expect(desk.last.views.count == 2)
    #expect(desk.entries.map(\.text).contains("show flow layer=lstm1 route=c"))
  }

  @Test("a ledger follows the model and the example where that is cheap, and opens no pane for it")
  func renewed() throws {
    let desk = Desk()
    desk.run(.enter(parity), .enter("show flow gate=forget"), .enter("train steps=3"), .enter("unroll example=2"))
    let ledger = try #require(desk.last.views.ledgers.first)
    #expect(ledger.stateNorms == desk.last.unrolled.first?.layers.first?.states.first?.gradientNorms)
    #expect(ledger.part.option == "gate=forget" && ledger.updates == 3 && desk.last.views.count == 1)
  }

  @Test("a ledger that would take long stays as it is")
  func dear() throws {
    let desk = Desk()
    desk.run(
      .enter("data parity length=150; model plain; add rnn 100; add dense; unroll"), .enter("show flow"),
      .enter("scale rnn1 0.5"))
    let ledger = try #require(desk.last.views.ledgers.first)
    #expect(ledger.stateNorms != desk.last.unrolled.first?.layers.first?.states.first?.gradientNorms)
  }

  @Test("explain hands its words on under what was asked")
  func explanation() {
    let desk = Desk()
    desk.run(.enter(parity), .gesture("explain hidden(lstm1, 4)[2]"))
    #expect(desk.last.views.explanation?.topic == "hidden(lstm1, 4)[2]")
    #expect(desk.last.views.explanation?.text.contains("by finite differences") == true)
    #expect(desk.entries.last?.answers.isEmpty == true, "a key's entry keeps no answer")
  }

  @Test("doctor hands on its findings and each trial; the screen is called once")
  func diagnosis() throws {
    let desk = Desk()
    desk.run(
      .enter("data adding length=60; model plain; add lstm 3 forget_bias=-4; add dense"), .enter("doctor try=2"))
    let found = try #require(desk.last.views.diagnosis)
    #expect(found.findings.first?.kind == "vanishing" && found.findings.first?.gate == "forget")
    #expect(found.trials.count == found.trialCount && found.trialCount > 1)
    #expect(found.trials.first?.lines.isEmpty == true)
    #expect(desk.last.views.count == 1)
  }

  @Test("a condition that is met is handed on with its number and its facts")
  func stopped() {
    let desk = Desk()
    desk.run(
      .enter("data adding length=6; model plain; add rnn 4; add dense; break when step >= 7"),
      .enter("train steps=20"))
    guard case .stopped(let text)? = desk.last.views.latest else {
      Issue.record("nothing was handed on")
      return
    }
    #expect(text.contains("break 1 at update 7") && text.contains("step"))
    #expect(desk.last.unrolled.first?.updates == 7)
  }

  @Test("how much each input moves the loss is known of numbers at once and of tokens at rest")
  func inputs() {
    for data in ["data adding length=6", "data temporal_order length=20"] {
      let desk = Desk()
      desk.run(.enter("\(data); model plain; add rnn 4; add dense; unroll"))
      guard let first = desk.last.unrolled.first else {
        Issue.record("nothing is unrolled of \(data)")
        continue
      }
      #expect(first.inputGradientNorms.count == first.steps)
    }
  }

  @Test("radius and gain are followed while a training runs")
  func followed() throws {
    let desk = Desk()
    desk.run(
      .enter("data adding length=6; model plain; add rnn 20; add dense; unroll"), .enter("train steps=400"))
    let live = desk.snapshots.filter { $0.isTraining && $0.unrolled.first?.layers.first?.radius.isNaN == false }
    #expect(!live.isEmpty)
    let final = try #require(desk.last.unrolled.first?.layers.first)
    let near = try #require(live.last?.unrolled.first?.layers.first)
    #expect(abs(near.radius / final.radius - 1) < 0.1 && abs(near.stepGain / final.stepGain - 1) < 0.1)
  }

  @Test("layers without weights have no curve of gradients")
  func curves() {
    let desk = Desk()
    desk.run(
      .enter("data parity length=5; model m; add lstm 2 bidirectional; add dropout 0.1; add dense"),
      .enter("train steps=2"))
    #expect(desk.last.trainings.first?.layers.map(\.name) == ["lstm1.forward", "lstm1.reverse", "dense3"])
  }

  @Test("a truncation's cuts are told, counted from the end with one target and from the start with many")
  func cuts() {
    for (task, cuts) in [("adding", [2, 5]), ("parity", [3, 6])] {
      let desk = Desk()
      desk.run(.enter("data \(task) length=8; model plain; add rnn 2; add dense; bptt 3; unroll"))
      #expect(desk.last.unrolled.first?.layers.first?.cuts == cuts)
    }
    let desk = Desk()
    desk.run(
      .enter(
        "data reverse length=7; model m; encoder; add embedding 2; add gru 2; decoder; add embedding 2; add gru 2; add dense"
      ),
      .enter("bptt 4; unroll"))
    let steps = desk.last.unrolled.first?.layers.compactMap { $0.states.first.map { $0.numbers.count / 2 } }
    #expect(steps == [6, 7])
    #expect(desk.last.unrolled.first?.layers.map(\.cuts) == [[2], [4]], "the encoder's from its end")
  }
}
