/// One class for each text, the texts split by seed.
struct LabelledArrangement: Arrangement {
  let material: LabelledMaterial
  let places: [Int]
  let split: Split
  let batch: BatchSettings
  let seed: UInt64
  let baseline: Baseline
  private let training: TrainingVocabulary

  init(material: LabelledMaterial, places: [Int], split: Split, batch: BatchSettings, seed: UInt64) {
    self.material = material
    self.places = places
    self.split = split
    self.batch = batch
    self.seed = seed
    let train = split.range(.train, of: places.count)
    let kinds = material.table.names.count
    func counts(_ places: ArraySlice<Int>) -> [Int] {
      var counts = [Int](repeating: 0, count: kinds)
      for sequence in places { for symbol in material.range(sequence) { counts[material.symbols[symbol]] += 1 } }
      return counts
    }
    training = TrainingVocabulary(
      unit: material.options.unit, names: material.table.names, training: counts(places[train]),
      heldOut: counts(places[train.upperBound...]), minimumCount: material.options.minimumCount)
    func targets(_ range: Range<Int>) -> [SequenceTarget] { places[range].map { .classes([material.classes[$0]]) } }
    let scored = [DataPart.test, .valid].map { split.range($0, of: places.count) }.first { !$0.isEmpty } ?? train
    baseline = .ofConstantAnswer(
      .classes(count: material.labels.count), training: targets(train), scored: targets(scored))
  }

  var vocabulary: Vocabulary? { training.vocabulary }
  var labels: [String]? { material.labels }
  var notes: [String] { material.notes + training.notes }
  var shape: DataShape {
    DataShape(
      input: .token(vocabulary: training.vocabulary.count), target: .classes(count: material.labels.count),
      placement: .perSequence)
  }

  func count(_ part: DataPart) -> Int? { split.range(part, of: places.count).count }

  func example(_ part: DataPart, _ index: Int) -> Example {
    let sequence = places[split.range(part, of: places.count).lowerBound + index]
    let symbols = material.range(sequence).map { training.numbers[material.symbols[$0]] }
    return Example(input: .tokens(symbols), target: .classes([material.classes[sequence]]), steps: symbols.count)
  }
}
