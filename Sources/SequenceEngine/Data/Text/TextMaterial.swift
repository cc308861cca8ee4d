/// A text as one long list of symbols, of one file or of a file for each part.
struct TextMaterial: Material {
  let options: TextOptions
  let place: String
  let table: SymbolTable
  let symbols: SymbolArray  // [N]
  private let carriageReturns: Int
  /// Symbols of each part, where files tell them.
  let parts: GivenParts?
  private let fileNotes: [String]

  /// Reads a text file; unit `byte` reads any file, unpacked where gzip had packed it.
  init(path: String, options: TextOptions, byteBudget: Int, progress: DataProgress) throws {
    guard (1...1_000_000_000).contains(options.window) else {
      throw DataError(
        "data text window=", expected: "from 1 to 1,000,000,000", found: PlainNumber.grouped(options.window),
        advice: "50 is usual")
    }
    try TextUnit.check(minimumCount: options.minimumCount, command: "data text")
    place = DataFile.place(path)
    let files = try DataFiles(path)
    var pieces = TextPieces(name: place, unit: options.unit)
    var parts = GivenParts()
    var packed = 0
    try files.each(byteBudget: byteBudget) { turn in
      let before = pieces.symbols.count
      pieces.begin(file: DataFile.place(turn.file.path))
      let (bytes, wasPacked) = try DataFile.read(
        turn.file.path, byteBudget: turn.byteBudget, chunk: TextPieces.wave,
        progress: { done, total in
          if done == 0 { pieces.reserve(before + total) }
          try progress(turn.done + done, turn.total ?? total)
        },
        take: { bytes, _ in try pieces.take(options.encoding == .utf8 ? bytes : options.encoding.utf8(bytes)[...]) })
      try pieces.finish()
      if options.dropsBlankLines { pieces.dropBlankLines(from: before) }
      if let part = turn.file.part { parts.add(pieces.symbols.count - before, to: part) }
      if wasPacked { packed += 1 }
      return bytes
    }
    self.options = options
    self.parts = files.files[0].part == nil ? nil : parts
    (table, symbols, carriageReturns) = (pieces.table, pieces.symbols, pieces.carriageReturns)
    // What is read as bytes could have been meant as it lies on the disk.
    let saysUnpacked = packed > 0 && options.unit == .byte
    fileNotes = files.notes + (saysUnpacked ? ["\(PlainNumber.counted(packed, "file")) unpacked, packed by gzip"] : [])
  }

  func arranged(split: Split, batch: BatchSettings, seed: UInt64) throws -> any Arrangement {
    let split = parts.split(split)
    try split.check(
      symbols.count, place: place, least: 2, "\(options.unit.noun)s, one to see and one to predict",
      advice: "give a longer text or another split")
    return TextArrangement(material: self, split: split, batch: batch, seed: seed)
  }

  /// What the text is.
  var notes: [String] {
    let text =
      "text: \(PlainNumber.counted(symbols.count, options.unit.noun)) in all; each step predicts the next one"
      + (carriageReturns > 0 ? "; \(PlainNumber.counted(carriageReturns, "CRLF line end")) read as newlines" : "")
    return [text] + parts.notes + fileNotes
  }
}
