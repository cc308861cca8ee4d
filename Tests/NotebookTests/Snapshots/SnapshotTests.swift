import Notebook
import SequenceEngine
import Testing

/// What a screen sees of a session.
@Suite struct SnapshotTests {
  @Test func theModelIsToldLayerByLayer() throws {
    let desk = Desk()
    desk.run(.enter("data adding length=5; model plain; add rnn 4 activation=relu; add dense; freeze 2"))
    let model = try #require(desk.last.model)
    #expect(model.name == "plain")
    #expect(model.summary == "rnn 4 relu → dense 1")
    #expect(model.pattern == "many-to-one")
    #expect(model.parameters == 4 * 2 + 4 * 4 + 4 + 4 + 1)
    #expect(model.layers.map(\.description) == ["rnn 4 activation=relu", "dense"])
    #expect(model.layers.map(\.inputSize) == [2, 4])
    #expect(model.layers.map(\.outputSize) == [4, 1])
    #expect(model.layers.map(\.returnsLast) == [true, false])
    #expect(model.layers.map(\.isFrozen) == [false, true])
    #expect(model.layers.map(\.gradientNorm) == [nil, nil])
    #expect((model.layers[0].radius ?? 0) > 0)
    #expect(desk.last.data.contains("adding"))
  }

  @Test func aModelThatIsNotWholeIsShownAllTheSame() throws {
    let desk = Desk()
    desk.run(.enter("model plain; add lstm 8 peephole=yes"))
    let model = try #require(desk.last.model)
    #expect(model.summary == "lstm 8")
    #expect(model.layers.map(\.description) == ["lstm 8 peephole=yes"])
    #expect(desk.last.trainings.isEmpty)
  }

  @Test func theUnrolledExampleHoldsTheNumbersOfTheRecordedPass() throws {
    let recorder = Recorder()
    recorder.run("data adding length=6; add lstm 3; add dense; unroll; goto 4")
    let pass = try #require(recorder.workspace.stepper?.recorded.values.first)
    let desk = Desk()
    desk.run(.enter("data adding length=6; add lstm 3; add dense; unroll; goto 4"))
    let unrolled = try #require(desk.last.unrolled.first)
    #expect(unrolled.steps == 6)
    #expect(unrolled.t == 4)
    #expect(unrolled.example == "example 1 of test")
    #expect(unrolled.loss == pass.loss.mean)
    let layer = try #require(unrolled.layers.first)
    #expect(layer.states.map(\.name) == ["h", "c"])
    #expect(layer.states.map(\.numbers) == pass.layers[0].states.map(\.values))
    #expect(layer.states.map(\.gradientNorms) == pass.layers[0].stateGradients.map(\.norms))
    #expect(layer.gates.map(\.name) == ["input", "forget", "candidate", "output"])
    #expect(layer.gates.map(\.range) == [0...1, 0...1, nil, 0...1])
    #expect(layer.radius == pass.spectralRadii(layer: 0, check: {}).map(\.radius).max())
    #expect(layer.stepGain == pass.lastStepStretch(layer: 0))
    #expect(layer.saturation == pass.saturation(layer: 0))
    #expect(unrolled.input.map(\.label) == ["x1", "x2"])
  }

  @Test func aRunThatWasChangedByHandStandsBesideTheOriginal() throws {
    let desk = Desk()
    desk.run(
      .enter("data adding length=6; model plain; add lstm 3; add dense; unroll"),
      .enter("set hidden(lstm1, 2) unit=1 value=0.75"))
    #expect(desk.last.unrolled.map(\.model) == ["plain changed", "plain"])
    #expect(desk.last.unrolled.map(\.isOriginal) == [false, true])
    let values = desk.last.unrolled.map { $0.layers[0].states[0].value(t: 2, unit: 1) }
    #expect(values[0] == 0.75 && values[1] != 0.75)
    #expect(desk.last.unrolled[0].loss != desk.last.unrolled[1].loss)
  }

  @Test func comparedModelsStandSideBySideTheCurrentOneFirst() {
    let desk = Desk()
    desk.run(
      .enter(
        "data adding length=5; model a; add rnn 2; add dense; copy a b; compare a b; model b; unroll; train steps=3"))
    #expect(desk.last.trainings.map(\.model) == ["b", "a"])
    #expect(desk.last.unrolled.map(\.model) == ["b", "a"])
    #expect(desk.last.trainings.allSatisfy { $0.updates == [1, 2, 3] })
  }

  @Test func validationLossesStandAtTheirUpdates() {
    let desk = Desk()
    desk.run(
      .enter("data adding length=5 count=40; add rnn 2; add dense"), .enter("evaluate on=valid"),
      .enter("train steps=4"), .enter("evaluate on=valid"))
    #expect(desk.last.trainings.first?.validations.map(\.x) == [0, 4])
    #expect(desk.last.trainings.first?.baseline?.value.isFinite == true)
  }

  @Test func aLongHistoryIsThinnedAndKeepsItsEnd() throws {
    let desk = Desk()
    desk.run(.enter("data adding length=2; batch 1; add rnn 1; add dense; train steps=5001"))
    let training = try #require(desk.last.trainings.first)
    #expect((1000...2001).contains(training.updates.count))
    #expect(training.updates.first == 1 && training.updates.last == 5001)
    #expect(training.losses.count == training.updates.count)
    #expect(training.layers.allSatisfy { $0.gradientNorms.count == training.updates.count })
  }

  @Test func lookingOnCostsAFewHundredthsOfTheTraining() {
    var budget = WatchBudget()
    var (now, training, spent, published, replayed) = (0.0, 0.0, 0.0, 0, 0)
    while training < 100 {
      training += 0.002
      now += 0.002
      budget.earn(0.002)
      guard budget.isPublishDue(at: now) else { continue }
      if budget.allowsReplay {
        budget.replay(costing: 0.004)
        (now, spent, replayed) = (now + 0.004, spent + 0.004, replayed + 1)
      }
      budget.publish(at: now, costing: 0.0003)
      (now, spent, published) = (now + 0.0003, spent + 0.0003, published + 1)
    }
    #expect(spent / training < 0.031)
    #expect((400...600).contains(replayed))
    #expect((2500...3000).contains(published))
  }

  @Test func aDearPictureIsShownAllTheSameNowAndThen() {
    var budget = WatchBudget()
    budget.publish(at: 0, costing: 10)
    budget.earn(0.4)
    #expect(!budget.isPublishDue(at: 0.4))
    #expect(budget.isPublishDue(at: 0.6))
  }
}
