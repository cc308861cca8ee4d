/// The symbol in the middle of a window, told from the others: many to one. The text is split in time order, and no window
/// crosses a border.
struct ClozeArrangement: Arrangement {
  let material: ClozeMaterial
  let split: Split
  let batch: BatchSettings
  let seed: UInt64
  let baselines: PartBaselines
  let vocabulary: Vocabulary?
  private let training: TrainingVocabulary

  init(material: ClozeMaterial, split: Split, batch: BatchSettings, seed: UInt64) {
    self.material = material
    self.split = split
    self.batch = batch
    self.seed = seed
    let text = material.text
    let (symbols, kinds) = (text.symbols, text.table.count)
    let border = split.range(.train, of: symbols.count).upperBound
    let seen = symbols.counts(in: 0..<border, kinds: kinds)
    training = TrainingVocabulary(
      unit: text.options.unit, names: text.table.names, training: seen,
      heldOut: symbols.counts(in: border..<symbols.count, kinds: kinds), minimumCount: text.options.minimumCount)
    let known = training.vocabulary
    vocabulary = Vocabulary(unit: known.unit, symbols: known.symbols + [Vocabulary.mask], unknown: known.unknown)
    let (before, after) = (material.window / 2, material.window - 1 - material.window / 2)
    let unigram = Unigram(training, seen: seen)
    baselines = PartBaselines(split, of: symbols.count) { part in
      let range = split.range(part, of: symbols.count)
      return unigram.score(symbols.counts(in: range.lowerBound + before..<range.upperBound - after, kinds: kinds))
    }
  }

  var labels: [String]? { training.vocabulary.symbols }
  var shape: DataShape {
    DataShape(
      input: .token(vocabulary: training.vocabulary.count + 1), target: .classes(count: training.vocabulary.count),
      placement: .perSequence)
  }

  var notes: [String] {
    let (window, noun) = (material.window, material.text.options.unit.noun)
    return [
      "cloze: \(PlainNumber.counted(material.text.symbols.count, noun)) in all; \(noun)"
        + " \(PlainNumber.grouped(window / 2 + 1)) of every \(PlainNumber.grouped(window)) is hidden by"
        + " \(Vocabulary.mask) and asked for"
    ] + material.text.parts.notes + training.notes
  }

  func count(_ part: DataPart) -> Int? {
    max(0, split.range(part, of: material.text.symbols.count).count - material.window + 1)
  }

  func example(_ part: DataPart, _ index: Int) -> Example {
    let first = split.range(part, of: material.text.symbols.count).lowerBound + index
    var symbols = (first..<first + material.window).map { training.numbers[material.text.symbols[$0]] }
    let hidden = symbols[material.window / 2]
    symbols[material.window / 2] = Int32(training.vocabulary.count)
    return Example(input: .tokens(symbols), target: .classes([hidden]), steps: symbols.count)
  }
}
