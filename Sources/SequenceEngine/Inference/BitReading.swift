import Glibc

/// How an output for a yes-or-no answer is read: under binary cross-entropy it is a logit; every other loss has drawn it
/// to 0 or 1 itself, so that it is a probability as it stands.
public struct BitReading: Sendable {
  private let areLogits: Bool

  public init(under loss: Loss) { areLogits = loss == .binaryCrossEntropy }

  /// The probability of a yes; NaN for an output that is NaN.
  public func probability(_ output: Double) -> Double {
    if areLogits { return 1 / (1 + exp(-output)) }
    // No loss but binary cross-entropy keeps a layer without a sigmoid between 0 and 1.
    return output < 0 ? 0 : output > 1 ? 1 : output
  }

  public func isYes(_ output: Double) -> Bool { output > (areLogits ? 0 : 0.5) }

  /// −log2 of the probability of the right answer.
  func surprise(_ output: Double, isYes: Bool) -> Double {
    if areLogits { return softplus(isYes ? -output : output) / M_LN2 }
    let own = probability(output)
    // What was held to be impossible is a great surprise, but no infinite one.
    return -log2(max(isYes ? own : 1 - own, .leastNormalMagnitude))
  }

  /// ln(1 + eˣ) without overflow.
  private func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
}
