import Foundation
import SequenceEngine
import Testing

@Suite("Recurrent layers with a window")
struct WindowTests {
  private let shape = DataShape(input: .vector(size: 3), target: .vector(size: 2), placement: .perStep)
  private let lengths = [7, 5, 5, 1]

  private func layer(_ source: String, _ window: Int?, reversed: Bool = false) -> LayerKind {
    Models.recurrent(source, 4) {
      $0.window = window
      $0.isReversed = reversed
    }
  }

  private func state(_ kinds: [LayerKind], for shape: DataShape) throws -> ModelState {
    try ModelState(Models.description(kinds), for: shape, seed: 4)
  }

  /// What a model puts out for a batch, [T, B, O], and the gradients of its weights and of its input.
  private func run(
    _ kinds: [LayerKind], _ batch: Batch, only: Range<Int>? = nil
  ) throws -> (output: [Double], weights: [Double], input: [Double]) {
    let state = try state(kinds, for: shape)
    let network = Network<Double>(try ModelPlan(state.description, for: shape, recorded: true), loss: .meanSquared)
    network.load(state.parameters)
    network.prepare(batch, isTraining: false)
    network.forward()
    let count = batch.steps * batch.rows * 2
    let output = (0..<count).map { network.output.values[$0] }
    _ = network.score(batch.target)
    if let only {
      for place in 0..<count where !only.contains(place / (batch.rows * 2)) { network.output.gradients[place] = 0 }
    }
    network.backward()
    return (output, network.gradients, network.inputGradientValues)
  }

  private var batch: Batch { Models.batch(lengths: lengths, inputs: 3, target: .vector(size: 2)) }
  private let dense = LayerKind.dense(units: nil, activation: .identity)

  @Test("a window as long as the sequence gives the ordinary layer", arguments: [7, 8, RecurrentLayer.longestWindow])
  func whole(_ window: Int) throws {
    for (source, reversed) in [(BuiltInCells.lstm, false), (BuiltInCells.gru, true), (BuiltInCells.rnn, false)] {
      let ordinary = try run([layer(source, nil, reversed: reversed), dense], batch)
      let windowed = try run([layer(source, window, reversed: reversed), dense], batch)
      #expect(relativeDifference(windowed.output, ordinary.output) < 1e-13)
      #expect(relativeDifference(windowed.weights, ordinary.weights) < 1e-12)
      #expect(relativeDifference(windowed.input, ordinary.input) < 1e-12)
    }
  }

  @Test("an input K or more steps away changes nothing, and no gradient comes to it", arguments: [false, true])
  func reach(_ reversed: Bool) throws {
    let kinds = [layer(BuiltInCells.lstm, 3, reversed: reversed), dense]
    let batch = Models.batch(lengths: [9], inputs: 3, target: .vector(size: 2))
    let t = 4
    let own = try run(kinds, batch, only: t..<t + 1)
    let reached = Set(reversed ? t..<t + 3 : t - 2..<t + 1)
    guard case .vectors(let values, _) = batch.input else { return }
    for step in 0..<9 {
      let gradient = own.input[step * 3..<step * 3 + 3]
      #expect(gradient.allSatisfy { $0 != 0 } == reached.contains(step), "\(step)")
      var moved = values
      moved[step * 3] += 1
      let example = Example(input: .vectors(moved, size: 3), target: batch.target, steps: 9)
      let other = try run(kinds, Batch([example], identities: [0], placement: .perStep)).output
      #expect((other[t * 2] != own.output[t * 2]) == reached.contains(step), "\(step)")
    }
  }

  @Test("equals its naive twin: every window as a sequence of its own", arguments: [1, 2, 4])
  func twin(_ window: Int) throws {
    guard case .vectors(let values, _) = batch.input else { return }
    let output = try run([layer(BuiltInCells.lstm, window), dense], batch).output
    for row in lengths.indices {
      for t in 0..<lengths[row] {
        let first = max(0, t + 1 - window)
        let steps = t + 1 - first
        let short = (first...t).flatMap { s in (0..<3).map { values[(s * batch.rows + row) * 3 + $0] } }
        let example = Example(
          input: .vectors(short, size: 3), target: .vectors(Array(repeating: 0, count: steps * 2), size: 2),
          steps: steps)
        let own = try run(
          [layer(BuiltInCells.lstm, nil), dense], Batch([example], identities: [0], placement: .perStep))
        let place = (t * batch.rows + row) * 2
        #expect(relativeDifference(Array(output[place..<place + 2]), Array(own.output.suffix(2))) < 1e-12)
      }
    }
  }

  @Test("have gradients that agree with differences", arguments: [BuiltInCells.lstm, BuiltInCells.gru, Models.blocks])
  func gradients(_ source: String) throws {
    let single = DataShape(input: .vector(size: 3), target: .vector(size: 2), placement: .perSequence)
    let models: [(kinds: [LayerKind], shape: DataShape)] = [
      ([layer(source, 3), dense], shape), ([layer(source, 2, reversed: true), layer(source, 3), dense], shape),
      ([layer(BuiltInCells.rnn, nil), layer(source, 3), .pool(.max), dense], single),
      ([layer(source, 2), dense], single),
    ]
    for model in models {
      let batch = Models.batch(
        lengths: lengths, inputs: 3, target: .vector(size: 2), placement: model.shape.placement)
      let result = try GradientCheck(
        state(model.kinds, for: model.shape), batch, shape: model.shape, loss: .meanSquared, seed: 1)
      #expect(result.passed, "\(result.failures.prefix(3)), worst \(result.worst)")
    }
  }

  @Test("symbols are read like their one-hot vectors")
  func symbols() throws {
    func output(_ input: SequenceInput, _ kind: InputKind) throws -> [Double] {
      let shape = DataShape(input: kind, target: .vector(size: 2), placement: .perStep)
      let state = try state([layer(BuiltInCells.gru, 3), dense], for: shape)
      let network = Network<Double>(try ModelPlan(state.description, for: shape), loss: .meanSquared)
      network.load(state.parameters)
      let target = SequenceTarget.vectors(Array(repeating: 0, count: 12), size: 2)
      network.prepare(
        Batch([Example(input: input, target: target, steps: 6)], identities: [0], placement: .perStep),
        isTraining: false)
      network.forward()
      return (0..<12).map { network.output.values[$0] }
    }
    let symbols: [Int32] = [0, 2, 1, 1, 0, 2]
    let vectors = symbols.flatMap { symbol in (0..<3).map { Int32($0) == symbol ? 1.0 : 0 } }
    let (read, seen) = (
      try output(.tokens(symbols), .token(vocabulary: 3)), try output(.vectors(vectors, size: 3), .vector(size: 3))
    )
    #expect(relativeDifference(read, seen) < 1e-12)
  }

  @Test("a model read in pieces answers as one that reads everything at once")
  func pieces() throws {
    let tokens: [Int32] = [1, 0, 2, 2, 1, 0, 1, 2, 0]
    let shape = DataShape(input: .token(vocabulary: 3), target: .classes(count: 3), placement: .perStep)
    let kinds = [layer(BuiltInCells.lstm, 4), layer(BuiltInCells.gru, nil), layer(BuiltInCells.rnn, 3), dense]
    let state = try state(kinds, for: shape)
    let all = try Generator(state, for: shape, loss: .crossEntropy).read(.tokens(tokens), steps: 9)
    let generator = try Generator(state, for: shape, loss: .crossEntropy)
    var parts: [[Double]] = []
    for range in [0..<1, 1..<2, 2..<6, 6..<9] {
      parts += try generator.read(.tokens(Array(tokens[range])), steps: range.count)
    }
    #expect(relativeDifference(parts.flatMap { $0 }, all.flatMap { $0 }) < 1e-12)
  }

  @Test("what each time step adds to the gradient of the weights adds up to all of it")
  func shares() throws {
    let state = try state([layer(BuiltInCells.lstm, 3), dense], for: shape)
    let own = Models.batch(lengths: [6], inputs: 3, target: .vector(size: 2))
    let pass = try RecordedPass(
      state.description, state.parameters, shape: shape, loss: .meanSquared,
      example: Example(input: own.input, target: own.target, steps: 6))
    let parts = (1...6).map { pass.weightGradient(at: $0) }
    let sum = parts[0].indices.map { place in parts.reduce(0) { $0 + $1[place] } }
    #expect(relativeDifference(sum, pass.weightGradients) < 1e-12)
    #expect(pass.layers.isEmpty)
  }

  @Test("training gives the same bits for one thread and for two", .serialized, arguments: [1, 2])
  func threads(_ threads: Int) throws {
    let data = try Dataset(.generated(.adding(length: 12), count: nil))
    let before = Parallel.threads
    defer { Parallel.threads = before }
    func train(_ threads: Int) throws -> [Double] {
      Parallel.threads = threads
      let state = try state([layer(BuiltInCells.lstm, 5), .pool(.max), dense], for: data.shape)
      let trainer = try Trainer(state, data, TrainingSettings())
      for _ in 0..<3 { _ = try trainer.advance() }
      return trainer.state.parameters
    }
    #expect(try train(threads) == train(3))
  }

  @Test("a window that cannot be is refused")
  func refusals() throws {
    for window in [0, -1, Int.max] {
      #expect(throws: ModelError.self) { try state([layer(BuiltInCells.gru, window), dense], for: shape) }
    }
    let feedback = Models.recurrent(BuiltInCells.gru, 4) { ($0.window, $0.feedback) = (3, true) }
    #expect(throws: ModelError.self) { try state([feedback, dense], for: shape) }
    let carried = Models.recurrent(BuiltInCells.gru, 4) { $0.feedback = true }
    #expect(throws: ModelError.self) { try state([carried, layer(BuiltInCells.gru, 3), dense], for: shape) }
    let plan = try ModelPlan(Models.description([layer(BuiltInCells.gru, 3), dense]), for: shape)
    #expect(throws: ModelError.self) { try plan.check(Backpropagation(recomputes: true)) }
    #expect(throws: Never.self) { try plan.check(Backpropagation(reach: 4)) }
  }

  @Test("memory grows with the window up to the sequence's length")
  func memory() throws {
    func bytes(_ window: Int?) throws -> Double {
      try ModelPlan(Models.description([layer(BuiltInCells.lstm, window), dense]), for: shape)
        .batchMemory(steps: 100, rows: 8, scalarSize: 4).bytes
    }
    let (one, ten) = (try bytes(1), try bytes(10))
    #expect(ten > 6 * one && ten < 11 * one)
    #expect(try bytes(100) == bytes(RecurrentLayer.longestWindow))
  }

  @Test("a layer that was saved before there were windows has none")
  func old() throws {
    let own = try JSONEncoder().encode(RecurrentLayer(cell: Models.cell(BuiltInCells.gru), units: 3))
    #expect(!String(decoding: own, as: UTF8.self).contains("window"))
    #expect(try JSONDecoder().decode(RecurrentLayer.self, from: own).window == nil)
  }
}
