import Notebook
import SequenceEngine
import Testing

/// `continue` along the updates that a training made.
@Suite struct ContinueTests: TrainedRecorders {
  @Test func reverseStopsAtTheLastEarlierUpdateThatMadeAMeasureTrueAndAgainAtTheOneBefore() throws {
    let recorder = trained()
    let losses = try #require(recorder.workspace.currentModel?.history).map(\.loss)
    let bound = losses.sorted()[120]
    let expected = rises([.nan] + losses, above: bound)
    #expect(expected.count > 3)
    recorder.run("break when loss > \(bound)")
    for update in expected.filter({ $0 < 150 }).reversed() {
      #expect(recorder.run("continue reverse") == .done)
      #expect(updates(recorder) == update)
      #expect(recorder.workspace.currentModel?.history.last?.loss == losses[update - 1])
    }
    for update in expected.dropFirst() {
      recorder.run("continue")
      #expect(updates(recorder) == update, "and forward the same way")
    }
  }

  @Test func aProbeIsAskedAfterEveryUpdateBetweenTheSnapshots() throws {
    let probe = "grad(1, 1) / grad(1, T)"
    let known = try values(probe, 150)
    let bound = known.sorted()[75]
    let expected = rises(known, above: bound)
    #expect(expected.count > 2)
    let recorder = trained()
    let states = recorder.workspace.currentModel?.state
    recorder.run("break when \(probe) > \(bound)")
    for update in expected.filter({ $0 < 150 }).reversed() {
      recorder.run("continue reverse")
      #expect(updates(recorder) == update)
    }
    #expect(recorder.lines.contains { $0.hasPrefix("break 1 at update \(expected[0]): grad(1, 1)") })
    #expect(recorder.lines.first?.contains("updates are made again and asked about") == true)
    #expect(recorder.workspace.stepper != nil, "the example is unrolled there")
    for update in expected.dropFirst() {
      recorder.run("continue")
      #expect(updates(recorder) == update)
    }
    recorder.run("rewind 150")
    #expect(recorder.workspace.currentModel?.state == states)
  }

  @Test func withoutAStopItStandsAtTheOldestUpdateOrTheLast() {
    let recorder = trained(100)
    recorder.run("break when loss > 1e9; continue reverse")
    #expect(updates(recorder) == 0)
    recorder.run("continue reverse")
    #expect(recorder.errors.first?.contains("m is at the oldest update that can be gone back to, 0") == true)
    recorder.run("continue")
    #expect(updates(recorder) == 100)
    recorder.run("continue")
    #expect(recorder.errors.first?.contains("m is at the last update that was made, 100; to go on: train") == true)
    recorder.run("undo")
    #expect(updates(recorder) == 0)
  }

  @Test func aWatchedAnswerStopsWhereItChanged() {
    let recorder = trained(60)
    recorder.run("watch step % 20 < 10; continue reverse")
    #expect(updates(recorder) == 50)
    recorder.run("continue reverse")
    #expect(updates(recorder) == 40)
    recorder.run("continue")
    #expect(updates(recorder) == 50)
  }

  @Test func aConditionOnTWalksThroughTimeUnlessUpdatesAreAskedFor() {
    let recorder = trained(50)
    recorder.run("break when t == 5; break when step == 20; unroll; continue")
    #expect(recorder.workspace.stepper?.t == 5)
    #expect(updates(recorder) == 50)
    recorder.run("continue reverse over=updates")
    #expect(recorder.workspace.stepper?.t == 5)
    #expect(updates(recorder) == 20)
    recorder.run("unbreak 1; goto 2; continue")
    #expect(updates(recorder) == 50, "no condition is on t any more")
    recorder.run("continue over=time")
    #expect(recorder.errors.first?.contains("no condition depends on t") == true)
  }

  @Test func trainingOnFromThereGivesTheSameBitsAndDoesNotStopAgainAtOnce() {
    let recorder = trained(80)
    let end = recorder.workspace.currentModel?.state
    recorder.run("break when step >= 30; continue reverse")
    #expect(updates(recorder) == 30)
    recorder.run("train steps=50")
    #expect(recorder.workspace.currentModel?.state == end)
  }

  @Test func comparedModelsComeAlong() {
    let recorder = Recorder()
    recorder.run("data adding length=8; model a; add rnn 4; add dense; model b; add gru 3; add dense; compare a b")
    recorder.run("model a; train steps=60; break when step == 25; continue reverse")
    #expect(recorder.workspace.models.map { $0.state?.updates } == [25, 25])
  }

  @Test func ctrlCLeavesAllAsItWas() {
    let interruption = Interruption(atLook: 9)
    let recorder = Recorder(environment: interruption.environment)
    recorder.run("\(Self.model); train steps=60; break when weight_norm(1) < 0")
    let before = recorder.workspace.currentModel?.state
    interruption.arm()
    #expect(recorder.run("continue reverse") == .interrupted)
    #expect(recorder.workspace.currentModel?.state == before)
    #expect(recorder.workspace.breaks.list.count == 1)
  }

  @Test func wrongUseIsRefusedInWords() {
    let recorder = Recorder()
    recorder.run("continue over=updates")
    #expect(recorder.errors.first?.contains("there is no model yet") == true)
    recorder.run(Self.model)
    recorder.run("continue over=updates")
    #expect(recorder.errors.first?.contains("no condition is set") == true)
    recorder.run("break when step == 2; continue reverse")
    #expect(recorder.errors.first?.contains("m has not been trained") == true)
    recorder.run("unbreak all; watch grad.norm; train steps=5; continue reverse")
    #expect(recorder.errors.first?.contains("only numbers are watched") == true)
    recorder.run("continue over=layers")
    #expect(recorder.errors.count == 1)
    #expect(updates(recorder) == 5)
  }

  @Test func overUpdatesItWaitsForTheEndOfATraining() {
    let desk = Desk()
    desk.when {
      $0.updatesMade >= 40
    } then: {
      desk.jobs.send(.enter("continue reverse"))
    }
    desk.run(.enter(Self.model + "; train steps=30; break when step == 10; unroll"), .enter("train steps=600"))
    #expect(desk.last.model?.updates == 10)
  }
}
