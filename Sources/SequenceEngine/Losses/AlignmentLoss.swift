/// Connectionist temporal classification: labels in order, not told at which time steps.
///
/// p(l | x) = Σ over the paths π that become l when equal neighbours are joined and blanks left out, of Π_t
/// softmax(y_t)[π_t]. With l' = blank l₁ blank l₂ … blank of 2U + 1 places, α_t(s) the sum over beginnings that end at
/// place s, and β_t(s) over the endings behind it, p = Σ_s α_t(s) β_t(s) at every t, and
///
///     −d ln p / dy_t[k] = softmax(y_t)[k] − (1 / p) Σ_{s: l'_s = k} α_t(s) β_t(s)
///
/// (Graves, Fernández, Gomez, Schmidhuber: Connectionist temporal classification, 2006). Sums are of logarithms, in
/// double. The blank is the last class.
struct AlignmentLoss<Scalar: KernelScalar> {
  /// Writes dL/dy, L = Σ −ln p over `count`, the labels of the whole batch. A row's loss stands at its last time step.
  ///
  /// - Parameters:
  ///   - output: logits, [T, B, C + 1].
  ///   - labels: [B][U].
  func run(_ output: SequenceValues<Scalar>, _ frame: Frame, _ labels: [[Int32]], of count: Int) -> LossTally {
    let rows = frame.rows
    var results = [(loss: Double, errors: Int)](repeating: (0, 0), count: rows)
    results.withUnsafeMutableBufferPointer { results in
      Parallel.run(rows) { row in
        results[row] = Self.row(output, frame, row, labels[row], scale: 1 / Double(count))
      }
    }
    var tally = LossTally(steps: frame.steps)
    tally.correct = 0
    for row in 0..<rows {
      tally.sums[frame.lengths[row] - 1] += results[row].loss
      tally.counts[frame.lengths[row] - 1] += labels[row].count
      tally.correct = (tally.correct ?? 0) + max(0, labels[row].count - results[row].errors)
    }
    return tally
  }

  private static func row(
    _ output: SequenceValues<Scalar>, _ frame: Frame, _ row: Int, _ labels: [Int32], scale: Double
  ) -> (loss: Double, errors: Int) {
    let (steps, rows, width) = (frame.lengths[row], frame.rows, output.width)
    let logs = Alignment.logSoftmax(steps: steps, width: width) { t, k in
      Double(output.values[(t * rows + row) * width + k])
    }
    let alignment = Alignment(logs, steps: steps, width: width, labels: labels)
    let shares = alignment.shares
    for t in 0..<steps {
      let slope = output.gradients + (t * rows + row) * width
      for k in 0..<width {
        let wanted = shares.isEmpty ? 0 : shares[t * width + k]
        slope[k] = shares.isEmpty ? 0 : Scalar((Double.exponential(logs[t * width + k]) - wanted) * scale)
      }
    }
    for t in steps..<frame.steps { (output.gradients + (t * rows + row) * width).update(repeating: 0, count: width) }
    let answer = Alignment.bestPath(logs, steps: steps, width: width)
    return (alignment.loss, Alignment.distance(answer, labels))
  }
}
