/// One class for each token, the sentences split by seed.
struct TaggedArrangement: IndependentSequences {
  let material: TaggedMaterial
  let places: SequencePlaces
  let batch: BatchSettings
  let seed: UInt64
  let baselines: PartBaselines
  private let training: TrainingVocabulary
  /// Tags that stand in other parts alone.
  private let unlearned: [String]

  init(material: TaggedMaterial, places: SequencePlaces, batch: BatchSettings, seed: UInt64) {
    self.material = material
    self.places = places
    self.batch = batch
    self.seed = seed
    training = TrainingVocabulary(
      unit: .word, names: material.table.names, places, minimumCount: material.options.minimumCount
    ) { sentence, take in material.range(sentence).forEach { take(material.symbols[$0]) } }
    var met = Set<Int32>()
    for sentence in places[.train] { met.formUnion(material.classes[material.range(sentence)]) }
    unlearned = material.tags.indices.filter { !met.contains(Int32($0)) }.map { material.tags[$0] }
    baselines = PartBaselines(.classes(count: material.tags.count), places) {
      .classes(Array(material.classes[material.range($0)]))
    }
  }

  var vocabulary: Vocabulary? { training.vocabulary }
  var labels: [String]? { material.tags }
  var notes: [String] {
    guard !unlearned.isEmpty else { return material.notes + training.notes }
    let named = DataError.listed(unlearned.map { DataError.quote($0) })
    return material.notes + training.notes + ["training has no \(named), so a model cannot learn to answer it"]
  }
  var shape: DataShape {
    DataShape(
      input: .token(vocabulary: training.vocabulary.count), target: .classes(count: material.tags.count),
      placement: .perStep)
  }

  func length(of sentence: Int) -> (source: Int, target: Int) { (material.range(sentence).count, 0) }

  func example(of sentence: Int) -> Example {
    let range = material.range(sentence)
    let symbols = range.map { training.numbers[material.symbols[$0]] }
    return Example(input: .tokens(symbols), target: .classes(Array(material.classes[range])), steps: symbols.count)
  }
}
