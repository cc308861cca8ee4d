import Foundation
import Notebook
import Testing

@Suite("Schedules, shaped losses and cloze at the notebook")
struct LearningSettingsTests {
  @Test("the rate follows its schedule from where it was set, and an optimizer keeps it")
  func schedule() {
    let talk = Conversation()
    talk.say("data adding length=4 count=20; model m; add rnn 2; add dense; optimizer sgd rate=0.1; train steps=3")
    #expect(talk.say("schedule step every=2 factor=0.5").contains("rate 0.1 now, 0.1 after 1 updates, 0.05 after 2"))
    #expect(talk.number("rate") == 0.1)
    talk.say("train steps=2")
    #expect(talk.number("rate") == 0.05)
    talk.say("optimizer sgd rate=0.4")
    #expect(talk.number("rate") == 0.2)
    talk.say("model other")
    #expect(talk.number("rate") == 0.4)
    talk.say("schedule constant; train steps=1; model m; schedule constant")
    #expect(talk.number("rate") == 0.4)
    #expect(talk.say("schedule cosine floor=2").contains("0 to 1"))
  }

  @Test("going back to an update makes the same weights with a schedule")
  func rewinds() {
    let talk = Conversation()
    talk.say("data adding length=4 count=20; model m; add rnn 2; add dense; schedule cosine steps=20")
    talk.say("train steps=40; rewind 13")
    let there = talk.number("weight_norm(rnn1)")
    talk.say("train steps=7; rewind 13")
    #expect(talk.number("weight_norm(rnn1)") == there)
    talk.say("rewind 0; train steps=13")
    #expect(talk.number("weight_norm(rnn1)") == there)
  }

  @Test("smoothing raises the loss that is learned from and not the one that is told")
  func smoothing() {
    let talk = Conversation()
    talk.say("data temporal_order length=10 count=60; model m; add rnn 3; add dense; train steps=1")
    let plain = talk.number("loss")
    #expect(
      talk.say("loss cross_entropy smoothing=0.2 weights=balanced")
        == "loss cross_entropy smoothing=0.2 weights=balanced")
    talk.say("evaluate")
    let scored = talk.number("test.loss")
    talk.say("loss cross_entropy; evaluate")
    #expect(talk.number("test.loss") == scored)
    #expect(plain.isFinite)
    #expect(talk.say("loss mse smoothing=0.1").contains("does not fit these targets"))
    talk.say("data adding length=5")
    #expect(talk.say("loss mse smoothing=0.1").contains("smoothing= goes with cross_entropy alone"))
  }

  @Test("the hidden symbol of a text is told from both sides")
  func cloze() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("cloze-\(UUID().uuidString).txt")
    defer { try? FileManager.default.removeItem(at: file) }
    try String(repeating: "abc", count: 40).write(to: file, atomically: true, encoding: .utf8)
    let talk = Conversation()
    talk.say("data cloze \"\(file.path)\" window=3; model m; add embedding 4; add gru 8; add dense")
    talk.say("optimizer adam rate=0.05; train steps=60; evaluate")
    #expect(talk.number("test.accuracy") == 1)
    #expect(talk.say("predict \"a<mask>c\"").split(separator: "\n").dropFirst().first?.contains("b") == true)
    #expect(talk.say("predict \"abc\"").contains("<mask> once, in place of what is asked for, found it 0 times"))
    #expect(talk.say("sample 5").contains("sample needs a model of text"))
  }
}
