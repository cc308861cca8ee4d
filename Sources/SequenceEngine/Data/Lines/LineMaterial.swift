/// Texts of one line each that have nothing to do with each other, such as names: each is continued symbol by symbol, from
/// the end of the line before to its own.
struct LineMaterial: Material {
  let options: SymbolOptions
  let place: String
  let table: SymbolTable
  /// The symbols of all lines, each with its end; [symbols]
  let symbols: SymbolArray
  /// Where each line ends in `symbols`, its end included; [line]
  let ends: [Int]
  /// The number of the symbol that ends a line.
  let border: Int
  private let leftOut: Int
  private let parts: GivenParts?
  private let fileNotes: [String]

  init(path: String, options: SymbolOptions, byteBudget: Int, progress: DataProgress) throws {
    try TextUnit.check(
      minimumCount: options.minimumCount, maximumLength: options.maximumLength, command: "data lines",
      keeping: "all lines")
    place = DataFile.place(path)
    var table = SymbolTable(unit: options.unit)
    var (symbols, ends, leftOut) = (SymbolArray(), [Int](), 0)
    // The first line end to be met has the number that all have.
    var edge = SymbolArray()
    table.take("\n", into: &edge)
    border = edge[0]
    func endLine() {
      table.finish(into: &symbols)
      let length = symbols.count - (ends.last ?? 0)
      if length > options.maximumLength ?? Int.max {
        leftOut += 1
        symbols.cut(to: ends.last ?? 0)
      } else if length > 0 {
        symbols.append(edge[0])
        ends.append(symbols.count)
      }
    }
    let files = try DataFiles(path)
    parts = try files.read(
      byteBudget: byteBudget, encoding: options.encoding, progress: progress, begin: { _ in },
      emit: { scalar in if scalar == "\n" { endLine() } else { table.take(scalar, into: &symbols) } },
      end: {
        endLine()
        return ends.count
      })
    guard !ends.isEmpty else {
      throw DataError(
        place, expected: "a text a line",
        found: leftOut > 0 ? "\(PlainNumber.counted(leftOut, "line")), all longer than max_length" : "none",
        advice: leftOut > 0 ? "raise max_length=" : "give another file")
    }
    self.options = options
    (self.table, self.symbols, self.ends, self.leftOut) = (table, symbols, ends, leftOut)
    fileNotes = files.notes
  }

  /// Where a line stands in `symbols`, its end included.
  func range(_ line: Int) -> Range<Int> { (line == 0 ? 0 : ends[line - 1])..<ends[line] }

  func arranged(split: Split, batch: BatchSettings, seed: UInt64) throws -> any Arrangement {
    try parts.arranged(ends.count, "line", at: place, longest: longest, split: split, batch: batch, seed: seed) {
      LineArrangement(material: self, places: $0, batch: batch, seed: seed)
    }
  }

  /// Symbols of the longest line, its end included.
  private var longest: Int { ends.indices.reduce(0) { max($0, range($1).count) } }

  /// What the lines are.
  var notes: [String] {
    let first =
      "lines: \(PlainNumber.counted(ends.count, "line")) of up to \(PlainNumber.counted(longest - 1, options.unit.noun)),"
      + " each on its own; each step predicts the next \(options.unit.noun), the last one the line's end"
    let left =
      leftOut > 0 ? ["\(PlainNumber.counted(leftOut, "line")) longer than \(options.maximumLength ?? 0) left out"] : []
    return [first] + left + parts.notes + fileNotes
  }
}

/// Next-symbol prediction on lines that are split by seed.
struct LineArrangement: IndependentSequences {
  let material: LineMaterial
  let places: SequencePlaces
  let batch: BatchSettings
  let seed: UInt64
  let baselines: PartBaselines
  private let training: TrainingVocabulary

  init(material: LineMaterial, places: SequencePlaces, batch: BatchSettings, seed: UInt64) {
    self.material = material
    self.places = places
    self.batch = batch
    self.seed = seed
    let names = material.table.names
    func counts(_ lines: ArraySlice<Int>) -> [Int] {
      var counts = [Int](repeating: 0, count: names.count)
      for line in lines { for place in material.range(line) { counts[material.symbols[place]] += 1 } }
      return counts
    }
    let seen = counts(places[.train])
    training = TrainingVocabulary(
      unit: material.options.unit, names: names, training: seen, heldOut: counts(places.heldOut),
      minimumCount: min(material.options.minimumCount, max(1, seen[material.border])))
    let unigram = Unigram(training, seen: seen)
    baselines = PartBaselines({ places[$0].isEmpty }) { unigram.score($0 == .train ? seen : counts(places[$0])) }
  }

  var vocabulary: Vocabulary? { training.vocabulary }
  var notes: [String] { material.notes + training.notes }
  var shape: DataShape {
    let count = training.vocabulary.count
    return DataShape(
      input: .token(vocabulary: count), target: .classes(count: count), placement: .perStep, targetSource: .nextInput)
  }

  func length(of line: Int) -> (source: Int, target: Int) { (material.range(line).count, 0) }

  func example(of line: Int) -> Example {
    let symbols = material.range(line).map { training.numbers[material.symbols[$0]] }
    return Example(
      input: .tokens([training.numbers[material.border]] + symbols.dropLast()), target: .classes(symbols),
      steps: symbols.count)
  }
}
