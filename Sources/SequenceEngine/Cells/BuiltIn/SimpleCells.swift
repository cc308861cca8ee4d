extension BuiltInCells {
  static let simple = [
    BuiltInCell("rnn", rnn, "a tanh layer fed its own state", paper: "Elman: Finding structure in time, 1990"),
    BuiltInCell(
      "jordan", jordan, readsOutput: true, "fed the model's output",
      paper: "Jordan: Serial order, a parallel distributed processing approach, 1986"),
    BuiltInCell(
      "irnn", irnn, "rectified, begins by remembering all",
      paper: "Le, Jaitly, Hinton: A simple way to initialize recurrent networks of rectified linear units, 2015"),
    BuiltInCell(
      "indrnn", indrnn, "each unit sees its own past alone",
      paper: "Li, Li, Cook, Zhu, Gao: Independently recurrent neural network, CVPR 2018"),
  ]

  /// h(t) = f(W x(t) + U h(t−1) + b). Elman: Finding structure in time, Cognitive Science 14 (1990).
  public static let rnn = """
    cell rnn(x, h; activation=tanh) {
      h' = activation(W(x) + U(h) + b)
    }
    """

  /// h(t) = σ(W x(t) + U y(t−1) + b), where y is what the model puts out: recurrence from the output only. Jordan: Serial
  /// order, ICS report 8604 (1986).
  public static let jordan = """
    cell jordan(x, h; activation=sigmoid) {
      h' = activation(W(x) + U(h) + b)
    }
    """

  /// An RNN of rectified units whose recurrent matrix begins as the identity and whose biases begin at zero. Le, Jaitly,
  /// Hinton, arXiv 1504.00941 (2015).
  public static let irnn = """
    cell irnn(x, h) {
      start U identity
      start b 0
      h' = relu(W(x) + U(h) + b)
    }
    """

  /// h(t) = relu(W x(t) + u ⊙ h(t−1) + b): the recurrent weights are a vector, drawn from [0, 1]. Li et al., CVPR 2018.
  public static let indrnn = """
    cell indrnn(x, h; activation=relu) {
      start u uniform 0 1
      h' = activation(W(x) + u * h + b)
    }
    """
}
