import Glibc

/// Numbers as they stand in messages and summaries.
enum PlainNumber {
  /// 1234567 as "1,234,567".
  static func grouped(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    var text = value < 0 ? "-" : ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }

  /// A number with `digits` significant digits, without trailing zeros.
  static func text(_ value: Double, digits: Int = 4) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    return withVaList([Int32(digits), value]) { arguments in
      var buffer = [CChar](repeating: 0, count: 64)
      vsnprintf(&buffer, buffer.count, "%.*g", arguments)
      return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
  }

  /// A number as tables of measurements write it. Double() also reads hexadecimal numbers and the word infinity.
  static func read(_ cell: String) -> Double? {
    guard cell.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }) else { return nil }
    return Double(cell)
  }

  /// Below it sums of squares stay finite.
  static let largest = 1e150

  /// A number of bytes in the largest unit that leaves at least 1, in powers of 1,000.
  static func bytes(_ count: Double) -> String {
    var value = count
    for unit in ["bytes", "kB", "MB", "GB", "TB", "PB"] {
      if value < 1000 { return "\(text(value, digits: 3)) \(unit)" }
      value /= 1000
    }
    return "\(text(value, digits: 3)) EB"
  }

  /// "1 row", "2 rows".
  static func counted(_ count: Int, _ noun: String) -> String { "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")" }
}
