import Notebook
import SequenceEngine
import Testing

/// Models that race on the same data with settings of their own.
@Suite struct RaceTests {
  private static let start = "data adding length=12; model plain; add rnn 6; add dense; spectral rnn1 2"

  private func state(_ recorder: Recorder, _ name: String) -> ModelState? { recorder.workspace.model(name)?.state }

  @Test(
    "a racer's numbers are those of training alone with its setting",
    arguments: [
      "clip norm=0.1", "clip layer=0.1", "optimizer sgd rate=0.05", "optimizer adam rate=0.01", "bptt 4",
      "bptt 6 every=2",
    ])
  func alone(_ setting: String) {
    let race = Recorder()
    race.run("\(Self.start); copy plain other; model other; \(setting); compare plain other; train steps=60")
    let plain = Recorder()
    plain.run("\(Self.start); train steps=60")
    let other = Recorder()
    other.run("\(Self.start); \(setting); train steps=60")
    #expect(race.errors.isEmpty)
    #expect(state(race, "plain")?.parameters == state(plain, "plain")?.parameters)
    #expect(state(race, "other")?.parameters == state(other, "plain")?.parameters)
    #expect(race.workspace.model("other")?.history == other.workspace.model("plain")?.history)
    #expect(state(race, "other")?.parameters != state(race, "plain")?.parameters)
  }

  @Test func aNewModelTakesOverWhatIsInForceAndACopyCopiesIt() {
    let recorder = Recorder()
    recorder.run("clip norm=2; optimizer sgd rate=0.1; \(Self.start)")
    #expect(recorder.workspace.settings.clipping == .norm(2), "what was set before any model is the first one's")
    recorder.run("copy plain b; model c; clip off; add rnn 2; add dense; model b; bptt 3")
    #expect(recorder.workspace.model("plain")?.settings.clipping == .norm(2))
    #expect(recorder.workspace.model("plain")?.settings.backpropagation == .full)
    #expect(recorder.workspace.model("b")?.settings.clipping == .norm(2))
    #expect(recorder.workspace.model("b")?.settings.backpropagation.reach == 3)
    #expect(recorder.workspace.model("c")?.settings.clipping == .off)
    #expect(recorder.workspace.model("c")?.settings.optimizer.rule == .sgd)
    recorder.run("model d")
    #expect(recorder.workspace.settings.backpropagation.reach == 3)
  }

  @Test func aSettingSaysWhoseItIsWhileModelsAreCompared() {
    let recorder = Recorder()
    recorder.run("\(Self.start); copy plain clipped; model clipped; clip norm=1")
    #expect(recorder.lines.last == "gradients longer than 1 are scaled down to it")
    recorder.run("compare plain clipped")
    #expect(recorder.lines == ["comparing plain, clipped", "plain: clip off   clipped: clip norm=1"])
    recorder.run("clip value=3")
    #expect(recorder.lines == ["clipped: every element of a gradient stays within ±3"])
    recorder.run("optimizer sgd rate=0.1")
    #expect(recorder.lines == ["clipped: optimizer sgd rate=0.1"])
    recorder.run("bptt 4")
    #expect(recorder.lines.first?.hasPrefix("clipped: BPTT in pieces of 4 time steps") == true)
    recorder.run("summary")
    #expect(recorder.lines.last?.hasSuffix("loss mse, optimizer sgd rate=0.1, clip value=3, bptt 4") == true)
  }

  @Test func undoRewindAndSavingKeepEachModelsOwn() throws {
    let folder = try ScriptFolder()
    let recorder = Recorder()
    recorder.run("\(Self.start); copy plain b; model b; clip norm=1; compare plain b; train steps=40")
    recorder.run("clip norm=3; train steps=20; rewind 30")
    #expect(recorder.workspace.model("b")?.settings.clipping == .norm(1))
    #expect(recorder.workspace.model("plain")?.settings.clipping == .off)
    recorder.run("undo")
    #expect(recorder.workspace.model("b")?.settings.clipping == .norm(3))
    let path = folder.path + "/b.safetensors"
    recorder.run("bptt 5; save \"\(path)\"")
    let other = Recorder()
    other.run("data adding length=12; optimizer sgd rate=1; load \"\(path)\"")
    #expect(other.workspace.model("b")?.settings == recorder.workspace.model("b")?.settings)
  }

  @Test func aRateThatIsSetWhileARaceRunsHoldsForTheCurrentModelAlone() {
    let desk = Desk()
    desk.when {
      $0.updatesMade >= 20
    } then: {
      desk.jobs.send(.enter("clip norm=0.01"))
    }
    desk.run(
      .enter("\(Self.start); copy plain b; model b; compare plain b; unroll"), .enter("train steps=400"),
      .enter("model plain; summary"), .enter("model b; summary"))
    #expect(desk.entries.first { $0.text == "model plain; summary" }?.said.contains("clip off") == true)
    #expect(desk.entries.first { $0.text == "model b; summary" }?.said.contains("clip norm=0.01") == true)
  }

  @Test func restoreTakesBackHandsAndNotSettings() {
    let recorder = Recorder()
    recorder.run("\(Self.start); scale rnn1 2; clip norm=1; restore")
    #expect(recorder.workspace.settings.clipping == .norm(1))
  }
}

/// What tells racers apart, in words.
@Suite struct RaceDifferenceTests {
  private let scalar = """
    data inline [[1, 0, 0, 0, 0, 0, 0, 0, 0, 0]] target=[0]
    model a; add rnn 1 activation=identity bias=no; add dense
    set rnn1.recurrent 0.5; set rnn1.input 1
    copy a b; model b; set rnn1.recurrent 0.25; compare a b
    """

  @Test func gradientsAndHorizonsOfAScalarNetArePowers() {
    let recorder = Recorder()
    recorder.run(scalar)
    recorder.run("show gradients")
    // dL/dh(1) / dL/dh(10) = w⁹
    #expect(
      recorder.lines.last
        == "b beside a, rnn1: 3.81e-6 of its gradient arrives at t = 1, against 0.00195: 512 times less")
    recorder.run("show horizon as=text")
    #expect(
      recorder.lines.last
        == "b beside a, rnn1: heard from t = 1 on, half-life 0.5 steps; against from t = 1 on, half-life 1 steps")
    recorder.run("show hidden")
    // h(t) = w^(t − 1): furthest apart at t = 2, by 0.25.
    #expect(recorder.lines.last == "b beside a, rnn1: apart from t = 2 on, most at t = 2, by 0.25")
    recorder.run("show gradients as=csv")
    #expect(recorder.lines.allSatisfy { !$0.contains("beside") })
    recorder.run("compare off; show gradients")
    #expect(recorder.lines.allSatisfy { !$0.contains("beside") })
  }

  @Test func modelsOfOtherSizesAndCopiesThatAreTheSame() {
    let recorder = Recorder()
    recorder.run("data adding length=6; model a; add rnn 3; add dense; copy a b; compare a b; show hidden")
    #expect(recorder.lines.last == "b beside a, rnn1: the same at every time step")
    recorder.run("model c; add lstm 5; add dense; compare a c; show hidden")
    #expect(recorder.lines.last?.hasPrefix("c beside a, lstm1 and rnn1: |h| is ") == true)
  }

  @Test func differencesAreToldWhileARaceRuns() {
    let desk = Desk()
    desk.when {
      $0.updatesMade >= 20
    } then: {
      desk.jobs.send(.enter("diff a b"))
      desk.jobs.send(.enter("show gradients"))
    }
    desk.run(
      .enter(
        "data adding length=12; model a; add rnn 5; add dense; copy a b; model b; clip norm=0.01; compare a b; unroll"),
      .enter("train steps=600"))
    let entries = desk.entries
    #expect(entries.first { $0.text == "diff a b" }?.status == .done)
    #expect(entries.first { $0.text == "show gradients" }?.said.contains("b beside a, rnn1: ") == true)
  }
}
