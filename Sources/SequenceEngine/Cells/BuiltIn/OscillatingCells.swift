extension BuiltInCells {
  static let oscillating = [
    BuiltInCell(
      "cornn", coRNN, "coupled springs with friction",
      paper: "Rusch, Mishra: Coupled oscillatory recurrent neural network, ICLR 2021"),
    BuiltInCell(
      "lem", lem, "two states, each at its own speed",
      paper: "Rusch, Mishra, Erichson, Mahoney: Long expressive memory for sequence modeling, ICLR 2022"),
  ]

  /// h″ = tanh(U h + V h′ + W x + b) − γ h − ε h′ in steps of dt, first the velocity z, then h. Rusch, Mishra, ICLR 2021.
  public static let coRNN = """
    cell cornn(x, h, z; dt=0.05, gamma=1, epsilon=1) {
      z' = z + dt * (tanh(W(x) + U(h) + V(z) + b) - gamma * h - epsilon * z)
      h' = h + dt * z'
    }
    """

  /// Two states with learned step sizes between 0 and dt. Rusch et al.: Long expressive memory, ICLR 2022.
  public static let lem = """
    cell lem(x, h, z; dt=1) {
      fast = dt * sigmoid(W(x) + U(h) + b)
      slow = dt * sigmoid(W(x) + U(h) + b)
      z' = (1 - fast) * z + fast * tanh(W(x) + U(h) + b)
      h' = (1 - slow) * h + slow * tanh(W(x) + V(z') + b)
    }
    """
}
