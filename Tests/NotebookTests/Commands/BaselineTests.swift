import Notebook
import Testing

@Suite("The score of knowing nothing")
struct BaselineTests {
  @Test("is told under the loss that fits the targets, and under no other, which has another scale")
  func scale() {
    let talk = Conversation()
    talk.say("data adding length=6; model m; add rnn 4; add dense")
    #expect(talk.say("evaluate").contains("(baseline 0.1667)"))
    #expect(talk.say("print baseline.loss").contains("0.1666"))
    talk.say("loss mae")
    #expect(!talk.say("evaluate").contains("baseline"))
    #expect(talk.say("print baseline.loss").contains("nan"))
    #expect(!talk.say("train steps=1; show loss").contains("baseline"))
  }

  @Test("numbers that are read as bits have no distance in their own units")
  func bits() {
    let talk = Conversation()
    talk.say("data inline [[0, 1, 1]] target=[[1, 0, 1]]; model m; add rnn 4; add dense")
    #expect(talk.say("evaluate").contains("RMSE"))
    talk.say("loss binary_cross_entropy")
    let said = talk.say("evaluate")
    #expect(said.contains("accuracy") && !said.contains("RMSE") && !said.contains("baseline"))
  }
}
