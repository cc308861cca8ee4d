import Glibc

/// Values along one axis of a picture, with round ticks.
struct SVGAxis {
  let low: Double
  let high: Double
  let scale: Scale
  let ticks: [Double]

  /// nil: no value has a place on the axis.
  init?(of values: some Sequence<Double>, scale: Scale = .linear, mostTicks: Int, isTight: Bool = false) {
    let placed = values.filter { abs($0) < 1e300 && (scale == .linear || $0 > 1e-300) }
    guard let least = placed.min(), let largest = placed.max() else { return nil }
    self.scale = scale
    switch scale {
    case .linear:
      let spread = largest - least > 1e-300 ? largest - least : max(abs(least), 1)
      let step = Self.roundStep(spread / Double(max(mostTicks - 1, 1)))
      low = isTight ? least : (least / step).rounded(.down) * step
      high =
        isTight
        ? max(largest, least + (largest > least ? 0 : step)) : max((largest / step).rounded(.up) * step, low + step)
      let (first, last) = ((low / step).rounded(.up), (high / step).rounded(.down))
      var ticks =
        first <= last && last - first < 1000 ? stride(from: first, through: last, by: 1).map { $0 * step } : []
      // Time begins at 1, where no round number is.
      if isTight, least == least.rounded(), (ticks.first ?? .infinity) - least > step / 2 { ticks.insert(least, at: 0) }
      self.ticks = ticks
    case .log10:
      let first = log10(least).rounded(.down)
      let last = max(log10(largest).rounded(.up), first + 1)
      (low, high) = (pow(10, first), pow(10, last))
      let step = ((last - first) / Double(max(mostTicks - 1, 1))).rounded(.up)
      ticks = stride(from: first, through: last, by: max(step, 1)).map { pow(10, $0) }
    }
  }

  /// 1, 2 or 5 times a power of ten, not below the wanted.
  private static func roundStep(_ wanted: Double) -> Double {
    let power = pow(10, log10(wanted).rounded(.down))
    return [1, 2, 5, 10].map { $0 * power }.first { $0 >= wanted * 0.999_999 } ?? 10 * power
  }

  /// Where a value lies between the ends, from 0 to 1; nil: it has no place.
  func share(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    switch scale {
    case .linear: return (value - low) / (high - low)
    case .log10: return value > 0 ? log10(value / low) / log10(high / low) : nil
    }
  }

  func text(of tick: Double) -> String {
    NumberFormat.significant(6).text(abs(tick) < (high - low) * 1e-9 && scale == .linear ? 0 : tick)
  }
}
