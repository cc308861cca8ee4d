/// The cells that come with the engine, written as a user writes one.
public enum BuiltInCells {
  /// h(t) = f(W x(t) + U h(t−1) + b). Elman: Finding structure in time, Cognitive Science 14 (1990).
  public static let rnn = """
    cell rnn(x, h; activation=tanh) {
      h' = activation(W(x) + U(h) + b)
    }
    """

  /// Hochreiter, Schmidhuber: Long short-term memory, Neural Computation 9 (1997), with the forget gate of
  /// Gers, Schmidhuber, Cummins: Learning to forget, Neural Computation 12 (2000).
  public static let lstm = """
    cell lstm(x, h, c) {
      input     = sigmoid(W(x) + U(h) + b)
      forget    = sigmoid(W(x) + U(h) + b)
      candidate = tanh(W(x) + U(h) + b)
      output    = sigmoid(W(x) + U(h) + b)
      c' = forget * c + input * candidate
      h' = output * tanh(c')
    }
    """

  /// Gers, Schraudolph, Schmidhuber: Learning precise timing with LSTM recurrent networks, JMLR 3 (2002).
  public static let peepholeLSTM = """
    cell lstm(x, h, c) {
      input     = sigmoid(W(x) + U(h) + p * c + b)
      forget    = sigmoid(W(x) + U(h) + p * c + b)
      candidate = tanh(W(x) + U(h) + b)
      c' = forget * c + input * candidate
      output    = sigmoid(W(x) + U(h) + p * c' + b)
      h' = output * tanh(c')
    }
    """

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
}
