/// Takes CoNLL columns apart: a token, further columns and its tags a line, a blank line between sentences.
///
/// Columns are separated by a TAB where the line has one, else by blanks. Lines that begin with `-DOCSTART-` are skipped.
///
/// CoNLL-U (universaldependencies.org/format.html) is told by ten columns with a number in the first: the token is then in
/// column 2 and the tag in column 4, comments behind `#` are skipped, and so are words of several tokens (`1-2`) and
/// tokens that nobody wrote (`1.1`).
struct TaggedLines {
  private(set) var table = SymbolTable(unit: .word)
  private(set) var symbols = SymbolArray()
  /// In the order in which they are met.
  private(set) var tags: [String] = []
  /// [token]
  private(set) var classes: [Int32] = []
  /// Where each sentence ends among the tokens; [sentence]
  private(set) var ends: [Int] = []
  /// The line that each token stands on; [token]
  private(set) var lineNumbers: [Int] = []

  /// The files, and the first sentence of each.
  private(set) var files: [(place: String, first: Int)] = []

  /// How the columns of a file are read: nobody knows before its first line that is no comment.
  private enum Layout { case unknown, plain, universal }

  private var layout = Layout.unknown
  /// Lines that are comments, or tokens of a file that has none.
  private var undecided: [(line: Int, bytes: [UInt8])] = []
  private static let mostUndecided = 1000
  private let column: TagColumn?
  /// Columns that every line must have, with the line that said so; of no account where a column was chosen by number.
  private var width: (count: Int, line: Int)?
  private var numbers: [[UInt8]: Int32] = [:]
  private var line = 1
  private var bytes: [UInt8] = []

  /// - Parameter column: the tag's; nil: the last, of CoNLL-U the fourth.
  init(column: TagColumn?) { self.column = column }

  /// Goes on with another file.
  mutating func begin(file: String) {
    files.append((file, ends.count))
    (line, width, layout) = (1, nil, .unknown)
  }

  /// Where a sentence stands, for messages.
  func place(of sentence: Int) -> String { files.last { $0.first <= sentence }?.place ?? "" }

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
    try decide(.plain)
    endSentence()
  }

  private mutating func endLine() throws {
    defer { bytes.removeAll(keepingCapacity: true) }
    if layout == .unknown {
      guard let own = Self.layout(of: bytes) else {
        guard !bytes.isEmpty || !undecided.isEmpty else { return }
        undecided.append((line, bytes))
        if undecided.count > Self.mostUndecided { try decide(.plain) }
        return
      }
      try decide(own)
    }
    try endLine(bytes, line)
  }

  /// Reads what was kept until the layout is known.
  private mutating func decide(_ own: Layout) throws {
    guard layout == .unknown else { return }
    layout = own
    let kept = undecided
    undecided = []
    for (line, bytes) in kept { try endLine(bytes, line) }
  }

  /// The layout that a line shows; nil for a comment or an empty line.
  private static func layout(of line: [UInt8]) -> Layout? {
    guard let first = line.first, first != UInt8(ascii: "#") else { return nil }
    let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
    let isNumber = !fields[0].isEmpty && fields[0].allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E }
    return fields.count == 10 && isNumber ? .universal : .plain
  }

  private mutating func endLine(_ bytes: [UInt8], _ line: Int) throws {
    if layout == .universal, bytes.first == UInt8(ascii: "#") { return }
    let fields = Self.fields(bytes)
    guard fields.contains(where: { !$0.isEmpty }), !fields[0].starts(with: Array("-DOCSTART-".utf8)) else {
      return endSentence()
    }
    if layout == .universal {
      guard fields.count == 10 else {
        throw wrong("10 columns", found: PlainNumber.grouped(fields.count), advice: Self.universalAdvice, line)
      }
      if fields[0].contains(UInt8(ascii: "-")) || fields[0].contains(UInt8(ascii: ".")) { return }
    } else {
      try checkWidth(fields.count, line)
    }
    let tag = fields[try tagColumn(fields.count, line) - 1]
    let token = fields[tokenColumn - 1]
    guard !token.isEmpty else { throw wrong("a token in column \(tokenColumn)", found: "none", line) }
    guard !tag.isEmpty else { throw wrong("a tag behind the token", found: "none", line) }
    let number = numbers[tag] ?? Int32(tags.count)
    if Int(number) == tags.count {
      numbers[tag] = number
      tags.append(String(decoding: tag, as: UTF8.self))
    }
    lineNumbers.append(line)
    table.append(word: token, to: &symbols)
    classes.append(number)
  }

  private static let universalAdvice = "CoNLL-U has ten columns with a TAB between them; _ stands for what is not known"

  private mutating func endSentence() { if symbols.count > ends.last ?? 0 { ends.append(symbols.count) } }

  private static func fields(_ bytes: [UInt8]) -> [[UInt8]] {
    let blank = UInt8(ascii: " ")
    guard bytes.contains(UInt8(ascii: "\t")) else {
      let fields = bytes.split(separator: blank).map(Array.init)
      return fields.isEmpty ? [[]] : fields
    }
    return bytes.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map { field in
      Array(Array(field.drop { $0 == blank }.reversed()).drop { $0 == blank }.reversed())
    }
  }

  /// Counted from 1.
  private var tokenColumn: Int { layout == .universal ? 2 : 1 }

  /// The tag's column in a line of so many, counted from 1.
  private func tagColumn(_ count: Int, _ line: Int) throws -> Int {
    let file = files.last?.place ?? ""
    switch column {
    case .number(let number)?:
      guard number <= count else {
        throw wrong("a tag in column \(number)", found: PlainNumber.counted(count, "column"), line)
      }
      guard number != tokenColumn else {
        throw DataError(
          "\(file), column=", expected: "another column than the token's", found: PlainNumber.grouped(number),
          advice: "column=upos is the fourth of CoNLL-U")
      }
      return number
    case .named(let name)?:
      guard layout != .universal else { return try TagFormat.universal.number(of: name, in: file) }
      return try TagFormat.number(of: name, columns: count, in: file)
    case nil: return layout == .universal ? 4 : count
    }
  }

  /// All lines have as many columns as the first: the last column of a longer one, or the column of a name, would be
  /// another.
  private mutating func checkWidth(_ count: Int, _ line: Int) throws {
    guard count >= 2 else { throw wrong("a token and its tag", found: "one column", line) }
    if case .number? = column { return }
    let wanted = width ?? (count, line)
    width = wanted
    guard count == wanted.count else {
      throw wrong(
        "\(PlainNumber.counted(wanted.count, "column")) as in line \(PlainNumber.grouped(wanted.line))",
        found: PlainNumber.grouped(count), advice: "give every token its tag, or choose the tag's column with column=",
        line)
    }
  }

  private func wrong(
    _ expected: String, found: String, advice: String = "give every token its tag; a blank line ends a sentence",
    _ line: Int
  ) -> DataError {
    DataError(
      "\(files.last?.place ?? ""), line \(PlainNumber.grouped(line))", expected: expected, found: found, advice: advice)
  }
}
