import Foundation
import Notebook
import SequenceEngine
import Testing

@Suite("Penalties, constraints, accumulated and bucketed batches, plateaus at the notebook")
struct LearningFeatureTests {
  private func adding(_ layers: String = "add rnn 4; add dense") -> Conversation {
    let talk = Conversation()
    talk.say("data adding length=8 count=60; model m; \(layers)")
    return talk
  }

  @Test("each is said, shown in summary, and refused in words when it cannot be")
  func commands() {
    let talk = adding()
    #expect(talk.say("regularize weight=0.01 flow=0.5").contains("the loss of training has 0.01/2 Σ w² + 0.5 Ω more"))
    #expect(
      talk.say("constrain rnn1.recurrent orthogonal")
        == "after every update of rnn1.recurrent its matrices become the nearest orthogonal ones")
    talk.say("constrain dense2 max_norm=3; clip step=0.5; teacher_forcing 1..0.5 shape=exponential")
    let summary = talk.say("summary")
    for part in [
      "clip step=0.5", "regularize weight=0.01 flow=0.5",
      "constrain rnn1.recurrent orthogonal; constrain dense2 max_norm=3",
      "teacher_forcing 1..0.5 steps=1000 shape=exponential",
    ] {
      #expect(summary.contains(part), "\(part)")
    }
    #expect(!talk.say("train steps=3").contains("error"))
    #expect(talk.number("penalty") > 0)
    talk.say("constrain rnn1.recurrent off")
    #expect(!talk.say("summary").contains("orthogonal"))
    talk.say("regularize off; constrain off; teacher_forcing 1")
    let plain = talk.say("summary")
    #expect(!plain.contains("regularize") && !plain.contains("constrain") && !plain.contains("teacher_forcing"))

    #expect(talk.say("regularize").contains("regularize what?"))
    #expect(talk.say("regularize weight=-1").contains("0 to"))
    #expect(talk.say("constrain rnn1").contains("constrain it how?"))
    #expect(talk.say("constrain rnn1 max_norm=1 orthogonal").contains("constrain it how?"))
    #expect(talk.say("constrain rnn1.bias max_norm=1").contains("what is constrained are matrices"))
    #expect(talk.say("constrain nothing max_norm=1").contains("no layer is called"))
    #expect(talk.say("constrain rnn1 max_norm=0").contains("max_norm is above 0"))
    talk.say("model other; add gru 3 reset=before; add dense")
    #expect(talk.say("regularize flow=1").contains("gru1"))
    #expect(talk.say("regularize flow=1").contains("computed in the same step"))
  }

  @Test("a change of how a model is trained is taken back by undo")
  func undo() {
    let talk = adding()
    talk.say("regularize weight=0.01; undo")
    #expect(!talk.say("summary").contains("regularize"))
    talk.say("constrain rnn1 max_norm=1; undo")
    #expect(!talk.say("summary").contains("constrain"))
  }

  @Test("going back to an update makes the same weights with all of it")
  func rewinds() {
    let talk = adding()
    talk.say("regularize weight=0.01 flow=0.5; constrain rnn1.recurrent spectral_norm=0.9; clip step=0.1")
    talk.say("batch 4 accumulate=2 bucket=yes; optimizer sgd rate=0.3; schedule plateau every=3 patience=1")
    talk.say("train steps=60; rewind 37")
    let (there, rate) = (talk.number("weight_norm(rnn1)"), talk.number("rate"))
    talk.say("train steps=9; rewind 37")
    #expect(talk.number("weight_norm(rnn1)") == there && talk.number("rate") == rate)
    talk.say("rewind 0; train steps=37")
    #expect(talk.number("weight_norm(rnn1)") == there && talk.number("rate") == rate)
    #expect(rate < 0.3)
  }

  @Test("save and load bring everything, batch and seed too, and training goes on with the same bits")
  func saving() {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("all-\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: file) }
    let settings = """
      loss mse; regularize weight=0.01 flow=0.5; constrain rnn1 max_norm=0.8; clip step=0.1; schedule plateau every=3 patience=1
      """
    let one = Conversation()
    one.say("seed 9; batch 4 accumulate=3; data adding length=8 count=60; model m; add rnn 4; add dense; \(settings)")
    one.say("precision double; train steps=10; save \"\(file.path)\"; train steps=7; evaluate")
    let other = Conversation()
    other.say("data adding length=8 count=60; load \"\(file.path)\"; train steps=7; evaluate")
    #expect(other.number("step") == 17)
    #expect(other.number("weight_norm(rnn1)") == one.number("weight_norm(rnn1)"))
    #expect(other.number("test.mae") == one.number("test.mae"))
    let (there, here) = (one.say("summary"), other.say("summary"))
    #expect(there == here)
  }

  @Test("batches tell how they are put together, and what padding is saved")
  func batches() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("l-\(UUID().uuidString).tsv")
    defer { try? FileManager.default.removeItem(at: file) }
    let lines = (0..<90).map { "\($0 % 2 == 0 ? "a" : "b")\t" + String(repeating: "x", count: $0 * 7 % 40 + 1) }
    try lines.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
    let talk = Conversation()
    #expect(talk.say("data labelled \"\(file.path)\"").contains("padding: "))
    let answer = talk.say("batch 4 accumulate=2 bucket=yes")
    #expect(answer.hasPrefix("4 sequences in a batch, 2 batches in an update, of like lengths"))
    #expect(answer.contains("% without bucket=yes)"))
    #expect(talk.say("batch 600000 accumulate=2").contains("from 1 to 1,000,000 rows in an update"))
    #expect(talk.say("data adding length=5").contains("made afresh for every update"))
    talk.say("batch 8")
    #expect(!talk.say("data adding length=5").contains("error"))
  }

  @Test("scores are told where they fit, and expressions read them")
  func scores() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("s-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    let rows = (0..<400).map { "\($0 * 7 % 11)" }
    try (["a"] + rows).joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
    let talk = Conversation()
    talk.say("data dates count=60; model m; encoder; add gru 4; decoder; add gru 4; add dense; train steps=2")
    #expect(talk.say("evaluate").contains(", BLEU "))
    #expect((0...1).contains(talk.number("test.bleu")))
    #expect(talk.say("print test.mae") == "nan")
    talk.say("data csv \"\(file.path)\"; model s; add gru 3; add dense; train steps=2")
    let series = talk.say("evaluate; evaluate on=valid")
    #expect(series.contains("MAE ") && series.contains("MASE ") && series.contains("RMSE "))
    #expect(talk.number("test.mase") > 0 && talk.number("valid.mase") > 0)
    #expect(
      talk.say("let goal = test.mase * 2; break when valid.mase < goal; train steps=9").contains("valid.mase < goal"))
    talk.say("break off")
    talk.say("data temporal_order length=12 count=60; model c; add gru 3; add dense; train steps=1")
    #expect(talk.say("evaluate").contains("F1 "))
    #expect((0...1).contains(talk.number("test.f1")))
    #expect(talk.number("test.perplexity") > 1 && talk.number("test.bits") > 0)
  }

  @Test("a series that stands still in training has no MASE to be told")
  func constantSeries() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("s-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    let rows = (0..<200).map { "\($0 < 120 ? 3 : $0 % 5)" }
    try (["a"] + rows).joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
    let talk = Conversation()
    talk.say("split train=0.5 valid=0.25 test=0.25; data csv \"\(file.path)\" window=4")
    talk.say("model s; add gru 3; add dense; train steps=1")
    let told = talk.say("evaluate")
    #expect(told.contains("MAE ") && !told.contains("MASE"))
  }

  @Test("training data are scored too, unless they are made afresh for every update")
  func trainingPart() {
    let talk = Conversation()
    talk.say("data adding length=6 count=40; model m; add rnn 4; add dense")
    #expect(talk.say("print train.loss") == "nan")
    talk.say("evaluate on=train")
    #expect(talk.number("train.loss") > 0 && talk.number("train.rmse") > 0 && talk.number("test.loss").isNaN)
    talk.say("data adding length=6")
    #expect(talk.say("evaluate on=train").contains("the training part is made afresh for every update"))
    #expect(talk.say("break when train.loss < 1; train steps=3").contains("the training part is made afresh"))
    #expect(talk.say("print step") == "0")
  }

  @Test("models that race differ in what is theirs")
  func races() {
    let talk = adding()
    talk.say("copy m kept; model kept; regularize flow=0.5; compare m kept")
    #expect(talk.say("compare m kept").contains("m: regularize off   kept: regularize flow=0.5"))
    #expect(!talk.say("train steps=2").contains("error"))
  }
}
