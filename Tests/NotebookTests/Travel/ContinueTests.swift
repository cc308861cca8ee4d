import Notebook
import SequenceEngine
import Testing

/// `continue` along the updates that a training made.
@Suite struct ContinueTests {
  private static let model = "data adding length=8; model m; add rnn 5; add dense; optimizer sgd rate=0.05"

  private func trained(_ steps: Int = 150, _ model: String = model) -> Recorder {
    let recorder = Recorder()
    recorder.run("\(model); train steps=\(steps)")
    return recorder
  }

  private func updates(_ recorder: Recorder) -> Int? { recorder.workspace.currentModel?.state?.updates }

  /// A probe's value after every update, from the one before the first.
  private func values(_ probe: String, _ steps: Int) throws -> [Double] {
    let recorder = Recorder()
    recorder.run(Self.model)
    return try (0...steps).map { update in
      if update > 0 { recorder.run("train steps=1") }
      recorder.run("print \(probe)")
      return Double(try #require(recorder.lines.last)) ?? .nan
    }
  }

  /// Updates after which a condition is true and was not after the one before.
  private func rises(_ values: [Double], above bound: Double) -> [Int] {
    values.indices.dropFirst().filter { values[$0] > bound && !(values[$0 - 1] > bound) }
  }

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

  // MARK: Probes that are asked seldom

  @Test func trainingStopsAtTheFirstUpdateThatMeetsAProbeHoweverSeldomItIsAsked() throws {
    let known = try values("weight_norm(1)", 120)
    let bound = (known[70] + known[71]) / 2
    let first = try #require(known.indices.first { known[$0] > bound })
    let each = Recorder()
    each.run(Self.model)
    each.run("break when weight_norm(1) > \(bound) every=1; train steps=2000")
    #expect(updates(each) == first)
    let seldom = Recorder()
    seldom.run(Self.model)
    seldom.run("break when weight_norm(1) > \(bound)")
    let spacing = try #require(seldom.lines.last?.split(separator: " ").compactMap { Int($0) }.first)
    #expect(spacing > 1 && !first.isMultiple(of: spacing))
    seldom.run("train steps=2000")
    #expect(updates(seldom) == first)
    #expect(seldom.workspace.currentModel?.state == each.workspace.currentModel?.state)
    #expect(seldom.workspace.currentModel?.history == each.workspace.currentModel?.history)
    #expect(seldom.lines.last?.hasSuffix("(asked every \(spacing) updates; this is the first that meets it)") == true)
    // What was made after it is still known.
    let asked = (first / spacing + 1) * spacing
    #expect(seldom.run("rewind \(asked)") == .done)
    seldom.run("unbreak all; rewind \(first); train steps=20")
    each.run("unbreak all; train steps=20")
    #expect(seldom.workspace.currentModel?.state == each.workspace.currentModel?.state)
  }

  @Test func everyNAsksAProbeThereAndGoesBackToTheFirstUpdateThatMeetsIt() throws {
    let known = try values("weight_norm(1)", 60)
    let first = try #require(rises(known, above: known[33]).first)
    let recorder = Recorder()
    recorder.run(Self.model)
    recorder.run("break when weight_norm(1) > \(known[33]) every=20; train steps=300")
    #expect(updates(recorder) == first && !first.isMultiple(of: 20))
    #expect(recorder.lines.last?.hasSuffix("(asked every 20 updates; this is the first that meets it)") == true)
    recorder.run("unbreak all; break when step > \(first + 1) every=20; train steps=300")
    #expect(updates(recorder)?.isMultiple(of: 20) == true, "a measure is asked there alone")
    #expect(recorder.lines.last?.hasSuffix("(asked every 20 updates)") == true)
  }

  // MARK: Scores of the validation and test parts

  @Test func scoresOfTheOtherPartsAreAskedAfterEveryUpdate() throws {
    let recorder = Recorder()
    recorder.run(Self.model)
    var losses = [Double.nan]
    for _ in 1...20 {
      recorder.run("train steps=1; evaluate on=valid; print valid.loss")
      losses.append(Double(try #require(recorder.lines.last)) ?? .nan)
    }
    let bound = losses[9]
    let first = try #require(losses.indices.dropFirst().first { losses[$0] <= bound })
    recorder.run("rewind 1; break when valid.loss <= \(bound); continue over=updates")
    #expect(recorder.errors.isEmpty && updates(recorder) == first)
    #expect(recorder.workspace.currentModel?.evaluations[.valid]?.loss == losses[first])
    let training = Recorder()
    training.run(Self.model + "; break when valid.loss <= \(bound) every=1; train steps=200")
    #expect(updates(training) == first)
    training.run("print valid.loss")
    #expect(Double(try #require(training.lines.last)) == losses[first])
  }

  @Test func scoresAreAskedSeldomAndThatIsListed() throws {
    let recorder = trained(1)
    recorder.run("break when test.loss < 0; breaks")
    let spacing = try #require(TrainingBreaks.spacing(of: recorder.workspace.breaks.list[0], recorder.workspace))
    #expect(spacing > 20)
    #expect(recorder.lines.last == "1  break when test.loss < 0   asked every \(spacing) updates of a training")
  }

  @Test func untilRefusesAScoreThatItWouldNeverSeeChange() {
    let recorder = trained(1)
    recorder.run("train steps=5 until=valid.loss < 0.1")
    #expect(recorder.errors.first?.contains("until= is asked after every update, and valid.loss is not scored") == true)
    #expect(updates(recorder) == 1)
  }

  @Test func timeIsNotKnownOfUpdatesThatWereMade() {
    let recorder = trained(10)
    recorder.run("break when seconds > 1e9; continue reverse over=updates")
    #expect(
      recorder.errors.first?.contains("condition 1 asks seconds, and how long each update took is not kept") == true)
    #expect(updates(recorder) == 10)
  }

  @Test func racersGoBackTogether() throws {
    let each = Recorder()
    let race = "data adding length=8; model a; add rnn 5; add dense; copy a b; train steps=3; compare a b; "
    each.run(race + "break when weight_norm(1) > 3 every=1; train steps=1500")
    let seldom = Recorder()
    seldom.run(race + "break when weight_norm(1) > 3; train steps=1500")
    #expect((updates(each) ?? 0) > 3)
    #expect(seldom.workspace.models.map(\.state) == each.workspace.models.map(\.state))
  }
}
