/// One class for each recording, the recordings split by seed and scaled by the training part.
struct RecordingArrangement: IndependentSequences {
  let material: RecordingMaterial
  let places: SequencePlaces
  let batch: BatchSettings
  let seed: UInt64
  let baselines: PartBaselines
  /// The scale of each dimension; [I]
  let scales: [Normalisation.Column]
  /// Where each number of a permuted recording comes from; empty for other orders. [T·I]
  private let permutation: [Int]

  init(material: RecordingMaterial, places: SequencePlaces, batch: BatchSettings, seed: UInt64) {
    self.material = material
    self.places = places
    self.batch = batch
    self.seed = seed
    let (options, size) = (material.options, material.dimensions)
    let training = places[.train].sorted()
    func values(_ dimensions: Range<Int>) -> [Double] {
      training.flatMap { recording in
        material.steps(recording).flatMap { t in dimensions.map { material.values[t * size + $0] } }
      }
    }
    if options.order == .steps {
      scales = (0..<size).map {
        Normalisation.Column(name: "\($0 + 1)", kind: options.normalisation, training: values($0..<$0 + 1))
      }
    } else {
      // Where numbers of all dimensions are read as one, they have one scale.
      let all = Normalisation.Column(name: "all", kind: options.normalisation, training: values(0..<size))
      scales = Array(repeating: all, count: size)
    }
    let count = (material.ends.first ?? 0) * size
    permutation =
      options.order == .permuted ? CounterRandom(seed: seed, stream: .data).permutation(count) : []
    baselines = PartBaselines(.classes(count: material.labels.count), places) { .classes([material.classes[$0]]) }
  }

  var labels: [String]? { material.labels }
  var normalisation: Normalisation? {
    let inputs = material.options.order == .steps ? scales : Array(repeating: scales[0], count: width)
    return Normalisation(kind: material.options.normalisation, inputs: inputs, targets: [])
  }
  var shape: DataShape {
    DataShape(
      input: .vector(size: width), target: .classes(count: material.labels.count), placement: .perSequence,
      steps: material.haveOneLength ? longest : nil)
  }

  /// Numbers of a time step as the model reads it.
  var width: Int {
    switch material.options.order {
    case .steps: material.dimensions
    case .turned: material.ends[0]
    case .values, .permuted: 1
    }
  }

  /// Time steps of the longest recording.
  var longest: Int {
    let steps = material.ends.indices.reduce(0) { max($0, material.steps($1).count) }
    return steps * material.dimensions / width
  }

  var notes: [String] {
    let step =
      switch material.options.order {
      case .steps: "all its numbers at one time"
      case .turned: "one dimension with all its times"
      case .values: "one number"
      case .permuted: "one number, in an order drawn by seed"
      }
    return [
      "recordings: \(PlainNumber.grouped(material.ends.count)) of \(PlainNumber.grouped(material.labels.count)) classes,"
        + " up to \(PlainNumber.counted(longest, "time step")); a time step is \(step)",
      "scale \(material.options.normalisation.rawValue), from the training part alone",
    ] + material.notes
  }

  func example(of recording: Int) -> Example {
    let values = input(recording)
    return Example(
      input: .vectors(values, size: width), target: .classes([material.classes[recording]]),
      steps: values.count / width)
  }

  /// A recording as the model reads it; [T, width]
  func input(_ recording: Int) -> [Double] {
    let (steps, size) = (material.steps(recording), material.dimensions)
    let scaled = steps.flatMap { t in scales.indices.map { scales[$0].normalise(material.values[t * size + $0]) } }
    return switch material.options.order {
    case .steps, .values: scaled
    case .turned: (0..<size).flatMap { i in steps.indices.map { scaled[($0 - steps.lowerBound) * size + i] } }
    case .permuted: permutation.map { scaled[$0] }
    }
  }
}
