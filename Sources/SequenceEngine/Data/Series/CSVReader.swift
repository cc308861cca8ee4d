/// Cuts comma-separated text into records, strictly after RFC 4180: cells in double quotes may hold commas, newlines
/// and doubled quotes; a quote anywhere else is an error. Lines end with LF or CRLF.
struct CSVReader {
  /// One line's cells.
  struct Record {
    /// Counted from 1, the header included, as a spreadsheet does.
    let row: Int
    fileprivate let bytes: [UInt8]
    fileprivate let ends: [Int]

    var count: Int { ends.count }

    /// A cell without the blanks around it.
    subscript(cell: Int) -> String {
      var text = bytes[(cell == 0 ? 0 : ends[cell - 1])..<ends[cell]]
      while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
      while let first = text.first, first == 0x20 || first == 0x09 { text.removeFirst() }
      return String(decoding: text, as: UTF8.self)
    }
  }

  private enum State { case cellStart, plain, quoted, afterQuote }

  private let name: String
  private var state = State.cellStart
  private var row = 1
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  init(name: String) { self.name = name }

  /// Takes a scalar of the text, in which CRLF has become LF, and hands over the record that it ends.
  mutating func take(_ scalar: Unicode.Scalar, emit: (Record) throws -> Void) throws {
    switch (state, scalar) {
    case (.cellStart, "\""): state = .quoted
    case (.quoted, "\""): state = .afterQuote
    case (.afterQuote, "\""):
      bytes.append(0x22)
      state = .quoted
    case (.cellStart, ","), (.plain, ","), (.afterQuote, ","):
      ends.append(bytes.count)
      state = .cellStart
    case (.cellStart, "\n"), (.plain, "\n"), (.afterQuote, "\n"): try endRecord(emit: emit)
    case (.afterQuote, _):
      throw syntax("a comma or the line's end after a closing quote", found: DataError.quote(String(scalar)))
    case (.plain, "\""): throw syntax("a quote only at a cell's beginning", found: "one inside it")
    case (.cellStart, "\r"), (.plain, "\r"): throw syntax("lines that end with LF or CRLF", found: "a lone CR")
    case (.cellStart, _), (.plain, _):
      append(scalar)
      state = .plain
    case (.quoted, _): append(scalar)
    }
  }

  /// Ends the last record, which may lack its newline.
  mutating func finish(emit: (Record) throws -> Void) throws {
    if state == .quoted { throw syntax("a closing quote", found: "the end of the file") }
    if state != .cellStart || !ends.isEmpty { try endRecord(emit: emit) }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    if scalar.isASCII { bytes.append(UInt8(scalar.value)) } else { bytes.append(contentsOf: String(scalar).utf8) }
  }

  private mutating func endRecord(emit: (Record) throws -> Void) throws {
    ends.append(bytes.count)
    try emit(Record(row: row, bytes: bytes, ends: ends))
    row += 1
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    state = .cellStart
  }

  private func syntax(_ expected: String, found: String) -> DataError {
    DataError(
      "\(name), row \(PlainNumber.grouped(row)), cell \(PlainNumber.grouped(ends.count + 1))", expected: expected,
      found: found, advice: "write cells with commas, quotes or newlines as \"…\", quotes in them doubled")
  }
}
