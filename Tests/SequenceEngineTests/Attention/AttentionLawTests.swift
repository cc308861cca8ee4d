import SequenceEngine
import Testing

@Suite("Laws of attention")
struct AttentionLawTests {
  private let random = CounterRandom(seed: 11, stream: .data)

  private func numbers(_ key: Int, _ rows: Int, _ steps: Int, _ size: Int) -> [[[Double]]] {
    nested((0..<rows * steps * size).map { random.keyed(key).normal($0) }, rows, steps)
  }

  @Test("with all weight on one step the context is that step, and nothing goes back to the query")
  func oneStep() {
    var attention = Attention(.dot)
    attention.held = (1...3).map { HeldAttention(timeStep: $0, weights: [0, 0, 1, 0]) }
    let keys = numbers(2, 1, 4, 5)
    let run = AttentionRun<Double>(attention, queries: numbers(1, 1, 3, 5), keys: keys, lengths: [4], weights: [])
    #expect(run.contexts == keys[0][2] + keys[0][2] + keys[0][2])
    let slopes = numbers(3, 1, 3, 5)
    run.backward(slopes)
    #expect(run.queryGradients.allSatisfy { $0 == 0 })
    let sum = (0..<5).map { slopes[0][0][$0] + slopes[0][1][$0] + slopes[0][2][$0] }
    #expect(relativeDifference(Array(run.keyGradients[10..<15]), sum) < 1e-14)
    #expect(run.keyGradients[..<10].allSatisfy { $0 == 0 } && run.keyGradients[15...].allSatisfy { $0 == 0 })
  }

  @Test("a query of zeros looks everywhere alike: the context is the mean of the steps that are there")
  func uniform() {
    let keys = numbers(2, 2, 4, 6)
    let zeros = [[[Double]]](repeating: [[Double]](repeating: [0, 0, 0, 0, 0, 0], count: 2), count: 2)
    let run = AttentionRun<Double>(Attention(.dot, heads: 3), queries: zeros, keys: keys, lengths: [3, 4], weights: [])
    for (row, length) in [3, 4].enumerated() {
      let mean = (0..<6).map { i in (0..<length).reduce(0) { $0 + keys[row][$1][i] } / Double(length) }
      for t in 0..<2 {
        let own = Array(run.contexts[(row * 2 + t) * 6..<(row * 2 + t + 1) * 6])
        #expect(relativeDifference(own, mean) < 1e-14)
      }
    }
  }

  @Test("the order of the source does not matter to the context", arguments: Attention.Score.allCases)
  func permutation(_ score: Attention.Score) {
    let (queries, keys) = (numbers(1, 1, 3, 4), numbers(2, 1, 5, 4))
    let weights: [[Double]] =
      switch score {
      case .dot: []
      case .general: [(0..<16).map { random.keyed(4).normal($0) }]
      case .additive:
        [
          (0..<16).map { random.keyed(4).normal($0) }, (0..<16).map { random.keyed(5).normal($0) },
          (0..<4).map { random.keyed(6).normal($0) },
        ]
      }
    func contexts(_ order: [Int]) -> [Double] {
      AttentionRun<Double>(
        Attention(score), queries: queries, keys: [order.map { keys[0][$0] }], lengths: [5], weights: weights
      ).contexts
    }
    #expect(relativeDifference(contexts([3, 0, 4, 2, 1]), contexts([0, 1, 2, 3, 4])) < 1e-14)
  }

  @Test(
    "recorded weights are shares: they add up to 1, with none behind the end, and change the loss as their gradients say"
  )
  func recorded() throws {
    for placement in [PairModels.Placement.before, .behind] {
      let model = PairModels.description(placement, Attention(.general))
      let parameters = try ModelState(model, for: PairModels.shape, seed: 4).parameters
      func pass(_ overrides: [StateOverride] = []) throws -> RecordedPass {
        try RecordedPass(
          model, parameters, shape: PairModels.shape, loss: .crossEntropy, example: PairModels.examples[1],
          overrides: overrides)
      }
      let own = try #require(try pass().attentions.first)
      #expect(own.steps == 6 && own.sourceSteps == 4)
      for t in 1...6 { #expect(abs(own.meanWeights(at: t).reduce(0, +) - 1) < 1e-12) }
      // dL/da of step 3 by moving one weight while all of that step are held.
      func loss(_ change: Double) throws -> Double {
        try pass(
          own.meanWeights(at: 3).enumerated().map { s, weight in
            StateOverride(
              layer: own.name, target: .attention, timeStep: 3, unit: s + 1, value: weight + (s == 1 ? change : 0))
          }
        ).loss.mean
      }
      let numeric = (try loss(1e-5) - loss(-1e-5)) / 2e-5
      let held = try #require(try pass(holding(own, at: 3)).attentions.first)
      #expect(abs(numeric - held.gradients(at: 3, head: 1)[1]) < 1e-9)
      #expect(abs(try loss(0) - pass().loss.mean) < 1e-14)
    }
  }

  private func holding(_ own: RecordedAttention, at t: Int) -> [StateOverride] {
    own.meanWeights(at: t).enumerated().map {
      StateOverride(layer: own.name, target: .attention, timeStep: t, unit: $0.offset + 1, value: $0.element)
    }
  }

  @Test("ledgers of both sides add up; what comes through attention is all where no state is handed over")
  func ledgers() throws {
    for placement in PairModels.Placement.allCases {
      let model = PairModels.description(placement, Attention(.additive))
      let parameters = try ModelState(model, for: PairModels.shape, seed: 4).parameters
      let pass = try RecordedPass(
        model, parameters, shape: PairModels.shape, loss: .crossEntropy, example: PairModels.examples[1])
      for layer in 0..<2 {
        for route in [GradientRoute.whole, .input] {
          let ledger = try pass.ledger(layer: layer, route: route)
          #expect(ledger.worstDifference ?? 1 < 1e-12, "\(placement) layer \(layer) \(route)")
          #expect(ledger.isAcross == (layer == 0))
        }
      }
      if placement == .none {
        #expect(throws: ModelError.self) { try pass.ledger(layer: 0, route: .attention) }
      } else {
        #expect(throws: ModelError.self) { try pass.ledger(layer: 1, route: .attention) }
      }
    }
    let alone = PairModels.model(
      [.embedding(size: 3), Models.recurrent(BuiltInCells.gru, 4)],
      [
        .embedding(size: 3), .attention(Attention(.dot)),
        Models.recurrent("cell own(x, s) { s' = tanh(W(x) + U(s) + b) }", 4),
        .dense(units: nil, activation: .identity),
      ])
    let parameters = try ModelState(alone, for: PairModels.shape, seed: 4).parameters
    let pass = try RecordedPass(
      alone, parameters, shape: PairModels.shape, loss: .crossEntropy, example: PairModels.examples[1])
    let (whole, attention) = (try pass.ledger(layer: 0), try pass.ledger(layer: 0, route: .attention))
    #expect(relativeDifference(attention.norms, whole.norms) < 1e-12)
    #expect(whole.norms.contains { $0 > 0 })
  }
}
