extension String {
  /// The text with nothing in it that could steer a terminal or hide from a reader: control and format characters
  /// (escape, bidirectional overrides, zero-width marks) and unassigned ones are written out as `\x1b` or `\u{202e}`.
  ///
  /// - Parameter column: where the text starts, for tabs, which become blanks up to the next multiple of 8.
  public func legible(startingAt column: Int = 0) -> String {
    if column == 0, utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return self }
    var legible = ""
    var column = column
    for character in self {
      if character == "\t" {
        let blanks = 8 - column % 8
        legible += String(repeating: " ", count: blanks)
        column += blanks
        continue
      }
      let shown = character.legible
      legible += shown
      column += shown.reduce(0) { $0 + $1.displayWidth }
    }
    return legible
  }

  /// The text's lines, each to be made legible by itself; `\r\n` ends a line as `\n` does.
  public var linesOfText: [String] {
    split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(String.init)
  }
}

extension Character {
  /// More marks than any script stacks on one letter would paint over the lines around it.
  private static let scalarLimit = 12

  fileprivate var legible: String {
    let scalars = Array(unicodeScalars)
    guard let first = scalars.first else { return "" }
    if scalars.count == 1, first.isLegibleAlone { return String(self) }
    guard first.isLegibleAlone else { return scalars.prefix(Self.scalarLimit).map(\.writtenOut).joined() }
    var legible = String.UnicodeScalarView([first])
    for scalar in scalars.dropFirst().prefix(Self.scalarLimit - 1) where scalar.isLegible(after: first) {
      legible.append(scalar)
    }
    let hidden = scalars.dropFirst().prefix(Self.scalarLimit - 1).filter { !$0.isLegible(after: first) }
    return String(legible) + hidden.map(\.writtenOut).joined()
  }
}

extension Unicode.Scalar {
  fileprivate var isLegibleAlone: Bool {
    if value >= 0x20, value < 0x7F { return true }
    switch properties.generalCategory {
    case .control, .format, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator: return false
    case .nonspacingMark, .enclosingMark: return false
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

  fileprivate var writtenOut: String {
    if isLegibleAlone { return String(Character(self)) }
    let hex = String(value, radix: 16)
    return value < 0x100 ? "\\x" + (hex.count < 2 ? "0" : "") + hex : "\\u{" + hex + "}"
  }

  /// Letters by category that have no ink: the Hangul fillers and the blank braille cell's look-alike.
  private static let looksEmpty: Set<UInt32> = [0x115F, 0x1160, 0x3164, 0xFFA0]
}
