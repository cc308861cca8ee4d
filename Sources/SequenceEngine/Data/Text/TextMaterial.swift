/// A text as one long list of symbols.
struct TextMaterial: Material {
  let options: TextOptions
  let place: String
  let table: SymbolTable
  let symbols: SymbolArray  // [N]
  private let carriageReturns: Int

  /// Reads a text file; unit `byte` reads any file as it is.
  init(path: String, options: TextOptions, byteBudget: Int, progress: DataProgress) throws {
    guard (1...1_000_000_000).contains(options.window) else {
      throw DataError(
        "data text window=", expected: "from 1 to 1,000,000,000", found: PlainNumber.grouped(options.window),
        advice: "50 is usual")
    }
    try TextUnit.checkMinimumCount(options.minimumCount, command: "data text")
    place = DataFile.place(path)
    var pieces = TextPieces(name: place, unit: options.unit)
    try DataFile.read(
      path, byteBudget: byteBudget, chunk: TextPieces.wave,
      progress: { done, total in
        if done == 0 { pieces.reserve(total) }
        try progress(done, total)
      }, take: { bytes, _ in try pieces.take(bytes) })
    try pieces.finish()
    self.options = options
    (table, symbols, carriageReturns) = (pieces.table, pieces.symbols, pieces.carriageReturns)
  }

  func arranged(split: Split, batch: BatchSettings, seed: UInt64) throws -> any Arrangement {
    try split.check(
      symbols.count, place: place, least: 2, "\(options.unit.noun)s, one to see and one to predict",
      advice: "give a longer text or another split")
    return TextArrangement(material: self, split: split, batch: batch, seed: seed)
  }

  /// What the text is, in one line.
  var note: String {
    "text: \(PlainNumber.counted(symbols.count, options.unit.noun)) in all; each step predicts the next one"
      + (carriageReturns > 0 ? "; \(PlainNumber.counted(carriageReturns, "CRLF line end")) read as newlines" : "")
  }
}

extension TextUnit {
  static func checkMinimumCount(_ count: Int, command: String) throws {
    guard !(1...1_000_000_000).contains(count) else { return }
    throw DataError(
      "\(command) min_count=", expected: "from 1 to 1,000,000,000", found: PlainNumber.grouped(count),
      advice: "1 keeps every symbol of the training part")
  }
}
