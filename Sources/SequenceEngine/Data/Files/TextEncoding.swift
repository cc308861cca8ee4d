/// How the bytes of a file stand for characters.
public enum TextEncoding: String, Sendable, CaseIterable {
  case utf8
  /// ISO 8859-1, its control characters from 0x80 on as Windows-1252 has them: what files from before UTF-8 mostly are.
  case latin1

  /// The same text in UTF-8.
  func utf8(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    guard self == .latin1 else { return Array(bytes) }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + bytes.count / 8)
    for byte in bytes {
      let scalar = (0x80...0x9F).contains(byte) ? Self.windows[Int(byte) - 0x80] : UInt32(byte)
      switch scalar {
      case ..<0x80: text.append(UInt8(scalar))
      case ..<0x800: text += [0xC0 | UInt8(scalar >> 6), 0x80 | UInt8(scalar & 0x3F)]
      default:
        text += [
          0xE0 | UInt8(scalar >> 12), 0x80 | UInt8(scalar >> 6 & 0x3F), 0x80 | UInt8(scalar & 0x3F),
        ]
      }
    }
    return text
  }

  /// Windows-1252 from 0x80 to 0x9F; the five places that it leaves open stay control characters.
  private static let windows: [UInt32] = [
    0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D, 0x8F,
    0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D, 0x17E,
    0x178,
  ]
}
