import Glibc

/// How often a decoder reads the real symbol of the step before while it learns, and not the one it found likeliest itself.
///
/// The probability goes from the first value to the last over some updates and stays there. Bengio, Vinyals, Jaitly,
/// Shazeer: Scheduled sampling for sequence prediction with recurrent neural networks, NIPS 2015. No gradient passes
/// through the choice of a symbol.
public struct TeacherForcing: Sendable, Equatable, Codable {
  /// How it goes; s is the share of the way that is left after x of it, from 1 at x = 0 to 0 at x = 1.
  public enum Shape: String, Sendable, CaseIterable, Codable {
    /// s = 1 − x
    case linear
    /// The paper's kⁱ, fast at first: s = (100^−x − 100^−1) / (1 − 100^−1)
    case exponential
    /// The paper's k/(k + exp(i/k)), slow at both ends: σ(6 − 12 x), brought to 1 and 0 at the ends
    case inverseSigmoid = "inverse_sigmoid"

    fileprivate func left(_ x: Double) -> Double {
      switch self {
      case .linear: return 1 - x
      case .exponential: return (pow(100, -x) - 0.01) / 0.99
      case .inverseSigmoid:
        func sigmoid(_ z: Double) -> Double { 1 / (1 + exp(-z)) }
        return (sigmoid(6 - 12 * x) - sigmoid(-6)) / (sigmoid(6) - sigmoid(-6))
      }
    }
  }

  /// From 0 to 1.
  public var first: Double
  public var last: Double
  /// Updates until `last` is reached.
  public var updates: Int
  public var shape: Shape

  public init(first: Double, last: Double, updates: Int, shape: Shape = .linear) {
    (self.first, self.last, self.updates, self.shape) = (first, last, updates, shape)
  }

  public static let full = TeacherForcing(first: 1, last: 1, updates: 1)

  /// The probability in an update, counted from 0.
  public func probability(_ update: Int) -> Double {
    guard update < updates else { return last }
    return last + (first - last) * shape.left(Double(update) / Double(max(updates, 1)))
  }

  /// Whether a file may ask for it.
  var isSane: Bool { (0...1).contains(first) && (0...1).contains(last) && updates >= 1 }
}
