import Foundation
import Notebook
import Testing

@Suite("Both directions, residual and branches at the notebook")
struct WiringCommandTests {
  private func talk(_ text: String) -> Conversation {
    let talk = Conversation()
    talk.say(text)
    return talk
  }

  @Test("a layer in both directions is one layer with one number")
  func oneLayer() {
    let talk = talk("data parity length=6")
    #expect(talk.say("add lstm 4 bidirectional").contains("lstm1   1 → 8   bidirectional   192 parameters"))
    #expect(talk.say("add dense; summary").contains("2  dense2"))
    #expect(talk.say("replace 1 gru 3 bidirectional=sum").contains("gru1   1 → 3   bidirectional=sum"))
    #expect(talk.say("insert 1 dense 3; replace 2 gru 3 residual; summary").contains("residual"))
    #expect(talk.say("freeze gru1; summary").contains("residual, frozen"))
    #expect(talk.say("remove 2; summary").contains("2  dense2"))
  }

  @Test("its parts are looked at by their names, and the whole by its own")
  func looked() {
    let talk = talk("data parity length=3; add lstm 2 bidirectional; add dense; batch 4; train steps=2")
    #expect(talk.say("show gates layer=lstm1.reverse").contains("lstm1.reverse forget"))
    let both = talk.say("show hidden layer=1")
    #expect(both.contains("lstm1.forward h") && both.contains("lstm1.reverse h"))
    #expect(both.contains("lstm1 puts out") && !talk.say("show hidden layer=lstm1.reverse").contains("puts out"))
    #expect(
      talk.say("ablate lstm1 unit=1").contains(
        "lstm1 brings together what lstm1.forward and lstm1.reverse put out, and has no units or gates of its own; "
          + "ablate lstm1.forward, for example"))
    #expect(talk.say("print hidden(lstm1, 3)[4] == hidden(\"lstm1.reverse\", 3)[2]") == "yes")
    #expect(talk.say("print gate(lstm1, \"forget\", 3)").contains("lstm1.forward, lstm1.reverse"))
    let explained = talk.say("explain lstm1")
    #expect(explained.contains("lstm1.weight_ih_l0_reverse") && explained.contains("one vector behind the other"))
    #expect(talk.say("show flow layer=lstm1.reverse").contains("the columns add up"))
    #expect(talk.say("show truncation").contains("lstm1.reverse"))
    #expect(talk.say("check").contains("agree"))
  }

  @Test("branches are read by name, saved and loaded")
  func branches() {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("wired-\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: file) }
    let talk = talk("data adding length=6; add rnn 4; add gru 3 from=input bidirectional residual=no")
    #expect(talk.say("summary").contains("not whole yet"))
    #expect(talk.say("add concat rnn1 gru2 input; add mean; add dense").contains("concat3   12 → 12"))
    talk.say("train steps=2; let before = weight_norm(gru2); save \"\(file.path)\"")
    talk.say("model other; load \"\(file.path)\"")
    #expect(talk.say("print weight_norm(gru2) == before") == "yes")
    #expect(talk.say("remove gru2").contains("concat3: it reads gru2, and no layer is called so"))
    #expect(talk.say("replace gru2 lstm 3; summary").contains("rnn1 lstm2 input"))
  }

  @Test("wrong wiring is told, and nothing is lost")
  func refused() {
    let talk = talk("data parity length=6; add rnn 4")
    for (line, words) in [
      ("add dense from=nobody", "no layer is called 'nobody'"),
      ("add gru 5 residual", "residual adds what it reads, 4 numbers, to what it computes, 5; give it the size 4"),
      ("add gru 4 bidirectional reverse", "leave reverse out"),
      ("add gru 4 residual return=last", "leave return=last out"),
      ("add concat rnn1", "concat takes two layers or more"),
      ("add gru 4 name=input", "choose another name"),
    ] { #expect(talk.say(line).contains(words), "\(line)") }
    #expect(talk.say("models").contains("rnn1"))
    #expect(!talk.say("models").contains("rnn1,"))
  }
}
