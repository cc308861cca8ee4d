/// What training minimises: a mean over every target that exists (padding and −1 are left out).
public enum Loss: String, Sendable, CaseIterable {
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

  /// The loss that fits a kind of target when none is chosen.
  public static func fitting(_ target: TargetKind) -> Loss {
    switch target {
    case .classes: .crossEntropy
    case .vector: .meanSquared
    case .bits: .binaryCrossEntropy
    }
  }

  /// Whether the loss is defined for such targets.
  public func fits(_ target: TargetKind) -> Bool {
    switch target {
    case .classes: self == .crossEntropy
    case .vector, .bits: self != .crossEntropy
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

/// Computes a loss and its gradient with respect to a model's output.
package struct LossRunner<Scalar: KernelScalar> {
  private let loss: Loss
  private var scores = Buffer<Scalar>(0)

  package init(_ loss: Loss) { self.loss = loss }

  /// Writes dL/dy into the output's gradients (zero where nothing is predicted).
  package mutating func run(_ output: SequenceValues<Scalar>, steps: Int, rows: Int, target: SequenceTarget)
    -> LossResult
  {
    switch target {
    case .classes(let classes): crossEntropy(output, steps: steps, rows: rows, classes)
    case .vectors(let values, _): elementwise(output, steps: steps, rows: rows, values)
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private mutating func crossEntropy(
    _ output: SequenceValues<Scalar>, steps: Int, rows: Int, _ classes: [Int32]
  ) -> LossResult {
    let width = output.width
    let places = steps * rows
    if scores.count < places * width { scores = Buffer(places * width) }
    let logs = scores.base
    let count = classes.reduce(0) { $0 + ($1 >= 0 ? 1 : 0) }
    let scale = Scalar(1) / Scalar(max(count, 1))
    Parallel.divide(places, grain: 64) { range in
      let own = logs + range.lowerBound * width
      own.update(from: output.values + range.lowerBound * width, count: range.count * width)
      Scalar.logSoftmax(own, stride: width, rows: range.count, n: width)
      for place in range {
        let gradient = output.gradients + place * width
        guard classes[place] >= 0 else {
          gradient.update(repeating: 0, count: width)
          continue
        }
        let row = logs + place * width
        for i in 0..<width { gradient[i] = Scalar.exponential(row[i]) * scale }
        gradient[Int(classes[place])] -= scale
      }
    }
    var correct = 0
    let byStep = means(steps: steps, rows: rows) { place in
      guard classes[place] >= 0 else { return nil }
      let row = logs + place * width
      let own = row[Int(classes[place])]
      var isBest = true
      for i in 0..<width where row[i] > own { isBest = false }
      if isBest, !own.isNaN { correct += 1 }
      return (-Double(own), 1)
    }
    return LossResult(mean: byStep.mean, count: count, correct: correct, byStep: byStep.steps)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func elementwise(
    _ output: SequenceValues<Scalar>, steps: Int, rows: Int, _ values: [Double]
  ) -> LossResult {
    let width = output.width
    let count = values.reduce(0) { $0 + ($1.isNaN ? 0 : 1) }
    let scale = 1 / Double(max(count, 1))
    var correct = 0
    let byStep = means(steps: steps, rows: rows) { place in
      var sum = 0.0
      var counted = 0
      for i in 0..<width {
        let index = place * width + i
        guard !values[index].isNaN else {
          output.gradients[index] = 0
          continue
        }
        let (value, slope) = term(Double(output.values[index]), values[index])
        output.gradients[index] = Scalar(slope * scale)
        sum += value
        counted += 1
        if (output.values[index] > 0) == (values[index] > 0.5) { correct += 1 }
      }
      return counted > 0 ? (sum, counted) : nil
    }
    return LossResult(
      mean: byStep.mean, count: count, correct: loss == .binaryCrossEntropy ? correct : nil, byStep: byStep.steps)
  }

  /// The loss of one number and its slope.
  private func term(_ y: Double, _ target: Double) -> (value: Double, slope: Double) {
    let difference = y - target
    switch loss {
    case .meanSquared: return (difference * difference, 2 * difference)
    case .meanAbsolute:
      return (abs(difference), difference == 0 ? 0 : difference < 0 ? -1 : difference > 0 ? 1 : difference)
    case .huber:
      let isNear = abs(difference) <= 1
      return isNear ? (difference * difference / 2, difference) : (abs(difference) - 0.5, difference < 0 ? -1 : 1)
    case .binaryCrossEntropy, .crossEntropy:
      let tail = Double.logarithm1p(Double.exponential(-abs(y)))
      let sigmoid = y >= 0 ? 1 / (1 + Double.exponential(-y)) : 1 - 1 / (1 + Double.exponential(y))
      return (max(y, 0) - y * target + tail, sigmoid - target)
    }
  }

  private func means(
    steps: Int, rows: Int, _ term: (Int) -> (sum: Double, count: Int)?
  ) -> (mean: Double, steps: [Double]) {
    var total = 0.0
    var count = 0
    var byStep: [Double] = []
    for t in 0..<steps {
      var sum = 0.0
      var own = 0
      for row in 0..<rows {
        guard let (value, number) = term(t * rows + row) else { continue }
        sum += value
        own += number
      }
      byStep.append(own > 0 ? sum / Double(own) : .nan)
      total += sum
      count += own
    }
    return (count > 0 ? total / Double(count) : .nan, byStep)
  }
}
