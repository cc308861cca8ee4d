/// A target for each source, the pairs split by seed; each side has a vocabulary of its own.
struct PairArrangement: IndependentSequences {
  let material: PairMaterial
  let places: SequencePlaces
  let batch: BatchSettings
  let seed: UInt64
  let baselines: PartBaselines
  let shape: DataShape
  private let sources: TrainingVocabulary
  private let targets: TrainingVocabulary

  init(material: PairMaterial, places: SequencePlaces, batch: BatchSettings, seed: UInt64) {
    self.material = material
    self.places = places
    self.batch = batch
    self.seed = seed
    func vocabulary(_ side: PairLines.Side) -> TrainingVocabulary {
      TrainingVocabulary(
        unit: side.table.unit, names: side.table.names, places, minimumCount: material.minimumCount
      ) { pair, take in side.range(pair).forEach { take(side.symbols[$0]) } }
    }
    sources = vocabulary(material.source)
    let targets = vocabulary(material.target)
    self.targets = targets
    var shape = DataShape.pairs(sources.vocabulary, targets.vocabulary)
    // One symbol as the source of every target: one-to-many.
    if places.order.allSatisfy({ material.source.range($0).count == 1 }) { shape.steps = 1 }
    self.shape = shape
    baselines = PartBaselines(.classes(count: targets.vocabulary.count + 1), places) { pair in
      let symbols = material.target.range(pair).map { targets.numbers[material.target.symbols[$0]] }
      return Example.pair(source: [], target: symbols, targets.vocabulary).target
    }
  }

  var vocabulary: Vocabulary? { sources.vocabulary }
  var targetVocabulary: Vocabulary? { targets.vocabulary }
  var notes: [String] {
    material.notes + sources.notes.map { "source \($0)" } + targets.notes.map { "target \($0)" }
  }

  func length(of pair: Int) -> (source: Int, target: Int) {
    (material.source.range(pair).count, material.target.range(pair).count + 1)
  }

  func example(of pair: Int) -> Example {
    .pair(
      source: material.source.range(pair).map { sources.numbers[material.source.symbols[$0]] },
      target: material.target.range(pair).map { targets.numbers[material.target.symbols[$0]] }, targets.vocabulary)
  }

  var longestTarget: Int? { places.order.reduce(0) { max($0, material.target.range($1).count) } }
}

extension DataShape {
  /// Pairs of texts. The number behind the last target symbol is the border: the start symbol where the decoder reads, the
  /// end symbol where it writes.
  static func pairs(_ source: Vocabulary, _ target: Vocabulary) -> DataShape {
    DataShape(
      input: .token(vocabulary: source.count), target: .classes(count: target.count + 1), placement: .perStep,
      decoderInput: .token(vocabulary: target.count + 1))
  }
}

extension Example {
  /// A pair of texts as numbers of their symbols: the decoder reads the start symbol and then the target, and writes the
  /// target and then the end symbol.
  static func pair(source: [Int32], target: [Int32], _ vocabulary: Vocabulary) -> Example {
    let border = Int32(vocabulary.count)
    return Example(
      input: .tokens(source), target: .classes(target + [border]), steps: source.count, decoderInput: [border] + target)
  }
}
