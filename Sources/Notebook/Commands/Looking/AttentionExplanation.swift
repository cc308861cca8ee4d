import Script
import SequenceEngine

/// What `explain` says of an attention layer: its equations, and one time step in numbers.
struct AttentionExplanation {
  let layer: ModelPlan.Layer
  let attention: Attention
  let plan: ModelPlan

  var equations: [String] {
    guard let attending = layer.attending else { return [] }
    let score =
      switch attention.score {
      case .dot: "e(t, s) = q(t) . k(s)"
      case .general: "e(t, s) = q(t) . (K k(s))"
      case .additive: "e(t, s) = v . tanh(Q q(t) + K k(s))"
      }
    let query = attending.looker.map { "\(plan.layers[$0].name) h(t-1)" } ?? "x(t)"
    let keys = plan.decoderStart.map { plan.layers[$0 - 1].name } ?? "the encoder"
    var lines = [
      "  \(score)", "  a(t, s) = exp(e(t, s)) / sum over r of exp(e(t, r))", "  c(t)    = sum over s of a(t, s) k(s)",
      "  y(t)    = [x(t), c(t)]", "",
      "  q(t) is \(query), \(attending.querySize) numbers; k(s) is what \(keys) puts out at step s of the source, "
        + "\(attending.keySize) numbers",
    ]
    let matrices: [String] =
      switch attention.score {
      case .dot: []
      case .general: ["K is key.weight"]
      case .additive: ["Q is query.weight, K is key.weight, v is score.weight"]
      }
    lines += matrices.map { "  \($0)" }
    if attention.heads > 1 {
      lines.append(
        "  \(attention.heads) heads: q, k and c are cut into \(attention.heads) parts, each with weights a of its own")
    }
    return lines
  }

  /// One step of the unrolled example.
  static func numbers(_ own: RecordedAttention, at t: Int, sources: [String]) -> [String] {
    guard (1...max(own.steps, 1)).contains(t) else { return [] }
    let (exact, rough) = (NumberFormat.significant(5), NumberFormat.significant(3))
    var lines = ["", "  at t = \(t) of \(own.isOwn ? "" : "the decoder in ")the unrolled example:"]
    for head in 1...own.heads {
      let (weights, gradients) = (own.weights(at: t, head: head), own.gradients(at: t, head: head))
      if own.heads > 1 { lines.append("    head \(head)") }
      for s in weights.indices.sorted(by: { (weights[$0], $1) > (weights[$1], $0) }).prefix(5).sorted() {
        let name = sources.indices.contains(s) ? " '\(legible(sources[s]))'" : ""
        lines.append(
          "    a(\(t), \(s + 1))\(name) = \(exact.text(weights[s]))   dL/da = \(rough.text(gradients[s]))")
      }
      if weights.count > 5 { lines.append("    the other \(weights.count - 5) weigh less") }
    }
    let context = own.contexts.at(t)
    let first = context.prefix(4).map(exact.text).joined(separator: ", ")
    lines.append("    c(\(t)) = [\(first)\(context.count > 4 ? ", …" : "")]")
    return lines
  }
}
