/// Takes a book of tunes in ABC notation apart: a kind goes in, and a tune of that kind comes out.
///
/// A tune begins with its number `X:` and has header fields up to its key `K:`; the lines behind are its notes. What it
/// becomes is `K:` with the key, a blank, and the notes, the ends of lines left out (abcnotation.com, standard 2.1). With
/// `headers=keep` all fields but the number stand before the notes, a line each; with `headers=strip` none does.
/// Comments behind `%` and texts in quotes, such as chords, are dropped, and a tune ends at an empty line.
struct TuneBook {
  /// Kinds as words, tunes as characters.
  private(set) var sides = (
    source: PairLines.Side(table: SymbolTable(unit: .word)),
    target: PairLines.Side(table: SymbolTable(unit: .character))
  )
  /// Tunes that were longer than `max_length`.
  private(set) var leftOut = 0

  private var name = ""
  private let kind: TuneOptions.Kind
  private let headers: TuneOptions.Headers
  private let room: Int
  private var line = 1
  private var text = String.UnicodeScalarView()
  /// The header of the tune that stands open: field → value; nil between tunes.
  private var header: [Unicode.Scalar: String]?
  /// Its fields as lines, in the order of the book.
  private var fields: [String] = []
  private var notes = String.UnicodeScalarView()
  private var first = 0

  init(options: TuneOptions) {
    (kind, headers) = (options.kind, options.headers)
    room = options.maximumLength ?? Int.max
  }

  /// Goes on with another file.
  mutating func begin(file: String) { (name, line) = (file, 1) }

  mutating func take(_ scalar: Unicode.Scalar) throws {
    guard scalar == "\n" else { return text.append(scalar) }
    try endLine()
    line += 1
  }

  /// Ends the last line and the last tune.
  mutating func finish() throws {
    try endLine()
    try endTune()
  }

  private mutating func endLine() throws {
    let own = Self.trimmed(text.prefix { $0 != "%" })
    // A line that is nothing but a comment ends no tune.
    let isEmpty = text.allSatisfy { $0.properties.isWhitespace }
    text = String.UnicodeScalarView()
    if isEmpty { return try endTune() }
    guard let mark = own.first else { return }
    let second = own.dropFirst().first
    guard second == ":", mark.properties.isAlphabetic else {
      guard header?["K"] != nil else { return }
      return takeNotes(own)
    }
    if mark == "X" {
      try endTune()
      (header, fields, first) = ([:], [], line)
    }
    // Fields behind the key change something within the tune; its first key is what it is known by.
    guard header != nil, header?["K"] == nil else { return }
    let value = String(String.UnicodeScalarView(Self.trimmed(own.dropFirst(2))))
    // Of a field that comes again, such as a second title, the first is what the tune is known by.
    if header?[mark] == nil { header?[mark] = value }
    if mark != "X" { fields.append("\(mark):\(value)") }
  }

  private mutating func takeNotes(_ own: String.UnicodeScalarView.SubSequence) {
    var isQuoted = false
    for scalar in own where scalar != "\\" {
      if scalar == "\"" { isQuoted.toggle() } else if !isQuoted { notes.append(scalar) }
    }
  }

  private mutating func endTune() throws {
    guard let header else { return }
    defer { (self.header, notes) = (nil, String.UnicodeScalarView()) }
    guard let key = header["K"], !key.isEmpty, !notes.isEmpty else {
      throw wrong("a key and notes", found: header["K"] == nil ? "no K:" : "none", advice: "correct the tune")
    }
    guard let own = header[kind.field], let word = own.split(separator: " ").first else {
      throw wrong(
        "its \(kind.rawValue), the field \(kind.field):", found: "none",
        advice: "add the field, or choose field=\(kind == .key ? "meter" : "key")")
    }
    let head =
      switch headers {
      case .key: "K:\(key) "
      case .keep: fields.map { $0 + "\n" }.joined()
      case .strip: ""
      }
    let tune = head.unicodeScalars + notes
    guard tune.count <= room else {
      leftOut += 1
      return
    }
    sides.source.table.append(word: Array(word.utf8), to: &sides.source.symbols)
    for scalar in tune { sides.target.table.take(scalar, into: &sides.target.symbols) }
    sides.source.ends.append(sides.source.symbols.count)
    sides.target.ends.append(sides.target.symbols.count)
  }

  private static func trimmed(
    _ text: String.UnicodeScalarView.SubSequence
  ) -> String.UnicodeScalarView.SubSequence {
    var own = text.drop { $0.properties.isWhitespace }
    while let last = own.last, last.properties.isWhitespace { own.removeLast() }
    return own
  }

  private func wrong(_ expected: String, found: String, advice: String) -> DataError {
    DataError(
      "\(name), the tune of line \(PlainNumber.grouped(first))", expected: expected, found: found, advice: advice)
  }
}
