/// Computes a loss and its gradient with respect to a model's output.
package struct LossRunner<Scalar: KernelScalar> {
  private let loss: Loss
  private var scores = Buffer<Scalar>(0)  // [T, B, V], or [T, B] where the loss is plain
  private var isBest: [UInt8] = []  // [T, B]
  private var alignments = AlignmentLoss<Scalar>()
  package var shaping: ClassShaping?

  package init(_ loss: Loss) { self.loss = loss }

  /// Writes dL/dy into the output's gradients (zero where nothing is predicted).
  ///
  /// - Parameter count: targets of the whole batch, of which the output may be a stretch of time; nil: they are all here.
  package mutating func run(
    _ output: SequenceValues<Scalar>, _ frame: Frame, target: SequenceTarget, of count: Int? = nil
  ) -> LossTally {
    let (steps, rows) = (frame.steps, frame.rows)
    let count = max(count ?? target.count, 1)
    return switch target {
    case .classes(let classes): crossEntropy(output, steps: steps, rows: rows, classes, of: count)
    case .vectors(let values, _): elementwise(output, steps: steps, rows: rows, values, of: count)
    case .labels(let labels): alignments.run(output, frame, labels, of: count)
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private mutating func crossEntropy(
    _ output: SequenceValues<Scalar>, steps: Int, rows: Int, _ classes: [Int32], of count: Int
  ) -> LossTally {
    if let shaping { return shaped(shaping, output, steps: steps, rows: rows, classes, of: count) }
    let width = output.width
    let places = steps * rows
    if scores.count < places { scores = Buffer(places) }
    if isBest.count < places { isBest = Array(repeating: 0, count: places) }
    let logs = scores.base
    let scale = Scalar(1) / Scalar(count)
    var correct = 0
    return isBest.withUnsafeMutableBufferPointer { best in
      classes.withUnsafeBufferPointer { classes in
        guard let best = best.baseAddress, let classes = classes.baseAddress else { return LossTally(steps: steps) }
        Parallel.divide(places, grain: 64) { range in
          let first = range.lowerBound
          Scalar.crossEntropy(
            output.values + first * width, classes: classes + first, scale: scale,
            slope: output.gradients + first * width, logProbability: logs + first, isBest: best + first,
            rows: range.count, n: width)
        }
        var tally = LossTally.summing(steps: steps, rows: rows) { place in
          guard classes[place] >= 0 else { return nil }
          correct += Int(best[place])
          return (-Double(logs[place]), 1)
        }
        tally.correct = correct
        return tally
      }
    }
  }

  /// The same with smoothing or weights.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private mutating func shaped(
    _ shaping: ClassShaping, _ output: SequenceValues<Scalar>, steps: Int, rows: Int, _ classes: [Int32], of count: Int
  ) -> LossTally {
    let width = output.width
    let places = steps * rows
    if scores.count < places * width { scores = Buffer(places * width) }
    let logs = scores.base
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
        shaping.writeSlope(logs + place * width, width, target: Int(classes[place]), to: gradient)
      }
    }
    var correct = 0
    var tally = LossTally.summing(steps: steps, rows: rows) { place in
      guard classes[place] >= 0 else { return nil }
      let row = logs + place * width
      let own = row[Int(classes[place])]
      var isBest = true
      for i in 0..<width where row[i] > own { isBest = false }
      if isBest, !own.isNaN { correct += 1 }
      // The mean of a batch divides by its targets, and this loss by their weights.
      return (shaping.loss(row, width, target: Int(classes[place])) * Double(count), 1)
    }
    tally.correct = correct
    return tally
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func elementwise(
    _ output: SequenceValues<Scalar>, steps: Int, rows: Int, _ values: [Double], of count: Int
  ) -> LossTally {
    let width = output.width
    let scale = 1 / Double(count)
    var correct = 0
    var tally = LossTally.summing(steps: steps, rows: rows) { place in
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
    if loss == .binaryCrossEntropy { tally.correct = correct }
    return tally
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
    case .binaryCrossEntropy, .crossEntropy, .ctc:
      let tail = Double.logarithm1p(Double.exponential(-abs(y)))
      let sigmoid = y >= 0 ? 1 / (1 + Double.exponential(-y)) : 1 - 1 / (1 + Double.exponential(y))
      return (max(y, 0) - y * target + tail, sigmoid - target)
    }
  }
}
