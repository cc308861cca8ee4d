/// One class for each token, the sentences split by seed.
struct TaggedArrangement: Arrangement {
  let material: TaggedMaterial
  let places: [Int]
  let split: Split
  let batch: BatchSettings
  let seed: UInt64
  let baseline: Baseline
  private let training: TrainingVocabulary
  /// Tags that stand in other parts alone.
  private let unlearned: [String]

  init(material: TaggedMaterial, places: [Int], split: Split, batch: BatchSettings, seed: UInt64) {
    self.material = material
    self.places = places
    self.split = split
    self.batch = batch
    self.seed = seed
    let train = split.range(.train, of: places.count)
    let kinds = material.table.names.count
    func counts(_ places: ArraySlice<Int>) -> [Int] {
      var counts = [Int](repeating: 0, count: kinds)
      for sentence in places { for token in material.range(sentence) { counts[material.symbols[token]] += 1 } }
      return counts
    }
    training = TrainingVocabulary(
      unit: .word, names: material.table.names, training: counts(places[train]),
      heldOut: counts(places[train.upperBound...]), minimumCount: material.options.minimumCount)
    func targets(_ range: Range<Int>) -> [SequenceTarget] {
      places[range].map { .classes(Array(material.classes[material.range($0)])) }
    }
    var met = Set<Int32>()
    for sentence in places[train] { met.formUnion(material.classes[material.range(sentence)]) }
    unlearned = material.tags.indices.filter { !met.contains(Int32($0)) }.map { material.tags[$0] }
    let scored = [DataPart.test, .valid].map { split.range($0, of: places.count) }.first { !$0.isEmpty } ?? train
    baseline = .ofConstantAnswer(
      .classes(count: material.tags.count), training: targets(train), scored: targets(scored))
  }

  var vocabulary: Vocabulary? { training.vocabulary }
  var labels: [String]? { material.tags }
  var notes: [String] {
    guard !unlearned.isEmpty else { return material.notes + training.notes }
    let named = unlearned.map { DataError.quote($0) }.joined(separator: ", ")
    return material.notes + training.notes + ["training has no \(named), so a model cannot learn to answer it"]
  }
  var shape: DataShape {
    DataShape(
      input: .token(vocabulary: training.vocabulary.count), target: .classes(count: material.tags.count),
      placement: .perStep)
  }

  func count(_ part: DataPart) -> Int? { split.range(part, of: places.count).count }

  func example(_ part: DataPart, _ index: Int) -> Example {
    let range = material.range(places[split.range(part, of: places.count).lowerBound + index])
    let symbols = range.map { training.numbers[material.symbols[$0]] }
    return Example(input: .tokens(symbols), target: .classes(Array(material.classes[range])), steps: symbols.count)
  }
}
