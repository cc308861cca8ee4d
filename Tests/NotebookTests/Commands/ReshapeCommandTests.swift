import Notebook
import Testing

/// flatten, repeat and time_reverse as a person asks for them.
@Suite struct ReshapeCommandTests {
  @Test func aFeedForwardNetIsRacedAgainstARecurrentOne() {
    let recorder = Recorder()
    recorder.run("data adding length=9; model plain; add flatten; add dense 16 activation=tanh; add dense")
    #expect(
      recorder.lines.suffix(3).first == "flatten1   2 → 18   no parameters", "\(recorder.lines)")
    recorder.run("model gated; add gru 8; add dense; compare plain gated")
    #expect(recorder.run("train steps=2; unroll") == .done, "\(recorder.errors)")
    recorder.run("model plain; summary; explain flatten1")
    let said = recorder.lines.joined(separator: "\n")
    #expect(said.contains("feed-forward"))
    #expect(said.contains("9 time steps of 2 numbers are one vector of 18"))
  }

  @Test func otherDataOfAnotherLengthStartItsLayersAnew() {
    let recorder = Recorder()
    recorder.run("data adding length=9; add flatten; add dense; train steps=1; data adding length=12")
    recorder.run("explain flatten1")
    #expect(recorder.lines.joined(separator: "\n").contains("one vector of 24"), "\(recorder.lines)")
    #expect(recorder.run("train steps=1") == .done)
  }

  @Test func oneVectorIsRepeatedAtEachStep() {
    let recorder = Recorder()
    recorder.run("data echo length=6; add lstm 4; add repeat; add gru 4; add dense; summary")
    let said = recorder.lines.joined(separator: "\n")
    #expect(said.contains("repeat2   4 → 4   at each step of the target   no parameters"), "\(recorder.errors)")
    #expect(said.contains("one-to-many"))
    #expect(
      recorder.run("train steps=2; unroll; show gradients; explain hidden(1, 6)[1]; explain repeat2; doctor") == .done,
      "\(recorder.errors)")
  }

  @Test func timeIsTurnedRound() {
    let recorder = Recorder()
    recorder.run("data echo length=6; add time_reverse; add rnn 4; add time_reverse; add dense")
    #expect(
      recorder.run("train steps=2; unroll; show gradients; show flow; explain time_reverse1; explain input(2)[1]")
        == .done,
      "\(recorder.errors)")
    #expect(recorder.lines.joined(separator: "\n").contains("y(t) = x(T + 1 - t)"))
  }

  @Test func aSavedModelComesBack() throws {
    let (folder, recorder) = (try ScriptFolder(), Recorder())
    let path = folder.path + "/model.safetensors"
    recorder.run("data adding length=9; add time_reverse; add flatten; add dense; train steps=1; save \"\(path)\"")
    recorder.run("model other; load \"\(path)\"; explain flatten2")
    #expect(
      recorder.errors == [] && recorder.lines.joined(separator: "\n").contains("one vector of 18"), "\(recorder.errors)"
    )
  }

  @Test(arguments: [
    ("data temporal_order length=30; add embedding 4; add flatten", "flatten 20"),
    ("data adding length=9; add mean; add flatten", "already become one vector"),
    ("data adding length=9; add gru 4 return=all; add repeat", "put last, mean, max or flatten"),
    ("data echo length=9; add lstm 4 return=last; add repeat 5", "say repeat 9"),
    ("data adding length=9; add flatten 0", "from 1 to"), ("data adding length=9; add flatten x=2", "option"),
    ("data dates; add embedding 4; add flatten 3", "encoder-decoder"),
  ])
  func whatCannotBeIsRefusedInWords(_ script: String, _ words: String) {
    let recorder = Recorder()
    recorder.run(script)
    #expect(recorder.errors.contains { $0.contains(words) }, "\(script): \(recorder.errors)")
  }
}
