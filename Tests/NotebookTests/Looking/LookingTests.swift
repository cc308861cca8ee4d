import Notebook
import TerminalUI
import Testing

@Suite("Looking at the unrolled example")
struct LookingTests {
  private func adding(_ layers: String = "add rnn 4; add dense") -> Conversation {
    let talk = Conversation()
    talk.say("data adding length=12; model plain; \(layers)")
    return talk
  }

  @Test("a probe equals the power of the weight in a linear net of one unit")
  func linear() {
    let talk = adding("add rnn 1 activation=identity; add dense")
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
    let talk = adding()
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
    let talk = adding("add \(kind) 4; add dense")
    talk.say("unroll; pass backward")
    let table = talk.say("goto 12")
    #expect(table.contains("from above"))
    #expect(table.contains("through time"))
  }

  @Test(
    "every subject answers in every form",
    arguments: [
      "hidden", "cell_state", "gates", "gradients", "weights", "jacobian", "spectrum", "saturation", "loss", "horizon",
    ])
  func subjects(_ subject: String) {
    let talk = adding("add lstm 4; add dense")
    talk.say("train steps=2")
    for form in ["", " as=heatmap", " as=plot", " as=bars", " as=table", " as=csv", " as=text"] {
      let before = talk.outputs.count
      let text = talk.say("show \(subject)\(form)")
      #expect(talk.outputs.count > before, "show \(subject)\(form): \(text)")
      #expect(!text.contains("error"), "\(text)")
    }
    #expect(!talk.say("show model").isEmpty)
    #expect(!talk.say("show data").isEmpty)
  }

  @Test("wrong questions are answered with what exists")
  func wrong() {
    let empty = Conversation()
    #expect(empty.say("unroll").contains("error"))
    #expect(empty.say("print grad(1, 1)").contains("there is no model yet"))
    let talk = adding("add lstm 3; add dense")
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
    let talk = adding("add rnn 4 activation=relu; add dense")
    #expect(talk.say("explain rnn1").contains("h' = relu(W(x) + U(h) + b)"))
    #expect(talk.say("explain rnn1").contains("rnn1.weight_hh_l0  [4 × 4]"))
  }

  @Test("explain shows any unit's numbers, and they are those of the recorded pass", arguments: ["lstm", "gru"])
  func unitsExplained(_ kind: String) {
    let talk = adding("add \(kind) 4; add dense")
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

  @Test("the spectrum lists every eigenvalue of every gate's matrix, and says how many lie outside")
  func spectrum() {
    let talk = adding("add lstm 3; add dense")
    talk.say("spectral lstm1 1.5")
    let said = talk.say("show spectrum as=text").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(said.matches(of: /spectral radius/).count == 4)
    #expect(said.contains("lstm1 forget: spectral radius 1.5; "))
    #expect(said.contains("of 3 eigenvalues outside the unit circle; singular values "))
    talk.say("show spectrum as=table")
    guard case .table(let table)? = talk.outputs.last else {
      Issue.record("no table")
      return
    }
    #expect(table.columns.map(\.name) == ["matrix", "n", "real", "imaginary", "modulus", "singular value"])
    #expect(table.rows.count == 12)
    talk.say("show spectrum as=plot")
    #expect(
      talk.outputs.suffix(2).allSatisfy { if case .line(let chart) = $0 { chart.series.count == 4 } else { false } })
  }

  @Test("the Jacobian's curve tells the gain from every t to the end")
  func jacobianCurve() {
    let talk = adding("add rnn 3; add dense")
    talk.say("show jacobian")
    guard case .line(let chart)? = talk.outputs.last else {
      Issue.record("no curve")
      return
    }
    #expect(chart.series.first?.points.count == 12)
    let own = talk.number("jacobian(1, 4, 12)")
    #expect(abs((chart.series.first?.points[3].y ?? 0) / own - 1) < 1e-6)
    talk.say("show jacobian t=4..12")
    guard case .line(let pair)? = talk.outputs.last else { return }
    #expect(pair.series.first?.points.count == 3)
  }

  @Test("the data are told in words or as a table, and other forms are refused in words")
  func dataForms() {
    let talk = adding()
    #expect(talk.say("show data as=text") == talk.say("show data"))
    #expect(talk.say("show data as=csv").hasPrefix("part,sequences,time steps\ntrain,fresh for every update,12"))
    talk.say("show data as=table")
    #expect(talk.outputs.last.map { if case .table = $0 { true } else { false } } == true)
    #expect(talk.say("show data as=heatmap").contains("as=heatmap cannot draw them; take as=table, as=csv or as=text"))
  }

  @Test("surgery changes the run, and restore takes it back")
  func surgery() {
    let talk = adding("add lstm 3; add dense")
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
    let talk = adding()
    talk.say("copy plain twin; compare plain twin; train steps=3")
    talk.say("model plain")
    let first = talk.number("loss")
    talk.say("model twin")
    #expect(talk.number("loss") == first)
    #expect(talk.number("step") == 3)
    #expect(talk.say("compare plain nobody").contains("error"))
  }

  @Test(
    "compared pictures have one scale, and each fits into 80 columns",
    arguments: [
      "gradients", "jacobian as=plot", "horizon as=plot", "hidden", "loss",
    ])
  func oneScale(_ subject: String) {
    let talk = adding()
    talk.say("copy plain other; model other; scale 1 3; compare plain other; train steps=3")
    let before = talk.outputs.count
    talk.say("show \(subject)")
    let shown = talk.outputs[before...]
    var axes: [[String]] = []
    for output in shown {
      if case .text = output { continue }
      let lines = output.lines(Drawing(width: 80, characters: .unicode)).map(\.plainText)
      #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines)")
      if case .line = output { axes.append(lines.filter { $0.contains("┤") }.map { String($0.prefix { $0 != "┤" }) }) }
      if case .heat = output { axes.append([lines.first { $0.contains("⣿⠿⠶⠒·░▒▓█") } ?? ""]) }
    }
    let half = axes.count / 2
    #expect(half > 0 && Array(axes[..<half]) == Array(axes[half...]), "\(axes)")
  }

  @Test("one time step, one unit, and weights that are no numbers are shown, not feared")
  func extremes() {
    let tiny = Conversation()
    tiny.say("data inline [[[0.5]], [[0.25]]] target=[0.5, 0.25]; model m; add rnn 1; add dense")
    #expect(!tiny.say("unroll").contains("error"))
    #expect(!tiny.say("show gradients").contains("error"))
    #expect(!tiny.say("show horizon").contains("error"))
    let exploded = adding("add rnn 3 activation=identity; add dense")
    exploded.say("spectral rnn1 1000000; scale rnn1 1000000")
    for subject in ["hidden", "gradients", "horizon", "jacobian", "saturation"] {
      #expect(!exploded.say("show \(subject)").contains("error"), "\(subject)")
    }
  }

  @Test(
    "every subject is shown in every form, and as csv every answer is lines of values",
    arguments: [
      "hidden", "cell_state", "gates", "gradients", "weights", "jacobian", "spectrum", "saturation", "horizon", "model",
    ])
  func forms(_ subject: String) {
    let talk = adding("add lstm 3; add dense")
    talk.say("unroll")
    for form in ["heatmap", "plot", "bars", "table", "csv", "text"] {
      let before = talk.outputs.count
      let said = talk.say("show \(subject) as=\(form)")
      #expect(talk.outputs.count > before && !said.contains("error:"), "\(subject) as=\(form): \(said)")
      guard form == "csv" else { continue }
      for output in talk.outputs[before...] {
        guard case .text(let text) = output else {
          Issue.record("show \(subject) as=csv answers with a picture")
          continue
        }
        #expect(Set(text.split(separator: "\n").map { $0.count { $0 == "," } }).count == 1, "\(text)")
      }
    }
  }
}
