import SequenceEngine
import Testing

@Suite("Whole sequences read at once")
struct PredictorTests {
  private let dense = LayerKind.dense(units: nil, activation: .identity)

  /// Layers that look forward, backward, around and at everything.
  private var kinds: [LayerKind] {
    [
      Models.recurrent(BuiltInCells.lstm, 4) { $0.isReversed = true },
      .convolution(Convolution(units: 4, width: 3, padding: .same)),
      .selfAttention(SelfAttention(heads: 2, positions: .sinusoidal)), Models.recurrent(BuiltInCells.gru, 3), dense,
    ]
  }

  @Test(
    "each sequence of a ragged lot gets what it would get alone", arguments: [TargetPlacement.perStep, .perSequence])
  func alone(_ placement: TargetPlacement) throws {
    let shape = DataShape(input: .vector(size: 2), target: .vector(size: 2), placement: placement)
    let state = try ModelState(Models.description(kinds), for: shape, seed: 3)
    let random = CounterRandom(seed: 5, stream: .data)
    let lots = [3, 7, 1, 7, 5].enumerated().map { number, steps in
      SequenceInput.vectors((0..<2 * steps).map { random.keyed(number).normal($0) }, size: 2)
    }
    let outputs = try Predictor(state, for: shape, loss: .meanSquared).outputs(lots)
    for (input, output) in zip(lots, outputs) {
      let places = placement == .perStep ? input.steps : 1
      let example = Example(
        input: input, target: .vectors(Array(repeating: 0, count: 2 * places), size: 2), steps: input.steps)
      let pass = try RecordedPass(
        state.description, state.parameters, shape: shape, loss: .meanSquared, example: example)
      #expect(output.count == places)
      #expect(relativeDifference(output.flatMap { $0 }, pass.output.values) < 1e-12)
    }
  }

  @Test("what the machine cannot hold is refused before memory is taken")
  func memory() throws {
    let shape = DataShape(
      input: .token(vocabulary: 3), target: .classes(count: 3), placement: .perStep, targetSource: .nextInput)
    let kinds: [LayerKind] = [.embedding(size: 4), .selfAttention(SelfAttention(heads: 4, isCausal: true)), dense]
    let state = try ModelState(Models.description(kinds), for: shape, seed: 3)
    let long = SequenceInput.tokens(Array(repeating: 1, count: 300_000))
    let said = message { try Predictor(state, for: shape, loss: .crossEntropy).outputs([long]) }
    #expect(said?.contains("reading a sequence of 300,000 time steps at once would need") == true, "\(said ?? "")")
    let generator = try Generator(state, for: shape, loss: .crossEntropy)
    #expect(throws: ModelError.self) { try generator.read(long, steps: 300_000) }
    // It goes on with shorter ones.
    #expect(try generator.read(.tokens([1, 2]), steps: 2).count == 2)
  }
}
