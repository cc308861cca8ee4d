import Notebook
import Testing

@Suite("Where a layer stands still, as a command")
struct FixedPointCommandTests {
  /// One tanh unit that remembers the sign of what it read last.
  private func latch() -> Conversation {
    let talk = Conversation()
    talk.say("data sine length=40; model latch; add rnn 1; add dense")
    talk.say("set rnn1.recurrent [[2]]; set rnn1.input [[4]]; set rnn1.bias [0]")
    return talk
  }

  @Test("the table says what is stable, the words count, and the probe is a list for scripts")
  func latchPoints() {
    let talk = latch()
    let said = talk.say("show fixed_points input=[0]")
    #expect(said.contains("saddle"))
    #expect(
      said.contains("rnn1 stands still at 3 points: 2 stable, 1 with 1 way out (100 visited states were followed"))
    #expect(talk.say("print fixed_points(rnn1)").contains("[0, 0, 1]"))
  }

  @Test("it answers in every form, and for symbols the one at the cursor is held")
  func forms() {
    let talk = latch()
    for form in ["heatmap", "plot", "bars", "table", "csv", "text"] {
      let before = talk.outputs.count
      let said = talk.say("show fixed_points as=\(form)")
      #expect(talk.outputs.count > before, "as=\(form): \(said)")
      #expect(!said.contains("error"), "as=\(form): \(said)")
    }
    talk.say("data text \"hello hello hello hello\" window=5; model chars; add gru 3; add dense")
    #expect(!talk.say("show fixed_points t=2 starts=20").contains("error"))
  }

  @Test("wrong wishes are refused in words")
  func refusals() {
    let talk = latch()
    #expect(talk.say("show fixed_points input=[0, 1]").contains("rnn1 reads 1 number at each time step"))
    #expect(talk.say("show fixed_points input=[0] t=1").contains("input= and t= both say what is held"))
    #expect(talk.say("show fixed_points input=[nan]").contains("input holds finite numbers, and nan is none"))
    #expect(talk.say("show fixed_points t=99").contains("99"))
    #expect(talk.say("show fixed_points layer=dense2").contains("dense2"))
    talk.say("model fed; add jordan 2; add dense")
    #expect(talk.say("show fixed_points").contains("depends on more than its states and its input"))
  }
}
