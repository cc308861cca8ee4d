import Glibc

/// Every time step looks at every time step of its own sequence.
///
/// With z(t) = x(t) + p(t), [D], cut into `heads` parts of d = D / heads numbers after the matrices:
///
///     [q(t), k(t), v(t)] = A z(t) + a        A [3 D, D], a [3 D]
///     w(t, s) = exp(q(t) · k(s) / √d) / Σ_r exp(q(t) · k(r) / √d)
///     y(t) = O Σ_s w(t, s) v(s) + o          O [D, D], o [D]
///
/// s runs over the steps of the sequence, or where it is causal over those up to t. Weights lie as PyTorch's
/// MultiheadAttention keeps them.
/// Vaswani et al.: Attention is all you need, NIPS 2017.
public struct SelfAttention: Sendable, Equatable, Codable {
  /// p(t), what tells one time step from another.
  public enum Positions: String, Sendable, CaseIterable, Codable {
    /// Nothing: the order of the steps is not seen.
    case none
    /// sin(t / 10000^(i / D)) at even places i, from 0, and the cosine of the same behind it; t from 0.
    case sinusoidal
    /// A vector of weights for each of the first `places` steps; later ones share the last.
    case learned
  }

  /// Divides D.
  public var heads: Int
  /// Whether a step sees itself and what came before alone.
  public var isCausal: Bool
  public var positions: Positions
  /// Steps with a learned vector of their own.
  public var places: Int

  public init(heads: Int = 1, isCausal: Bool = false, positions: Positions = .none, places: Int = 256) {
    (self.heads, self.isCausal, self.positions, self.places) = (heads, isCausal, positions, places)
  }

  /// p(t) of the fixed waves, t from 0; [D].
  static func wave(_ t: Int, size: Int) -> [Double] {
    (0..<size).map { i in
      let angle = Double(t) / pow(10_000, Double(i / 2 * 2) / Double(size))
      return i.isMultiple(of: 2) ? sin(angle) : cos(angle)
    }
  }
}
