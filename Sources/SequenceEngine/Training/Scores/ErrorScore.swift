/// Errors of forecasts and other numbers, in the data's own units.
struct ErrorScore {
  private let scales: [Double]
  /// Mean absolute error of the naive forecast on the training part, by target.
  private let naive: [Double]?
  private var squares = 0.0
  private var absolute: [Double]
  private var counts: [Int]

  /// Nil for targets that are classes or bits, and under a loss that reads what is put out as the logits of bits.
  init?(_ dataset: Dataset, under loss: Loss) {
    guard loss != .binaryCrossEntropy, case .vector(let size) = dataset.shape.target else { return nil }
    scales = dataset.normalisation?.targets.map(\.scale) ?? Array(repeating: 1, count: size)
    naive = dataset.naiveErrors
    absolute = Array(repeating: 0, count: size)
    counts = Array(repeating: 0, count: size)
  }

  mutating func add(_ output: [Double], _ target: SequenceTarget) {
    guard case .vectors(let values, let size) = target, size == scales.count else { return }
    for (place, value) in values.enumerated() where !value.isNaN {
      let error = (output[place] - value) * scales[place % size]
      squares += error * error
      absolute[place % size] += abs(error)
      counts[place % size] += 1
    }
  }

  private var count: Double { Double(counts.reduce(0, +)) }

  var rootMeanSquare: Double { count > 0 ? (squares / count).squareRoot() : .nan }
  var meanAbsolute: Double { count > 0 ? absolute.reduce(0, +) / count : .nan }

  /// NaN where a target never changes in the training part.
  var scaledAbsolute: Double? {
    guard let naive, naive.count == absolute.count else { return nil }
    var sum = 0.0
    for (number, own) in naive.enumerated() {
      guard own > 0, counts[number] > 0 else { return .nan }
      sum += absolute[number] / Double(counts[number]) / own
    }
    return sum / Double(naive.count)
  }
}
