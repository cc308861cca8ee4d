/// Takes `source<TAB>target` lines apart; what stands behind a second TAB is left aside. Empty lines are skipped.
struct PairLines {
  /// The symbols of one side, of all lines one after another.
  struct Side: Sendable {
    var table: SymbolTable
    var symbols = SymbolArray()
    /// Where each text ends; [pair].
    var ends: [Int] = []

    /// Where a text stands in `symbols`.
    func range(_ pair: Int) -> Range<Int> { (pair == 0 ? 0 : ends[pair - 1])..<ends[pair] }

    /// Symbols of the line that stands open.
    fileprivate var length: Int { symbols.count - (ends.last ?? 0) }
  }

  private(set) var sides: (source: Side, target: Side)
  /// Pairs that were left out because a side was longer than `max_length`.
  private(set) var leftOut = 0

  private var name: String
  private let room: Int
  private var line = 1
  /// TABs of this line so far.
  private var column = 0
  private var isOpen = false

  init(name: String, options: SymbolOptions) {
    self.name = name
    sides = (Side(table: SymbolTable(unit: options.unit)), Side(table: SymbolTable(unit: options.unit)))
    room = options.maximumLength ?? Int.max
  }

  /// Goes on with another file.
  mutating func begin(file: String) { (name, line) = (file, 1) }

  mutating func take(_ scalar: Unicode.Scalar) throws {
    if scalar == "\n" {
      try endLine()
      line += 1
      return
    }
    isOpen = true
    if scalar == "\t" {
      column += 1
    } else if column == 0 {
      // One symbol too many is enough to know that the text is longer.
      if sides.source.length <= room { sides.source.table.take(scalar, into: &sides.source.symbols) }
    } else if column == 1, sides.target.length <= room {
      sides.target.table.take(scalar, into: &sides.target.symbols)
    }
  }

  /// Ends the line that stands open, if any.
  mutating func endLine() throws {
    guard isOpen else { return }
    sides.source.table.finish(into: &sides.source.symbols)
    sides.target.table.finish(into: &sides.target.symbols)
    guard column > 0 else { throw wrong("a source, a TAB and a target", found: "no TAB") }
    guard sides.source.length > 0 else { throw wrong("a source before the TAB", found: "none") }
    guard sides.target.length > 0 else { throw wrong("a target after the TAB", found: "none") }
    if sides.source.length > room || sides.target.length > room {
      leftOut += 1
      sides.source.symbols.cut(to: sides.source.ends.last ?? 0)
      sides.target.symbols.cut(to: sides.target.ends.last ?? 0)
    } else {
      sides.source.ends.append(sides.source.symbols.count)
      sides.target.ends.append(sides.target.symbols.count)
    }
    (column, isOpen) = (0, false)
  }

  private func wrong(_ expected: String, found: String) -> DataError {
    DataError(
      "\(name), line \(PlainNumber.grouped(line))", expected: expected, found: found,
      advice: "correct the line: source<TAB>target")
  }
}
