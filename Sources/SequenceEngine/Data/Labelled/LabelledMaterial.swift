/// Texts with a label each: lines `label<TAB>text` of a file or of a file for each part, or a folder of texts.
struct LabelledMaterial: Material {
  let options: SymbolOptions
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
  private let parts: GivenParts?
  private let folderNotes: [String]

  init(path: String, options: SymbolOptions, byteBudget: Int, progress: DataProgress) throws {
    try TextUnit.check(
      minimumCount: options.minimumCount, maximumLength: options.maximumLength, command: "data labelled",
      keeping: "whole texts")
    place = DataFile.place(path)
    var lines = LabelledLines(name: place, options: options)
    if Folder.isFolder(path), let folder = try LabelledFolder(path) {
      parts = try folder.read(
        into: &lines, byteBudget: byteBudget, encoding: options.encoding, progress: progress)
      folderNotes = folder.notes
    } else {
      let files = try DataFiles(path)
      parts = try files.read(
        byteBudget: byteBudget, encoding: options.encoding, progress: progress, begin: { lines.begin(file: $0) },
        emit: { try lines.take($0) },
        end: {
          try lines.endLine()
          return lines.ends.count
        })
      folderNotes = files.notes
    }
    let order = lines.labels.indices.sorted { lines.labels[$0].utf8.lexicographicallyPrecedes(lines.labels[$1].utf8) }
    guard order.count >= 2 else {
      throw DataError(
        place, expected: "at least 2 different labels",
        found: lines.labels.first.map { "only \(DataError.quote($0))" } ?? "no line",
        advice: "each line is label<TAB>text; a folder has a folder or a file for each label")
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
    let split = parts.split(split)
    try split.check(
      ends.count, place: place, least: 1, "line", advice: "give more lines or another split")
    let room = split.range(.train, of: ends.count).count
    guard room >= labels.count else {
      throw DataError(
        "\(place), train part", expected: "at least \(PlainNumber.grouped(labels.count)) lines, one for each label",
        found: PlainNumber.grouped(room), advice: "give more lines or raise the training share of split")
    }
    let places =
      parts == nil
      ? SequencePlaces(order: order(seed: seed), split: split) : parts.places(ends.count, split, seed: seed)
    let arrangement = LabelledArrangement(material: self, places: places, batch: batch, seed: seed)
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
    let all = parts == nil ? "; training has every label" : ""
    return [
      "labelled: \(PlainNumber.counted(ends.count, "text")) of \(options.unit.noun)s with"
        + " \(PlainNumber.counted(labels.count, "label"))\(all)"
    ] + kept + parts.notes + folderNotes
  }
}
