import SequenceEngine
import Testing

@Suite("Attention equals PyTorch's")
struct AttentionReferenceTests {
  private func expectEqual<Scalar: KernelScalar>(_ score: Attention.Score, _ type: Scalar.Type, within bound: Double)
    throws
  {
    let reference = try ReferenceCase("attention_\(score.rawValue)")
    let (steps, sourceSteps, batch) = (
      try reference.integer("Tq"), try reference.integer("Tk"), try reference.integer("B")
    )
    let lengths = try #require(reference.numbers("key_lengths")).map { Int($0) }
    let queries = nested(try #require(reference.numbers("query")), batch, steps)
    let size = queries[0][0].count
    func matrix(_ name: String, transposed: Bool) throws -> [Double] {
      let values = try #require(reference.numbers("weights.\(name)"))
      return transposed ? transpose(values, size) : values
    }
    // The reference writes q W and k W; a layer keeps the transpose, as PyTorch's linear layers do.
    let weights: [[Double]] =
      switch score {
      case .dot: []
      case .general: [try matrix("W", transposed: false)]
      case .additive:
        [
          try matrix("W_query", transposed: true), try matrix("W_key", transposed: true),
          try #require(reference.numbers("weights.v")),
        ]
      }
    let run = AttentionRun<Scalar>(
      Attention(score), queries: queries, keys: nested(try #require(reference.numbers("keys")), batch, sourceSteps),
      lengths: lengths, weights: weights)
    run.backward(nested(try #require(reference.numbers("loss_weights")), batch, steps))
    func compare(_ own: [Double], _ name: String) throws {
      #expect(relativeDifference(own, try #require(reference.numbers(name))) < bound, "\(name)")
    }
    try compare(run.contexts, "context")
    try compare(run.queryGradients, "dquery")
    try compare(run.keyGradients, "dkeys")
    let square = size * size
    switch score {
    case .dot: break
    case .general: try compare(run.weightGradient(0..<square), "dweights.W")
    case .additive:
      try compare(transpose(run.weightGradient(0..<square), size), "dweights.W_query")
      try compare(transpose(run.weightGradient(square..<2 * square), size), "dweights.W_key")
      try compare(run.weightGradient(2 * square..<2 * square + size), "dweights.v")
    }
  }

  private func transpose(_ values: [Double], _ size: Int) -> [Double] {
    (0..<values.count).map { values[$0 % size * size + $0 / size] }
  }

  @Test("contexts and every gradient in double", arguments: Attention.Score.allCases)
  func inDouble(_ score: Attention.Score) throws { try expectEqual(score, Double.self, within: 1e-10) }

  @Test("contexts and every gradient in float", arguments: Attention.Score.allCases)
  func inFloat(_ score: Attention.Score) throws { try expectEqual(score, Float.self, within: 1e-5) }
}
