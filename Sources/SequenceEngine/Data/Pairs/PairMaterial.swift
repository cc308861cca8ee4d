/// Texts with their translations, one pair a line: `source<TAB>target`.
struct PairMaterial: Material {
  let options: PairOptions
  let place: String
  let source: PairLines.Side
  let target: PairLines.Side
  private let leftOut: Int

  init(path: String, options: PairOptions, byteBudget: Int, progress: DataProgress) throws {
    try TextUnit.checkMinimumCount(options.minimumCount, command: "data pairs")
    if let length = options.maximumLength, length < 1 {
      throw DataError(
        "data pairs max_length=", expected: "at least 1", found: PlainNumber.grouped(length),
        advice: "leave max_length= out to keep every pair")
    }
    place = DataFile.place(path)
    var lines = PairLines(name: place, options: options)
    try ScalarReader.read(path, byteBudget: byteBudget, progress: progress) { try lines.take($0) }
    try lines.endLine()
    self.options = options
    (source, target) = lines.sides
    leftOut = lines.leftOut
    guard !source.ends.isEmpty else {
      throw DataError(
        place, expected: "lines source<TAB>target",
        found: leftOut > 0 ? "\(PlainNumber.counted(leftOut, "pair")), all longer than max_length" : "no line",
        advice: leftOut > 0 ? "raise max_length=" : "each line is source<TAB>target")
    }
  }

  var count: Int { source.ends.count }

  func arranged(split: Split, batch: BatchSettings, seed: UInt64) throws -> any Arrangement {
    try split.check(count, place: place, least: 1, "pair", advice: "give more lines or another split")
    let order = CounterRandom(seed: seed, stream: .split).permutation(count)
    let arrangement = PairArrangement(
      material: self, places: SequencePlaces(order: order, split: split), batch: batch, seed: seed)
    let longest = (0..<count).reduce(0) { max($0, source.range($1).count, target.range($1).count + 1) }
    try batch.checkMemory(
      rows: count, steps: longest, shape: arrangement.shape, place: place, advice: "give max_length= or a smaller batch"
    )
    return arrangement
  }

  /// What the texts are, in one line.
  var notes: [String] {
    func longest(_ side: PairLines.Side) -> Int { (0..<count).reduce(0) { max($0, side.range($1).count) } }
    let unit = options.unit.noun
    let first =
      "pairs: \(PlainNumber.counted(count, "pair")), sources of up to \(PlainNumber.counted(longest(source), unit)), "
      + "targets of up to \(PlainNumber.counted(longest(target), unit))"
    guard leftOut > 0 else { return [first] }
    return [first, "\(PlainNumber.counted(leftOut, "pair")) longer than \(options.maximumLength ?? 0) left out"]
  }
}
