/// A convolution over time: at each step an affine map of a window of steps.
///
///     y(t) = f(Σ_k W_k x(t + k − before) + b)        k = 0 … width − 1, W [units, inputs, width], b [units]
///
/// x is zero before a sequence's start and behind its end. W lies as PyTorch's Conv1d keeps it.
/// Waibel et al.: Phoneme recognition using time-delay neural networks, IEEE Trans. ASSP 37 (1989).
public struct Convolution: Sendable, Equatable, Codable {
  /// Where the window lies.
  public enum Padding: String, Sendable, CaseIterable, Codable {
    /// Around the step: as many steps before it as behind, one more behind where the width is even.
    case same
    /// The step itself and those before it.
    case causal
  }

  public var units: Int
  public var width: Int
  public var activation: DenseActivation
  public var padding: Padding

  public init(units: Int, width: Int, activation: DenseActivation = .identity, padding: Padding = .same) {
    (self.units, self.width, self.activation, self.padding) = (units, width, activation, padding)
  }

  /// Steps of the window that lie before its own.
  public var stepsBefore: Int { padding == .causal ? width - 1 : (width - 1) / 2 }
  public var stepsBehind: Int { width - 1 - stepsBefore }

  /// Widest window, so that no product of sizes overflows.
  static let widest = 65_536
}
