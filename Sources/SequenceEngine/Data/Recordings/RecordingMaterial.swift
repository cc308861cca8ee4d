/// Recordings of one or more numbers a time step, each with a class, from a `.ts` file.
struct RecordingMaterial: Material {
  let options: RecordingOptions
  let place: String
  /// [recording][T, I]
  let values: [Double]
  /// Where each recording ends, in time steps; [recording]
  let ends: [Int]
  /// I: numbers of a time step in the file.
  let dimensions: Int
  /// Distinct classes in the order of their bytes.
  let labels: [String]
  /// [recording]
  let classes: [Int32]
  private let parts: GivenParts?
  /// What else a person should know about the file.
  let notes: [String]

  init(path: String, options: RecordingOptions, byteBudget: Int, progress: DataProgress) throws {
    place = DataFile.place(path)
    var lines = RecordingLines(name: place)
    let files = try DataFiles(path)
    parts = try files.read(
      byteBudget: byteBudget, progress: progress, begin: { lines.begin(file: $0) }, emit: { try lines.take($0) },
      end: {
        try lines.endLine()
        return lines.ends.count
      })
    let gaps = PlainNumber.counted(lines.gaps, "missing number")
    notes =
      (lines.gaps > 0 ? ["\(gaps) filled with the one before"] : []) + parts.notes + files.notes
    let order = lines.labels.indices.sorted { lines.labels[$0].utf8.lexicographicallyPrecedes(lines.labels[$1].utf8) }
    guard order.count >= 2 else {
      throw DataError(
        place, expected: "recordings of at least 2 classes",
        found: lines.labels.first.map { "only \(DataError.quote($0))" } ?? "no recording",
        advice: "each line behind @data is a recording with its class at the end")
    }
    var ranks = [Int32](repeating: 0, count: order.count)
    for (rank, label) in order.enumerated() { ranks[label] = Int32(rank) }
    self.options = options
    (values, ends, dimensions) = (lines.values, lines.ends, lines.dimensions)
    labels = order.map { lines.labels[$0] }
    classes = lines.classes.map { ranks[$0] }
    try checkLengths()
  }

  var haveOneLength: Bool { ends.indices.allSatisfy { steps($0).count == ends[0] } }

  private func checkLengths() throws {
    guard options.order == .turned || options.order == .permuted else { return }
    guard let other = ends.indices.first(where: { steps($0).count != ends[0] }) else { return }
    throw DataError(
      "\(place), recording \(PlainNumber.grouped(other + 1))",
      expected: "\(PlainNumber.counted(ends[0], "time step")) as in the first one",
      found: PlainNumber.grouped(steps(other).count),
      advice: "order=\(options.order.rawValue) needs recordings of one length; use order=steps or order=values")
  }

  /// The time steps of a recording in the file.
  func steps(_ recording: Int) -> Range<Int> { (recording == 0 ? 0 : ends[recording - 1])..<ends[recording] }

  func arranged(split: Split, batch: BatchSettings, seed: UInt64) throws -> any Arrangement {
    let arrangement = RecordingArrangement(
      material: self, places: try places(split: split, seed: seed), batch: batch, seed: seed)
    try batch.checkMemory(
      rows: ends.count, steps: arrangement.longest, shape: arrangement.shape, place: place,
      advice: "make batch smaller")
    return arrangement
  }

  /// Recordings in the seed's order, those of one class spread over all parts.
  func places(split: Split, seed: UInt64) throws -> SequencePlaces {
    try parts.split(split).check(
      ends.count, place: place, least: 1, "recording", advice: "give more recordings or another split")
    let places = parts.places(ends.count, split, seed: seed)
    var met = Set<Int32>()
    for recording in places[.train] { met.insert(classes[recording]) }
    guard let missing = labels.indices.first(where: { !met.contains(Int32($0)) }) else { return places }
    throw DataError(
      "\(place), train part", expected: "recordings of every class",
      found: "none of \(DataError.quote(labels[missing]))",
      advice: "give more recordings, raise the training share of split, or try another seed")
  }
}
