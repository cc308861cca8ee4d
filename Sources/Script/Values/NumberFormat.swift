/// How a number is written.
public enum NumberFormat: Sendable, Hashable {
  /// The shortest digits that read back as the same number: `0.1`, `64`, `1e-12`.
  case shortest
  /// `:.N`, N decimals: `0.167`. Where those would say little, below 10^-N or from 10^7 on, N significant digits with
  /// an exponent: `1.23e-5`. Rounding starts from the shortest digits, halves away from zero. N is 0…17.
  case decimals(Int)

  public func string(_ number: Double) -> String {
    guard number.isFinite else { return number.isNaN ? "nan" : number < 0 ? "-inf" : "inf" }
    // A list may hold a million numbers, and most need no other form than Swift's own.
    if self == .shortest, (1e-4..<1e15).contains(abs(number)) {
      let text = number.description
      return text.utf8.suffix(2).elementsEqual(".0".utf8) ? String(text.dropLast(2)) : text
    }
    var digits = DecimalDigits(number)
    switch self {
    case .shortest:
      return digits.readable
    case .decimals(let count):
      let isTiny = count > 0 && !digits.isZero && digits.exponent < -count
      if isTiny || digits.exponent >= 7 {
        digits.round(toSignificant: max(count, 1))
        return digits.scientific
      }
      digits.round(toDecimals: count)
      return digits.fixed(decimals: count)
    }
  }
}

/// A number as sign, decimal digits and a power of ten: value = ±d.ddd · 10^exponent. Independent of any locale.
private struct DecimalDigits {
  var isNegative: Bool
  var digits: [UInt8]
  var exponent: Int

  var isZero: Bool { digits == [0] }

  /// Takes the digits from Swift's shortest round-trip form, `123.45`, `1e-05`, `-0.0`.
  init(_ number: Double) {
    isNegative = number.sign == .minus
    let parts = number.magnitude.description.split(separator: "e")
    let mantissa = parts.first ?? "0"
    let power = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let whole = mantissa.prefix { $0 != "." }
    let all = mantissa.utf8.filter { $0 != UInt8(ascii: ".") }.map { $0 - UInt8(ascii: "0") }
    let leading = all.prefix { $0 == 0 }.count
    digits = Array(all[leading...])
    while digits.last == 0 { digits.removeLast() }
    exponent = digits.isEmpty ? 0 : power + whole.count - 1 - leading
    if digits.isEmpty { digits = [0] }
  }

  mutating func round(toDecimals count: Int) { round(keeping: exponent + 1 + count) }
  mutating func round(toSignificant count: Int) { round(keeping: count) }

  private mutating func round(keeping count: Int) {
    guard count < digits.count else { return }
    let up = count >= 0 && digits[count] >= 5
    digits = count > 0 ? Array(digits[..<count]) : []
    if up {
      var place = digits.count - 1
      while place >= 0, digits[place] == 9 {
        digits[place] = 0
        place -= 1
      }
      if place >= 0 {
        digits[place] += 1
      } else {
        digits.insert(1, at: 0)
        exponent += 1
      }
    }
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty {
      digits = [0]
      exponent = 0
    }
  }

  private var sign: String { isNegative ? "-" : "" }

  var readable: String {
    guard (-5..<16).contains(exponent) else { return scientific }
    return fixed(decimals: max(0, digits.count - 1 - exponent))
  }

  var scientific: String {
    let text = digits.map(String.init)
    let fraction = text.count > 1 ? "." + text[1...].joined() : ""
    return "\(sign)\(text[0])\(fraction)e\(exponent)"
  }

  func fixed(decimals: Int) -> String {
    func digit(_ place: Int) -> String {
      let index = exponent - place
      return digits.indices.contains(index) ? String(digits[index]) : "0"
    }
    let whole = exponent >= 0 ? (0...exponent).reversed().map(digit).joined() : "0"
    let fraction = decimals > 0 ? "." + (1...decimals).map { digit(-$0) }.joined() : ""
    return sign + whole + fraction
  }
}
