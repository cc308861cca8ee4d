import Notebook
import SequenceEngine
import Synchronization
import Testing

/// Going back over the training axis.
@Suite struct RewindTests {
  private static let model = "data adding length=8; model m; add rnn 6; add dropout 0.3; add dense"

  private func state(_ recorder: Recorder, _ name: String = "m") -> ModelState? {
    recorder.workspace.models.first { $0.name == name }?.state
  }

  /// Said in one word: a state written out fills the screen.
  private func isSame(_ one: ModelState?, _ other: ModelState?) -> Bool { one != nil && one == other }

  /// States after every update of a training whose settings change on the way.
  private func reference(_ optimizer: String) -> (recorder: Recorder, states: [ModelState?]) {
    let recorder = Recorder()
    recorder.run("\(Self.model); optimizer \(optimizer)")
    var states = [state(recorder)]
    for update in 1...150 {
      if update == 41 { recorder.run("clip norm=0.05") }
      if update == 101 { recorder.run("optimizer \(optimizer) rate=0.02") }
      recorder.run("train steps=1")
      states.append(state(recorder))
    }
    return (recorder, states)
  }

  @Test(arguments: ["sgd", "momentum", "adam", "rmsprop"])
  func everyUpdateComesBackBitForBit(_ optimizer: String) {
    let (single, states) = reference(optimizer)
    let recorder = Recorder()
    recorder.run("\(Self.model); optimizer \(optimizer)")
    recorder.run("train steps=40")
    recorder.run("clip norm=0.05; train steps=60")
    recorder.run("optimizer \(optimizer) rate=0.02; train steps=50")
    for talk in [recorder, single] {
      for update in [149, 100, 101, 41, 40, 39, 0, 1, 77, 150] {
        #expect(talk.run("rewind \(update)") == .done)
        #expect(isSame(state(talk), states[update]), "update \(update)")
        #expect(talk.workspace.currentModel?.history.last?.update ?? 0 == update)
      }
    }
  }

  @Test func trainingOnAfterARewindGivesTheSameBits() {
    let (_, states) = reference("adam")
    let recorder = Recorder()
    recorder.run("\(Self.model); optimizer adam")
    recorder.run("train steps=40")
    recorder.run("clip norm=0.05; train steps=60; clip off")
    recorder.run("rewind 55; train steps=45")
    #expect(isSame(state(recorder), states[100]))
    recorder.run("rewind 20; train steps=20")
    #expect(isSame(state(recorder), states[40]))
  }

  @Test func aRewindTellsWhatItMakesAgainAndWhatItRestores() {
    let recorder = Recorder()
    recorder.run("\(Self.model); train steps=100; clip norm=2; train steps=10")
    recorder.run("rewind 70")
    #expect(recorder.lines.first?.hasSuffix("updates are made again") == true)
    #expect(recorder.lines.last?.hasPrefix("m is at update 70 of 110   loss ") == true)
    #expect(recorder.records("rewind").first?.number("step") == 70)
    #expect(recorder.workspace.settings.clipping == .off)
    recorder.run("rewind 105")
    #expect(recorder.workspace.settings.clipping == .norm(2))
  }

  @Test func comparedModelsGoBackTogether() {
    let recorder = Recorder()
    recorder.run("data adding length=8; model a; add rnn 4; add dense; train steps=7")
    recorder.run("model b; add gru 3; add dense; compare a b; train steps=20")
    let before = (state(recorder, "a"), state(recorder, "b"))
    recorder.run("train steps=30; rewind 20")
    #expect(isSame(state(recorder, "b"), before.1))
    #expect(state(recorder, "a")?.updates == 20)
    recorder.run("rewind 27")
    #expect(isSame(state(recorder, "a"), before.0))
    recorder.run("rewind 57")
    #expect(recorder.errors.first?.contains("b has made 50 updates, and 57 lies in the future") == true)
    #expect(state(recorder, "a")?.updates == 27)
  }

  @Test func undoTakesARewindBack() {
    let recorder = Recorder()
    recorder.run("\(Self.model); train steps=50")
    let after = state(recorder)
    recorder.run("rewind 10; undo")
    #expect(isSame(state(recorder), after))
    recorder.run("rewind 10; train steps=5; undo; rewind 50")
    #expect(isSame(state(recorder), after))
  }

  @Test func trainingOnForgetsWhatCameAfter() {
    let recorder = Recorder()
    recorder.run("\(Self.model); train steps=50; rewind 10; train steps=5; rewind 50")
    #expect(recorder.errors.first?.contains("m has made 15 updates, and 50 lies in the future") == true)
  }

  @Test func weightsThatWereSetByHandAreAsTheNextUpdateFoundThem() {
    let recorder = Recorder()
    recorder.run("\(Self.model); train steps=40; scale rnn1 0.5")
    let scaled = state(recorder)
    recorder.run("train steps=40")
    let end = state(recorder)
    recorder.run("rewind 40")
    #expect(isSame(state(recorder), scaled))
    recorder.run("rewind 39; rewind 80")
    #expect(isSame(state(recorder), end))
  }

  @Test func earlyStoppingKnowsWhatCameAfterItsBest() {
    let recorder = Recorder()
    recorder.run("data adding length=8 count=100; model m; add rnn 6; add dense; optimizer sgd rate=2; stop patience=2")
    recorder.run("train steps=200 log=5")
    let best = state(recorder)
    #expect(recorder.workspace.currentModel?.history.last?.update ?? 0 == best?.updates)
    #expect(recorder.run("rewind \((best?.updates ?? 0) + 1)") == .done)
    recorder.run("rewind \(best?.updates ?? -1)")
    #expect(isSame(state(recorder), best))
  }

  @Test func theCurveStaysWholeAndSaysWhereTheModelStands() {
    let desk = Desk()
    desk.run(.enter(Self.model), .enter("train steps=50"), .gesture("rewind 30"), .gesture("rewind 20"))
    #expect(desk.last.trainings.first?.updates.count == 50)
    #expect(desk.last.trainings.first?.standing == 20)
    #expect(desk.last.model?.updates == 20)
    #expect(desk.entries.map(\.text).last == "rewind 20")
    #expect(desk.entries.count == 3, "a run of moves is one entry")
  }

  @Test func ctrlCLeavesAllAsItWas() {
    let interruption = Interruption(atLook: 5)
    let recorder = Recorder(environment: interruption.environment)
    recorder.run("\(Self.model); train steps=50")
    let before = state(recorder)
    interruption.arm()
    #expect(recorder.run("rewind 30") == .interrupted)
    #expect(isSame(state(recorder), before))
    #expect(recorder.workspace.currentModel?.history.count == 50)
  }

  @Test func wrongUseIsRefusedInWords() {
    let recorder = Recorder()
    recorder.run("rewind 5")
    #expect(recorder.errors.first?.contains("there is no model yet") == true)
    recorder.run("model m; rewind 5")
    #expect(recorder.errors.first?.contains("there is no data yet") == true)
    recorder.run("data adding length=8; add rnn 4; add dense; rewind 5")
    #expect(recorder.errors.first?.contains("m has not been trained") == true)
    recorder.run("train steps=10; rewind 11")
    #expect(recorder.errors.first?.contains("m has made 10 updates, and 11 lies in the future") == true)
    recorder.run("rewind -1")
    #expect(recorder.errors.count == 1)
    recorder.run("add rnn 3; rewind 5")
    #expect(recorder.errors.count == 1)
  }
}
