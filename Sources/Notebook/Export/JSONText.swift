import SequenceEngine

/// A value to be written as JSON (RFC 8259). NaN and infinities are the texts "nan", "inf" and "-inf".
package enum JSONText {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([JSONText])
  case object([(key: String, value: JSONText)])

  static func numbers(_ values: [Double]) -> JSONText { .list(values.map { .number($0) }) }
  static func texts(_ values: [String]) -> JSONText { .list(values.map { .text($0) }) }

  /// - Parameter isIndented: lists of numbers and texts stay on one line.
  package func written(isIndented: Bool = false, depth: Int = 0) -> String {
    switch self {
    case .null: return "null"
    case .flag(let flag): return flag ? "true" : "false"
    case .number(let number): return Self.written(number)
    case .text(let text): return StrictJSON.quoted(text)
    case .list(let items):
      let isFlat = !isIndented || items.allSatisfy(\.isShort)
      return Self.enclosed("[", items.map { $0.written(isIndented: isIndented, depth: depth + 1) }, "]", isFlat, depth)
    case .object(let members):
      let written = members.map {
        StrictJSON.quoted($0.key) + (isIndented ? ": " : ":")
          + $0.value.written(isIndented: isIndented, depth: depth + 1)
      }
      return Self.enclosed("{", written, "}", !isIndented || members.isEmpty, depth)
    }
  }

  private var isShort: Bool {
    switch self {
    case .list, .object: false
    case .text(let text): text.utf8.count < 40
    default: true
    }
  }

  private static func enclosed(
    _ open: String, _ items: [String], _ close: String, _ isFlat: Bool, _ depth: Int
  ) -> String {
    if isFlat { return open + items.joined(separator: ",") + close }
    let margin = "\n" + String(repeating: " ", count: depth + 1)
    return open + margin + items.joined(separator: "," + margin) + "\n" + String(repeating: " ", count: depth) + close
  }

  private static func written(_ number: Double) -> String {
    if number.isNaN { return "\"nan\"" }
    if number.isInfinite { return number < 0 ? "\"-inf\"" : "\"inf\"" }
    return number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : "\(number)"
  }
}
