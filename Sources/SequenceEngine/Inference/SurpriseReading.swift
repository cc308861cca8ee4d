/// A target beside what a model made of it.
public struct SurpriseReading: Sendable, Equatable {
  /// Number of the example, from 0.
  public var example: Int
  /// Time step of the example, from 0; nil where the whole sequence has one target.
  public var step: Int?
  /// −log2 of the probability that the model gave the target, of all its yes-or-no answers together; NaN for numbers.
  public var bits: Double
  /// Numbers in the data's own units, yes-or-no answers, or the number of a class.
  public var target: [Double]
  /// The model's: numbers in the data's own units, the likelier answers, or the number of the likeliest class.
  public var answer: [Double]

  public init(example: Int, step: Int?, bits: Double, target: [Double], answer: [Double]) {
    (self.example, self.step, self.bits, self.target, self.answer) = (example, step, bits, target, answer)
  }
}

/// Turns what a model says about data into a score of surprise for each target: for classes −log2 p, in bits; for numbers
/// the length of the error
///
///     score = √ Σ_d ((e_d − μ_d) / σ_d)²        e = target − forecast
///
/// in the standard deviations σ of errors on data without anomalies, μ their mean.
///
/// Malhotra et al.: Long short term memory networks for anomaly detection in time series, ESANN 2015 (with a diagonal
/// covariance).
public struct SurpriseScale: Sendable, Equatable {
  /// μ and σ of each number; empty for classes.
  public let errors: [(mean: Double, deviation: Double)]

  /// - Parameter readings: of data without anomalies, or with few.
  public init(_ readings: [SurpriseReading]) {
    let numbers = readings.filter(\.bits.isNaN)
    errors = (0..<(numbers.first?.target.count ?? 0)).map { d in
      let errors = numbers.map { $0.target[d] - $0.answer[d] }
      let mean = errors.reduce(0, +) / Double(errors.count)
      let squares = errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (mean, (squares / Double(errors.count)).squareRoot())
    }
  }

  public static func == (a: Self, b: Self) -> Bool {
    a.errors.elementsEqual(b.errors) { $0.mean == $1.mean && $0.deviation == $1.deviation }
  }

  public func score(_ reading: SurpriseReading) -> Double {
    guard reading.bits.isNaN else { return reading.bits }
    var squares = 0.0
    for (d, own) in errors.enumerated() {
      let error = reading.target[d] - reading.answer[d] - own.mean
      // Errors that were all the same: any other one is infinitely far away.
      let part = own.deviation > 0 ? error / own.deviation : error == 0 ? 0 : .infinity
      squares += part * part
    }
    return squares.squareRoot()
  }
}

/// The score above which something is called an anomaly.
public struct SurpriseThreshold: Sendable, Equatable {
  public let value: Double
  /// Whether so many scores were known that the level could be told; otherwise the largest score of all stands for it.
  public let isReached: Bool

  /// The smallest score that at least `level` of n + 1 exchangeable scores stay under or reach: with the n known ones in
  /// order the ⌈level · (n + 1)⌉-th.
  public init(_ scores: [Double], level: Double) {
    let sorted = scores.sorted()
    let rank = Int((level * Double(sorted.count + 1) - 1e-9).rounded(.up))
    isReached = rank <= sorted.count
    value = sorted.isEmpty ? .nan : sorted[min(max(rank, 1), sorted.count) - 1]
  }
}
