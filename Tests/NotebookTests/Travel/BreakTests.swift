import Notebook
import Script
import SequenceEngine
import Testing

/// Conditions that stop a training or a walk through time.
@Suite struct BreakTests {
  private static let model = "data adding length=12; model m; add rnn 5; add dense; optimizer sgd rate=0.05"

  private func talk(_ text: String = "") -> Recorder {
    let recorder = Recorder()
    recorder.run(Self.model)
    recorder.run(text)
    return recorder
  }

  private func updates(_ recorder: Recorder) -> Int? { recorder.workspace.currentModel?.state?.updates }

  // MARK: While training

  @Test func trainingStopsAfterTheFirstUpdateThatMakesAConditionTrue() throws {
    let free = talk("train steps=120")
    let history = try #require(free.workspace.currentModel?.history)
    let bound = history.map(\.loss).sorted()[20]
    let first = try #require(history.first { $0.loss < bound })
    let recorder = talk("break when loss < \(bound)")
    #expect(recorder.run("train steps=120") == .done)
    #expect(updates(recorder) == first.update)
    #expect(recorder.workspace.currentModel?.history.last == first)
    #expect(recorder.lines.last?.hasPrefix("break 1 at update \(first.update): loss < ") == true)
    #expect(recorder.lines.last?.contains("   loss = ") == true)
    #expect(recorder.workspace.stepper != nil, "the example is unrolled there")
    let record = try #require(recorder.records("break").first)
    #expect(record.number("step") == Double(first.update))
    #expect(record.number("t") == 1)
  }

  @Test func theStepperOpensWhereTheConditionLooks() throws {
    let recorder = talk("unroll; goto 2; break when grad(1, 5 + 2) > 0 every=1; train steps=30")
    #expect(updates(recorder) == 1)
    #expect(recorder.workspace.stepper?.t == 7)
    #expect(recorder.records("break").first?.number("t") == 7)
    let measure = talk("unroll; goto 2; break when step >= 3; train steps=30")
    #expect(measure.workspace.stepper?.t == 2, "a measure looks at no time step")
  }

  @Test func aConditionThatStaysTrueDoesNotStopAgain() {
    let recorder = talk("break when step >= 10; train steps=30")
    #expect(updates(recorder) == 10)
    recorder.run("train steps=30")
    #expect(updates(recorder) == 40)
    recorder.run("rewind 5; train steps=30")
    #expect(updates(recorder) == 10, "after going back it is met again")
  }

  @Test func aConditionThatIsNeverTrueChangesNothing() {
    let plain = talk("train steps=40")
    let watched = talk("break when loss < 0; break when grad(1, 1) > 1e9; train steps=40")
    #expect(plain.workspace.currentModel?.state == watched.workspace.currentModel?.state)
    #expect(watched.errors.isEmpty)
  }

  @Test func everyOneAsksProbesAfterEachUpdate() throws {
    let one = talk()
    var norms: [Double] = []
    for _ in 1...30 {
      one.run("train steps=1; print weight_norm(1)")
      norms.append(Double(try #require(one.lines.last)) ?? .nan)
    }
    let bound = norms[16]
    let first = try #require(norms.firstIndex { $0 >= bound })
    let recorder = talk("break when weight_norm(1) >= \(bound) every=1; train steps=30")
    #expect(updates(recorder) == first + 1)
    #expect(recorder.lines.last?.contains("asked every") == false)
  }

  @Test func probesAreAskedSoSeldomThatTheyCostATwentieth() throws {
    let recorder = talk("break when grad(1, 1) > 1e9")
    let spacing = try #require(recorder.lines.last?.split(separator: " ").compactMap { Int($0) }.first)
    #expect(spacing > 1)
    let entry = try #require(recorder.workspace.currentModel)
    let trainer = try Trainer(
      try #require(entry.state), try #require(recorder.workspace.dataset), recorder.workspace.settings)
    var breaks = TrainingBreaks(recorder.workspace, of: "m")
    for _ in 0..<10 * spacing {
      _ = try trainer.advance()
      _ = try breaks.hit(entry, trainer)
    }
    #expect(breaks.replays == 10)
  }

  @Test func theMessageTellsHowOftenProbesAreAsked() throws {
    let recorder = talk("break when grad(1, 1) >= 0")
    let told = try #require(recorder.lines.last)
    #expect(told.contains("(in training asked every "))
    let spacing = try #require(told.split(separator: " ").compactMap { Int($0) }.last)
    recorder.run("train steps=2000")
    #expect(updates(recorder) == 1, "it is true from the first update on")
    #expect(recorder.lines.last?.contains("(asked every \(spacing) updates; ") == true)
  }

  @Test func aWatchStopsWhenAnAnswerChangesAndTellsANumberBesideTheReports() {
    let recorder = talk("watch step % 16 < 8; train steps=30")
    #expect(updates(recorder) == 8)
    recorder.run("train steps=30")
    #expect(updates(recorder) == 16)
    recorder.run("unbreak all; watch grad.norm; train steps=4 log=2")
    #expect(recorder.lines.count { $0.hasPrefix("watch 2: grad.norm = ") } == 2)
  }

  @Test func aConditionThatIsSetWhileATrainingRunsHoldsFromTheNextUpdateOn() {
    let desk = Desk()
    desk.when {
      $0.updatesMade >= 20
    } then: {
      desk.jobs.send(.enter("break when step >= 200"))
    }
    desk.run(.enter(Self.model + "; unroll"), .enter("train steps=600"))
    #expect(desk.last.model?.updates == 200)
  }

  @Test func aConditionThatCannotBeAskedAnyMoreIsTold() {
    let recorder = talk("break when grad(2, 1) > 5")
    #expect(recorder.errors.first?.contains("it is no recurrent layer") == true)
    recorder.run("let bound = 5; break when step > bound; remove m; model m; add rnn 3; add dense; train steps=8")
    #expect(updates(recorder) == 6)
  }

  // MARK: Through time

  @Test func continueRunsToTheTimeStepWhereAConditionBecomesTrue() throws {
    let recorder = talk("unroll; pass backward")
    let norms = try #require(recorder.workspace.stepper?.recorded["m"]?.layers[0].stateGradients[0].norms)
    let bound = norms[5] * 1.000001
    let expected = try #require((1...11).reversed().first { norms[$0 - 1] < bound && norms[$0] >= bound })
    recorder.run("break when grad(1, t) < \(bound)")
    recorder.run("continue")
    #expect(recorder.workspace.stepper?.t == expected)
    #expect(recorder.lines.first?.hasPrefix("break 1: grad(1, t) < ") == true)
    recorder.run("goto 12; step 11")
    #expect(recorder.workspace.stepper?.t == expected, "step stops there as well")
    recorder.run("goto 12; play")
    #expect(recorder.workspace.stepper?.t == expected)
    recorder.run("unbreak 1; break when t == 9; goto 2; continue reverse")
    #expect(recorder.workspace.stepper?.t == 9)
    recorder.run("continue reverse")
    #expect(recorder.workspace.stepper?.t == 12)
  }

  @Test func playTellsEveryStepAtOnceInAScript() throws {
    let recorder = Recorder()
    #expect(try recorder.run(script: Self.model + "\nunroll\nplay\npass backward\nplay rate=2") == .done)
    #expect(recorder.lines.count { $0.hasPrefix("t ") && $0.contains("rnn1 |h| ") } == 12)
    #expect(recorder.lines.count { $0.hasPrefix("t ") && $0.contains("rnn1 |dL/dh| ") } == 12)
    #expect(recorder.workspace.stepper?.t == 1)
  }

  @Test func notANumberIsLookedAtLikeAnyOther() {
    let recorder = Recorder()
    recorder.run("data adding length=40; model m; add rnn 3 activation=identity; add dense")
    recorder.run("scale rnn1 1e6; scale rnn1 1e6")
    recorder.run("unroll; break when is_nan(grad(1, t)); pass backward")
    #expect(recorder.run("continue") == .done)
    #expect(recorder.errors.isEmpty)
    #expect(recorder.run("step 50; pass forward; play; watch jacobian(1, 0, 40); print is_nan(radius(1))") == .done)
  }

  // MARK: Lists and refusals

  @Test func conditionsAreListedAsTheyAreEnteredAndTakenAway() {
    let recorder = talk("break when loss < 0.01; watch grad(1, 1) / grad(1, T) every=50")
    recorder.run("break when t == 3 and step > 2")
    recorder.run("breaks")
    #expect(
      recorder.lines == [
        "1  break when loss < 0.01", "2  watch grad(1, 1) / grad(1, T) every=50", "3  break when t == 3 and step > 2",
      ])
    recorder.run("unbreak 2; breaks")
    #expect(recorder.lines.dropFirst().map { $0.prefix(1) } == ["1", "3"])
    recorder.run("undo; breaks")
    #expect(recorder.lines.suffix(3).map { $0.prefix(1) } == ["1", "2", "3"])
    recorder.run("unbreak 7")
    #expect(recorder.errors == ["there is no condition number 7; there are: 1, 2, 3"])
  }

  @Test(arguments: [
    ("break when los < 1", "did you mean 'loss'?"), ("break when grd(1, 2) < 1", "did you mean 'grad'?"),
    ("break when loss < 1 and gradd(1, 1) > 0", "did you mean 'grad'?"), ("watch los", "did you mean 'loss'?"),
    ("break when loss > 100 and seed1 > 0", "seed1"), ("break when loss", "expected yes or no"),
    ("break when grad(1, 99) < 1", "t runs from 1 to 12"), ("break when loss < 1 every=0", "every"),
    ("break loss < 1", "when"), ("continue", "no condition is set"), ("continue back", "reverse"),
    ("play rate=0", "rate"),
    ("watch meen([1])", "did you mean 'mean'?"),
  ])
  func wrongUseIsRefused(_ text: String, _ reason: String) {
    let recorder = talk()
    #expect(recorder.run(text) == .failed)
    #expect(recorder.rendered?.contains(reason) == true, "\(recorder.rendered ?? "nothing")")
    recorder.run("breaks")
    #expect(recorder.lines.first?.hasPrefix("no condition is set") == true)
  }

  @Test func withoutDataAProbeIsRefusedAndAMeasureIsNot() {
    let recorder = Recorder()
    recorder.run("break when grad(1, 1) < 1")
    #expect(recorder.errors.first?.contains("there is no model yet") == true)
    #expect(recorder.run("break when loss < 0.1") == .done)
    recorder.run("continue")
    #expect(recorder.errors.count == 1)
  }

  @Test(arguments: [
    ("break when los < 1", 1), ("watch grad(rnn1, t); unbreak 1; continue; play; rewind 5; breaks", 0),
    ("watch grad(rnn9, 1)", 1), ("rewind -2", 1), ("break when gate(rnn1, \"forget\", 1)[1] > 0", 1),
  ])
  func aCheckSeesWhatARunWould(_ text: String, _ count: Int) {
    let source = SourceText(name: "a.rnn", text: Self.model + "\ntrain steps=5\n" + text)
    #expect(ScriptCheck.diagnostics(in: source).count == count)
  }
}
