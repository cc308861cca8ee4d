import Glibc

/// How the learning rate changes with the updates. η is the optimizer's rate, u the updates made since the schedule began.
public struct RateSchedule: Sendable, Equatable, Codable {
  public enum Kind: String, Sendable, CaseIterable, Codable {
    /// η
    case constant
    /// η γ^⌊u/K⌋
    case step
    /// η γ^(u/K)
    case exponential
    /// η (φ + (1 − φ)(1 + cos(π u/N))/2), φ after N updates (Loshchilov, Hutter: SGDR, 2017, without restarts)
    case cosine
    /// η (u + 1)/N, η after N updates (Goyal et al. 2017)
    case warmup
    /// From η/25 up to η over 0.3 N updates, then down to η/250,000, both along a cosine (Smith, Topin 2019)
    case oneCycle = "one_cycle"
    /// η γⁿ, n how often the validation loss, scored every K updates, was not better than its best for some scores in a row
    case plateau
  }

  public var kind: Kind
  /// K of step, exponential and plateau, N of the others.
  public var updates: Int
  /// γ of step, exponential and plateau, φ of cosine.
  public var factor: Double
  /// The model's updates when it began.
  public var start: Int
  /// Scores without a better one after which a plateau's rate falls; nil for the others.
  public var patience: Int?

  public init(_ kind: Kind, updates: Int = 1, factor: Double = 1, start: Int = 0, patience: Int? = nil) {
    (self.kind, self.updates, self.factor, self.start) = (kind, updates, factor, start)
    self.patience = patience
  }

  /// Whether the validation part is scored after so many updates.
  func scores(after made: Int) -> Bool {
    kind == .plateau && made > start && (made - start).isMultiple(of: max(1, updates))
  }

  /// The rate over η for an update, counted from 0; that of a plateau is told by what was scored (`Plateau`).
  public func share(_ update: Int) -> Double {
    let (u, n) = (Double(max(0, update - start)), Double(max(1, updates)))
    func cosine(from first: Double, to last: Double, _ done: Double) -> Double {
      last + (first - last) * (1 + cos(.pi * min(1, done))) / 2
    }
    switch kind {
    case .constant, .plateau: return 1
    case .step: return pow(factor, (u / n).rounded(.down))
    case .exponential: return pow(factor, u / n)
    case .cosine: return cosine(from: 1, to: factor, u / n)
    case .warmup: return min(1, (u + 1) / n)
    case .oneCycle:
      let top = max(1, 0.3 * n)
      guard u > top else { return cosine(from: 1.0 / 25, to: 1, u / top) }
      return cosine(from: 1, to: 1.0 / 250_000, (u - top) / max(1, n - top))
    }
  }

  /// Whether a file may ask for it.
  var isSane: Bool { updates >= 1 && start >= 0 && factor >= 0 && factor <= 1 && patience ?? 1 >= 1 }
}
