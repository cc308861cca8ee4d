/// The errors of one target column, in its own units.
public struct ColumnErrors: Sendable, Equatable, Codable {
  public var name: String
  public var rootMeanSquare: Double
  public var meanAbsolute: Double
  /// Mean absolute error over that of the naive forecast; NaN where the column never changes in training, nil for data that
  /// are no series.
  public var scaledAbsolute: Double?
}

/// Errors of forecasts and other numbers, in the data's own units.
///
/// Columns that have names have units of their own, in which their errors do not add up: each is counted by itself.
struct ErrorScore {
  /// Of columns that are counted each by itself; empty where all numbers are one quantity.
  private let names: [String]
  private let scales: [Double]
  /// Mean absolute error of the naive forecast on the training part, by target.
  private let naive: [Double]?
  private var squares: [Double]
  private var absolute: [Double]
  private var counts: [Int]

  /// Nil for targets that are classes or bits, and under a loss that reads what is put out as the logits of bits.
  init?(_ dataset: Dataset, under loss: Loss) {
    guard loss != .binaryCrossEntropy, case .vector(let size) = dataset.shape.target else { return nil }
    names = dataset.errorColumns
    scales = dataset.normalisation?.targets.map(\.scale) ?? Array(repeating: 1, count: size)
    naive = dataset.naiveErrors
    squares = Array(repeating: 0, count: size)
    absolute = Array(repeating: 0, count: size)
    counts = Array(repeating: 0, count: size)
  }

  mutating func add(_ output: [Double], _ target: SequenceTarget) {
    guard case .vectors(let values, let size) = target, size == scales.count else { return }
    for (place, value) in values.enumerated() where !value.isNaN {
      let error = (output[place] - value) * scales[place % size]
      squares[place % size] += error * error
      absolute[place % size] += abs(error)
      counts[place % size] += 1
    }
  }

  private var count: Double { Double(counts.reduce(0, +)) }

  /// Nil where columns are counted each by itself.
  var rootMeanSquare: Double? {
    guard names.isEmpty else { return nil }
    return count > 0 ? (squares.reduce(0, +) / count).squareRoot() : .nan
  }

  var meanAbsolute: Double? {
    guard names.isEmpty else { return nil }
    return count > 0 ? absolute.reduce(0, +) / count : .nan
  }

  /// The mean over targets, for it has no unit; NaN where one never changes in the training part.
  var scaledAbsolute: Double? {
    guard let naive, naive.count == absolute.count else { return nil }
    return naive.indices.compactMap(scaled).reduce(0, +) / Double(naive.count)
  }

  /// The errors of each column; nil where all numbers are one quantity.
  var columns: [ColumnErrors]? {
    guard !names.isEmpty else { return nil }
    return names.indices.map { column in
      let count = Double(counts[column])
      return ColumnErrors(
        name: names[column], rootMeanSquare: count > 0 ? (squares[column] / count).squareRoot() : .nan,
        meanAbsolute: count > 0 ? absolute[column] / count : .nan, scaledAbsolute: scaled(column))
    }
  }

  private func scaled(_ column: Int) -> Double? {
    guard let naive, naive.indices.contains(column) else { return nil }
    guard naive[column] > 0, counts[column] > 0 else { return .nan }
    return absolute[column] / Double(counts[column]) / naive[column]
  }
}

extension Dataset {
  /// The names of several target columns, whose errors have units of their own and do not add up; empty for other data.
  package var errorColumns: [String] {
    guard case .vector = shape.target, let targets = normalisation?.targets, targets.count > 1 else { return [] }
    return targets.map(\.name)
  }
}
