extension BuiltInCells {
  static let memory = [
    BuiltInCell(
      "lstm", lstm, "gates write, keep and read a memory",
      paper: "Hochreiter, Schmidhuber 1997, with the forget gate of Gers, Schmidhuber, Cummins 2000"),
    BuiltInCell(
      "lstm", peepholeLSTM, variant: .init("peephole", "yes"), "its gates see the memory",
      paper: "Gers, Schraudolph, Schmidhuber: Learning precise timing with LSTM recurrent networks, 2002"),
    BuiltInCell(
      "lstm1997", lstm1997, "never forgets; size=N share gates",
      paper: "Hochreiter, Schmidhuber: Long short-term memory, 1997"),
    BuiltInCell(
      "lstm1997", truncatedLSTM1997, variant: .init("gradient", "truncated"),
      "errors travel through c alone",
      paper: "Hochreiter, Schmidhuber: Long short-term memory, 1997"),
    BuiltInCell(
      "cifg", cifg, "writes exactly where it forgets",
      paper: "Greff, Srivastava, Koutník, Steunebrink, Schmidhuber: LSTM, a search space odyssey, 2015"),
  ]

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

  /// Memory blocks of `size` cells with common gates and no forget gate; g(v) = 4σ(v) − 2 squashes what is written and
  /// h(v) = 2σ(v) − 1 what is read. Hochreiter, Schmidhuber: Long short-term memory, Neural Computation 9 (1997).
  public static let lstm1997 = """
    cell lstm1997(x, h, c; size=1) {
      input     = sigmoid(W(x) + U(h) + b)
      output    = sigmoid(W(x) + U(h) + b)
      candidate = 4 * sigmoid(W(x) + U(h) + b) - 2
      c' = c + block(input, size) * candidate
      h' = block(output, size) * (2 * sigmoid(c') - 1)
    }
    """

  /// The same, and errors that leave a memory block through its net inputs are cut off: what remains is the constant
  /// error carousel. Hochreiter, Schmidhuber 1997, appendix A.
  public static let truncatedLSTM1997 = """
    cell lstm1997(x, h, c; size=1) {
      input     = sigmoid(W(x) + U(stop(h)) + b)
      output    = sigmoid(W(x) + U(stop(h)) + b)
      candidate = 4 * sigmoid(W(x) + U(stop(h)) + b) - 2
      c' = c + block(input, size) * candidate
      h' = block(output, size) * (2 * sigmoid(c') - 1)
    }
    """

  /// The input gate is 1 − forget. Greff et al.: LSTM, a search space odyssey, arXiv 1503.04069 (2015).
  public static let cifg = """
    cell cifg(x, h, c) {
      forget    = sigmoid(W(x) + U(h) + b)
      candidate = tanh(W(x) + U(h) + b)
      output    = sigmoid(W(x) + U(h) + b)
      c' = forget * c + (1 - forget) * candidate
      h' = output * tanh(c')
    }
    """
}
