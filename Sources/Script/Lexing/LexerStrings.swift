extension Lexer {
  /// `"…"` with escapes; `{…}` is kept as a range of source, for the parser to read.
  mutating func scanString() {
    let start = cursor
    var pieces: [Token.StringPiece] = []
    var text = String.UnicodeScalarView()
    var complaint: (message: String, range: SourceRange)?
    cursor += 1
    while !isAt("\"") {
      let place = cursor
      guard let scalar = scalarAtCursor(), scalar != "\n", scalar != "\r" else {
        return reject("this string is not closed", from: start, hint: "end it with \" on the same line")
      }
      cursor += UTF8.width(scalar)
      switch scalar {
      case "\\":
        if let escaped = scanEscape() {
          text.append(escaped)
        } else {
          complaint = complaint ?? (escapeMessage(from: place), SourceRange(place, cursor))
        }
      case "{" where isAt("{"), "}" where isAt("}"):
        cursor += 1
        text.append(scalar)
      case "{":
        guard skipInterpolation() else {
          return reject("this '{' is not closed", from: place, hint: "a brace in a string is written '{{'")
        }
        pieces += [.text(String(text)), .code(SourceRange(place + 1, cursor - 1))]
        text = String.UnicodeScalarView()
      case "}":
        let message = "this '}' closes nothing; a brace in a string is written '}}'"
        complaint = complaint ?? (message, SourceRange(place, cursor))
      default:
        if let message = refusal(of: scalar) { complaint = complaint ?? (message, SourceRange(place, cursor)) }
        text.append(scalar)
      }
    }
    cursor += 1
    if let complaint {
      report(complaint.message, at: complaint.range)
      return emit(.invalid, from: start)
    }
    pieces.append(.text(String(text)))
    emit(.string(pieces.filter { $0 != .text("") }), from: start)
  }

  /// The scalar that an escape stands for; the cursor is behind the `\`.
  private mutating func scanEscape() -> Unicode.Scalar? {
    guard let next = scalarAtCursor(), next != "\n", next != "\r" else { return nil }
    cursor += UTF8.width(next)
    switch next {
    case "n": return "\n"
    case "t": return "\t"
    case "\"": return "\""
    case "\\": return "\\"
    case "u":
      guard isAt("{") else { return nil }
      cursor += 1
      let start = cursor
      while let digit = byte(), Character(Unicode.Scalar(digit)).isHexDigit, cursor - start < 8 { cursor += 1 }
      guard isAt("}") else { return nil }
      let value = UInt32(source[SourceRange(start, cursor)], radix: 16)
      cursor += 1
      return value.flatMap(Unicode.Scalar.init)
    default: return nil
    }
  }

  private func escapeMessage(from place: Int) -> String {
    "'\(source[SourceRange(place, cursor)])' is no escape; there are \\n \\t \\\" \\\\ and \\u{…} with a code point"
  }

  /// Moves behind the `}` that ends an interpolation, over strings and interpolations inside it; false when the line
  /// ends first.
  private mutating func skipInterpolation() -> Bool {
    // The levels around the cursor, innermost last: in code, or in a string inside code.
    var levelsInString = [false]
    while let next = byte(), next != UInt8(ascii: "\n") {
      cursor += 1
      let inString = levelsInString.last ?? false
      switch next {
      case UInt8(ascii: "\\") where inString:
        if cursor < end, !isAt("\n") { cursor += 1 }
      case UInt8(ascii: "{") where inString && isAt("{"), UInt8(ascii: "}") where inString && isAt("}"):
        cursor += 1
      case UInt8(ascii: "\""):
        if inString { levelsInString.removeLast() } else { levelsInString.append(true) }
      case UInt8(ascii: "{"):
        levelsInString.append(false)
      case UInt8(ascii: "}") where !inString:
        levelsInString.removeLast()
        if levelsInString.isEmpty { return true }
      default: break
      }
      if levelsInString.count > Limits.nesting { return false }
    }
    return false
  }
}
