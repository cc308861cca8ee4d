/// Sentences with a tag for each token, in CoNLL columns.
struct TaggedMaterial: Material {
  let options: TaggedOptions
  let place: String
  let table: SymbolTable
  /// The tokens of all sentences one after another.
  let symbols: SymbolArray
  /// Where each sentence ends in `symbols`; [sentence]
  let ends: [Int]
  /// Distinct tags in the order of their bytes.
  let tags: [String]
  /// Each token's tag; [token]
  let classes: [Int32]
  private let isConverted: Bool
  private let parts: GivenParts?
  private let fileNotes: [String]

  init(path: String, options: TaggedOptions, byteBudget: Int, progress: DataProgress) throws {
    try TextUnit.check(
      minimumCount: options.minimumCount, maximumLength: options.maximumLength, command: "data tagged",
      keeping: "whole sentences")
    if case .number(let column)? = options.column, column < 2 {
      throw DataError(
        "data tagged column=", expected: "at least 2, for the token stands in column 1",
        found: PlainNumber.grouped(column), advice: "leave column= out for the last column")
    }
    place = DataFile.place(path)
    let files = try DataFiles(path)
    var lines = TaggedLines(column: options.column)
    parts = try files.read(
      byteBudget: byteBudget, progress: progress, begin: { lines.begin(file: $0) }, emit: { try lines.take($0) },
      end: {
        try lines.finish()
        return lines.ends.count
      })
    fileNotes = files.notes
    let scheme = try TagScheme(lines)
    guard scheme.tags.count >= 2 else {
      throw DataError(
        place, expected: "at least 2 different tags",
        found: scheme.tags.first.map { "only \(DataError.quote($0))" } ?? "no token",
        advice: "each line is token, TAB or blank, tag; column= chooses another tag column")
    }
    self.options = options
    table = lines.table
    symbols = lines.symbols
    ends = lines.ends
    tags = scheme.tags
    classes = scheme.classes
    isConverted = scheme.isConverted
  }

  /// Where a sentence stands in `symbols`, as far as it is kept.
  func range(_ sentence: Int) -> Range<Int> {
    let start = sentence == 0 ? 0 : ends[sentence - 1]
    return start..<start + min(ends[sentence] - start, options.maximumLength ?? Int.max)
  }

  func arranged(split: Split, batch: BatchSettings, seed: UInt64) throws -> any Arrangement {
    let longest = ends.indices.reduce(0) { max($0, range($1).count) }
    return try parts.arranged(
      ends.count, "sentence", at: place, longest: longest, split: split, batch: batch, seed: seed
    ) { TaggedArrangement(material: self, places: $0, batch: batch, seed: seed) }
  }

  /// What the sentences are.
  var notes: [String] {
    var notes = [
      "tagged: \(PlainNumber.counted(ends.count, "sentence")), \(PlainNumber.counted(symbols.count, "token"))"
        + " with \(PlainNumber.counted(tags.count, "tag"))"
    ]
    if let types = EntityTags(tags)?.types {
      let named = DataError.listed(types.map { DataError.quote($0.isEmpty ? "name" : $0) })
      notes.append("the tags mark names of \(PlainNumber.counted(types.count, "type")): \(named)")
    }
    if isConverted { notes.append("the tags are IOB1; every name was given its B-") }
    let cut = ends.indices.count { range($0).upperBound < ends[$0] }
    if cut > 0 {
      notes.append("\(PlainNumber.counted(cut, "sentence")) cut to \(options.maximumLength ?? 0) tokens")
    }
    return notes + parts.notes + fileNotes
  }
}
