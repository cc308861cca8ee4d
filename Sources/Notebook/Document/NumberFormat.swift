import Glibc

/// How a number is written for a reader. The decimal sign is a point in every locale.
public enum NumberFormat: Sendable, Equatable {
  /// So many significant digits, trailing zeros dropped, powers of ten where they are shorter.
  case significant(Int)
  /// So many digits after the point.
  case fixed(Int)
  /// One digit, a point, so many more, and a power of ten.
  case scientific(Int)
  /// Rounded, digits grouped by three: 4,353.
  case integer
  /// 0.125 as 12.5%, with so many digits after the point.
  case percent(Int)

  public static let general = significant(4)

  /// NaN and infinities are `nan`, `inf` and `-inf`; a negative zero loses its sign.
  public func text(_ number: Double) -> String {
    if number.isNaN { return "nan" }
    if number.isInfinite { return number < 0 ? "-inf" : "inf" }
    let number = number == 0 ? 0 : number
    return switch self {
    case .significant(let digits): Self.general(number, digits: Self.within(digits, 1...17))
    case .fixed(let digits): Self.withoutNegativeZero(Self.print("%.*f", Self.within(digits, 0...17), number))
    case .scientific(let digits): Self.exponentShortened(Self.print("%.*e", Self.within(digits, 0...17), number))
    case .integer: Self.grouped(Self.withoutNegativeZero(Self.print("%.*f", 0, number)))
    case .percent(let digits):
      Self.withoutNegativeZero(Self.print("%.*f", Self.within(digits, 0...17), number * 100)) + "%"
    }
  }

  private static func general(_ number: Double, digits: Int) -> String {
    // Whole numbers of some length read better as they are than as 1.2e+04.
    if number == number.rounded(), abs(number) < 1e7 { return print("%.*f", 0, number) }
    return exponentShortened(print("%.*g", digits, number))
  }

  private static func print(_ format: String, _ precision: Int, _ number: Double) -> String {
    // 1.8e308 with 17 decimals is the longest text that can come.
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
      let length = withVaList([Int32(precision), number]) { vsnprintf(buffer.baseAddress, 400, format, $0) }
      return String(decoding: buffer.prefix(max(0, min(Int(length), 399))).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
  }

  /// `1e-06` as `1e-6` and `1e+06` as `1e6`.
  private static func exponentShortened(_ text: String) -> String {
    guard let mark = text.firstIndex(of: "e") else { return text }
    let exponent = text[text.index(after: mark)...]
    let digits = exponent.drop { !$0.isNumber || $0 == "0" }
    return text[..<mark] + "e" + (exponent.hasPrefix("-") ? "-" : "") + (digits.isEmpty ? "0" : digits)
  }

  private static func withoutNegativeZero(_ text: String) -> String {
    text.hasPrefix("-") && !text.contains { ("1"..."9").contains($0) } ? String(text.dropFirst()) : text
  }

  private static func grouped(_ text: String) -> String {
    let digits = text.drop { $0 == "-" }
    var grouped = text.hasPrefix("-") ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { grouped.append(",") }
      grouped.append(digit)
    }
    return grouped
  }

  private static func within(_ digits: Int, _ bounds: ClosedRange<Int>) -> Int {
    min(max(digits, bounds.lowerBound), bounds.upperBound)
  }
}

/// "1 row", "2,000 rows"; "1 entry", "2 entries".
package func counted(_ count: Int, _ noun: String) -> String {
  let stem = noun.hasSuffix("y") ? noun.dropLast() + "ie" : noun[...]
  return NumberFormat.integer.text(Double(count)) + " " + (count == 1 ? noun : stem + "s")
}
