/// A text that is read in waves: each is cut into pieces, and those are decoded at the same time. A piece ends where no
/// character, line end or word goes on, so that symbols, their numbers and every complaint are those of one reading from
/// the beginning, whatever the number of threads.
package struct TextPieces {
  private var name: String
  /// Whether pieces end behind white space.
  private let endsBetweenWords: Bool
  package private(set) var table: SymbolTable
  package private(set) var symbols = SymbolArray()
  package private(set) var carriageReturns = 0
  /// What has been read behind the last piece.
  private var rest: [UInt8] = []
  /// The place of `rest` in the file.
  private var place = 0

  /// A piece on its own, with the symbols that were known before it under their numbers.
  private struct Piece {
    var table: SymbolTable
    var symbols = SymbolArray()
    var carriageReturns = 0
  }

  /// - Parameter name: what messages call the file.
  package init(name: String, unit: TextUnit) {
    self.name = name
    endsBetweenWords = unit == .word
    table = SymbolTable(unit: unit)
  }

  /// Bytes that are worth reading at once: for every thread a piece much longer than what its table costs.
  static var wave: Int { min(Parallel.threads, 32) << 21 }

  /// Takes memory for a file of so many bytes.
  mutating func reserve(_ bytes: Int) {
    if !endsBetweenWords { symbols.reserve(bytes) }
  }

  /// Goes on with another file.
  mutating func begin(file: String) { (name, place) = (file, 0) }

  /// - Throws: `DataError` for bytes that are no text.
  package mutating func take(_ bytes: ArraySlice<UInt8>) throws {
    guard table.unit != .byte else {
      bytes.withUnsafeBufferPointer { table.take(bytes: $0, into: &symbols) }
      return
    }
    rest += bytes
    let end = rest.withUnsafeBufferPointer { bytes in
      (0..<bytes.count).reversed().first { isBorder(bytes, $0) } ?? 0
    }
    try decode(end)
  }

  /// Takes the end of the file.
  package mutating func finish() throws { try decode(rest.count) }

  /// Leaves out every line without anything on it, from a place on.
  mutating func dropBlankLines(from first: Int) {
    let mark = table.unit == .word ? Vocabulary.endOfLine : table.unit == .byte ? Vocabulary.byteSymbol(0x0A) : "\n"
    guard let end = table.names.firstIndex(of: mark) else { return }
    symbols.dropRepeats(of: end, from: first)
  }

  /// Decodes the first bytes of those that are left.
  private mutating func decode(_ count: Int) throws {
    guard count > 0 else { return }
    let known = table
    let pieces = try rest.withUnsafeBufferPointer { bytes in
      let ranges = cut(bytes, count)
      var results = [Result<Piece, any Error>?](repeating: nil, count: ranges.count)
      results.withUnsafeMutableBufferPointer { results in
        let results = results
        Parallel.run(ranges.count) { number in
          let range = ranges[number]
          results[number] = Result {
            try decode(UnsafeBufferPointer(rebasing: bytes[range]), place: place + range.lowerBound, known)
          }
        }
      }
      return try results.compactMap { try $0?.get() }
    }
    for (number, piece) in pieces.enumerated() {
      if number == 0 { table = piece.table }
      let renumbered =
        number == 0 ? Array(known.count..<table.count) : table.adopt(piece.table, from: known.count)
      symbols.append(piece.symbols, from: known.count, renumbered: renumbered)
      carriageReturns += piece.carriageReturns
    }
    rest.removeFirst(count)
    place += count
  }

  private func decode(_ bytes: UnsafeBufferPointer<UInt8>, place: Int, _ known: SymbolTable) throws -> Piece {
    var piece = Piece(table: known)
    if !endsBetweenWords { piece.symbols.reserve(bytes.count) }
    var reader = ScalarReader(name: name)
    try reader.take(
      bytes, place: place, emit: { piece.table.take($0, into: &piece.symbols) },
      emitRun: { piece.table.take(ascii: $0, into: &piece.symbols) })
    try reader.finish { piece.table.take($0, into: &piece.symbols) }
    piece.table.finish(into: &piece.symbols)
    piece.carriageReturns = reader.carriageReturns
    return piece
  }

  /// Cuts the first bytes into pieces of about the same length, not many more than there are threads.
  private func cut(_ bytes: UnsafeBufferPointer<UInt8>, _ count: Int) -> [Range<Int>] {
    let wanted = Parallel.ranges(count, grain: 1 << 10).dropFirst().map(\.lowerBound)
    var (ranges, start): ([Range<Int>], Int) = ([], 0)
    for place in wanted where place > start {
      guard let border = (place..<count).first(where: { isBorder(bytes, $0) }) else { break }
      ranges.append(start..<border)
      start = border
    }
    return ranges + [start..<count]
  }

  /// Whether a piece may end before a byte.
  private func isBorder(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> Bool {
    guard place > 0 else { return false }
    let (before, after) = (bytes[place - 1], bytes[place])
    if before == UInt8(ascii: "\r"), after == UInt8(ascii: "\n") { return false }
    return endsBetweenWords ? SymbolTable.isWhitespace(before) : after & 0xC0 != 0x80
  }
}
