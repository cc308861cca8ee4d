/// Takes `label<TAB>text` lines apart, or texts whose label is known otherwise. Empty lines are skipped.
struct LabelledLines {
  private(set) var table: SymbolTable
  private(set) var symbols = SymbolArray()
  /// [sequence]
  private(set) var ends: [Int] = []
  /// In the order in which they are met.
  private(set) var labels: [String] = []
  /// [sequence]
  private(set) var classes: [Int] = []
  /// Texts that were longer than `max_length`.
  private(set) var shortened = 0

  private var name: String
  private let room: Int
  private var numbers: [[UInt8]: Int] = [:]
  private var line = 1
  private var label: [UInt8] = []
  private var inText = false

  init(name: String, options: SymbolOptions) {
    self.name = name
    table = SymbolTable(unit: options.unit)
    room = options.maximumLength ?? Int.max
  }

  /// Goes on with another file.
  mutating func begin(file: String) { (name, line) = (file, 1) }

  mutating func take(_ scalar: Unicode.Scalar) throws {
    if scalar == "\n" {
      try endLine()
      line += 1
    } else if inText {
      takeText(scalar)
    } else if scalar == "\t" {
      inText = true
    } else {
      label.append(contentsOf: String(scalar).utf8)
    }
  }

  /// Ends the line that stands open, if any.
  mutating func endLine() throws {
    guard inText || !label.isEmpty else { return }
    table.finish(into: &symbols)
    guard inText else { throw wrong("a label, a TAB and a text", found: "no TAB") }
    guard !label.isEmpty else { throw wrong("a label before the TAB", found: "none") }
    guard length > 0 else { throw wrong("a text after the TAB", found: "none") }
    append(label)
    inText = false
    label.removeAll(keepingCapacity: true)
  }

  // MARK: Texts whose label is known

  mutating func takeText(_ scalar: Unicode.Scalar) {
    // One symbol too many is enough to know that the text is longer.
    if length <= room { table.take(scalar, into: &symbols) }
  }

  /// Ends a line, and the text on it, if there is any.
  mutating func endText(of label: String) throws {
    table.finish(into: &symbols)
    if length > 0 { append(Array(label.utf8)) }
    line += 1
  }

  private mutating func append(_ label: [UInt8]) {
    let number = numbers[label] ?? labels.count
    if number == labels.count {
      numbers[label] = number
      labels.append(String(decoding: label, as: UTF8.self))
    }
    classes.append(number)
    if length > room {
      symbols.cut(to: (ends.last ?? 0) + room)
      shortened += 1
    }
    ends.append(symbols.count)
  }

  /// Symbols of this line's text so far.
  private var length: Int { symbols.count - (ends.last ?? 0) }

  private func wrong(_ expected: String, found: String) -> DataError {
    DataError(
      "\(name), line \(PlainNumber.grouped(line))", expected: expected, found: found,
      advice: "correct the line: label<TAB>text")
  }
}
