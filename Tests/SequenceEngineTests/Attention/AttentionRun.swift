import SequenceEngine

/// One attention layer by itself, behind what puts out the queries.
final class AttentionRun<Scalar: KernelScalar> {
  let runner: AttentionRunner<Scalar>
  let steps, sourceSteps, batch, querySize, keySize: Int
  private let weights, gradients: UnsafeMutablePointer<Scalar>
  private let queries, keys: SequenceValues<Scalar>
  private let count: Int
  /// Place of each row among the source's, which fall in length.
  private let order: [Int]

  /// - Parameters:
  ///   - queries: [B, T, Q].
  ///   - keys: [B, S, K].
  ///   - weights: its parameters in the order of the plan.
  init(
    _ attention: Attention, queries: [[[Double]]], keys: [[[Double]]], lengths: [Int], weights: [[Double]]
  ) {
    (batch, steps, sourceSteps) = (queries.count, queries[0].count, keys[0].count)
    (querySize, keySize) = (queries[0][0].count, keys[0][0].count)
    let flat = weights.joined().map { Scalar($0) }
    count = max(flat.count, 1)
    self.weights = .allocate(capacity: count)
    self.weights.initialize(repeating: 0, count: count)
    gradients = .allocate(capacity: count)
    gradients.initialize(repeating: 0, count: count)
    for (place, value) in flat.enumerated() { self.weights[place] = value }
    func values(_ rows: [[[Double]]]) -> SequenceValues<Scalar> {
      let (steps, width) = (rows[0].count, rows[0][0].count)
      let size = steps * rows.count * width
      let (own, slopes) = (
        UnsafeMutablePointer<Scalar>.allocate(capacity: size), UnsafeMutablePointer<Scalar>.allocate(capacity: size)
      )
      slopes.initialize(repeating: 0, count: size)
      for t in 0..<steps {
        for row in rows.indices {
          for i in 0..<width { (own + (t * rows.count + row) * width + i).initialize(to: Scalar(rows[row][t][i])) }
        }
      }
      return SequenceValues(values: own, gradients: slopes, width: width)
    }
    let sorted = lengths.indices.sorted { (lengths[$0], $1) > (lengths[$1], $0) }
    order = lengths.indices.map { row in sorted.firstIndex(of: row) ?? 0 }
    self.queries = values(queries)
    self.keys = values(sorted.map { keys[$0] })
    var offsets: [Int] = []
    for own in weights {
      offsets.append((offsets.last ?? 0) + (offsets.isEmpty ? 0 : weights[offsets.count - 1].count) + 0 * own.count)
    }
    runner = AttentionRunner(
      attention, inputSize: querySize, querySize: querySize, keySize: keySize, offsets: offsets)
    runner.source = AttentionSource(
      values: self.keys, frame: Frame(steps: sourceSteps, rows: batch, lengths: sorted.map { lengths[$0] }), rows: order
    )
    runner.pack(WeightStore(weights: self.weights, gradients: gradients))
    runner.prepare(
      .values(self.queries, wantsGradient: true),
      Frame(steps: steps, rows: batch, lengths: Array(repeating: steps, count: batch)))
    runner.readSource()
    runner.forward(0..<steps, .still)
  }

  deinit {
    for pointer in [weights, gradients, queries.values, queries.gradients, keys.values, keys.gradients] {
      pointer.deallocate()
    }
  }

  /// dL/d context, [B, T, K]; what is put out of the queries themselves has none.
  func backward(_ slopes: [[[Double]]]) {
    let output = runner.output
    for t in 0..<steps {
      for row in 0..<batch {
        let own = output.gradients + (t * batch + row) * output.width
        for i in 0..<querySize { own[i] = 0 }
        for i in 0..<keySize { own[querySize + i] = Scalar(slopes[row][t][i]) }
      }
    }
    runner.backward(0..<steps, .still)
    runner.sendToSource()
    runner.addWeightGradients(WeightStore(weights: weights, gradients: gradients), 0..<steps)
  }

  /// [B, T, K].
  var contexts: [Double] {
    rows(runner.output.values, runner.output.width, querySize..<querySize + keySize, steps) { $0 }
  }
  var queryGradients: [Double] { rows(queries.gradients, querySize, 0..<querySize, steps) { $0 } }
  var keyGradients: [Double] { rows(keys.gradients, keySize, 0..<keySize, sourceSteps) { order[$0] } }
  /// dL/dw of a parameter by its place in the store.
  func weightGradient(_ range: Range<Int>) -> [Double] { range.map { Double(gradients[$0]) } }

  private func rows(
    _ base: UnsafeMutablePointer<Scalar>, _ width: Int, _ columns: Range<Int>, _ steps: Int, _ place: (Int) -> Int
  ) -> [Double] {
    (0..<batch).flatMap { row in
      (0..<steps).flatMap { t in columns.map { Double(base[(t * batch + place(row)) * width + $0]) } }
    }
  }
}

/// Numbers in rows of rows.
func nested(_ values: [Double], _ rows: Int, _ columns: Int) -> [[[Double]]] {
  let size = values.count / max(rows * columns, 1)
  return (0..<rows).map { row in
    (0..<columns).map { t in Array(values[(row * columns + t) * size..<(row * columns + t + 1) * size]) }
  }
}
