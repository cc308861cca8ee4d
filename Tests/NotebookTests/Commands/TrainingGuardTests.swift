import Foundation
import Notebook
import Testing

@Suite("Watching over a training")
struct TrainingGuardTests {
  @Test("early stopping ends a training that no longer gets better, with the model at its best")
  func stopping() {
    let talk = Conversation()
    talk.say("data sine length=20 count=60; model m; add rnn 6; add dense; stop patience=3")
    // A rate of 0 learns nothing: the first report is the best, three more are not better.
    talk.say("optimizer sgd rate=1e-300")
    let said = talk.say("train steps=1000 log=5")
    #expect(said.contains("no better validation loss in 3 reports"))
    #expect(talk.number("step") == 5)
    #expect(talk.number("valid.loss") > 0)
    talk.say("stop off; train steps=50 log=5")
    #expect(talk.number("step") == 55)
    #expect(talk.say("stop").contains("say stop patience=5 or stop off"))
  }

  @Test("checkpoints are saved on the way and can be loaded")
  func checkpoints() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("m.safetensors").path
    let talk = Conversation()
    talk.say("data adding length=8; model m; add gru 4; add dense; checkpoint \"\(path)\" every=10; train steps=25")
    #expect(FileManager.default.fileExists(atPath: path))
    #expect(talk.say("load \"\(path)\"").contains("20 updates were made"))
    #expect(talk.number("step") == 20)
  }
}
