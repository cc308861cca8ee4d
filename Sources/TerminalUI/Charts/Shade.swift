import Glibc
import Notebook

/// How one heat map turns values into glyphs and colours, with the counts of what is not finite.
struct Shade {
  private let kind: HeatKind
  private let scale: Scale
  /// Ends of the drawn sizes: |value|, or its log10.
  private let sizes: ValueRange
  private let faults: Int
  private let infinities: Int

  /// More decades than this would leave one level for everything that matters.
  private static let decadeLimit = 20.0

  init(_ rows: [[Double]], kind: HeatKind, scale: Scale, range: ClosedRange<Double>?) {
    self.kind = kind
    self.scale = scale
    var faults = 0
    var infinities = 0
    var least = Double.infinity
    var largest = 0.0
    for row in rows {
      for value in row {
        if value.isNaN {
          faults += 1
        } else if value.isInfinite {
          infinities += 1
        } else if value != 0 {
          least = min(least, abs(value))
          largest = max(largest, abs(value))
        }
      }
    }
    self.faults = faults
    self.infinities = infinities
    if let range, range.lowerBound.isFinite, range.upperBound.isFinite {
      least = range.lowerBound
      largest = kind == .signed ? max(abs(range.lowerBound), abs(range.upperBound)) : range.upperBound
    }
    switch scale {
    case .linear:
      let low = kind == .magnitude && range != nil ? least : 0
      sizes = ValueRange(low: low, high: largest > low ? largest : low + 1)
    case .log10:
      let high = largest > 0 ? Glibc.log10(largest).rounded(.up) : 0
      let low = least > 0 && least.isFinite ? Glibc.log10(least).rounded(.down) : high - 1
      sizes = ValueRange(low: max(min(low, high - 1), high - Self.decadeLimit), high: high)
    }
  }

  /// `nil` is a place without a value and stays blank.
  func glyph(_ value: Double?, _ ink: Ink) -> Glyph {
    guard let value else { return Glyph(" ") }
    if value.isNaN { return Glyph(ink.fault, .error) }
    switch kind {
    case .magnitude:
      guard let size = fraction(sizes.low < 0 ? value : abs(value)) else { return Glyph(" ") }
      let count = ink.magnitudes.count
      return Glyph(ink.magnitudes[min(Int(size * Double(count)), count - 1)], Self.style(ofSize: size))
    case .signed:
      guard let size = fraction(abs(value)), scale == .log10 || size >= Self.signedZero else {
        return Glyph(ink.zero, .signed(0))
      }
      let level = min(Int(size * 4), 3)
      return value < 0
        ? Glyph(ink.negatives[level], .signed(-level - 1)) : Glyph(ink.positives[level], .signed(level + 1))
    }
  }

  /// The ramp between its two ends, and what the ramp leaves out.
  func legend(_ ink: Ink) -> StyledLine {
    var line = ramp(ink)
    let low = RoundAxis.text(ofPower: sizes.low)
    if scale == .log10 { line.append(kind == .signed ? "  log scale from \(low)" : "  log scale", .soft) }
    if faults > 0 { line.append("  \(ink.fault) \(counted(faults, "value")) nan", .error) }
    if infinities > 0 { line.append("  \(counted(infinities, "value")) infinite", .error) }
    return line
  }

  /// The ramp between its two ends.
  func ramp(_ ink: Ink) -> StyledLine {
    let format = NumberFormat.significant(3)
    let high = scale == .log10 ? RoundAxis.text(ofPower: sizes.high) : format.text(sizes.high)
    let low = scale == .log10 ? RoundAxis.text(ofPower: sizes.low) : format.text(sizes.low)
    var line = StyledLine()
    switch kind {
    case .magnitude:
      line.append(low + " ", .soft)
      for (index, character) in ink.magnitudes.enumerated() {
        line.append(Glyph(character, Self.style(ofSize: Double(index) / Double(ink.magnitudes.count))))
      }
    case .signed:
      line.append("-\(high) ", .soft)
      for level in (0..<4).reversed() { line.append(Glyph(ink.negatives[level], .signed(-level - 1))) }
      line.append(Glyph(ink.zero, .signed(0)))
      for level in 0..<4 { line.append(Glyph(ink.positives[level], .signed(level + 1))) }
    }
    line.append(" " + high, .soft)
    return line
  }

  /// The ramp's darkest two shades are too dark for a thin glyph.
  static func style(ofSize size: Double) -> Style { .heat(2 + min(Int(size * 6), 5)) }

  /// Below this part of the largest size a signed value is drawn as zero.
  private static let signedZero = 1.0 / 16

  private func fraction(_ size: Double) -> Double? {
    switch scale {
    case .linear: sizes.fraction(size)
    case .log10: size == .infinity ? 1 : RoundAxis.exponent(of: size).map(sizes.fraction)
    }
  }
}
