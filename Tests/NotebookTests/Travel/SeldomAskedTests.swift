import Notebook
import SequenceEngine
import Testing

/// Conditions that cost too much to be asked after every update of a training.
@Suite struct SeldomAskedTests: TrainedRecorders {
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
