/// Texts with a label each, one a line: `label<TAB>text`.
struct LabelledMaterial: Material {
  let options: LabelledOptions
  let place: String
  let table: SymbolTable
  /// The symbols of all texts one after another.
  let symbols: SymbolArray
  /// Where each text ends in `symbols`; [sequence].
  let ends: [Int]
  /// Distinct labels in the order of their bytes.
  let labels: [String]
  /// Each text's label; [sequence].
  let classes: [Int32]
  private let shortened: Int

  init(path: String, options: LabelledOptions, byteBudget: Int, progress: DataProgress) throws {
    try TextUnit.checkMinimumCount(options.minimumCount, command: "data labelled")
    if let length = options.maximumLength, length < 1 {
      throw DataError(
        "data labelled max_length=", expected: "at least 1", found: PlainNumber.grouped(length),
        advice: "leave max_length= out to keep whole texts")
    }
    place = DataFile.place(path)
    var lines = LabelledLines(name: place, options: options)
    try ScalarReader.read(path, byteBudget: byteBudget, progress: progress) { try lines.take($0) }
    try lines.endLine()
    let order = lines.labels.indices.sorted { lines.labels[$0].utf8.lexicographicallyPrecedes(lines.labels[$1].utf8) }
    guard order.count >= 2 else {
      throw DataError(
        place, expected: "at least 2 different labels",
        found: lines.labels.first.map { "only \(DataError.quote($0))" } ?? "no line",
        advice: "each line is label<TAB>text")
    }
    var ranks = [Int32](repeating: 0, count: order.count)
    for (rank, label) in order.enumerated() { ranks[label] = Int32(rank) }
    self.options = options
    table = lines.table
    symbols = lines.symbols
    ends = lines.ends
    labels = order.map { lines.labels[$0] }
    classes = lines.classes.map { ranks[$0] }
    shortened = lines.shortened
  }

  /// Where a text stands in `symbols`.
  func range(_ sequence: Int) -> Range<Int> { (sequence == 0 ? 0 : ends[sequence - 1])..<ends[sequence] }

  func arranged(split: Split, batch: BatchSettings, seed: UInt64) throws -> any Arrangement {
    try split.check(
      ends.count, place: place, least: 1, "line", advice: "give more lines or another split")
    let room = split.range(.train, of: ends.count).count
    guard room >= labels.count else {
      throw DataError(
        "\(place), train part", expected: "at least \(PlainNumber.grouped(labels.count)) lines, one for each label",
        found: PlainNumber.grouped(room), advice: "give more lines or raise the training share of split")
    }
    let arrangement = LabelledArrangement(
      material: self, places: SequencePlaces(order: order(seed: seed), split: split), batch: batch, seed: seed)
    let longest = ends.indices.reduce(0) { max($0, range($1).count) }
    try batch.checkMemory(
      rows: ends.count, steps: longest, shape: arrangement.shape, place: place,
      advice: "give max_length= or a smaller batch")
    return arrangement
  }

  /// The lines in the seed's order, but first one of every label, so that training never lacks a label.
  private func order(seed: UInt64) -> [Int] {
    let order = CounterRandom(seed: seed, stream: .split).permutation(ends.count)
    var met = [Bool](repeating: false, count: labels.count)
    var (firsts, others) = ([Int](), [Int]())
    for sequence in order {
      if met[Int(classes[sequence])] { others.append(sequence) } else { firsts.append(sequence) }
      met[Int(classes[sequence])] = true
    }
    return firsts + others
  }

  /// What the texts are, in one line.
  var notes: [String] {
    let kept =
      shortened > 0 ? ["\(PlainNumber.counted(shortened, "text")) cut to \(options.maximumLength ?? 0) symbols"] : []
    return [
      "labelled: \(PlainNumber.counted(ends.count, "text")) of \(options.unit.noun)s with"
        + " \(PlainNumber.counted(labels.count, "label")); training has every label"
    ] + kept
  }
}
