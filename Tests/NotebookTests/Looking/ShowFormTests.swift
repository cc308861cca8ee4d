import Notebook
import TerminalUI
import Testing

@Suite("What show answers, form by form")
struct ShowFormTests {
  @Test(
    "every subject is shown in every form, and as csv every answer is lines of values",
    arguments: [
      "hidden", "cell_state", "gates", "gradients", "weights", "jacobian", "spectrum", "saturation", "horizon", "loss",
      "model", "data",
    ])
  func forms(_ subject: String) {
    let talk = Conversation.adding("add lstm 4; add dense")
    talk.say("train steps=2; unroll")
    for form in subject == "data"
      ? [""] : ["", " as=heatmap", " as=plot", " as=bars", " as=table", " as=csv", " as=text"]
    {
      let before = talk.outputs.count
      let said = talk.say("show \(subject)\(form)")
      #expect(talk.outputs.count > before && !said.contains("error"), "\(subject)\(form): \(said)")
      guard form == " as=csv" else { continue }
      for output in talk.outputs[before...] {
        guard case .text(let text) = output else {
          Issue.record("show \(subject) as=csv answers with a picture")
          continue
        }
        #expect(Set(text.split(separator: "\n").map { $0.count { $0 == "," } }).count == 1, "\(text)")
      }
    }
  }

  @Test("the spectrum lists every eigenvalue of every gate's matrix, and says how many lie outside")
  func spectrum() {
    let talk = Conversation.adding("add lstm 3; add dense")
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
    let talk = Conversation.adding("add rnn 3; add dense")
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
    let talk = Conversation.adding()
    #expect(talk.say("show data as=text") == talk.say("show data"))
    #expect(talk.say("show data as=csv").hasPrefix("part,sequences,time steps\ntrain,fresh for every update,12"))
    talk.say("show data as=table")
    #expect(talk.outputs.last.map { if case .table = $0 { true } else { false } } == true)
    #expect(talk.say("show data as=heatmap").contains("as=heatmap cannot draw them; take as=table, as=csv or as=text"))
  }

  @Test(
    "compared pictures have one scale, and each fits into 80 columns",
    arguments: [
      "gradients", "jacobian as=plot", "horizon as=plot", "hidden", "loss",
    ])
  func oneScale(_ subject: String) {
    let talk = Conversation.adding()
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
}
