import Foundation
import SequenceEngine
import Testing

@Suite("Beam search")
struct BeamTests {
  private let shape = DataShape(
    input: .token(vocabulary: 3), target: .classes(count: 3), placement: .perStep, targetSource: .nextInput)
  private let dense = LayerKind.dense(units: nil, activation: .identity)
  private let prime: [Int32] = [2, 0, 1, 1]

  /// Models that carry states, a window of inputs, their own output, or look back at everything.
  private static let kinds: [[LayerKind]] = [
    [Models.recurrent(BuiltInCells.lstm, 4), Models.recurrent(BuiltInCells.gru, 3)],
    [
      .embedding(size: 2), Models.recurrent(BuiltInCells.rnn, 4) { $0.window = 3 },
      Models.recurrent(BuiltInCells.lstm, 3),
    ],
    [Models.recurrent(BuiltInCells.rnn, 4) { $0.feedback = true }],
    [.embedding(size: 4), .selfAttention(SelfAttention(heads: 2, isCausal: true, positions: .sinusoidal))],
  ]

  private func state(_ kinds: [LayerKind]) throws -> ModelState {
    var state = try ModelState(Models.description(kinds + [dense]), for: shape, seed: 11)
    // Start values are small, so that all symbols would be about equally likely.
    state.parameters = state.parameters.map { 3 * $0 }
    return state
  }

  /// ln p of each symbol behind the prime, told with the right symbols as input.
  private func logProbabilities(_ state: ModelState, _ symbols: [Int32]) throws -> [Double] {
    let whole = prime + symbols
    let example = Example(
      input: .tokens(Array(whole.dropLast())), target: .classes(Array(whole.dropFirst())), steps: whole.count - 1)
    let pass = try RecordedPass(
      state.description, state.parameters, shape: shape, loss: .crossEntropy, example: example)
    return pass.loss.byStep.suffix(symbols.count).map { -$0 }
  }

  @Test("a beam that holds everything orders all texts as exhaustive search does", arguments: kinds.indices)
  func exhaustive(_ index: Int) throws {
    let state = try state(Self.kinds[index])
    var all: [[Int32]] = [[]]
    for _ in 0..<3 { all = all.flatMap { text in (0..<3).map { text + [$0] } } }
    let sums = try all.map { try logProbabilities(state, $0).reduce(0, +) }
    let order = all.indices.sorted { sums[$0] > sums[$1] }
    let tree = try Generator(state, for: shape, loss: .crossEntropy).beam(prime, count: 3, beam: 27)
    #expect(tree.finished.map { tree.symbols($0) } == order.map { all[$0] })
    #expect(relativeDifference(tree.finished.map { tree.nodes[$0].sum }, order.map { sums[$0] }) < 1e-10)
  }

  @Test(
    "a narrow beam keeps the likeliest continuations of what it kept, with their true probabilities",
    arguments: kinds.indices)
  func narrow(_ index: Int) throws {
    let state = try state(Self.kinds[index])
    let tree = try Generator(state, for: shape, loss: .crossEntropy).beam(prime, count: 6, beam: 2)
    var kept: [[Int32]] = [[]]
    for length in 1...6 {
      let candidates = try kept.flatMap { text in
        try (0..<3).map { symbol -> (text: [Int32], sum: Double) in
          let text = text + [Int32(symbol)]
          return (text, try logProbabilities(state, text).reduce(0, +))
        }
      }.sorted { $0.sum > $1.sum }
      kept = candidates.prefix(2).map(\.text)
      let nodes = tree.nodes.indices.filter { tree.nodes[$0].length == length }
      #expect(nodes.map { tree.symbols($0) } == kept)
      #expect(relativeDifference(nodes.map { tree.nodes[$0].sum }, candidates.prefix(2).map(\.sum)) < 1e-10)
    }
    #expect(tree.finished.count == 2)
    #expect(tree.logProbabilities(tree.finished[0]).reduce(0, +) == tree.nodes[tree.finished[0]].sum)
  }

  @Test("a beam of one takes the likeliest symbol each time")
  func greedy() throws {
    let state = try state(Self.kinds[0])
    let generator = try Generator(state, for: shape, loss: .crossEntropy)
    var (logits, greedy) = (try generator.read(.tokens(prime), steps: 4).last ?? [], [Int32]())
    for _ in 0..<8 {
      greedy.append(Int32(Generator.draw(Generator.probabilities(logits, temperature: 0, topK: 0, topP: 1), 0.5)))
      logits = try generator.read(.tokens([greedy[greedy.count - 1]]), steps: 1).last ?? []
    }
    let tree = try generator.beam(prime, count: 8, beam: 1)
    #expect(tree.finished.map { tree.symbols($0) } == [greedy])
  }

  @Test("ended targets are compared by the mean of ln p, and a dropped beginning has no children")
  func normalised() throws {
    // Two symbols and an end: "end at once" has p 0.4, "a, end" 0.6 · 0.6 = 0.36, but the better mean.
    let first: [Double] = [0.59, 0.01, 0.4]
    let later: [Double] = [0.3, 0.1, 0.6]
    let tree = BeamTree(beam: 2, limit: 3, end: 2) { t, rows, symbols in
      #expect(rows.count == symbols.count || t == 0)
      return rows.map { _ in (t == 0 ? first : later).map { log($0) } }
    }
    let texts = tree.finished.map { tree.symbols($0) }
    #expect(texts == [[0, 2], [2]])
    #expect(tree.nodes[tree.finished[0]].score > tree.nodes[tree.finished[1]].score)
    #expect(tree.nodes[tree.finished[0]].sum < tree.nodes[tree.finished[1]].sum)
    #expect(tree.children[tree.finished[1]].isEmpty)
    #expect(tree.children[tree.nodes.count].count == 2)
  }
}
