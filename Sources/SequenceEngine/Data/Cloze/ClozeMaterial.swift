/// A text whose symbols are to be told from what stands on both sides of them (Taylor: "Cloze procedure", 1953).
struct ClozeMaterial: Material {
  let text: TextMaterial
  /// Symbols of a window, the masked one in its middle among them.
  let window: Int

  init(path: String, options: TextOptions, byteBudget: Int, progress: DataProgress) throws {
    guard (3...1_000_000).contains(options.window) else {
      throw DataError(
        "data cloze window=", expected: "from 3 to 1,000,000", found: PlainNumber.grouped(options.window),
        advice: "both sides of the masked symbol need one to read; 21 is usual")
    }
    text = try TextMaterial(path: path, options: options, byteBudget: byteBudget, progress: progress)
    window = options.window
    guard !text.table.names.contains(Vocabulary.mask) else {
      throw DataError(
        text.place, expected: "a text without the symbol \(Vocabulary.mask)", found: "one that has it",
        advice: "write it otherwise there; it stands for the symbol that is asked for")
    }
  }

  func arranged(split: Split, batch: BatchSettings, seed: UInt64) throws -> any Arrangement {
    let split = text.parts.split(split)
    try split.check(
      text.symbols.count, place: text.place, least: window, "\(text.options.unit.noun)s, a whole window",
      advice: "give a longer text, a smaller window or another split")
    let arrangement = ClozeArrangement(material: self, split: split, batch: batch, seed: seed)
    try batch.checkMemory(
      rows: batch.rowsPerUpdate, steps: window, shape: arrangement.shape, place: text.place,
      advice: "give a smaller window or a smaller batch")
    return arrangement
  }
}
