import Notebook
import SequenceEngine
import Testing

/// Which snapshots a training keeps.
@Suite struct TrainingPastTests {
  private func start() throws -> (state: ModelState, data: Dataset) {
    let recorder = Recorder()
    recorder.run("data adding length=5; model m; add rnn 2; add dense")
    let state = try #require(recorder.workspace.currentModel?.state)
    return (state, try #require(recorder.workspace.dataset))
  }

  /// The past of a training of so many updates, with nothing computed.
  private func past(updates: Int, limit: Int) throws -> TrainingPast {
    var (state, data) = try start()
    var past = TrainingPast()
    past.begin(state, data, TrainingSettings(), batchOffset: 0, limit: limit)
    for update in 1...updates where past.isDue(update) || update == updates {
      state.updates = update
      past.keep(state)
    }
    return past
  }

  @Test func goingBackNUpdatesMakesASixteenthOfThemAgain() throws {
    let past = try past(updates: 20_000, limit: TrainingPast.budget)
    for age in [0, 1, 50, 300, 1000, 4000, 19_999, 20_000] {
      let route = try #require(past.route(to: 20_000 - age))
      #expect(route.updates <= max(TrainingPast.spacing, age / 16), "\(age) updates ago")
    }
    #expect(past.moments.count < 240)
    #expect(past.reach == 0...20_000)
  }

  @Test func snapshotsStayWithinTheirBytes() throws {
    let size = try start().state.bytes
    let past = try past(updates: 5000, limit: 6 * size)
    #expect(past.moments.reduce(0) { $0 + $1.bytes } <= 6 * size)
    #expect(past.moments.count >= 4)
    #expect(past.reach == 0...5000, "the beginning is kept: everything can be made again from it")
    let none = try self.past(updates: 100, limit: size - 1)
    #expect(none.reach == nil)
  }

  @Test func manyShortTrainingsAreOneStretch() throws {
    let recorder = Recorder()
    recorder.run("data adding length=5; model m; add rnn 2; add dense; repeat 200 { train steps=1 }")
    let past = try #require(recorder.workspace.currentModel?.past)
    #expect(past.reach == 0...200)
    #expect(past.moments.count < 20)
    #expect(try #require(past.route(to: 199)).updates <= 32)
  }

  @Test func aModelWithOtherLayersHasNoPast() {
    let recorder = Recorder()
    recorder.run("data adding length=5; model m; add rnn 2; add dense; train steps=5; insert 2 dropout 0.5")
    #expect(recorder.workspace.currentModel?.past.reach == nil)
  }
}
