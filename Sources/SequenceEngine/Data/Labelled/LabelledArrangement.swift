/// One class for each text, the texts split by seed.
struct LabelledArrangement: IndependentSequences {
  let material: LabelledMaterial
  let places: SequencePlaces
  let batch: BatchSettings
  let seed: UInt64
  let baselines: PartBaselines
  private let training: TrainingVocabulary

  init(material: LabelledMaterial, places: SequencePlaces, batch: BatchSettings, seed: UInt64) {
    self.material = material
    self.places = places
    self.batch = batch
    self.seed = seed
    training = TrainingVocabulary(
      unit: material.options.unit, names: material.table.names, places, minimumCount: material.options.minimumCount
    ) { text, take in material.range(text).forEach { take(material.symbols[$0]) } }
    baselines = PartBaselines(.classes(count: material.labels.count), places) { .classes([material.classes[$0]]) }
  }

  var vocabulary: Vocabulary? { training.vocabulary }
  var labels: [String]? { material.labels }
  var notes: [String] { material.notes + training.notes }
  var shape: DataShape {
    DataShape(
      input: .token(vocabulary: training.vocabulary.count), target: .classes(count: material.labels.count),
      placement: .perSequence)
  }

  func length(of text: Int) -> (source: Int, target: Int) { (material.range(text).count, 0) }

  func example(of text: Int) -> Example {
    let symbols = material.range(text).map { training.numbers[material.symbols[$0]] }
    return Example(input: .tokens(symbols), target: .classes([material.classes[text]]), steps: symbols.count)
  }
}
