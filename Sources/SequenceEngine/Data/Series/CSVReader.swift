/// Cuts comma-separated text into records, strictly after RFC 4180: cells in double quotes may hold commas, newlines
/// and doubled quotes; a quote anywhere else is an error. Lines end with LF or CRLF. What its header has between cells,
/// semicolon or TAB, takes the comma's place.
///
/// A line of nothing is no record, except between the records of a table of one column, where it is an empty cell.
struct CSVReader {
  /// One line's cells.
  struct Record {
    /// Counted from 1, the header and lines of nothing included, as a spreadsheet does.
    let row: Int
    let separator: Unicode.Scalar
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
  // nil once it is known what stands between cells.
  private var header: CSVHeader? = CSVHeader()
  private var separator: Unicode.Scalar = ","
  private var state = State.cellStart
  private var row = 1
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var isOneColumn = false
  // Lines of nothing just before this one, in a table of one column.
  private var blanks = 0

  init(name: String) { self.name = name }

  /// Takes a scalar of the text, in which CRLF has become LF, and hands over the record that it ends.
  mutating func take(_ scalar: Unicode.Scalar, emit: (Record) throws -> Void) throws {
    if header == nil { return try cut(scalar, emit: emit) }
    if let found = header?.take(scalar) { try begin(found, emit: emit) }
  }

  /// Ends the last record, which may lack its newline.
  mutating func finish(emit: (Record) throws -> Void) throws {
    if let found = header?.separator { try begin(found, emit: emit) }
    if state == .quoted { throw syntax("a closing quote", found: "the end of the file") }
    if state != .cellStart || !ends.isEmpty { try endRecord(emit: emit) }
  }

  /// Cuts what was read of the header, now that it is known where.
  private mutating func begin(_ found: Unicode.Scalar, emit: (Record) throws -> Void) throws {
    let text = header?.text ?? String.UnicodeScalarView()
    header = nil
    separator = found
    for scalar in text { try cut(scalar, emit: emit) }
  }

  private mutating func cut(_ scalar: Unicode.Scalar, emit: (Record) throws -> Void) throws {
    switch (state, scalar) {
    case (.cellStart, "\""): state = .quoted
    case (.quoted, "\""): state = .afterQuote
    case (.afterQuote, "\""):
      bytes.append(0x22)
      state = .quoted
    case (.cellStart, separator), (.plain, separator), (.afterQuote, separator):
      ends.append(bytes.count)
      state = .cellStart
    case (.cellStart, "\n"), (.plain, "\n"), (.afterQuote, "\n"): try endRecord(emit: emit)
    case (.afterQuote, _):
      throw syntax("a \(separatorName) or the line's end after a closing quote", found: DataError.quote(String(scalar)))
    case (.plain, "\""): throw syntax("a quote only at a cell's beginning", found: "one inside it")
    case (.cellStart, "\r"), (.plain, "\r"): throw syntax("lines that end with LF or CRLF", found: "a lone CR")
    case (.cellStart, _), (.plain, _):
      append(scalar)
      state = .plain
    case (.quoted, _): append(scalar)
    }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    if scalar.isASCII { bytes.append(UInt8(scalar.value)) } else { bytes.append(contentsOf: String(scalar).utf8) }
  }

  private mutating func endRecord(emit: (Record) throws -> Void) throws {
    let isBlank = state == .cellStart && ends.isEmpty
    ends.append(bytes.count)
    if row == 1 { isOneColumn = ends.count == 1 }
    if isBlank, row > 1 {
      if isOneColumn { blanks += 1 }
    } else {
      for blank in row - blanks..<row { try emit(Record(row: blank, separator: separator, bytes: [], ends: [0])) }
      blanks = 0
      try emit(Record(row: row, separator: separator, bytes: bytes, ends: ends))
    }
    row += 1
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    state = .cellStart
  }

  private var separatorName: String {
    switch separator {
    case ";": "semicolon"
    case "\t": "TAB"
    default: "comma"
    }
  }

  private func syntax(_ expected: String, found: String) -> DataError {
    DataError(
      "\(name), row \(PlainNumber.grouped(row)), cell \(PlainNumber.grouped(ends.count + 1))", expected: expected,
      found: found,
      advice: "write cells with \(separatorName)s, quotes or newlines as \"…\", quotes in them doubled")
  }
}
