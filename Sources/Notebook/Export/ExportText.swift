import Script

/// Text from outside on its way into a file: nothing is left in it that could steer a terminal, turn text round or end
/// up as markup.
enum ExportText {
  /// Several lines, each legible.
  static func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { legible(String($0)) }
  }

  static func block(_ text: String) -> String { lines(text).joined(separator: "\n") }

  /// As content or attribute of XML and HTML.
  static func markup(_ text: String) -> String {
    var result = ""
    for character in block(text) {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.append(character)
      }
    }
    return result
  }

  /// In the cell of a Markdown table.
  static func markdownCell(_ text: String) -> String {
    var result = ""
    for character in legible(text) {
      if "|\\`*_<>[]".contains(character) { result.append("\\") }
      result.append(character)
    }
    return result
  }

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

  /// RFC 4648.
  static func base64(_ bytes: [UInt8]) -> String {
    var result = ""
    result.reserveCapacity(bytes.count * 4 / 3 + 4)
    for first in stride(from: 0, to: bytes.count, by: 3) {
      let group = (0..<3).reduce(0) { $0 << 8 | (first + $1 < bytes.count ? Int(bytes[first + $1]) : 0) }
      for place in 0..<4 {
        result.append(first + place <= bytes.count ? alphabet[group >> (18 - 6 * place) & 63] : "=")
      }
    }
    return result
  }
}
