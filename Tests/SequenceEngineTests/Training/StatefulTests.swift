import Foundation
import SequenceEngine
import Testing

@Suite("States carried from batch to batch")
struct StatefulTests: StatefulModels {
  private let pieces = 3
  private let length = 4

  private func model(_ source: String, _ reset: StateReset?) -> ModelDescription {
    Models.description([
      Models.recurrent(source, 3) { $0.stateful = reset },
      Models.recurrent(BuiltInCells.gru, 3) { $0.stateful = reset },
      dense,
    ])
  }

  /// Two sequences of 12 steps; [sequence][t][D].
  private func numbers(_ seed: Int, _ size: Int) -> [[[Double]]] {
    let random = CounterRandom(seed: 9, stream: .data).keyed(seed)
    return (0..<2).map { row in
      (0..<pieces * length).map { t in (0..<size).map { random.keyed(row).normal(t * size + $0) } }
    }
  }

  /// The same two, cut into pieces, or whole.
  private func data(cut: Bool, rows: Int = 2, shuffle: Bool = false, split: Split? = nil) throws -> Dataset {
    func arranged(_ values: [[[Double]]]) -> [[[Double]]] {
      guard cut else { return values }
      return (0..<pieces).flatMap { piece in values.map { Array($0[piece * length..<(piece + 1) * length]) } }
    }
    return try Dataset(
      .inline(InlineSequences(input: arranged(numbers(1, 2)), target: .perStep(arranged(numbers(2, 1))))),
      split: split, batch: BatchSettings(size: rows, shuffle: shuffle))
  }

  @Test("batches that go on are one long sequence", arguments: [BuiltInCells.lstm, BuiltInCells.rnn, BuiltInCells.lem])
  func outputs(_ source: String) throws {
    let (short, long) = (try data(cut: true), try data(cut: false))
    let state = try ModelState(model(source, .epoch), for: short.shape, seed: 2)
    let whole = try Trainer(ModelState(model(source, nil), for: long.shape, seed: 2), long, settings).evaluate(.train)
    let carried = try Trainer(state, short, settings).evaluate(.train)
    #expect(abs(carried.loss - whole.loss) < 1e-13 * whole.loss)
    let alone = try Trainer(ModelState(model(source, nil), for: short.shape, seed: 2), short, settings)
    #expect(abs(alone.evaluate(.train).loss - whole.loss) > 1e-6)
  }

  @Test("gradients are those of truncated backpropagation through the long sequence")
  func gradients() throws {
    let (short, long) = (try data(cut: true), try data(cut: false))
    let state = try ModelState(model(BuiltInCells.lstm, .epoch), for: short.shape, seed: 2)
    var sum = [Double](repeating: 0, count: state.parameters.count)
    var carried: [[[Double]]]?
    for piece in 0..<pieces {
      var own = state
      (own.updates, own.carried) = (piece, carried)
      let trainer = try Trainer(own, short, settings)
      _ = try trainer.advance()
      carried = trainer.state.carried
      for (place, weight) in trainer.parameters.enumerated() { sum[place] += state.parameters[place] - weight }
    }
    let network = Network<Double>(try ModelPlan(state.description, for: long.shape), loss: .meanSquared)
    network.load(state.parameters)
    _ = network.learn(long.trainingBatch(0), Backpropagation(reach: length))
    #expect(relativeDifference(sum, network.gradients.map { $0 * Double(pieces) }) < 1e-12)
  }

  /// Losses of updates whose weights stay as they are.
  private func losses(_ reset: StateReset?, _ count: Int, rows: Int = 2) throws -> [Double] {
    let data = try data(cut: true, rows: rows)
    var state = try ModelState(model(BuiltInCells.rnn, reset), for: data.shape, seed: 3)
    state.frozen = ["layer1", "layer2", "layer3"]
    let trainer = try Trainer(state, data, settings)
    return try (0..<count).map { _ in try trainer.advance().loss }
  }

  @Test("a state begins anew when its rule says so")
  func resets() throws {
    let alone = try losses(nil, 6)
    let epoch = try losses(.epoch, 6)
    let never = try losses(.never, 6)
    let second = try losses(.every(2), 6)
    #expect(epoch[0] == alone[0] && epoch[1] != alone[1] && epoch[2] != alone[2])
    #expect(epoch[3...] == epoch[..<3])
    #expect(never[..<3] == epoch[..<3] && never[3] != epoch[3])
    #expect(second[..<2] == epoch[..<2] && second[2] == alone[2])
    #expect(try losses(.every(1), 6) == alone)
  }

  @Test("a last batch of fewer rows takes the first ones on, and the others wait")
  func ragged() throws {
    // Rows of four: the second batch has two, which go on where the first two rows of the first ended.
    let (wide, narrow) = (try losses(.epoch, 2, rows: 4), try losses(.epoch, 3))
    #expect(wide[1] != narrow[2])
    let data = try data(cut: true, rows: 4)
    var state = try ModelState(model(BuiltInCells.rnn, .never), for: data.shape, seed: 3)
    state.frozen = ["layer1", "layer2", "layer3"]
    let trainer = try Trainer(state, data, settings)
    _ = try trainer.advance()
    let first = try #require(trainer.state.carried)
    _ = try trainer.advance()
    let second = try #require(trainer.state.carried)
    #expect(second[0][0].count == 4 * 3)
    #expect(second[0][0].suffix(6) == first[0][0].suffix(6) && second[0][0].prefix(6) != first[0][0].prefix(6))
    #expect(throws: Never.self) { try trainer.advance() }
  }

  @Test("states of another number of rows are never read beyond their end")
  func otherRows() throws {
    let narrow = try data(cut: true, rows: 1)
    let wide = try data(cut: true, rows: 3)
    let trainer = try Trainer(
      ModelState(model(BuiltInCells.lstm, .never), for: narrow.shape, seed: 3), narrow, settings)
    _ = try trainer.advance()
    #expect(try Trainer(trainer.state, wide, settings).advance().loss.isFinite)
  }

  @Test("is refused with the reason where nothing goes on")
  func refusals() throws {
    func reason(_ data: Dataset, _ change: (inout RecurrentLayer) -> Void = { _ in }) -> String {
      let layer = Models.recurrent(BuiltInCells.gru, 3) {
        $0.stateful = .epoch
        change(&$0)
      }
      return message {
        try Trainer(
          ModelState(Models.description([layer, dense]), for: data.shape, seed: 1), data, TrainingSettings())
      } ?? ""
    }
    let inline = try data(cut: true)
    #expect(reason(inline).isEmpty)
    #expect(reason(try data(cut: true, shuffle: true)).contains("batch 16 shuffle=no"))
    #expect(reason(try series(30, window: 3, batch: 4, shuffle: true)).contains("batch 16 shuffle=no"))
    #expect(reason(try data(cut: true, split: Split(train: 0.5, valid: 0, test: 0.5))).contains("split"))
    #expect(reason(try Dataset(.generated(.adding(length: 9), count: nil))).contains("independent"))
    #expect(reason(inline) { $0.isReversed = true }.contains("runs from the end"))
    #expect(reason(inline) { $0.window = 2 }.contains("window=2"))
    #expect(reason(inline) { $0.feedback = true }.contains("feedback"))
    let turned = Models.description([
      .timeReverse, Models.recurrent(BuiltInCells.gru, 3) { $0.stateful = .epoch }, dense,
    ])
    #expect(message { try ModelPlan(turned, for: inline.shape) }?.contains("the order of time") == true)
    #expect(reason(inline) { $0.stateful = .every(0) }.contains("at least 1"))
  }

  @Test("a layer keeps its rule when it is saved, and one saved before there were rules has none")
  func saved() throws {
    for reset in [StateReset.epoch, .never, .every(7), nil] {
      var layer = RecurrentLayer(cell: Models.cell(BuiltInCells.gru), units: 3)
      layer.stateful = reset
      let read = try JSONDecoder().decode(RecurrentLayer.self, from: JSONEncoder().encode(layer))
      #expect(read.stateful == reset)
    }
  }
}
