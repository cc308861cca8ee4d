/// A half-open range of UTF-8 offsets in one `SourceText`.
public struct SourceRange: Sendable, Hashable {
  public var lower: Int
  public var upper: Int

  public init(_ lower: Int, _ upper: Int) {
    self.lower = lower
    self.upper = max(lower, upper)
  }

  /// The smallest range that holds both.
  public func joined(with other: SourceRange) -> SourceRange {
    SourceRange(min(lower, other.lower), max(upper, other.upper))
  }
}

/// A place as a person counts it: the first line and the first character are number 1.
public struct SourcePosition: Sendable, Hashable {
  public var line: Int
  public var column: Int
}

/// The text of one script or of one line at the prompt, with the name that messages give it.
///
/// Ranges are UTF-8 offsets into `bytes`; columns count characters, not bytes. A byte order mark at the start is
/// dropped. Copies are cheap: the bytes are shared.
public struct SourceText: Sendable {
  public let name: String
  public let bytes: [UInt8]
  private let lineStarts: [Int]

  public init(name: String, text: String) {
    self.init(name: name, checkedBytes: Array(text.utf8))
  }

  /// Reads a file's bytes. Throws a `Diagnostic` that names the byte offset when they are not UTF-8.
  public init(name: String, bytes: [UInt8]) throws(Diagnostic) {
    if let offset = firstInvalidOffset(inUTF8: bytes) {
      let start = SourceText(name: name, checkedBytes: Array(bytes[..<offset]))
      throw Diagnostic(
        "byte \(offset) is not UTF-8 text; save the file as UTF-8", at: SourceRange(offset, offset), in: start)
    }
    self.init(name: name, checkedBytes: bytes)
  }

  private init(name: String, checkedBytes: [UInt8]) {
    self.name = name
    bytes = Array(checkedBytes.starts(with: [0xEF, 0xBB, 0xBF]) ? checkedBytes[3...] : checkedBytes[...])
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(offset + 1) }
    lineStarts = starts
  }

  public var text: String { String(decoding: bytes, as: UTF8.self) }
  public var lineCount: Int { lineStarts.count }
  public var fullRange: SourceRange { SourceRange(0, bytes.count) }

  /// The text of a range; ends outside the source are moved to its borders.
  public subscript(range: SourceRange) -> String {
    let lower = min(max(range.lower, 0), bytes.count)
    return String(decoding: bytes[lower..<min(max(range.upper, lower), bytes.count)], as: UTF8.self)
  }

  /// Line and column of a UTF-8 offset.
  public func position(at offset: Int) -> SourcePosition {
    let line = lineIndex(at: offset)
    let column = self[SourceRange(lineStarts[line], min(offset, bytes.count))].count + 1
    return SourcePosition(line: line + 1, column: column)
  }

  /// The range of the line that holds an offset, without its line ending.
  public func lineRange(at offset: Int) -> SourceRange {
    let line = lineIndex(at: offset)
    let start = lineStarts[line]
    var end = line + 1 < lineStarts.count ? lineStarts[line + 1] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return SourceRange(start, end)
  }

  private func lineIndex(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }
}

private func firstInvalidOffset(inUTF8 bytes: [UInt8]) -> Int? {
  var decoder = UTF8()
  var iterator = bytes.makeIterator()
  var offset = 0
  while true {
    switch decoder.decode(&iterator) {
    case .scalarValue(let scalar): offset += UTF8.width(scalar)
    case .emptyInput: return nil
    case .error: return offset
    }
  }
}
