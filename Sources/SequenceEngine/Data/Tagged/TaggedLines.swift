/// Takes CoNLL columns apart: a token, further columns and its tags a line, a blank line between sentences.
///
/// Columns are separated by a TAB where the line has one, else by blanks. Lines that begin with `-DOCSTART-` are skipped.
struct TaggedLines {
  private(set) var table = SymbolTable(unit: .word)
  private(set) var symbols = SymbolArray()
  /// In the order in which they are met.
  private(set) var tags: [String] = []
  /// [token]
  private(set) var classes: [Int32] = []
  /// Where each sentence ends among the tokens; [sentence]
  private(set) var ends: [Int] = []
  /// The line of each sentence's first token; its others follow line by line. [sentence]
  private(set) var firstLines: [Int] = []

  private let name: String
  private let column: Int?
  /// Columns that every line must have, with the line that said so; of no account where a column was chosen.
  private var width: (count: Int, line: Int)?
  private var numbers: [[UInt8]: Int32] = [:]
  private var line = 1
  private var bytes: [UInt8] = []

  /// - Parameter column: the tag's column, counted from 1 with the token's; nil: the last.
  init(name: String, column: Int?) {
    self.name = name
    self.column = column
  }

  mutating func take(_ scalar: Unicode.Scalar) throws {
    guard scalar == "\n" else {
      if scalar.isASCII { bytes.append(UInt8(scalar.value)) } else { bytes.append(contentsOf: String(scalar).utf8) }
      return
    }
    try endLine()
    line += 1
  }

  /// Ends the last line and sentence.
  mutating func finish() throws {
    try endLine()
    endSentence()
  }

  private mutating func endLine() throws {
    defer { bytes.removeAll(keepingCapacity: true) }
    let fields = fields
    guard fields.contains(where: { !$0.isEmpty }), !fields[0].starts(with: Array("-DOCSTART-".utf8)) else {
      return endSentence()
    }
    let tag = fields[try tagPlace(fields.count)]
    guard !fields[0].isEmpty else { throw wrong("a token in column 1", found: "none") }
    guard !tag.isEmpty else { throw wrong("a tag behind the token", found: "none") }
    let number = numbers[tag] ?? Int32(tags.count)
    if Int(number) == tags.count {
      numbers[tag] = number
      tags.append(String(decoding: tag, as: UTF8.self))
    }
    if symbols.count == ends.last ?? 0 { firstLines.append(line) }
    table.append(word: fields[0], to: &symbols)
    classes.append(number)
  }

  private mutating func endSentence() { if symbols.count > ends.last ?? 0 { ends.append(symbols.count) } }

  private var fields: [[UInt8]] {
    let blank = UInt8(ascii: " ")
    guard bytes.contains(UInt8(ascii: "\t")) else { return bytes.split(separator: blank).map(Array.init) }
    return bytes.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map { field in
      Array(Array(field.drop { $0 == blank }.reversed()).drop { $0 == blank }.reversed())
    }
  }

  /// Where the tag stands in a line of so many columns.
  private mutating func tagPlace(_ count: Int) throws -> Int {
    guard count >= 2 else { throw wrong("a token and its tag", found: "one column") }
    if let column {
      guard count >= column else {
        throw wrong("a tag in column \(column)", found: PlainNumber.counted(count, "column"))
      }
      return column - 1
    }
    let wanted = width ?? (count, line)
    width = wanted
    guard count == wanted.count else {
      throw wrong(
        "\(PlainNumber.counted(wanted.count, "column")) as in line \(PlainNumber.grouped(wanted.line))",
        found: PlainNumber.grouped(count), advice: "give every token its tag, or choose the tag's column with column=")
    }
    return count - 1
  }

  private func wrong(
    _ expected: String, found: String, advice: String = "give every token its tag; a blank line ends a sentence"
  ) -> DataError {
    DataError("\(name), line \(PlainNumber.grouped(line))", expected: expected, found: found, advice: advice)
  }
}
