import Glibc

/// The score of knowing nothing: what a model must beat to have learned something.
public struct Baseline: Sendable, Equatable {
  public enum Measure: String, Sendable {
    case mse = "MSE"
    case rmse = "RMSE"
    case crossEntropy = "cross-entropy"
    case accuracy
    case perplexity
  }

  public struct Score: Sendable, Equatable {
    public let measure: Measure
    public let value: Double
    /// The unit in words: "nats a step", "in units of sunspots"; empty where none is needed.
    public let unit: String

    public init(_ measure: Measure, _ value: Double, unit: String = "") {
      self.measure = measure
      self.value = value
      self.unit = unit
    }
  }

  /// What the default loss (MSE in normalised units, or cross-entropy in nats for each target) is at this baseline.
  public let loss: Double
  /// The same in the measures that a person reads, the most telling first.
  public let scores: [Score]
  /// Who gets this score, in one sentence.
  public let sentence: String

  public init(loss: Double, scores: [Score], sentence: String) {
    self.loss = loss
    self.scores = scores
    self.sentence = sentence
  }

  /// The first score of a measure.
  public func value(_ measure: Measure) -> Double? { scores.first { $0.measure == measure }?.value }

  /// All scores of a measure: of several columns one each, in their order.
  public func values(_ measure: Measure) -> [Double] { scores.filter { $0.measure == measure }.map(\.value) }

  /// One line for the answer of `data`.
  public var summary: String {
    let listed = scores.map { score in
      "\(score.measure.rawValue) \(PlainNumber.text(score.value))\(score.unit.isEmpty ? "" : " " + score.unit)"
    }
    return "baseline: \(DataError.listed(listed)) (\(sentence))"
  }
}

extension Dataset {
  /// The loss of knowing nothing; nil under another loss than the one that fits the targets, for it has another scale.
  public func baselineLoss(under loss: Loss) -> Double? { loss == .fitting(shape.target) ? baseline.loss : nil }

  /// The same on one part; nil also where the score of knowing nothing is not known there.
  public func baselineLoss(under loss: Loss, of part: DataPart) -> Double? {
    loss == .fitting(shape.target) ? baseline(of: part)?.loss : nil
  }
}
