/// A number in the way it is written: digits, places behind the point, exponent. Turning it never goes through binary
/// fractions, so `0.3` is followed by `0.4`.
struct WrittenNumber {
  /// All digits as one whole number, with its sign.
  private var digits: Int
  /// How many of the digits stand behind the point.
  private var places: Int
  private var exponent: Int?
  private var hasPoint: Bool { places > 0 }

  /// nil for more digits than can be counted exactly.
  init?(_ text: String) {
    let parts = text.lowercased().filter { $0 != "_" }.split(separator: "e", omittingEmptySubsequences: false)
    guard let mantissa = parts.first, parts.count <= 2 else { return nil }
    let halves = mantissa.split(separator: ".", omittingEmptySubsequences: false)
    guard halves.count <= 2, let digits = Int(halves.joined()), mantissa.utf8.count <= 16 else { return nil }
    self.digits = digits
    places = halves.count == 2 ? halves[1].count : 0
    guard parts.count == 2 else { return }
    guard let power = Int(parts[1]), abs(power) < 300 else { return nil }
    exponent = power
  }

  func turned(_ direction: Int) -> WrittenNumber {
    var new = self
    guard digits != 0 else {
      new.digits = direction
      return new
    }
    // Away from zero or towards it; the sign itself never changes.
    let outward = digits > 0 ? direction : -direction
    let size = abs(digits)
    new.digits = (digits > 0 ? 1 : -1) * new.turnedSize(size, outward)
    return new
  }

  private mutating func turnedSize(_ size: Int, _ outward: Int) -> Int {
    let one = Self.power(places)
    if let exponent {
      if size + outward >= 10 * one {
        self.exponent = exponent + 1
        return one
      }
      if size + outward < one, size >= one {
        self.exponent = exponent - 1
        return 10 * one - 1
      }
      guard size + outward == 0 else { return size + outward }
      self.exponent = exponent - 1
      return 9
    }
    if hasPoint {
      guard size + outward == 0 else { return size + outward }
      places += 1
      return 9
    }
    let step = Self.step(outward > 0 ? size : size - 1)
    return max(1, size + outward * step)
  }

  /// What a whole number of this size moves by.
  private static func step(_ size: Int) -> Int {
    let length = String(size).count
    return length < 4 ? 1 : power(length - 2)
  }

  private static func power(_ exponent: Int) -> Int { (0..<max(0, exponent)).reduce(1) { power, _ in power * 10 } }

  var text: String {
    let sign = digits < 0 ? "-" : ""
    var written = String(abs(digits))
    if hasPoint {
      written = String(repeating: "0", count: max(0, places + 1 - written.count)) + written
      written.insert(".", at: written.index(written.endIndex, offsetBy: -places))
    }
    return sign + written + (exponent.map { "e\($0)" } ?? "")
  }
}
