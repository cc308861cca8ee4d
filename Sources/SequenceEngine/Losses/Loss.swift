/// What training minimises: a mean over every target that exists (padding and −1 are left out).
public enum Loss: String, Sendable, CaseIterable, Codable {
  /// −ln softmax(y)[class], mean over all steps.
  case crossEntropy = "cross_entropy"
  /// (y − target)², mean over all numbers.
  case meanSquared = "mse"
  /// |y − target|, mean over all numbers.
  case meanAbsolute = "mae"
  /// ½ d² where |d| ≤ 1, |d| − ½ beyond (Huber 1964, PyTorch's δ = 1).
  case huber
  /// −t ln σ(y) − (1 − t) ln(1 − σ(y)), mean over all numbers; y are logits.
  case binaryCrossEntropy = "binary_cross_entropy"
  /// −ln p(labels), summed over every alignment with the time steps, over all labels of the batch (Graves et al.:
  /// Connectionist temporal classification, 2006).
  case ctc

  /// The loss that fits a kind of target when none is chosen.
  public static func fitting(_ target: TargetKind) -> Loss {
    switch target {
    case .classes: .crossEntropy
    case .vector: .meanSquared
    case .bits: .binaryCrossEntropy
    case .labels: .ctc
    }
  }

  /// Whether the loss is defined for such targets.
  public func fits(_ target: TargetKind) -> Bool {
    switch target {
    case .classes: self == .crossEntropy
    case .vector, .bits: self != .crossEntropy && self != .ctc
    case .labels: self == .ctc
    }
  }
}

/// The score of one pass.
public struct LossResult: Sendable, Equatable {
  /// Mean over what was counted; NaN when nothing was.
  public var mean: Double
  /// Targets (numbers, for vectors) that were counted.
  public var count: Int
  /// Right classes or bits among them; nil for regression.
  public var correct: Int?
  /// Loss of each time step, the mean over its rows; NaN where nothing is predicted. [T] or [1].
  public var byStep: [Double]
}
