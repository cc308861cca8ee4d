import Foundation
import Notebook
import TerminalUI
import Testing

@Suite("How training is done, and told")
struct TrainingCommandTests {
  private func adding(_ layers: String = "add rnn 4; add dense") -> Conversation {
    let talk = Conversation()
    talk.say("data adding length=100; model m; \(layers)")
    return talk
  }

  @Test("clipping by layer is one of five choices")
  func clipping() {
    let talk = adding()
    #expect(talk.say("clip layer=1") == "a layer's gradients longer than 1 are scaled down to it")
    #expect(talk.say("clip layer=0").contains("layer is above 0, not 0"))
    #expect(talk.say("clip").contains("say clip norm=1, clip value=5, clip layer=1, clip step=1 or clip off"))
    #expect(!talk.say("train steps=3").contains("error"))
  }

  @Test("bptt tells how far it reaches and the memory of a batch")
  func reach() {
    let talk = adding()
    let window = talk.say("bptt 40 every=10")
    #expect(
      window.hasPrefix("BPTT of every 10 time steps' losses, back to 40 steps before their end; a batch of 32 × 100"))
    #expect(window.contains("(full BPTT: "))
    #expect(talk.say("bptt 20").hasPrefix("BPTT in pieces of 20 time steps; "))
    #expect(talk.say("bptt full checkpoint=yes").hasPrefix("full BPTT, activations computed again on the way back; "))
    #expect(!talk.say("train steps=3; evaluate").contains("error"))
    #expect(talk.say("bptt full").hasPrefix("full BPTT; a batch of 32 × 100 steps takes "))
    #expect(talk.say("bptt 10 every=11").contains("every goes from 1 to 10, and 11 is outside"))
    let early = Conversation()
    #expect(early.say("bptt 20 every=5") == "BPTT of every 5 time steps' losses, back to 20 steps before their end")
  }

  @Test("what cannot be computed in stretches of time is refused in words, and changes nothing")
  func readingAhead() {
    let talk = adding("add gru 4 reverse=yes; add dense")
    let refusal = talk.say("bptt full checkpoint=yes")
    #expect(refusal.contains("gru1: it runs from the end of the sequence, and checkpoint=yes computes"))
    #expect(talk.say("bptt 20 every=5").contains("and every= computes"))
    #expect(!talk.say("bptt 20; train steps=2").contains("error"))
  }

  @Test("a training computed again gives the same weights as a plain one")
  func sameWeights() {
    let (plain, again) = (adding(), adding())
    plain.say("train steps=4")
    again.say("bptt full checkpoint=yes; train steps=4")
    #expect(plain.say("print weight_norm(rnn1)") == again.say("print weight_norm(rnn1)"))
  }

  // MARK: Reports

  private func rows(_ text: String) -> Int {
    text.split(separator: "\n").count { Int($0.split(separator: " ").first ?? "") != nil }
  }

  @Test("at a prompt about ten rows tell of a training; a script, records and log= are as before")
  func reports() throws {
    let talk = adding()
    let typed = talk.say("train steps=250")
    #expect((5...11).contains(rows(typed)))
    #expect(typed.split(separator: "\n").last?.contains("250") == true)
    #expect(rows(talk.say("train steps=60 log=3")) == 20)
    let script = Recorder()
    _ = try script.run(script: "data adding length=5; add rnn 2; add dense; train steps=250")
    #expect(rows(script.lines.joined(separator: "\n")) == 125)
    #expect(script.records("train").count == 125)
    let typedToo = Recorder()
    typedToo.run("data adding length=5; add rnn 2; add dense; train steps=250")
    #expect(typedToo.records("train").count == 125)
  }

  @Test("the loss of an untrained model is said to be none, beside the baseline")
  func untrained() {
    let talk = adding()
    let said = talk.say("show loss")
    #expect(said.contains("m has not been trained yet"))
    #expect(said.contains("the baseline to beat, is 0.1"))
  }

  // MARK: Going back

  @Test("undo and redo say what they took back and did again")
  func undoing() {
    let talk = adding()
    talk.say("train steps=3")
    #expect(talk.say("undo").hasPrefix("took back: train steps=3\n"))
    #expect(talk.say("redo").hasPrefix("did again: train steps=3\n"))
    talk.say("if yes {\n clip norm=1\n clip norm=2\n}")
    #expect(talk.say("undo").hasPrefix("took back: if yes { …\n"))
  }

  @Test("the ends of time stop a step without an error, and a wrong goto is one")
  func ends() {
    let talk = adding()
    talk.say("unroll; goto 99")
    #expect(talk.say("step 5").contains("t = 100 is the last time step"))
    #expect(talk.number("t") == 100)
    #expect(talk.say("step") == "t = 100 is the last time step")
    #expect(talk.say("goto 1; back").contains("t = 1 is the first time step"))
    #expect(talk.say("pass backward; step 200").contains("t = 1 is the first time step"))
    #expect(talk.say("goto 101").contains("t runs from 1 to 100"))
    #expect(talk.number("t") == 1)
  }

  @Test("a note says why an example is no longer unrolled")
  func ending() {
    let talk = adding()
    talk.say("unroll")
    #expect(talk.say("remove 2").contains("the example is no longer unrolled"))
    talk.say("add dense; unroll example=900")
    let said = talk.say("data inline [[[1, 0]], [[0, 1]]] target=[1, 0]")
    #expect(said.contains("the example is no longer unrolled: the data have no example 900 now"), "\(said)")
    #expect(talk.number("t").isNaN)
    // An example that the new data have is unrolled again.
    talk.say("unroll example=2; data inline [[[1, 0], [1, 1]], [[0, 1], [1, 1]]] target=[1, 0]")
    #expect(talk.number("T") == 2)
  }

  // MARK: Forecasts

  private func series(_ options: String, _ body: (Conversation) throws -> Void) throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).csv")
    let lines = (0..<100).map { "\($0),\(0.1 * Double($0 % 7))" }
    try Data(("n,y\n" + lines.joined(separator: "\n") + "\n").utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let talk = Conversation()
    talk.say("data csv \"\(file.path)\" \(options) window=4 horizon=3 normalize=none; model m; add rnn 3; add dense")
    try body(talk)
  }

  private func forecast(_ talk: Conversation) -> [Double] {
    guard case .table(let table)? = talk.outputs.last(where: { if case .table = $0 { true } else { false } }) else {
      return []
    }
    return table.rows.map { if case .number(let number, _) = $0[1] { number } else { .nan } }
  }

  @Test("with horizon=3 the next three values come from the windows that end three rows before them")
  func direct() throws {
    try series("columns=[y] target=y") { talk in
      talk.say("forecast 5")
      let values = forecast(talk)
      try #require(values.count == 5)
      // The last row is 99; the first value to come is 100, forecast from rows 94 to 97.
      for step in 1...3 {
        let rows = (93 + step..<97 + step).map { "[\(0.1 * Double($0 % 7))]" }.joined(separator: ", ")
        let own = Double(talk.say("predict [\(rows)]")) ?? .nan
        #expect(abs(own - values[step - 1]) < 1e-5 * max(1, abs(own)))
      }
      // The fourth stands on the first: rows 97 to 99 and the forecast of row 100.
      let rows = (97...99).map { "[\(0.1 * Double($0 % 7))]" }.joined(separator: ", ")
      let own = Double(talk.say("predict [\(rows), [\(values[0])]]")) ?? .nan
      #expect(abs(own - values[3]) < 1e-5 * max(1, abs(own)))
    }
  }

  @Test("what is not forecast cannot be fed back, and is not needed within the horizon")
  func feedback() throws {
    try series("columns=[n, y] target=y") { talk in
      talk.say("forecast 3")
      #expect(forecast(talk).count == 3)
      #expect(talk.say("forecast 4").contains("or forecast at most 3 steps, its horizon"))
    }
  }

  @Test("a target that is not the next input is no forecast, even where it is as wide as an input")
  func targetsOfTheirOwn() {
    let own = [
      "narma10 length=12", "tone length=5", "two_sequence", "adding length=5",
      "inline [[0, 0, 1], [0, 1, 0]] target=[1, 2]",
    ]
    for data in own {
      let talk = Conversation()
      talk.say("data \(data); model m; add rnn 2; add dense")
      for count in 1...2 {
        #expect(talk.say("forecast \(count)").contains("the targets of these data are a thing of their own"), "\(data)")
      }
    }
    let continued = ["sine length=12", "mackey_glass length=8", "lorenz length=8", "inline [[0, 0, 1], [0, 1, 0]]"]
    for data in continued {
      let talk = Conversation()
      talk.say("data \(data); model m; add rnn 2; add dense; forecast 3")
      #expect(forecast(talk).count == 3, "\(data)")
    }
  }
}
