/// Untrusted text as it may stand on one line of a screen: nothing is left that could steer a terminal or hide from a
/// reader. Control and format characters (escape, line ends, bidirectional overrides, zero-width marks) and unassigned
/// ones are written as a string literal would, `\u{1B}`; a tower of marks on one letter is cut down.
public func legible(_ text: String) -> String {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
  var shown = String.UnicodeScalarView()
  for character in text { write(character, to: &shown) }
  return String(shown)
}

private func write(_ character: Character, to shown: inout String.UnicodeScalarView) {
  // More marks than any script stacks on one letter would paint over the lines around it.
  let scalars = character.unicodeScalars.prefix(12)
  guard let first = scalars.first else { return }
  let takesMarks = first.isLegibleAlone
  for (index, scalar) in scalars.enumerated() {
    if index > 0 && takesMarks ? scalar.isLegible(after: first) : scalar.isLegibleAlone {
      shown.append(scalar)
    } else {
      shown.append(contentsOf: visibleEscape(scalar).unicodeScalars)
    }
  }
}

/// Whether a terminal or an editor could be misled by this scalar, so that a source must not hold it.
package func isMisleading(_ scalar: Unicode.Scalar) -> Bool {
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

extension Unicode.Scalar {
  /// Marks, format characters, and the Hangul vowels and finals, which join the syllable before them.
  package var isZeroWidth: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: true
    default: (0x1160...0x11FF).contains(value)
    }
  }

  fileprivate var isLegibleAlone: Bool {
    if value >= 0x20, value < 0x7F { return true }
    switch properties.generalCategory {
    case .control, .format, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator: return false
    default: return !isZeroWidth && !Self.looksEmpty.contains(value)
    }
  }

  /// A mark, a joiner inside an emoji, the second half of a flag or of a Hangul syllable.
  fileprivate func isLegible(after first: Unicode.Scalar) -> Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    case .format: value == 0x200D && first.properties.isEmoji
    default: isLegibleAlone || isZeroWidth
    }
  }

  /// Letters by category that have no ink: the Hangul fillers.
  private static let looksEmpty: Set<UInt32> = [0x115F, 0x1160, 0x3164, 0xFFA0]
}
