/// Makes untrusted text safe to show on one line: control characters (C0, DEL, C1), line and paragraph separators and
/// bidirectional controls become visible escapes such as `\u{1B}`. Everything else is left as it is.
public func legible(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isIllegible) else { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    if isIllegible(scalar) {
      result += visibleEscape(scalar)
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// Whether a terminal or an editor could be misled by this scalar.
func isIllegible(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
  default: false
  }
}

/// The escape that stands for a scalar in a string literal.
func visibleEscape(_ scalar: Unicode.Scalar) -> String {
  switch scalar {
  case "\n": "\\n"
  case "\t": "\\t"
  default: "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
  }
}
