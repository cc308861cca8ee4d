/// A text for each text: translations from a file of pairs, or tunes of the kinds that a book of tunes has.
struct PairMaterial: Material {
  let place: String
  /// Symbols that are rarer than this in the training part become `<unk>`.
  let minimumCount: Int
  let source: PairLines.Side
  let target: PairLines.Side
  private let leftOut: Int
  private let maximumLength: Int?
  private let name: String
  private let parts: GivenParts?
  private let fileNotes: [String]

  init(path: String, options: TuneOptions, byteBudget: Int, progress: DataProgress) throws {
    try TextUnit.check(minimumCount: 1, maximumLength: options.maximumLength, command: "data abc")
    place = DataFile.place(path)
    let files = try DataFiles(path)
    var book = TuneBook(options: options)
    parts = try files.read(
      byteBudget: byteBudget, progress: progress, begin: { book.begin(file: $0) }, emit: { try book.take($0) },
      end: {
        try book.finish()
        return book.sides.source.ends.count
      })
    fileNotes = files.notes
    (source, target) = book.sides
    (leftOut, maximumLength, minimumCount, name) = (book.leftOut, options.maximumLength, 1, "tune")
    try checkCount("tunes in ABC notation, each beginning with X:")
  }

  init(path: String, options: SymbolOptions, byteBudget: Int, progress: DataProgress) throws {
    try TextUnit.check(
      minimumCount: options.minimumCount, maximumLength: options.maximumLength, command: "data pairs")
    place = DataFile.place(path)
    let files = try DataFiles(path)
    var lines = PairLines(name: place, options: options)
    parts = try files.read(
      byteBudget: byteBudget, encoding: options.encoding, progress: progress, begin: { lines.begin(file: $0) },
      emit: { try lines.take($0) },
      end: {
        try lines.endLine()
        return lines.sides.source.ends.count
      })
    fileNotes = files.notes
    (source, target) = lines.sides
    (leftOut, maximumLength, name) = (lines.leftOut, options.maximumLength, "pair")
    minimumCount = options.minimumCount
    try checkCount("lines source<TAB>target")
  }

  private func checkCount(_ expected: String) throws {
    guard source.ends.isEmpty else { return }
    throw DataError(
      place, expected: expected,
      found: leftOut > 0 ? "\(PlainNumber.counted(leftOut, name)), all longer than max_length" : "none",
      advice: leftOut > 0 ? "raise max_length=" : "give another file")
  }

  var count: Int { source.ends.count }

  func arranged(split: Split, batch: BatchSettings, seed: UInt64) throws -> any Arrangement {
    let longest = (0..<count).reduce(0) { max($0, source.range($1).count, target.range($1).count + 1) }
    return try parts.arranged(count, name, at: place, longest: longest, split: split, batch: batch, seed: seed) {
      PairArrangement(material: self, places: $0, batch: batch, seed: seed)
    }
  }

  /// What the texts are, in one line.
  var notes: [String] {
    func longest(_ side: PairLines.Side) -> Int { (0..<count).reduce(0) { max($0, side.range($1).count) } }
    func length(_ side: PairLines.Side) -> String { PlainNumber.counted(longest(side), side.table.unit.noun) }
    let first =
      "\(name)s: \(PlainNumber.counted(count, name)), sources of up to \(length(source)), targets of up to "
      + length(target)
    let others = parts.notes + fileNotes
    guard leftOut > 0 else { return [first] + others }
    return [first, "\(PlainNumber.counted(leftOut, name)) longer than \(maximumLength ?? 0) left out"] + others
  }
}
