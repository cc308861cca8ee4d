import SequenceEngine
import Testing

@Suite("What a text is scored by")
struct TextScoreTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func data(_ steps: Int, batch: Int, window: Int) throws -> Dataset {
    let random = CounterRandom(seed: 2, stream: .data)
    let letters = ["a", "b", "c", "d"]
    let text = (0...steps).map { letters[random.integer($0, below: 4)] }.joined()
    return try Dataset(
      .text(path: folder.write("t.txt", text), TextOptions(window: window)), split: .undivided,
      batch: BatchSettings(size: batch))
  }

  private func score(_ data: Dataset, _ reset: StateReset? = nil) throws -> Evaluation {
    let model = Models.description([
      Models.recurrent(BuiltInCells.gru, 3) { $0.stateful = reset }, .dense(units: nil, activation: .identity),
    ])
    var settings = TrainingSettings()
    settings.precision = .double
    return try Trainer(ModelState(model, for: data.shape, seed: 1), data, settings).evaluate(.train)
  }

  @Test("the score is the same under every batch and window", arguments: [(1, 50), (2, 50), (32, 7), (3, 2000)])
  func batches(_ batch: Int, _ window: Int) throws {
    let plain = try score(data(3500, batch: 32, window: 50))
    let other = try score(data(3500, batch: batch, window: window))
    #expect(plain.count == 3500 && other.count == 3500)
    #expect(abs(other.loss - plain.loss) < 1e-12)
  }

  @Test("a state that begins anew with every second batch does so on every track")
  func resets() throws {
    let one = try score(data(3500, batch: 1, window: 50), .every(2))
    let three = try score(data(3500, batch: 3, window: 50), .every(2))
    #expect(abs(one.loss - three.loss) < 1e-12)
    let carried = try score(data(3500, batch: 1, window: 50))
    #expect(abs(one.loss - carried.loss) > 1e-9)
  }

  @Test(
    "there are as many tracks as leave each 1,000 steps, at least 1 and at most 32",
    arguments: [(500, 1), (1999, 1), (2500, 2), (31_999, 31), (40_000, 32)])
  func tracks(_ steps: Int, _ rows: Int) throws {
    let data = try data(steps, batch: 100, window: 20)
    #expect(data.evaluationBatch(.train, 0).rows == rows)
    let lengths = (0..<data.evaluationBatches(.train)).flatMap { data.evaluationBatch(.train, $0).lengths }
    #expect(lengths.reduce(0, +) == steps)
    #expect(data.shownBatch(.train, 0).rows == min(100, steps / 20))
  }
}
