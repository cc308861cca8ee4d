import Notebook
import Testing

/// Every look, walk and change on models that are hardly one: without data, without recurrence, of one step and one unit,
/// and with numbers that are none.
@Suite("Looks at absurd models")
struct AbsurdModelTests {
  static let looks = [
    "show model", "show hidden", "show cell_state", "show gates", "show gradients", "show weights", "show jacobian",
    "show jacobian t=1..1", "show jacobian as=heatmap", "show spectrum", "show saturation", "show loss", "show horizon",
    "show horizon as=plot", "show histogram", "show histogram of=gradients", "show flow", "show flow as=text",
    "show truncation", "show recall", "show connectivity", "show neurons", "show neurons unit=1", "show neurons on=1",
    "show neurons t=1..1", "show neurons match=m", "explain 1", "explain hidden(1, 1)[1]", "explain grad(1, 1)",
    "explain output(1)[1]", "doctor try=1", "step", "back", "goto 1", "pass backward; step; play; pass forward; play",
    "break when grad(1, t) > 1e3; continue; continue reverse; unbreak all",
    "break when is_nan(loss); continue over=updates; unbreak all", "rewind 1", "diff", "check", "evaluate",
    "set hidden(1, 1) 0.5; diff; restore", "set input(1) 0.5; diff; restore", "clamp hidden(1) 0.1; diff; restore",
    "ablate 1 unit=1 t=1..1; diff; restore", "spectral 1", "print radius(1), saturation(1), horizon(1)",
    "print jacobian(1, 0, 1), flow(1, 1, 1), weight_norm(1)", "train steps=2; rewind 1; continue over=updates",
  ]

  static let models = [
    "nothing at all": "", "no data": "model m; add rnn 3", "no layers": "data adding length=4; model m",
    "no recurrence": "data adding length=4; model m; add mean; add dense",
    "one step and one unit": "data inline [[1]] target=[0.5]; model m; add rnn 1; add dense",
    "one unit of an LSTM": "data inline [[1], [0]] target=[0.5, 1]; model m; add lstm 1; add dense",
    "nothing but windows": "data adding length=6; model m; add lstm 2 window=3; add max; add dense",
    "a window above a state": "data adding length=5; model m; add gru 2; add rnn 2 window=2 return=last; add dense",
    "windows at every step": "data inline [[1], [0], [1]] target=[0.5, 1, 0]; model m; add gru 2 window=2; add dense",
    "infinite states":
      "data adding length=40; model m; add rnn 3 activation=identity; add dense; set rnn1.recurrent 1e30; unroll",
    "infinite gates": "data parity length=30; model m; add gru 2; add dense; set gru1.recurrent 1e38; unroll",
    "an upper layer without numbers":
      "data parity length=30; model m; add lstm 2; add rnn 2 activation=relu; add dense; set rnn2.recurrent 1e38; unroll",
  ]

  @Test("answer, or refuse in words", arguments: models.keys)
  func looks(_ name: String) throws {
    let setting = try #require(Self.models[name])
    for look in Self.looks {
      let recorder = Recorder()
      if !setting.isEmpty { #expect(recorder.run(setting) == .done, "\(name)") }
      let outcome = recorder.run(look)
      #expect(outcome == .done || recorder.errors.count == 1, "\(look)")
      #expect(recorder.errors.allSatisfy { $0.count > 15 && !$0.contains("Error(") }, "\(look): \(recorder.errors)")
    }
  }

  @Test("numbers that are none are told as such and not taken for an answer")
  func notNumbers() throws {
    let talk = Conversation()
    talk.say(try #require(Self.models["infinite states"]))
    #expect(talk.say("show flow as=text").contains("some of the gradient is not finite"))
    #expect(talk.say("explain grad(1, 1)").contains("it is not finite, and no route can be told"))
    #expect(talk.say("show connectivity as=text").contains("not finite"))
    #expect(talk.say("show neurons as=text").contains("nothing can be told of one"))
    #expect(talk.say("check").contains("is not finite, so there is nothing to compare"))
    #expect(talk.say("doctor try=0").contains("not finite"))
    #expect(talk.say("show horizon as=text").contains("its gradient is not finite"))
  }

  @Test("weights are shown of models without recurrence too")
  func weights() {
    let talk = Conversation()
    talk.say("data adding length=4; model m; add mean; add dense")
    #expect(talk.say("show weights").contains("dense2.weight"))
  }
}
