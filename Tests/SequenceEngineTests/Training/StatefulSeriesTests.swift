import SequenceEngine
import Testing

@Suite("States carried from window to window")
struct StatefulSeriesTests: StatefulModels {
  @Test(
    "in time order every window of a series comes once an epoch, and rows go on where they ended",
    arguments: [1, 3, 8, 50])
  func order(_ size: Int) throws {
    let data = try series(30, window: 4, batch: size)
    let count = try #require(data.count(.train))
    var seen: [UInt64] = []
    var before: [UInt64] = []
    var going = 0
    for update in 0..<(data.updatesPerEpoch ?? 0) {
      let batch = data.trainingBatch(update)
      #expect(batch.goesOn.count == batch.rows)
      for (row, identity) in batch.identities.enumerated() where batch.goesOn[row] {
        #expect(identity == before[row] + 4)
        going += 1
      }
      if update == 0 { #expect(!batch.goesOn.contains(true)) }
      #expect(batch == data.evaluationBatch(.train, update))
      seen += batch.identities
      before = batch.identities
    }
    #expect(seen.sorted() == (0..<UInt64(count)).map { $0 })
    #expect(going > 0 || size == 50)
  }

  @Test("a forecast of a window hears of everything before it")
  func forecasts() throws {
    let data = try series(26, window: 4, batch: 1)
    let state = try ModelState(
      Models.description([Models.recurrent(BuiltInCells.lstm, 3) { $0.stateful = .epoch }, dense]), for: data.shape,
      seed: 1)
    let reader = try Generator(state, for: data.shape, loss: .meanSquared)
    let count = try #require(data.count(.train))
    var sum = 0.0
    for chain in 0..<4 {
      reader.reset()
      for window in stride(from: chain, to: count, by: 4) {
        let example = try data.example(.train, window)
        let answer = try reader.read(example.input, steps: 4)[0][0]
        sum += (answer - example.answers[0]) * (answer - example.answers[0])
      }
    }
    let score = try Trainer(state, data, settings).evaluate(.train)
    #expect(score.count == count)
    #expect(abs(score.loss - sum / Double(count)) < 1e-12)
  }
}
