import Notebook
import Testing

@Suite("Generated tasks at the notebook")
struct TaskCommandTests {
  @Test("a task takes the options of its definition, and refuses others at their place")
  func options() {
    let talk = Conversation()
    #expect(talk.say("data adding form=original length=40").contains("baseline: MSE 0.03"))
    #expect(talk.say("data temporal_order places=3 targets=numbers").contains("met within 0.3"))
    #expect(talk.say("data embedded_reber held_out=256").contains("valid 256, test 256"))
    #expect(talk.say("data embedded_reber").contains("floor: 0.4411"))
    #expect(talk.say("data adding form=orignal").contains("did you mean 'original'?"))
    #expect(talk.say("data temporal_order places=4").contains("places goes from 2 to 3, and 4 is outside"))
    #expect(talk.say("data adding lag=3").contains("error"))
    #expect(talk.say("data echo length=5 lag=7").contains("less than the length"))
    #expect(talk.say("data adding held_out=3 count=40").contains("no held_out= beside count="))
    #expect(talk.number("T").isNaN)
  }

  @Test("training stops when so many sequences in a row were solved")
  func stops() {
    let talk = Conversation()
    talk.say("data adding length=2 tolerance=0.2 held_out=40; model m; add gru 4; add dense; batch 8")
    talk.say("optimizer adam rate=0.01; train steps=2000 until=solved(100) == 1")
    #expect(talk.number("solved(100)") == 1 && talk.number("step") < 2000)
    #expect(talk.number("solved") == 1)
    #expect(talk.say("evaluate").contains("solved 100.0% (0 of 40 not)"))
    #expect(talk.number("test.solved") == 1)
    let there = talk.number("step")
    talk.say("train steps=30; rewind \(Int(there))")
    #expect(talk.number("solved(100)") == 1)
    talk.say("rewind \(Int(there) - 1)")
    #expect(talk.number("solved(100)") < 1)
    #expect(talk.say("print solved(0)").contains("with N from 1 to 10,000"))
    #expect(talk.say("data sunspots; print solved(3)").contains("error"))
  }

  @Test("a condition finds the update back where a row of solved sequences was complete")
  func findsBack() {
    let talk = Conversation()
    talk.say("data adding length=2 tolerance=0.2; model m; add gru 4; add dense; batch 8; optimizer adam rate=0.01")
    talk.say("train steps=400 until=solved(100) == 1")
    let there = talk.number("step")
    talk.say("train steps=25; break when solved(100) == 1; continue reverse")
    #expect(talk.number("step") <= there + 25 && talk.number("step") >= there)
  }

  @Test("a score of other data is no score of these") func scoresOfOtherData() {
    let talk = Conversation()
    talk.say("data adding length=10; model m; add rnn 4; add dense; train steps=2; evaluate")
    #expect(talk.number("test.loss").isFinite)
    talk.say("batch 8")
    #expect(talk.number("test.loss").isFinite)
    talk.say("data adding length=20")
    #expect(talk.number("test.loss").isNaN)
  }
}
