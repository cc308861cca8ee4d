/// Sequences in arrays, split by seed where no array tells its part, and scaled by the training part.
struct ArrayArrangement: IndependentSequences {
  let material: ArrayMaterial
  let places: SequencePlaces
  let batch: BatchSettings
  let seed: UInt64
  let baselines: PartBaselines
  private let inputs: [Normalisation.Column]
  private let targets: [Normalisation.Column]

  init(material: ArrayMaterial, places: SequencePlaces, batch: BatchSettings, seed: UInt64) {
    self.material = material
    self.places = places
    self.batch = batch
    self.seed = seed
    let kind = material.options.normalisation
    let training = places[.train].sorted()
    let inputs = Self.scales(kind, "x", material.width, training) { material.values($0) }
    self.inputs = inputs
    let target = material.target
    let targets: [Normalisation.Column]
    switch (target.kind, target.source) {
    case (.vector, .nextInput): targets = inputs
    case (.vector, .own):
      targets = Self.scales(kind, "y", target.width, training) { sequence in
        let (block, row) = material.locate(sequence)
        return target.values(material.blocks[block], row)
      }
    default: targets = []
    }
    self.targets = targets
    baselines = PartBaselines(target.kind, places) { Self.target($0, material, inputs, targets) }
  }

  /// The scale of each of `width` columns, by the values of some sequences.
  private static func scales(
    _ kind: Normalisation.Kind, _ name: String, _ width: Int, _ training: [Int], values: (Int) -> [Double]
  ) -> [Normalisation.Column] {
    var statistics = (0..<width).map { _ in RunningColumn() }
    if kind != .none {
      for sequence in training {
        for (place, value) in values(sequence).enumerated() { statistics[place % width].take(value) }
      }
    }
    return statistics.enumerated().map { $1.column(kind, name: width == 1 ? name : "\(name)\($0 + 1)") }
  }

  var labels: [String]? { material.target.classes?.map { PlainNumber.text($0, digits: 12) } }
  var normalisation: Normalisation? {
    Normalisation(kind: material.options.normalisation, inputs: inputs, targets: targets)
  }
  var notes: [String] { material.notes }
  var shape: DataShape {
    let lengths = Set(material.blocks.flatMap { Set($0.lengths) })
    let steps = lengths.count == 1 ? lengths.first : nil
    return DataShape(
      input: .vector(size: material.width), target: material.target.kind, placement: material.target.placement,
      targetSource: material.target.source,
      steps: material.target.source == .nextInput ? steps.map { $0 - 1 } : steps)
  }

  func length(of sequence: Int) -> (source: Int, target: Int) {
    (material.steps(sequence) - (material.target.source == .nextInput ? 1 : 0), 0)
  }

  func example(of sequence: Int) -> Example {
    var values = Self.scaled(material.values(sequence), inputs)
    if material.target.source == .nextInput { values.removeLast(material.width) }
    return Example(
      input: .vectors(values, size: material.width), target: Self.target(sequence, material, inputs, targets),
      steps: values.count / material.width)
  }

  private static func target(
    _ sequence: Int, _ material: ArrayMaterial, _ inputs: [Normalisation.Column], _ targets: [Normalisation.Column]
  ) -> SequenceTarget {
    let target = material.target
    if target.source == .nextInput {
      return .vectors(Array(scaled(material.values(sequence), inputs).dropFirst(material.width)), size: material.width)
    }
    let (block, row) = material.locate(sequence)
    let values = target.values(material.blocks[block], row)
    if let classes = target.classes {
      return .classes(values.map { value in Int32(classes.firstIndex(of: value) ?? 0) })
    }
    return .vectors(targets.isEmpty ? values : scaled(values, targets), size: target.width)
  }

  private static func scaled(_ values: [Double], _ columns: [Normalisation.Column]) -> [Double] {
    values.indices.map { columns[$0 % columns.count].normalise(values[$0]) }
  }
}

/// The statistics of a column whose values come one by one.
private struct RunningColumn {
  private var (count, mean, squares) = (0.0, 0.0, 0.0)
  private var (low, high) = (Double.infinity, -Double.infinity)

  /// Welford's update: neither sums nor squares of large values overflow or cancel.
  mutating func take(_ value: Double) {
    count += 1
    let delta = value - mean
    mean += delta / count
    squares += delta * (value - mean)
    (low, high) = (min(low, value), max(high, value))
  }

  func column(_ kind: Normalisation.Kind, name: String) -> Normalisation.Column {
    guard count > 0, kind != .none else { return .init(name: name, offset: 0, scale: 1) }
    let (offset, scale) = kind == .minmax ? (low, high - low) : (mean, (squares / count).squareRoot())
    return .init(name: name, offset: offset, scale: scale > 0 && scale.isFinite ? scale : 1)
  }
}
