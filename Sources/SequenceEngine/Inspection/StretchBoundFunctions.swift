import Glibc

/// Intervals and slopes through each pointwise function of a cell.
extension StretchBound {
  func pointwise(_ verb: CellVerb, _ operands: [Value], _ widths: [Int], width: Int) -> Value {
    let a = operands[0]
    let b = operands.count > 1 ? operands[1] : a
    let (x, y) = (a.range, b.range)
    func passing(_ low: Double, _ high: Double, _ slope: Double) -> Value {
      Value(range: Interval(low: low, high: high), slopes: Self.scaled(a.slopes, slope))
    }
    func joined(_ range: Interval, _ first: Double, _ second: Double) -> Value {
      let slopes = zip(Self.scaled(a.slopes, first), Self.scaled(b.slopes, second)).map { $0 + $1 }
      return Value(range: range, slopes: slopes)
    }
    switch verb {
    case .add: return joined(Interval(low: x.low + y.low, high: x.high + y.high), 1, 1)
    case .subtract: return joined(Interval(low: x.low - y.high, high: x.high - y.low), 1, 1)
    case .multiply: return joined(Self.corners(x, y) { $0 == 0 || $1 == 0 ? 0 : $0 * $1 }, y.size, x.size)
    case .divide:
      guard y.distance > 0 else { return joined(.unknown, .infinity, .infinity) }
      return joined(Self.corners(x, y, /), 1 / y.distance, x.size / (y.distance * y.distance))
    case .negate: return passing(-x.high, -x.low, 1)
    case .relu: return passing(max(0, x.low), max(0, x.high), x.high > 0 ? 1 : 0)
    case .abs: return passing(x.distance, x.size, 1)
    case .copy: return Value(range: x, slopes: a.slopes.map { _ in 0 })
    case .sigmoid: return passing(0, 1, 0.25)
    case .tanh: return passing(max(-1, x.low), min(1, x.high), 1)
    case .softplus: return passing(Self.softplus(x.low), Self.softplus(x.high), 1 / (1 + exp(-x.high)))
    case .exp: return passing(exp(x.low), exp(x.high), exp(x.high))
    case .log:
      return passing(x.low > 0 ? log(x.low) : -.infinity, log(max(x.high, 0)), x.low > 0 ? 1 / x.low : .infinity)
    case .sqrt:
      return passing(
        max(0, x.low).squareRoot(), max(0, x.high).squareRoot(), x.low > 0 ? 0.5 / x.low.squareRoot() : .infinity)
    // Each unit follows one of the two: the squares of the norms add up.
    case .minimum: return chosen(Interval(low: min(x.low, y.low), high: min(x.high, y.high)), a, b)
    case .maximum: return chosen(Interval(low: max(x.low, y.low), high: max(x.high, y.high)), a, b)
    // One value for several units: their changes are equal.
    case .expand: return passing(x.low, x.high, (Double(width) / Double(max(widths[0], 1))).squareRoot())
    case .normalise:
      let most = Double(width).squareRoot()
      return passing(-most, most, 1 / Self.normEpsilon.squareRoot())
    default: return joined(.unknown, .infinity, .infinity)
    }
  }

  /// Added to the variance by `norm`.
  private static let normEpsilon = 1e-5

  private func chosen(_ range: Interval, _ a: Value, _ b: Value) -> Value {
    Value(range: range, slopes: zip(a.slopes, b.slopes).map { ($0 * $0 + $1 * $1).squareRoot() })
  }

  private static func corners(_ x: Interval, _ y: Interval, _ function: (Double, Double) -> Double) -> Interval {
    interval([function(x.low, y.low), function(x.low, y.high), function(x.high, y.low), function(x.high, y.high)])
  }

  private static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }
}
