import SequenceEngine
import Testing

@Suite("A model in service")
struct StreamTests {
  private let dense = LayerKind.dense(units: nil, activation: .identity)

  private var kinds: [LayerKind] {
    [
      Models.recurrent(BuiltInCells.lstm, 4), Models.recurrent(BuiltInCells.gru, 3) { $0.window = 3 }, .layerNorm,
      Models.recurrent(BuiltInCells.rnn, 5) { $0.feedback = true }, dense,
    ]
  }

  private func input(_ steps: Int) -> SequenceInput {
    let random = CounterRandom(seed: 5, stream: .data)
    return .vectors((0..<2 * steps).map { random.normal($0) }, size: 2)
  }

  @Test("one input at a time gives what the whole sequence gives")
  func whole() throws {
    let shape = DataShape(input: .vector(size: 2), target: .vector(size: 2), placement: .perStep)
    let state = try ModelState(Models.description(kinds), for: shape, seed: 3)
    let streamer = try Streamer(state, for: shape, loss: .meanSquared)
    let fed = try (0..<12).map { try streamer.feed(input(12).steps($0..<$0 + 1)) }
    let whole = try Predictor(state, for: shape, loss: .meanSquared).outputs([input(12)])[0]
    #expect(relativeDifference(fed.flatMap { $0 }, whole.flatMap { $0 }) < 1e-12)
    let pass = try RecordedPass(
      state.description, state.parameters, shape: shape, loss: .meanSquared,
      example: Example(input: input(12), target: .vectors(Array(repeating: 0, count: 24), size: 2), steps: 12))
    #expect(relativeDifference(fed.flatMap { $0 }, pass.output.values) < 1e-12)
  }

  @Test("where the model answers once a sequence, each input gets the answer of the sequence so far")
  func prefixes() throws {
    let shape = DataShape(input: .vector(size: 2), target: .classes(count: 3), placement: .perSequence)
    let state = try ModelState(
      Models.description([Models.recurrent(BuiltInCells.gru, 4), dense]), for: shape, seed: 3)
    let streamer = try Streamer(state, for: shape, loss: .crossEntropy)
    let fed = try (0..<6).map { try streamer.feed(input(6).steps($0..<$0 + 1)) }
    let prefixes = try Predictor(state, for: shape, loss: .crossEntropy).outputs((1...6).map { input(6).steps(0..<$0) })
    #expect(relativeDifference(fed.flatMap { $0 }, prefixes.flatMap { $0[0] }) < 1e-12)
  }

  @Test("a stream goes on from its memory alone, which does not grow")
  func memory() throws {
    let shape = DataShape(input: .vector(size: 2), target: .vector(size: 2), placement: .perStep)
    let state = try ModelState(Models.description(kinds), for: shape, seed: 3)
    let first = try Streamer(state, for: shape, loss: .meanSquared)
    var sizes: Set<Int> = []
    for step in 0..<40 {
      _ = try first.feed(input(50).steps(step..<step + 1))
      if step > 2 { sizes.insert(first.memory.count) }
    }
    #expect(sizes == [first.plan.streamNumbers])
    let second = try Streamer(state, for: shape, loss: .meanSquared)
    second.memory = first.memory
    for step in 40..<50 {
      let one = input(50).steps(step..<step + 1)
      #expect(try first.feed(one) == second.feed(one))
    }
  }

  @Test("what would have to read ahead or look back at everything is refused with the reason")
  func refused() throws {
    let shape = DataShape(input: .vector(size: 4), target: .vector(size: 2), placement: .perSequence)
    func refusal(_ kinds: [LayerKind]) -> String {
      message {
        let state = try ModelState(Models.description(kinds + [dense]), for: shape, seed: 3)
        return try Streamer(state, for: shape, loss: .meanSquared)
      } ?? ""
    }
    let rnn = Models.recurrent(BuiltInCells.rnn, 4)
    #expect(refusal([Models.recurrent(BuiltInCells.rnn, 4) { $0.isReversed = true }]).contains("yet to come"))
    #expect(refusal([.selfAttention(SelfAttention()), rnn]).contains("yet to come"))
    #expect(refusal([.selfAttention(SelfAttention(isCausal: true)), rnn]).contains("looks back at steps"))
    #expect(
      refusal([.convolution(Convolution(units: 4, width: 3, padding: .causal)), rnn]).contains("looks back at steps"))
    #expect(refusal([rnn, .pool(.mean)]).contains("one vector of the whole sequence"))
    #expect(refusal([rnn, .pool(.last)]) == "")
    #expect(refusal([rnn]) == "")
  }
}
