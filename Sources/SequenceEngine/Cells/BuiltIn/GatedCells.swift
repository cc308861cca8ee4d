extension BuiltInCells {
  static let gated = [
    BuiltInCell(
      "gru", gru, "one state, kept or written anew",
      paper: "Cho et al.: Learning phrase representations using RNN encoder-decoder, 2014, in cuDNN's form"),
    BuiltInCell(
      "gru", gruResetBefore, variant: .init("reset", "before"), "the form of its paper",
      paper: "Cho et al.: Learning phrase representations using RNN encoder-decoder, 2014"),
    BuiltInCell(
      "mgu", mgu, "a GRU with a single gate",
      paper: "Zhou, Wu, Zhang, Zhou: Minimal gated unit for recurrent neural networks, 2016"),
    BuiltInCell(
      "ugrnn", ugrnn, "an RNN with an update gate",
      paper: "Collins, Sohl-Dickstein, Sussillo: Capacity and trainability in recurrent neural networks, 2017"),
  ]

  /// Cho et al.: Learning phrase representations using RNN encoder-decoder, EMNLP 2014, in the form of cuDNN and PyTorch:
  /// the reset gate acts after the matrix.
  public static let gru = """
    cell gru(x, h) {
      reset  = sigmoid(W(x) + U(h) + b)
      update = sigmoid(W(x) + U(h) + b)
      n      = tanh(W(x) + b + reset * (U(h) + bh))
      h'     = (1 - update) * n + update * h
    }
    """

  /// The paper's form of the GRU: the reset gate acts on the state, before the matrix.
  public static let gruResetBefore = """
    cell gru(x, h) {
      reset  = sigmoid(W(x) + U(h) + b)
      update = sigmoid(W(x) + U(h) + b)
      n      = tanh(W(x) + U(reset * h) + b)
      h'     = (1 - update) * n + update * h
    }
    """

  /// One gate resets and updates. Zhou et al.: Minimal gated unit, International Journal of Automation and Computing 13
  /// (2016).
  public static let mgu = """
    cell mgu(x, h) {
      forget    = sigmoid(W(x) + U(h) + b)
      candidate = tanh(W(x) + U(forget * h) + b)
      h' = (1 - forget) * h + forget * candidate
    }
    """

  /// Collins, Sohl-Dickstein, Sussillo: Capacity and trainability in recurrent neural networks, ICLR 2017.
  public static let ugrnn = """
    cell ugrnn(x, h) {
      update    = sigmoid(W(x) + U(h) + b)
      candidate = tanh(W(x) + U(h) + b)
      h' = update * h + (1 - update) * candidate
    }
    """
}
