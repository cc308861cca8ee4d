import Glibc
import SequenceEngine
import Testing

@Suite("Truncated backpropagation of encoder-decoders")
struct TruncationTests {
  private let rnn = Models.recurrent(BuiltInCells.rnn, 2)

  private var model: ModelDescription {
    let dense = LayerKind.dense(units: nil, activation: .identity)
    return PairModels.model(
      [.embedding(size: 2), rnn], [.embedding(size: 2), .attention(Attention(.dot)), rnn, dense])
  }

  private func gradients(_ model: ModelDescription, _ batch: Batch, _ reach: Int?, _ weights: [Double]) throws
    -> [Double]
  {
    let network = Network<Double>(try ModelPlan(model, for: PairModels.shape), loss: .crossEntropy)
    network.load(weights)
    _ = network.learn(batch, Backpropagation(reach: reach))
    return network.gradients
  }

  private func weights(_ model: ModelDescription) throws -> [Double] {
    try ModelState(model, for: PairModels.shape, seed: 5).parameters
  }

  private func alone(_ example: Example) -> Batch { Batch([example], identities: [0], placement: .perStep) }

  @Test("a reach of the longer side or more is full BPTT", arguments: PairModels.Placement.allCases)
  func reachOfAll(_ placement: PairModels.Placement) throws {
    let model = PairModels.description(placement)
    let weights = try weights(model)
    // The longest source has 6 steps, the longest target 5 and a border symbol.
    let full = try gradients(model, PairModels.batch, nil, weights)
    #expect(try gradients(model, PairModels.batch, 6, weights) == full)
    #expect(try gradients(model, PairModels.batch, 3, weights) != full)
  }

  @Test("rows are cut where each would be by itself", arguments: PairModels.Placement.allCases, [1, 2, 3])
  func rows(_ placement: PairModels.Placement, _ reach: Int) throws {
    let model = PairModels.description(placement, cell: BuiltInCells.lstm)
    let weights = try weights(model)
    let together = try gradients(model, PairModels.batch, reach, weights)
    var sum = together.map { _ in 0.0 }
    let counts = PairModels.lengths.map { Double($0.target + 1) }
    for (example, count) in zip(PairModels.examples, counts) {
      let own = try gradients(model, alone(example), reach, weights)
      for (place, value) in own.enumerated() { sum[place] += value * count / counts.reduce(0, +) }
    }
    #expect(relativeDifference(together, sum) < 1e-12)
  }

  @Test("the gradient is that of a loss in which the states that cross a border are constants", arguments: [1, 2, 3])
  func twin(_ reach: Int) throws {
    let weights = try weights(model)
    let example = PairModels.example(3, source: 5, target: 4)
    let twin = try NaiveTruncation(ModelPlan(model, for: PairModels.shape), example, reach: reach, constants: weights)
    let own = try gradients(model, alone(example), reach, weights)
    let width = 1e-5
    let differences = weights.indices.map { place in
      var (above, below) = (weights, weights)
      above[place] += width
      below[place] -= width
      return (twin.loss(above) - twin.loss(below)) / (2 * width)
    }
    #expect(relativeDifference(own, differences) < 1e-8)
    #expect(relativeDifference(own, try gradients(model, alone(example), nil, weights)) > 1e-3)
  }
}

/// Simple recurrent cells on both sides with dot attention, written out; what crosses a border is computed with weights
/// that stay.
private struct NaiveTruncation {
  private let plan: ModelPlan
  private let source: [Int]
  private let (read, wanted): ([Int], [Int])
  private let reach: Int
  private let constants: [Double]

  init(_ plan: ModelPlan, _ example: Example, reach: Int, constants: [Double]) throws {
    guard case .tokens(let tokens) = example.input, case .classes(let classes) = example.target else {
      throw ModelError("the example is a pair")
    }
    self.plan = plan
    source = tokens.map(Int.init)
    read = (example.decoderInput ?? []).map(Int.init)
    wanted = classes.map(Int.init)
    self.reach = reach
    self.constants = constants
  }

  func loss(_ weights: [Double]) -> Double { run(weights, constant: run(constants, constant: nil)).loss }

  private struct Run {
    var encoder: [[Double]] = []
    var decoder: [[Double]] = []
    var loss = 0.0
  }

  /// - Parameter constant: whose states cross the borders; nil: its own, which is full BPTT.
  private func run(_ weights: [Double], constant: Run?) -> Run {
    func arrays(_ layer: Int) -> [[[Double]]] {
      plan.parameters.filter { $0.layer == layer }.map { parameter in
        let columns = parameter.shape.count > 1 ? parameter.shape[1] : 1
        let values = Array(weights[parameter.range])
        return stride(from: 0, to: values.count, by: columns).map { Array(values[$0..<$0 + columns]) }
      }
    }
    func product(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
      matrix.map { row in zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    func cell(_ layer: Int, _ x: [Double], _ h: [Double]) -> [Double] {
      let own = arrays(layer)
      return zip(zip(product(own[0], x), product(own[1], h)), own[2]).map { tanh($0.0 + $0.1 + $1[0]) }
    }
    var made = Run()
    var h = [0.0, 0]
    for (t, symbol) in source.enumerated() {
      if t > 0, (source.count - t).isMultiple(of: reach), let constant { h = constant.encoder[t - 1] }
      h = cell(1, arrays(0)[0][symbol], h)
      made.encoder.append(h)
    }
    for (t, symbol) in read.enumerated() {
      if t > 0, t.isMultiple(of: reach), let constant { h = constant.decoder[t - 1] }
      let shares = made.encoder.map { exp(dot($0, h)) }
      let context = (0..<2).map { i in
        zip(shares, made.encoder).reduce(0) { $0 + $1.0 * $1.1[i] } / shares.reduce(0, +)
      }
      h = cell(4, arrays(2)[0][symbol] + context, h)
      made.decoder.append(h)
      let dense = arrays(5)
      let scores = zip(product(dense[0], h), dense[1]).map { exp($0 + $1[0]) }
      made.loss -= log(scores[wanted[t]] / scores.reduce(0, +)) / Double(read.count)
    }
    return made
  }
}
