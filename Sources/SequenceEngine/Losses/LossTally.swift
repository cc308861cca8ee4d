/// Sums of a loss by time step: what a batch that is computed in stretches of time puts together, in the same order as one
/// that is computed whole.
package struct LossTally: Sendable {
  /// [T].
  var sums: [Double]
  /// Targets (numbers, for vectors) of each step; [T].
  var counts: [Int]
  /// Right classes or bits; nil for regression.
  var correct: Int?

  init(steps: Int) {
    sums = Array(repeating: 0, count: steps)
    counts = Array(repeating: 0, count: steps)
  }

  /// Sums a term over the rows of every step; nil where nothing is predicted.
  static func summing(steps: Int, rows: Int, _ term: (Int) -> (sum: Double, count: Int)?) -> LossTally {
    var tally = LossTally(steps: steps)
    for t in 0..<steps {
      for row in 0..<rows {
        guard let (value, number) = term(t * rows + row) else { continue }
        tally.sums[t] += value
        tally.counts[t] += number
      }
    }
    return tally
  }

  /// Takes over the steps of a stretch that begins at `first` and predicts something there.
  mutating func take(_ stretch: LossTally, at first: Int) {
    for t in stretch.sums.indices where stretch.counts[t] > 0 {
      sums[first + t] = stretch.sums[t]
      counts[first + t] = stretch.counts[t]
    }
    if let own = stretch.correct { correct = (correct ?? 0) + own }
  }

  /// Adds what other rows of the same update sum up to.
  mutating func add(_ rows: LossTally) {
    let missing = rows.sums.count - sums.count
    if missing > 0 {
      sums += Array(repeating: 0, count: missing)
      counts += Array(repeating: 0, count: missing)
    }
    for t in rows.sums.indices {
      sums[t] += rows.sums[t]
      counts[t] += rows.counts[t]
    }
    if let own = rows.correct { correct = (correct ?? 0) + own }
  }

  package var result: LossResult {
    let count = counts.reduce(0, +)
    return LossResult(
      mean: count > 0 ? sums.reduce(0, +) / Double(count) : .nan, count: count, correct: correct,
      byStep: zip(sums, counts).map { $1 > 0 ? $0 / Double($1) : .nan })
  }
}

extension SequenceTarget {
  /// Targets that exist: classes, labels, or numbers of vectors.
  var count: Int {
    switch self {
    case .classes(let classes): classes.reduce(0) { $0 + ($1 >= 0 ? 1 : 0) }
    case .vectors(let values, _): values.reduce(0) { $0 + ($1.isNaN ? 0 : 1) }
    case .labels(let rows): rows.reduce(0) { $0 + $1.count }
    }
  }
}
