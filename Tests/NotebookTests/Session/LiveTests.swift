import Notebook
import Testing

/// What happens to jobs that come while a training runs.
@Suite struct LiveTests {
  private static let model = "data adding length=5; add rnn 4; add dense; unroll"

  @Test func aLookIsAnsweredBeforeTheTrainingEnds() {
    let desk = Desk()
    desk.when {
      $0.updatesMade >= 20
    } then: {
      desk.jobs.send(.enter("print step"))
    }
    desk.when {
      $0.document.entries.last?.text == "print step"
    } then: {
      #expect(desk.last.isTraining)
      #expect(desk.entries.map(\.status) == [.done, .running, .done])
      let step = Int(desk.entries[2].said) ?? 0
      #expect((20..<300).contains(step))
      #expect(step == desk.last.model?.updates)
    }
    desk.run(.enter(Self.model), .enter("train steps=300"))
    #expect(desk.statuses == [.done, .done, .done])
    #expect(desk.last.model?.updates == 300)
  }

  @Test func curvesAndTheReplayedExampleGoOnWhileATrainingRuns() {
    let desk = Desk()
    desk.run(.enter(Self.model), .enter("train steps=2000"))
    let live = desk.snapshots.filter(\.isTraining)
    #expect(live.count > 10)
    #expect(live.map(\.updatesMade) == live.map(\.updatesMade).sorted())
    #expect(live.allSatisfy { $0.trainings[0].losses.count == $0.trainings[0].updates.count })
    #expect(live.allSatisfy { $0.activity?.progress?.total == 2000 })
    #expect(Set(live.compactMap { $0.unrolled.first?.updates }).count > 3)
    #expect(live.last?.trainings[0].layers.allSatisfy { ($0.updateRatio ?? 0) > 0 } == true)
  }

  @Test func aRateThatIsChangedHoldsFromTheNextUpdateOn() {
    let desk = Desk()
    desk.when {
      $0.updatesMade >= 20
    } then: {
      desk.jobs.send(.enter("optimizer adam rate=1e-30"))
    }
    desk.run(.enter(Self.model), .enter("train steps=600"))
    let note = desk.entries[2].said
    #expect(note.contains("from update ") && note.hasSuffix(" on"))
    let ratios = desk.last.trainings[0].layers.compactMap(\.updateRatio)
    #expect(ratios.count == 2 && ratios.allSatisfy { $0 < 1e-9 })
    #expect(desk.statuses == [.done, .done, .done])
  }

  @Test func clippingThatIsChangedIsStillSetAfterTheTraining() {
    let desk = Desk()
    desk.when {
      $0.updatesMade >= 20
    } then: {
      desk.jobs.send(.enter("clip norm=1e-30"))
    }
    desk.run(.enter(Self.model), .enter("optimizer sgd rate=0.1"), .enter("train steps=600"), .enter("train steps=40"))
    #expect(desk.last.model?.updates == 640)
    let ratios = desk.last.trainings[0].layers.compactMap(\.updateRatio)
    #expect(ratios.allSatisfy { $0 < 1e-9 })
  }

  @Test func whatChangesTheModelWaitsForTheEndAndKeepsItsOrder() {
    let desk = Desk()
    desk.when {
      $0.updatesMade >= 20
    } then: {
      desk.jobs.send(.enter("let y = step"))
      desk.jobs.send(.enter("let x = step"))
      desk.jobs.send(.enter("summary"))
      desk.jobs.send(.enter("print x"))
    }
    desk.when {
      $0.document.entries.last?.text == "summary" && $0.document.entries.last?.status == .done
    } then: {
      #expect(desk.statuses == [.done, .running, .queued, .queued, .done])
      #expect(desk.last.isTraining)
    }
    // It is about what waits, so it waits as well.
    desk.when {
      $0.activity?.queued == 3
    } then: {
      #expect(desk.statuses.last == .queued)
    }
    desk.run(.enter(Self.model), .enter("train steps=300"))
    #expect(desk.last.jobsTaken == 6)
    // The summary does not depend on the variables that were set above it since.
    #expect(desk.statuses == [.done, .done, .done, .done, .done, .done])
    #expect(desk.entries.last?.said == "300")
  }

  @Test func aPausedTrainingStandsStillAndStillAnswers() {
    let desk = Desk()
    var held = 0
    desk.when {
      $0.updatesMade >= 20
    } then: {
      desk.jobs.send(.pause(true))
    }
    desk.when {
      $0.activity?.isPaused == true
    } then: {
      held = desk.last.updatesMade
      desk.jobs.send(.enter("print step"))
    }
    desk.when {
      $0.document.entries.count == 3
    } then: {
      #expect(desk.last.activity?.isPaused == true)
      #expect(desk.last.updatesMade == held)
      #expect(desk.entries[2].said == "\(held)")
      desk.jobs.send(.pause(false))
    }
    desk.when {
      $0.activity?.isPaused == false
    } then: {
    }
    desk.run(.enter(Self.model), .enter("train steps=300"))
    #expect(desk.last.model?.updates == 300)
  }

  @Test func ctrlCEndsAPausedTrainingKeepsItsWorkAndDropsWhatWaits() {
    let desk = Desk()
    desk.when {
      $0.updatesMade >= 20
    } then: {
      desk.jobs.send(.pause(true))
      desk.jobs.send(.enter("let x = 1"))
      desk.jobs.send(.knob("clip norm=2"))
    }
    desk.when {
      $0.activity?.queued == 2
    } then: {
      desk.interrupt()
    }
    desk.run(.enter(Self.model), .enter("train steps=300"))
    #expect(desk.statuses == [.done, .interrupted, .interrupted])
    #expect(desk.entries[2].said == "not run: the job before it was interrupted")
    #expect((20..<300).contains(desk.last.model?.updates ?? 0))
    #expect(desk.last.activity == nil)
  }

  @Test func ctrlCWhileNothingRunsHoldsNothingUp() {
    let desk = Desk()
    desk.when {
      $0.jobsTaken == 1 && $0.activity == nil
    } then: {
      desk.interrupt()
    }
    desk.run(.enter("print 1"))
    #expect(desk.statuses == [.done])
  }

  @Test func movesDuringATrainingAreKeptAtItsEnd() {
    let desk = Desk()
    desk.when {
      $0.updatesMade >= 20
    } then: {
      desk.jobs.send(.gesture("goto 2"))
      desk.jobs.send(.gesture("goto 4"))
    }
    desk.when {
      $0.unrolled.first?.t == 4
    } then: {
      #expect(desk.last.isTraining)
    }
    desk.run(.enter(Self.model), .enter("train steps=300"))
    #expect(desk.entries.map(\.text).last == "goto 4")
    #expect(desk.entries.count == 3)
    #expect(desk.last.unrolled.first?.t == 4)
    #expect(desk.last.unrolled.first?.updates == 300)
  }

  @Test func trainingGivesTheSameBitsWhateverIsLookedAt() {
    let text = "train steps=300; print loss, weight_norm(1), weight_norm(2)"
    let plain = Recorder()
    plain.run(Self.model)
    plain.run(text)
    let desk = Desk()
    for count in [20, 50, 90] {
      desk.when {
        $0.updatesMade >= count
      } then: {
        for look in ["print random()", "show hidden", "goto 3", "unroll example=2", "check", "summary"] {
          desk.jobs.send(.enter(look))
        }
      }
    }
    desk.run(.enter(Self.model), .enter(text))
    #expect(desk.statuses.allSatisfy { $0 == .done })
    let own = desk.entries.first { $0.text == text }
    #expect(own?.said.split(separator: "\n").last.map(String.init) == plain.lines.last)
  }

  @Test func longJobsThatAreNoTrainingTakeJobsAndEndAtCtrlC() {
    let desk = Desk()
    desk.when {
      $0.activity?.progress?.job == "checking"
    } then: {
      desk.jobs.send(.enter("let x = 1"))
      desk.jobs.send(.pause(true))
    }
    desk.when {
      $0.activity?.isPaused == true && $0.activity?.queued == 1
    } then: {
      desk.interrupt()
    }
    desk.run(.enter("data adding length=20; add lstm 16; add dense"), .enter("check"))
    #expect(desk.statuses == [.done, .interrupted, .interrupted])
  }
}
