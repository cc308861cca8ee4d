import Glibc
import Notebook

/// Turns credits into glyphs: size on a log scale by lightness and by how full the glyph is, sign by hue and by its kind.
///
/// What is under a millionth of the largest is not heard, and drawn as a dot; a place that nothing can reach stays blank.
struct CreditShade: Sendable {
  /// log10 of the largest credit's size.
  let top: Double
  private let hasFaults: Bool

  /// Powers of ten that are drawn.
  static let decades = 6.0

  init(_ credits: [Double]) {
    var largest = 0.0
    var hasFaults = false
    for credit in credits {
      if credit.isFinite { largest = max(largest, abs(credit)) } else { hasFaults = true }
    }
    top = largest > 0 ? log10(largest) : 0
    self.hasFaults = hasFaults
  }

  /// Sizes under this are not heard.
  var floor: Double { pow(10, top - Self.decades) }

  func glyph(_ credit: Double?, _ ink: Ink) -> Glyph {
    guard let credit, credit != 0 else { return Glyph(" ") }
    if credit.isNaN { return Glyph(ink.fault, .error) }
    if credit.isInfinite { return Glyph(credit < 0 ? ink.negatives[3] : ink.positives[3], .error) }
    let height = (log10(abs(credit)) - top + Self.decades) / Self.decades
    guard height >= 0 else { return Glyph(ink.zero, .soft) }
    let level = min(Int(height * 4), 3)
    return credit < 0
      ? Glyph(ink.negatives[level], .signed(-level - 1)) : Glyph(ink.positives[level], .signed(level + 1))
  }

  /// "-0.02 ⣿⠿⠶⠒·░▒▓█ 0.02  log scale, · under 2e-8", or in fewer words where these do not fit.
  func legend(_ ink: Ink, width: Int) -> StyledLine {
    let whole = legend(ink, scale: "log scale, \(ink.zero) under ")
    return whole.width <= width
      ? whole : legend(ink, scale: "log, \(ink.zero) <").truncated(to: width, ellipsis: ink.ellipsis)
  }

  private func legend(_ ink: Ink, scale: String) -> StyledLine {
    let format = NumberFormat.significant(2)
    let high = format.text(pow(10, top))
    var line = StyledLine("-\(high) ", .soft)
    for level in (0..<4).reversed() { line.append(Glyph(ink.negatives[level], .signed(-level - 1))) }
    line.append(Glyph(ink.zero, .soft))
    for level in 0..<4 { line.append(Glyph(ink.positives[level], .signed(level + 1))) }
    line.append(" \(high)  \(scale)\(format.text(floor))", .soft)
    if hasFaults { line.append("  \(ink.fault) not finite", .error) }
    return line
  }
}
