import Script

extension Character {
  /// Terminal columns of a legible character: 2 for East Asian wide and emoji, else 1. The C library's answer would
  /// depend on the locale.
  public var displayWidth: Int {
    guard let first = unicodeScalars.first, first.value >= 0x300 else { return 1 }
    // Boxes, blocks and braille fill most of a screen; they need no look into the tables.
    if (0x2500...0x259F).contains(first.value) || (0x2800...0x28FF).contains(first.value) { return 1 }
    if first.isZeroWidth { return 0 }
    if first.isEastAsianWide || first.properties.isEmojiPresentation { return 2 }
    // Regional indicators are wide as a pair; U+FE0F asks for the picture of a character that is also text.
    let asksForPicture = unicodeScalars.contains { $0.value == 0xFE0F } && first.properties.isEmoji
    let isFlag = (0x1F1E6...0x1F1FF).contains(first.value)
    return asksForPicture || isFlag ? 2 : 1
  }
}

extension String {
  /// Terminal columns of the text once it is legible.
  public var displayWidth: Int {
    utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? utf8.count : StyledLine(self).width
  }
}

extension Unicode.Scalar {
  var isEastAsianWide: Bool {
    guard value >= 0x1100 else { return false }
    return Self.wideRanges.contains { $0.contains(value) }
  }

  /// East_Asian_Width W and F of Unicode 15, neighbouring blocks joined.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
    0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD,
  ]
}
