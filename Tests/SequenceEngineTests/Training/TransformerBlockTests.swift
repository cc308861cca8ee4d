import Foundation
import SequenceEngine
import Testing

@Suite("A transformer's block: gradients, twin and laws")
struct TransformerBlockTests {
  private static let dense = LayerDescription(name: "out", kind: .dense(units: nil, activation: .identity))
  private let shape = DataShape(input: .vector(size: 4), target: .vector(size: 2), placement: .perStep)

  static let blocks: [TransformerBlock] = [
    TransformerBlock(attention: SelfAttention(heads: 2), hidden: 6),
    TransformerBlock(attention: SelfAttention(heads: 2, isCausal: true, positions: .sinusoidal), dropout: 0.3),
    TransformerBlock(attention: SelfAttention(heads: 1, positions: .learned, places: 3), hidden: 5, norm: .after),
    TransformerBlock(attention: SelfAttention(heads: 4, isCausal: true), hidden: 3, dropout: 0.5, norm: .after),
  ]

  private func model(_ block: TransformerBlock, count: Int = 1) -> ModelDescription {
    ModelDescription(name: "m", layers: (1...count).flatMap { block.layers("transformer\($0)") } + [Self.dense])
  }

  private func run<Scalar: KernelScalar>(
    _ model: ModelDescription, _ batch: Batch, as type: Scalar.Type = Double.self, isTraining: Bool = false
  ) throws -> (output: [Double], gradients: [Double], parameters: [Double], plan: ModelPlan) {
    let state = try ModelState(model, for: shape, seed: 5)
    let plan = try ModelPlan(model, for: shape)
    let network = Network<Scalar>(plan, loss: .meanSquared)
    // Norms that do something, and biases that are not zero.
    let random = CounterRandom(seed: 8, stream: .data)
    let parameters = state.parameters.enumerated().map { $1 + 0.2 * random.normal($0) }
    network.load(parameters)
    network.prepare(batch, isTraining: isTraining)
    network.forward()
    let output = (0..<batch.steps * batch.rows * 2).map { Double(network.output.values[$0]) }
    _ = network.score(batch.target)
    network.backward()
    return (output, network.gradients, parameters, plan)
  }

  private func batch(_ lengths: [Int]) -> Batch { Models.batch(lengths: lengths, inputs: 4, target: .vector(size: 2)) }

  @Test("backpropagation equals central differences, two blocks, ragged batch", arguments: blocks.indices)
  func gradients(_ index: Int) throws {
    let state = try ModelState(model(Self.blocks[index], count: 2), for: shape, seed: 5)
    let result = try GradientCheck(state, batch([6, 4, 1]), shape: shape, loss: .meanSquared, seed: 1)
    #expect(result.passed, "\(result.failures.prefix(3)), worst \(result.worst)")
  }

  @Test("float follows double", arguments: blocks.indices)
  func precisions(_ index: Int) throws {
    let own = model(Self.blocks[index])
    let (one, other) = (try run(own, batch([6, 3])), try run(own, batch([6, 3]), as: Float.self))
    #expect(relativeDifference(other.output, one.output) < 1e-5)
    #expect(relativeDifference(other.gradients, one.gradients) < 1e-5)
  }

  @Test("a block equals its equations written out", arguments: blocks.indices)
  func twin(_ index: Int) throws {
    let block = Self.blocks[index]
    let own = batch([5])
    let result = try run(model(block), own)
    guard case .vectors(let numbers, _) = own.input else { return }
    func weight(_ name: String) -> [Double] {
      result.plan.parameters.first { $0.name == name }.map { Array(result.parameters[$0.range]) } ?? []
    }
    func affine(_ name: String, _ x: [Double]) -> [Double] {
      let (w, b) = (weight("\(name)weight"), weight("\(name)bias"))
      return b.indices.map { row in
        var value = b[row]
        for i in x.indices { value += w[row * x.count + i] * x[i] }
        return value
      }
    }
    func norm(_ name: String, _ x: [Double]) -> [Double] {
      let (gain, shift) = (weight("transformer1.\(name).weight"), weight("transformer1.\(name).bias"))
      let mean = x.reduce(0, +) / Double(x.count)
      let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
      return x.indices.map { (x[$0] - mean) / (variance + 1e-5).squareRoot() * gain[$0] + shift[$0] }
    }
    func attend(_ x: [[Double]]) -> [[Double]] {
      let name = "transformer1.self_attn."
      let table = weight("\(name)positions.weight")
      let placed = x.enumerated().map { (t: Int, row: [Double]) -> [Double] in
        row.indices.map { i -> Double in
          switch block.attention.positions {
          case .none: return row[i]
          case .learned: return row[i] + table[min(t, 2) * 4 + i]
          case .sinusoidal:
            let angle = Double(t) / pow(10_000, Double(i / 2 * 2) / 4)
            return row[i] + (i.isMultiple(of: 2) ? sin(angle) : cos(angle))
          }
        }
      }
      let (w, b) = (weight("\(name)in_proj_weight"), weight("\(name)in_proj_bias"))
      let projected = placed.map { (z: [Double]) -> [Double] in
        (0..<12).map { row in
          var value = b[row]
          for i in 0..<4 { value += w[row * 4 + i] * z[i] }
          return value
        }
      }
      let part = 4 / block.attention.heads
      return x.indices.map { (t: Int) -> [Double] in
        var context: [Double] = []
        for head in 0..<block.attention.heads {
          let seen = block.attention.isCausal ? 0...t : 0...x.count - 1
          let scores = seen.map { s -> Double in
            var product = 0.0
            for i in head * part..<(head + 1) * part { product += projected[t][i] * projected[s][4 + i] }
            return exp(product / Double(part).squareRoot())
          }
          let sum = scores.reduce(0, +)
          for i in head * part..<(head + 1) * part {
            var value = 0.0
            for s in seen { value += scores[s] / sum * projected[s][8 + i] }
            context.append(value)
          }
        }
        return affine("\(name)out_proj.", context)
      }
    }
    func net(_ x: [Double]) -> [Double] {
      affine("transformer1.linear2.", affine("transformer1.linear1.", x).map { max($0, 0) })
    }
    func added(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map(+) }
    let x = (0..<5).map { Array(numbers[$0 * 4..<($0 + 1) * 4]) }
    let y: [[Double]]
    if block.norm == .before {
      let a = zip(x, attend(x.map { norm("norm1", $0) })).map(added)
      y = a.map { added($0, net(norm("norm2", $0))) }
    } else {
      let a = zip(x, attend(x)).map { norm("norm1", added($0, $1)) }
      y = a.map { norm("norm2", added($0, net($0))) }
    }
    #expect(relativeDifference(result.output, y.flatMap { affine("out.", $0) }) < 1e-10)
  }

  @Test("what is put out at t hangs on later inputs exactly where the block is not causal", arguments: blocks.indices)
  func sight(_ index: Int) throws {
    let own = model(Self.blocks[index], count: 2)
    let random = CounterRandom(seed: 3, stream: .data)
    var values = (0..<6 * 4).map { random.normal($0) }
    func output() throws -> [Double] {
      let example = Example(
        input: .vectors(values, size: 4), target: .vectors(Array(repeating: 0, count: 12), size: 2), steps: 6)
      return try run(own, Batch([example], identities: [0], placement: .perStep)).output
    }
    let before = try output()
    for place in 3 * 4..<6 * 4 { values[place] += 1.5 * random.keyed(1).normal(place) }
    let after = try output()
    #expect((before.prefix(6) == after.prefix(6)) == Self.blocks[index].attention.isCausal)
    #expect(before.suffix(6) != after.suffix(6))
  }

  @Test("dropout is a part of training alone, and the same for the same seed")
  func dropout() throws {
    let own = model(Self.blocks[1])
    let (still, one, other) = (
      try run(own, batch([6])).output, try run(own, batch([6]), isTraining: true).output,
      try run(own, batch([6]), isTraining: true).output
    )
    #expect(one == other && one != still)
  }

  @Test("weights have the names of PyTorch's TransformerEncoderLayer")
  func names() throws {
    for block in Self.blocks {
      let plan = try ModelPlan(model(block), for: shape)
      let names = Set(plan.parameters.map(\.name).filter { $0.hasPrefix("transformer1.") && !$0.contains("positions") })
      let parts = ["self_attn.out_proj", "linear1", "linear2", "norm1", "norm2"].flatMap {
        ["transformer1.\($0).weight", "transformer1.\($0).bias"]
      }
      #expect(names == Set(parts + ["in_proj_weight", "in_proj_bias"].map { "transformer1.self_attn.\($0)" }))
      #expect(TransformerBlock(model(block).layers.dropLast()) == block)
    }
  }

  @Test("without hidden= the small net is four times as wide as what it reads, and heads must divide that")
  func sizes() throws {
    let plan = try ModelPlan(model(Self.blocks[1]), for: shape)
    #expect(plan.parameters.first { $0.name == "transformer1.linear1.weight" }?.shape == [16, 4])
    let wrong = TransformerBlock(attention: SelfAttention(heads: 3))
    #expect(throws: ModelError.self) { try ModelPlan(model(wrong), for: shape) }
  }

  @Test("each head's map of a recorded pass: rows add up to 1, nothing is seen ahead, and gradients are slopes")
  func maps() throws {
    let own = model(Self.blocks[1])
    let state = try ModelState(own, for: shape, seed: 5)
    let all = batch([5])
    guard case .vectors(let x, _) = all.input else { return }
    let pass = try RecordedPass(
      own, state.parameters, shape: shape, loss: .meanSquared,
      example: Example(input: .vectors(x, size: 4), target: all.target, steps: 5))
    let map = try #require(pass.selfAttentions.first)
    #expect(map.heads == 2 && map.steps == 5 && map.sourceSteps == 5 && map.isOwn)
    for t in 1...5 {
      for head in 1...2 {
        #expect(abs(map.weights(at: t, head: head).reduce(0, +) - 1) < 1e-12)
        #expect(map.weights(at: t, head: head).dropFirst(t).allSatisfy { $0 == 0 })
        #expect(map.gradients(at: t, head: head).dropFirst(t).allSatisfy { $0 == 0 })
      }
    }
  }
}
