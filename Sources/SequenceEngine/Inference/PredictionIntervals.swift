import Glibc

/// What free-running forecasts of a part of the data missed, true value − forecast, in the data's own units.
public struct ForecastErrors: Sendable, Equatable {
  public var part: DataPart
  /// [steps ahead][D][forecast]; it ends where too few look so far ahead.
  public var values: [[[Double]]] = []
  /// How many forecasts the part gives, all of which look one step ahead.
  public var forecasts: Int

  /// - Parameter forecasts: nil: those that `values` begins with.
  public init(part: DataPart, values: [[[Double]]] = [], forecasts: Int? = nil) {
    self.part = part
    self.values = values
    self.forecasts = forecasts ?? values.first?.first?.count ?? 0
  }
}

/// Between which errors a forecast's error will lie with a given probability, for each number of steps ahead.
///
/// With the n errors e₍₁₎ ≤ … ≤ e₍ₙ₎ of forecasts that looked as far ahead, and r = ⌊(n + 1)(1 − level) / 2⌋, the interval
/// is [forecast + e₍ᵣ₎, forecast + e₍ₙ₊₁₋ᵣ₎]. An error that is exchangeable with these falls inside with probability
/// level or more, whatever its distribution: no bell curve is assumed, and since the forecasts ran free, the width grows
/// with the distance as the errors did.
///
/// Vovk, Gammerman, Shafer: Algorithmic learning in a random world, 2005 (split conformal prediction).
public struct PredictionIntervals: Sendable, Equatable {
  public let level: Double
  /// [steps ahead][D]; shorter than asked for where too few forecasts looked so far ahead.
  public let bounds: [[ClosedRange<Double>]]

  /// Forecasts that a level needs: so many that one of them may lie outside on each side.
  public static func leastErrors(_ level: Double) -> Int {
    // A level such as 0.9 is not exact in binary.
    let least = (2 / (1 - level) - 1 - 1e-9).rounded(.up)
    return least < 1e9 ? Int(least) : 1_000_000_000
  }

  /// - Parameter level: above 0 and below 1.
  public init(_ errors: ForecastErrors, level: Double) {
    self.level = level
    let least = Self.leastErrors(level)
    bounds = errors.values.prefix { $0.allSatisfy { $0.count >= least } }.map { step in
      step.map { errors in
        let sorted = errors.sorted()
        let rank = max(1, Int((Double(sorted.count + 1) * (1 - level) / 2 + 1e-9).rounded(.down)))
        return sorted[rank - 1]...sorted[sorted.count - rank]
      }
    }
  }

  /// Errors of other forecasts that fall inside, and how many there were: [steps ahead][D].
  public func coverage(_ errors: ForecastErrors) -> [[(inside: Int, count: Int)]] {
    zip(bounds, errors.values).map { bounds, values in
      zip(bounds, values).map { bound, own in (own.count { bound.contains($0) }, own.count) }
    }
  }
}
