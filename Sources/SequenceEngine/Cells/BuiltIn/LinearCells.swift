extension BuiltInCells {
  static let linear = [
    BuiltInCell(
      "mingru", minGRU, "a GRU, linear in its state",
      paper: "Feng, Tung, Ahmed, Bengio, Hajimirsadeghi: Were RNNs all we needed?, 2024"),
    BuiltInCell(
      "minlstm", minLSTM, "an LSTM, linear in its state",
      paper: "Feng, Tung, Ahmed, Bengio, Hajimirsadeghi: Were RNNs all we needed?, 2024"),
    BuiltInCell(
      "lru", lru, "linear units that turn and fade",
      paper: "Orvieto et al.: Resurrecting recurrent neural networks for long sequences, 2023"),
  ]

  /// Feng et al.: Were RNNs all we needed?, arXiv 2410.01201 (2024).
  public static let minGRU = """
    cell mingru(x, h) {
      update    = sigmoid(W(x) + b)
      candidate = W(x) + b
      h' = (1 - update) * h + update * candidate
    }
    """

  /// Forget and input gate are divided by their sum, so that h stays a mean of what was written. Feng et al., arXiv
  /// 2410.01201 (2024).
  public static let minLSTM = """
    cell minlstm(x, h) {
      forget    = sigmoid(W(x) + b)
      input     = sigmoid(W(x) + b)
      candidate = W(x) + b
      h' = (forget * h + input * candidate) / (forget + input)
    }
    """

  /// A complex state s(t) = λ ⊙ s(t−1) + √(1 − |λ|²) ⊙ B x(t) in its real and imaginary part, read as
  /// h(t) = Re(C s(t)) + D x(t) + b. |λ| = exp(−exp ν) is below 1 whatever ν; the angle of λ is 2 arctan(slope), which
  /// needs no trigonometry. At the start |λ| lies in about [0.9, 0.999] and the angle below 0.6.
  /// Orvieto et al.: Resurrecting recurrent neural networks for long sequences, ICML 2023.
  public static let lru = """
    cell lru(x, h, re, im) {
      start nu uniform -6.9 -2.25
      start slope.p uniform 0.3
      decay  = exp(-exp(nu))
      slope  = p
      cosine = (1 - slope * slope) / (1 + slope * slope)
      sine   = 2 * slope / (1 + slope * slope)
      gain   = sqrt(1 - decay * decay)
      re' = decay * (cosine * re - sine * im) + gain * W(x)
      im' = decay * (cosine * im + sine * re) + gain * W(x)
      h'  = C(re') - S(im') + D(x) + b
    }
    """
}
