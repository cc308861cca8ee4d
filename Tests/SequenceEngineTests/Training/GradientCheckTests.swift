import SequenceEngine
import Testing

@Suite("Backpropagation equals central differences")
struct GradientCheckTests {
  private func check(
    _ kinds: [LayerKind], target: TargetKind, placement: TargetPlacement = .perStep, loss: Loss? = nil,
    lengths: [Int] = [7, 5, 2, 1]
  ) throws -> GradientCheck {
    let shape = DataShape(input: .vector(size: 3), target: target, placement: placement)
    let state = try ModelState(Models.description(kinds), for: shape, seed: 5)
    let batch = Models.batch(lengths: lengths, inputs: 3, target: target, placement: placement)
    return try GradientCheck(state, batch, shape: shape, loss: loss ?? .fitting(target), seed: 1)
  }

  @Test("in every cell, alone, ragged batch", arguments: Models.cells.indices)
  func cells(_ index: Int) throws {
    let cell = Models.cells[index]
    let kind = Models.recurrent(cell.source, 4) { $0.options = cell.options }
    let result = try check([kind, .dense(units: nil, activation: .identity)], target: .vector(size: 2))
    #expect(result.passed, "\(cell.name): \(result.failures.prefix(3)), worst \(result.worst)")
    #expect(result.checked == result.total)
  }

  @Test("in every cell, stacked and reversed, with every bias mode", arguments: Models.cells.indices)
  func stacked(_ index: Int) throws {
    let cell = Models.cells[index]
    for bias in BiasMode.allCases {
      let first = Models.recurrent(cell.source, 4) {
        $0.options = cell.options
        $0.bias = bias
        $0.isReversed = true
      }
      let second = Models.recurrent(cell.source, 6) {
        $0.options = cell.options
        $0.bias = bias
      }
      let result = try check(
        [first, second, .dense(units: nil, activation: .identity)], target: .classes(count: 3), lengths: [5, 3])
      #expect(result.passed, "\(cell.name) bias \(bias): \(result.failures.prefix(3)), worst \(result.worst)")
    }
  }

  @Test("for every loss", arguments: Loss.allCases)
  func losses(_ loss: Loss) throws {
    let target: TargetKind =
      switch loss {
      case .crossEntropy: .classes(count: 4)
      case .binaryCrossEntropy: .bits(size: 2)
      default: .vector(size: 2)
      }
    let layers = [Models.recurrent(BuiltInCells.lstm, 4), .dense(units: nil, activation: .identity)]
    let result = try check(layers, target: target, loss: loss)
    #expect(result.passed, "\(result.failures.prefix(3)), worst \(result.worst)")
  }

  @Test("through pooling, dropout and dense layers", arguments: Pooling.allCases)
  func pooling(_ pooling: Pooling) throws {
    let layers = [
      .dense(units: 5, activation: .tanh), .dropout(rate: 0.4), Models.recurrent(BuiltInCells.gru, 4), .pool(pooling),
      .dense(units: 6, activation: .sigmoid), .dense(units: nil, activation: .identity),
    ]
    let result = try check(layers, target: .classes(count: 3), placement: .perSequence)
    #expect(result.passed, "\(result.failures.prefix(3)), worst \(result.worst)")
  }

  @Test("when the output feeds the next step")
  func feedback() throws {
    for source in [BuiltInCells.rnn, BuiltInCells.lstm, BuiltInCells.gru] {
      let layer = Models.recurrent(source, 4) { $0.feedback = true }
      let result = try check([layer, .dense(units: nil, activation: .identity)], target: .vector(size: 2))
      #expect(result.passed, "\(result.failures.prefix(3)), worst \(result.worst)")
    }
  }

  @Test("a wrong gradient is found")
  func wrong() throws {
    // stop() hides a path from backpropagation that the differences see.
    let source = "cell wrong(x, h) {\n h' = tanh(W(x) + stop(U(h)) + b)\n}"
    let result = try check(
      [Models.recurrent(source, 4), .dense(units: nil, activation: .identity)], target: .vector(size: 2))
    #expect(!result.passed)
  }

  @Test("a weight that stands on a kink may have any slope between its two sides, and no other")
  func kink() throws {
    // With zero inputs and zero biases every unit of an IRNN stands exactly where relu bends.
    let shape = DataShape(input: .vector(size: 1), target: .vector(size: 1), placement: .perStep)
    let layers = [Models.recurrent(BuiltInCells.irnn, 3), .dense(units: nil, activation: .identity)]
    let state = try ModelState(Models.description(layers), for: shape, seed: 2)
    let example = Example(
      input: .vectors([0, 0, 1, 0], size: 1), target: .vectors([1, 0, 1, 1], size: 1), steps: 4)
    let batch = Batch([example], identities: [0], placement: .perStep)
    let result = try GradientCheck(state, batch, shape: shape, loss: .meanSquared, seed: 1)
    #expect(result.passed, "\(result.failures)")
    #expect(result.kinks > 0)
  }
}
