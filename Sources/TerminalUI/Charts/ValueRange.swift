import Glibc
import Notebook

/// Where values lie on an axis. Every step is safe for NaN, infinities, ±1e308 and equal ends.
struct ValueRange: Equatable {
  let low: Double
  let high: Double

  init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// The finite values' range; `nil` when there are none.
  init?(of values: some Sequence<Double>) {
    var low = Double.infinity
    var high = -Double.infinity
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    guard low <= high else { return nil }
    self.init(low: low, high: high)
  }

  /// 0 at `low`, 1 at `high`, clamped; 0 for NaN. Halves keep 1e308 − (−1e308) finite.
  func fraction(_ value: Double) -> Double {
    guard !value.isNaN else { return 0 }
    let span = high / 2 - low / 2
    guard span > 0 else { return value < low ? 0 : value > high ? 1 : 0.5 }
    return min(max((value / 2 - low / 2) / span, 0), 1)
  }

  func widened(to value: Double) -> ValueRange {
    value.isFinite ? ValueRange(low: min(low, value), high: max(high, value)) : self
  }
}

/// An axis with ends and ticks at round numbers.
struct RoundAxis {
  let range: ValueRange
  let ticks: [Double]
  let scale: Scale

  /// Values that are not finite are passed over, on a log axis also those not above zero; `nil` when none is left.
  init?(of values: some Sequence<Double>, scale: Scale, tickLimit: Int) {
    let limit = max(2, tickLimit)
    self.scale = scale
    switch scale {
    case .linear:
      guard let range = ValueRange(of: values) else { return nil }
      (self.range, ticks) = Self.linear(range, limit)
    case .log10:
      guard let range = ValueRange(of: values.compactMap(Self.exponent)) else { return nil }
      if range.high - range.low < Self.closeDecades {
        (self.range, ticks) = Self.closeLog(range, limit)
        return
      }
      let low = range.low.rounded(.down)
      let high = max(range.high.rounded(.up), low + 1)
      let stride = max(1, ((high - low) / Double(limit - 1)).rounded(.up))
      self.range = ValueRange(low: low, high: high)
      ticks = Array(Swift.stride(from: high, through: low, by: -stride))
    }
  }

  /// Where a value stands between the ends; `nil` when it has no place on this scale.
  func fraction(_ value: Double) -> Double? {
    switch scale {
    case .linear: value.isFinite ? range.fraction(value) : nil
    case .log10: Self.exponent(of: value).map(range.fraction)
    }
  }

  /// log10 of a value that has one.
  static func exponent(of value: Double) -> Double? {
    value.isFinite && value > 0 ? Glibc.log10(value) : nil
  }

  func text(ofTick tick: Double) -> String {
    switch scale {
    case .linear: NumberFormat.significant(6).text(tick)
    case .log10: Self.text(ofPower: tick)
    }
  }

  /// 10^`exponent` as 0.01, 0.02 or 1e-6.
  static func text(ofPower exponent: Double) -> String {
    guard exponent == exponent.rounded() else { return NumberFormat.significant(3).text(pow(10, exponent)) }
    return abs(exponent) <= 3
      ? NumberFormat.general.text(pow(10, exponent)) : "1e" + NumberFormat.fixed(0).text(exponent)
  }

  /// Below so many decades the ends of a log axis are at 1, 2 or 5 times a power of ten.
  private static let closeDecades = 1.5

  private static func closeLog(_ range: ValueRange, _ limit: Int) -> (ValueRange, [Double]) {
    // A curve's end may lie a rounding beside a round number.
    let margin = 1e-9
    let bottom = range.low.rounded(.down) - 1
    let marks = (0...4).flatMap { decade in [1.0, 2, 5].map { bottom + Double(decade) + Glibc.log10($0) } }
    let low = marks.last { $0 <= range.low + margin } ?? range.low
    let high = marks.first { $0 >= range.high - margin && $0 > low } ?? range.high
    let within = marks.filter { $0 >= low && $0 <= high }
    let stride = max(1, Int((Double(within.count) / Double(limit)).rounded(.up)))
    return (
      ValueRange(low: low, high: high), within.reversed().enumerated().filter { $0.offset % stride == 0 }.map(\.element)
    )
  }

  private static func linear(_ range: ValueRange, _ limit: Int) -> (ValueRange, [Double]) {
    var range = range
    if range.low == range.high {
      let margin = abs(range.low) > 1e-300 ? abs(range.low) / 2 : 1
      range = ValueRange(low: range.low - margin, high: range.high + margin)
    }
    let roughStep = (range.high / 2 - range.low / 2) / Double(limit - 1) * 2
    var step = roundStep(atLeast: roughStep)
    var low = (range.low / step).rounded(.down) * step
    var high = (range.high / step).rounded(.up) * step
    // Rounding outwards may need one tick more than there is room for.
    while step.isFinite, ((high - low) / step).rounded() > Double(limit - 1) {
      step = roundStep(atLeast: step * 1.01)
      low = (range.low / step).rounded(.down) * step
      high = (range.high / step).rounded(.up) * step
    }
    guard low.isFinite, high.isFinite, step.isFinite, step > 0, low < high, low + step > low else {
      return (range, [range.low, range.high])
    }
    let count = Int(((high - low) / step).rounded())
    return (ValueRange(low: low, high: high), (0...count).map { (low / step + Double($0)).rounded() * step })
  }

  /// The next of 1, 2, 5 × 10^k.
  private static func roundStep(atLeast rough: Double) -> Double {
    guard rough > 0, rough.isFinite else { return .infinity }
    let power = pow(10, Glibc.log10(rough).rounded(.down))
    for factor in [1.0, 2, 5, 10] where factor * power >= rough { return factor * power }
    return 10 * power
  }
}
