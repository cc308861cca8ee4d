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
  /// - Returns: the bytes of the file, unpacked.
  /// - Throws: `DataError` for a file that cannot be read or is no text; what `emit` and `progress` throw.
  @discardableResult
  static func read(
    _ path: String, byteBudget: Int, encoding: TextEncoding = .utf8, followsLinks: Bool = true, progress: DataProgress,
    emit: (Unicode.Scalar) throws -> Void
  ) throws -> Int {
    var reader = ScalarReader(name: DataFile.place(path))
    let (count, _) = try DataFile.read(
      path, byteBudget: byteBudget, followsLinks: followsLinks, progress: progress
    ) { bytes, place in
      let bytes = encoding == .utf8 ? bytes : encoding.utf8(bytes)[...]
      try bytes.withUnsafeBufferPointer { bytes in
        try reader.take(bytes, place: place, emit: emit) { for byte in $0 { try emit(Unicode.Scalar(byte)) } }
      }
    }
    try reader.finish(emit: emit)
    return count
  }

  /// Hands over the scalars that are complete, runs of ASCII characters at once; `place` is the first byte's place in the
  /// file.
  ///
  /// - Throws: `DataError` naming the byte; what `emit` and `emitRun` throw.
  @inline(__always)
  mutating func take(
    _ bytes: UnsafeBufferPointer<UInt8>, place: Int, emit: (Unicode.Scalar) throws -> Void,
    emitRun: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    var index = 0
    while index < bytes.count {
      if missing == 0, !heldReturn {
        let end = Self.endOfPlainRun(bytes, from: index)
        if end > index {
          try emitRun(UnsafeBufferPointer(rebasing: bytes[index..<end]))
          index = end
          continue
        }
      }
      if let scalar = try take(bytes[index], at: place + index) {
        if heldReturn {
          heldReturn = false
          if scalar == "\n" { carriageReturns += 1 } else { try emit("\r") }
        }
        if scalar == "\r" { heldReturn = true } else { try emit(scalar) }
      }
      index += 1
    }
  }

  /// The scalar that a byte completes; a byte order mark at the file's beginning is none.
  private mutating func take(_ byte: UInt8, at place: Int) throws -> Unicode.Scalar? {
    if missing > 0 {
      guard allowed.contains(byte) else { throw notUTF8(start) }
      value = value << 6 | UInt32(byte & 0x3F)
      allowed = 0x80...0xBF
      missing -= 1
      if missing > 0 { return nil }
    } else if byte < 0x80 {
      value = UInt32(byte)
    } else {
      try begin(byte, at: place)
      return nil
    }
    if value == 0xFEFF, place == 2 { return nil }
    guard value != 0, let scalar = Unicode.Scalar(value) else {
      throw DataError(
        "\(name), byte \(PlainNumber.grouped(place))", expected: "text", found: "a zero byte, so a binary file",
        advice: "give a text file, or unit=byte where data text reads any file")
    }
    return scalar
  }

  /// Where ASCII characters end that stand for themselves: all but NUL and the carriage return.
  private static func endOfPlainRun(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    func isPlain(_ byte: UInt8) -> Bool { byte < 0x80 && byte != 0 && byte != 0x0D }
    let raw = UnsafeRawBufferPointer(bytes)
    let (ones, tops): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
    var end = start
    while end + 8 <= bytes.count {
      let block = raw.loadUnaligned(fromByteOffset: end, as: UInt64.self)
      let returns = block ^ (ones &* 0x0D)
      // A byte that is 0 borrows from its top bit.
      let special = block | ((block &- ones) & ~block) | ((returns &- ones) & ~returns)
      if special & tops != 0 { break }
      end += 8
    }
    while end < bytes.count, isPlain(bytes[end]) { end += 1 }
    return end
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
      advice:
        "convert the file, for example with iconv -f latin1 -t utf-8, say encoding=latin1 where that is an option,"
        + " or unit=byte where data text reads any file")
  }
}
