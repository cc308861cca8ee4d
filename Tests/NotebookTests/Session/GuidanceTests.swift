import Notebook
import Testing

@Suite("Answers that say what to do next")
struct GuidanceTests {
  /// What was said, without the ends of its lines.
  private func words(_ text: String) -> String {
    text.split { $0.isWhitespace }.joined(separator: " ")
  }

  private func trained() -> Conversation {
    let talk = Conversation()
    talk.say("data adding length=8; model m; add rnn 4; add dense; train steps=6 log=6")
    return talk
  }

  @Test("a command that takes nothing says so, and shows how it is used")
  func standsAlone() {
    let said = trained().say("encoder lstm 24")
    #expect(said.contains("'encoder' stands alone, and 'lstm' comes behind it"), "\(said)")
    #expect(said.contains("for example: encoder; add embedding 16; add gru 64"))
  }

  @Test("init answers with the names that it was asked by")
  func initialised() {
    let talk = trained()
    #expect(talk.say("init rnn1.recurrent orthogonal").contains("rnn1: orthogonal recurrent (rnn1.weight_hh_l0)"))
  }

  @Test("the list of conditions says how one is taken away")
  func conditions() {
    let talk = trained()
    talk.say("break when loss < 1e-9")
    #expect(talk.say("breaks").contains("unbreak 1 takes it away"))
  }

  @Test("the way to an update in the future begins at the latest, wherever the model stands")
  func future() {
    let talk = trained()
    #expect(talk.say("rewind 9").contains("to get there: train steps=3"))
    talk.say("rewind 2")
    #expect(talk.say("rewind 9").contains("to get there: rewind 6, then train steps=3"))
  }

  @Test("what undo took back stands on its own line")
  func undone() {
    let said = trained().say("undo")
    #expect(said.contains("took back: data adding length=8; model m") || said.contains("took back: "), "\(said)")
    #expect(said.contains("\n") && said.contains("can be taken back"), "\(said)")
  }

  @Test("where weights are spoilt, doctor names the update to go back to; an absurd loss is so many times the baseline")
  func spoilt() {
    let talk = Conversation()
    talk.say("data adding length=30; model m; add rnn 16; add dense; optimizer sgd rate=0.1; spectral rnn1 4")
    talk.say("train steps=400")
    let said = words(talk.say("optimizer sgd rate=1e30; doctor try=3"))
    #expect(said.contains("the weights were spoilt at update") && said.contains(": rewind "), "\(said)")
    #expect(!said.contains("000%") && said.contains(" times the baseline"), "\(said)")
  }

  @Test("where every step has a loss, the picture of dL/dh says that it is of all of them")
  func whoseGradient() {
    let talk = trained()
    #expect(!words(talk.say("unroll")).contains("of all losses together"))
    talk.say("data parity length=8; model c; add rnn 8; add dense")
    let said = words(talk.say("unroll"))
    #expect(
      said.contains("last loss's gradient") && said.contains("dL/dh as drawn is of all losses together"), "\(said)")
    #expect(words(talk.say("show gradients")).contains("dL/dh as drawn is of all losses together"))
  }

  @Test("unroll and show gradients name the gate that forgets, with how much it keeps")
  func forgettingGate() {
    let talk = Conversation()
    talk.say(#"data adding length=12; model m; add lstm 4; add dense; clamp gate(lstm1, "forget") 0.03"#)
    #expect(words(talk.say("unroll")).contains("forget keeps 3% of c a step"))
    #expect(words(talk.say("show gradients")).contains("forget keeps 3% of c a step"))
    talk.say("model g; add gru 4; add dense")
    #expect(words(talk.say("unroll")).contains("update keeps"))
    talk.say("model p; add rnn 4; add dense")
    #expect(!words(talk.say("unroll")).contains("keeps"))
  }

  @Test("of a layer that runs backward in time the horizon goes on to the last step")
  func reversed() {
    let talk = Conversation()
    talk.say("data adding length=12; model m; add rnn 4 bidirectional; add dense")
    let said = words(talk.say("unroll"))
    #expect(said.contains("rnn1.forward: the gradient halves every"), "\(said)")
    #expect(said.contains(" steps on; it is heard up to the last step"), "\(said)")
    talk.say("spectral rnn1.reverse 1e-4")
    #expect(words(talk.say("unroll")).contains("nothing later than t="))
    #expect(words(talk.say("doctor try=0")).contains("in rnn1.reverse nothing later than t = "))
  }

  @Test("a layer with dropout alone is drawn once, one in both directions with what both put out")
  func drawnOnce() {
    let talk = Conversation()
    talk.say("data parity length=8; model m; add rnn 4 dropout=0.3; add dense; unroll")
    #expect(!talk.say("show hidden").contains("puts out"))
    talk.say("model b; add rnn 4 bidirectional; add dense; unroll")
    #expect(talk.say("show hidden").contains("puts out"))
    talk.say("model r; add dense 4; add rnn 4 residual; add dense; unroll")
    #expect(talk.say("show hidden").contains("puts out"))
  }
}
