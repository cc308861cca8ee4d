import SequenceEngine

/// What `explain` says of layers without states: their equations and where they come from.
enum TransformExplanation {
  static func equations(of layer: ModelPlan.Layer) -> [String] {
    let size = layer.input.size
    switch layer.description.kind {
    case .layerNorm:
      return [
        "  y = weight * (x(t) - mean) / sqrt(variance + 1e-5) + bias", "",
        "  mean and variance are those of the \(size) numbers of x(t)",
        "  Ba, Kiros, Hinton: Layer normalization, 2016",
      ]
    case .convolution(let convolution):
      let (before, behind) = (convolution.stepsBefore, convolution.stepsBehind)
      let sum = "sum over k of W_k x(t - \(before) + k) + b"
      return [
        "  y(t) = \(convolution.activation == .identity ? sum : "\(convolution.activation.rawValue)(\(sum))")", "",
        "  k runs from 0 to \(convolution.width - 1): \(before) before t, t itself and \(behind) behind it; x is 0 outside",
        "  the sequence and has \(size) numbers; W_k is weight[:, :, k]",
        "  Waibel et al.: Phoneme recognition using time-delay neural networks, 1989",
      ]
    case .convolution2D(let own): return grid(own, layer)
    case .selfAttention(let attention):
      let positions: String? =
        switch attention.positions {
        case .none: nil
        case .sinusoidal: "p(t) = sin(t / 10000^(i/\(size))) at even places i, the cosine behind each; t from 0"
        case .learned:
          "p(t) is row t of positions.weight, t from 0; steps behind the first \(attention.places) share the last row"
        }
      let part = size / attention.heads
      return [
        "  z(t) = x(t)\(positions == nil ? "" : " + p(t)")", "  [q, k, v](t) = in_proj_weight z(t) + in_proj_bias",
        "  w(t, s) = exp(q(t) . k(s) / sqrt(\(part))) / sum over r of exp(q(t) . k(r) / sqrt(\(part)))",
        "  y(t) = out_proj.weight (sum over s of w(t, s) v(s)) + out_proj.bias", "",
        "  s and r run over \(attention.isCausal ? "the steps up to t" : "all steps of the sequence")",
      ] + (positions.map { ["  " + $0] } ?? [])
        + (attention.heads > 1
          ? ["  \(attention.heads) heads: q, k and v are cut into parts of \(part), each with weights w of its own"]
          : [])
        + ["  Vaswani et al.: Attention is all you need, 2017"]
    case .flatten(let steps):
      let count = layer.outputSize / max(size, 1)
      return [
        "  y = [x(T - \(count) + 1); ...; x(T)]", "",
        "  \(count) time steps of \(size) numbers are one vector of \(layer.outputSize), the earliest first",
      ] + (steps == nil ? [] : ["  x is 0 before the start of a sequence of fewer than \(count) time steps"])
    case .repeated:
      return [
        "  y(t) = x for t from 1 to T", "", "  the gradient of x is the sum of those of all y(t)",
        "  Cho et al.: Learning phrase representations using RNN encoder-decoder, 2014, whose decoder reads so",
      ]
    case .timeReverse:
      return [
        "  y(t) = x(T + 1 - t)", "", "  T is the length of each sequence, without padding",
        "  Sutskever, Vinyals, Le: Sequence to sequence learning with neural networks, 2014, who turn the source round",
      ]
    case .embedding, .recurrent, .dense, .dropout, .pool, .attention, .merge: return []
    }
  }
}
