/// Decodes UTF-8 that arrives in chunks, strictly: no overlong forms, surrogates or bytes that end in the middle. A
/// byte order mark at the beginning is dropped, CRLF becomes LF, and NUL is refused, for it means that the file is no
/// text.
struct ScalarReader {
  /// What messages call the file.
  let name: String
  /// CRLF line ends that became LF.
  private(set) var carriageReturns = 0

  private var value: UInt32 = 0
  private var missing = 0
  // What the next continuation byte may be; narrower after E0, ED, F0 and F4.
  private var allowed: ClosedRange<UInt8> = 0x80...0xBF
  private var start = 0
  private var heldReturn = false

  init(name: String) { self.name = name }

  /// Hands over every scalar of a file, in order.
  ///
  /// - Throws: `DataError` for a file that cannot be read or is no text; what `emit` and `progress` throw.
  static func read(
    _ path: String, byteBudget: Int, progress: DataProgress, emit: (Unicode.Scalar) throws -> Void
  ) throws {
    var reader = ScalarReader(name: DataFile.place(path))
    try DataFile.read(path, byteBudget: byteBudget, progress: progress) { bytes, place in
      try reader.take(bytes, place: place, emit: emit)
    }
    try reader.finish(emit: emit)
  }

  /// Hands over the scalars that are complete; `place` is the first byte's place in the file.
  ///
  /// - Throws: `DataError` naming the byte; what `emit` throws.
  mutating func take(
    _ bytes: ArraySlice<UInt8>, place: Int, emit: (Unicode.Scalar) throws -> Void
  ) throws {
    for index in bytes.indices {
      let byte = bytes[index]
      let here = place + index - bytes.startIndex
      if missing > 0 {
        guard allowed.contains(byte) else { throw notUTF8(start) }
        value = value << 6 | UInt32(byte & 0x3F)
        allowed = 0x80...0xBF
        missing -= 1
        if missing > 0 { continue }
      } else if byte < 0x80 {
        value = UInt32(byte)
      } else {
        try begin(byte, at: here)
        continue
      }
      if value == 0xFEFF, here == 2 { continue }
      if heldReturn {
        heldReturn = false
        if value == 0x0A { carriageReturns += 1 } else { try emit("\r") }
      }
      if value == 0x0D {
        heldReturn = true
        continue
      }
      guard value != 0, let scalar = Unicode.Scalar(value) else {
        throw DataError(
          "\(name), byte \(PlainNumber.grouped(here))", expected: "text", found: "a zero byte, so a binary file",
          advice: "give a text file, or unit=byte where data text reads any file")
      }
      try emit(scalar)
    }
  }

  /// Says that the file has ended.
  mutating func finish(emit: (Unicode.Scalar) throws -> Void) throws {
    if missing > 0 { throw notUTF8(start) }
    if heldReturn { try emit("\r") }
    heldReturn = false
  }

  private mutating func begin(_ byte: UInt8, at place: Int) throws {
    start = place
    switch byte {
    case 0xC2...0xDF: (missing, value) = (1, UInt32(byte & 0x1F))
    case 0xE0...0xEF: (missing, value) = (2, UInt32(byte & 0x0F))
    case 0xF0...0xF4: (missing, value) = (3, UInt32(byte & 0x07))
    default: throw notUTF8(place)
    }
    switch byte {
    case 0xE0: allowed = 0xA0...0xBF
    case 0xED: allowed = 0x80...0x9F
    case 0xF0: allowed = 0x90...0xBF
    case 0xF4: allowed = 0x80...0x8F
    default: allowed = 0x80...0xBF
    }
  }

  private func notUTF8(_ place: Int) -> DataError {
    DataError(
      "\(name), byte \(PlainNumber.grouped(place))", expected: "UTF-8", found: "a byte that is not",
      advice: "convert the file, for example with iconv -f latin1 -t utf-8, or use unit=byte where data text reads any"
        + " file")
  }
}
