/// The words and signs of the cell notation.
enum CellToken: Equatable {
  case number(Double)
  case name(String)
  case sign(Character)
  case newline
  case end

  var shown: String {
    switch self {
    case .number(let value): "'\(value)'"
    case .name(let name): "'\(name)'"
    case .sign(let sign): "'\(sign)'"
    case .newline: "the end of the line"
    case .end: "the end of the definition"
    }
  }
}

/// Splits a definition into tokens; inside brackets a newline is a blank.
struct CellLexer {
  private(set) var tokens: [(token: CellToken, offset: Int)] = []
  /// Words and signs of one equation, so that no walk over its expression is too deep for a stack.
  private static let longestEquation = 1000

  init(_ source: String) throws(CellError) {
    let bytes = Array(source.utf8)
    var position = 0
    var depth = 0
    var equation = 0
    while position < bytes.count {
      let start = position
      if tokens.last?.token == .newline { equation = tokens.count }
      guard tokens.count - equation <= Self.longestEquation else {
        throw CellError(
          "an equation has more than \(Self.longestEquation) words and signs; give parts of it names", at: start)
      }
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\n"), UInt8(ascii: ";"):
        position += 1
        // The head separates options by a semicolon inside its brackets; there it is a sign.
        if byte == UInt8(ascii: ";"), depth > 0 { tokens.append((.sign(";"), start)) }
        if depth == 0, tokens.last?.token != .newline { tokens.append((.newline, start)) }
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        position += 1
      case UInt8(ascii: "#"):
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
      case UInt8(ascii: ".") where position + 1 < bytes.count && Self.isLetter(bytes[position + 1]):
        position += 1
        tokens.append((.sign("."), start))
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."):
        position = Self.endOfNumber(bytes, from: position)
        let text = String(decoding: bytes[start..<position], as: UTF8.self).replacing("_", with: "")
        guard let value = Double(text), value.isFinite else { throw CellError("'\(text)' is not a number", at: start) }
        tokens.append((.number(value), start))
      case _ where Self.isLetter(byte):
        while position < bytes.count, Self.isLetter(bytes[position]) || Self.isDigit(bytes[position]) { position += 1 }
        tokens.append((.name(String(decoding: bytes[start..<position], as: UTF8.self)), start))
      case _ where "+-*/(){}[]=,'".utf8.contains(byte):
        position += 1
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") { depth -= 1 }
        guard depth <= 64 else { throw CellError("brackets are nested more than 64 deep", at: start) }
        tokens.append((.sign(Character(UnicodeScalar(byte))), start))
      default:
        throw CellError("this character does not belong in a cell's definition", at: start)
      }
    }
    tokens.append((.end, bytes.count))
  }

  private static func endOfNumber(_ bytes: [UInt8], from start: Int) -> Int {
    var position = start
    while position < bytes.count {
      let byte = bytes[position]
      let isExponentSign =
        (byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")) && position > start
        && (bytes[position - 1] | 0x20) == UInt8(ascii: "e")
      let belongs =
        isDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || (byte | 0x20) == UInt8(ascii: "e")
        || isExponentSign
      guard belongs else { break }
      position += 1
    }
    return position
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
  }
}
