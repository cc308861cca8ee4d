import SequenceEngine

/// What `explain` says of a transformer's block: how its parts come together, and their weights.
struct BlockExplanation {
  let name: String
  let block: TransformerBlock
  let plan: ModelPlan
  let parts: Range<Int>

  var lines: [String] {
    let parameters = parts.flatMap { plan.parameters[plan.layers[$0].parameters] }
    let count = parameters.reduce(0) { $0 + $1.count }
    return [
      "\(name): each step looks at \(block.attention.isCausal ? "itself and those before" : "every step of the sequence"), "
        + "then passes a small net; what each of them read is added", "",
    ] + equations + ["", "  its parts are layers that can be looked at: "]
      + [
        "  " + parts.dropLast().map { plan.layers[$0].name }.joined(separator: ", "), "",
      ]
      + parameters.map { "  \($0.name)  [\($0.shape.map(String.init).joined(separator: " × "))]" }
      + ["  \(NumberFormat.integer.text(Double(count))) parameters"]
  }

  private var equations: [String] {
    let dropped: (String) -> String = { block.dropout > 0 ? "dropout(\($0))" : $0 }
    let net = { (x: String) in dropped("linear2(relu(linear1(\(x))))") }
    let sums =
      block.norm == .before
      ? ["  a = x + \(dropped("self_attn(norm1(x))"))", "  y = a + \(net("norm2(a)"))"]
      : ["  a = norm1(x + \(dropped("self_attn(x)")))", "  y = norm2(a + \(net("a")))"]
    return sums + [
      "",
      "  Vaswani et al.: Attention is all you need, 2017"
        + (block.norm == .before ? "; norms before: Xiong et al., 2020" : ""),
    ]
  }
}

extension TransformExplanation {
  static func grid(_ own: Convolution2D, _ layer: ModelPlan.Layer) -> [String] {
    let (input, output) = (layer.inputGrid, layer.grid)
    let sum =
      "sum over k, j of W[:, :, k, j] x(\(own.stride > 1 ? "\(own.stride) " : "")t + k - \((own.height - 1) / 2), "
      + "\(own.stride > 1 ? "\(own.stride) " : "")c + j - \((own.width - 1) / 2)) + b"
    let convolved = own.activation == .identity ? sum : "\(own.activation.rawValue)(\(sum))"
    return [
      "  y(t, c) = \(convolved)", "",
      "  k runs over \(own.height) time steps and j over \(own.width) columns, t and c from 0; x is 0 outside",
    ]
      + (own.pool > 1 ? ["  of each \(own.pool) by \(own.pool) places the largest number goes on, unit by unit"] : [])
      + [
        "  a time step comes in as \(input?.columns ?? 0) columns of \(input?.channels ?? 0) and goes out as "
          + "\(output?.columns ?? 0) columns of \(output?.channels ?? 0)",
        "  LeCun et al.: Gradient-based learning applied to document recognition, 1998",
      ]
  }
}
