import CKernels

/// One time step of attention, forward.
extension AttentionRunner {
  /// Weights and contexts of some rows at step t; rows that have ended get zeros.
  func look(_ t: Int, _ rows: Range<Int>, _ scratch: AttentionScratch<Scalar>) {
    guard let source, let input, let query = queryPlace else { return }
    let running = rows.lowerBound..<max(rows.lowerBound, min(outputFrame.active[t], rows.upperBound))
    let (all, outputSize) = (outputFrame.rows, inputSize + keySize)
    let first = t * all + running.lowerBound
    queryMap?.multiply(
      query.values + first * query.width, stride: query.width, into: memory.queries.base + first * width,
      stride: width, count: running.count, accumulate: false)
    for row in running {
      let output = memory.values.base + (t * all + row) * outputSize
      output.update(from: input.values + (t * all + row) * inputSize, count: inputSize)
      let length = source.frame.lengths[source.rows[row]]
      for head in 0..<attention.heads {
        let weights = memory.weights.base + weightsPlace(t, row, head)
        if let held = held(t) {
          for s in 0..<length { weights[s] = s < held.weights.count ? Scalar(held.weights[s]) : 0 }
        } else {
          score(t, row, head, length, into: weights, scratch)
          Scalar.logSoftmax(weights, stride: length, rows: 1, n: length)
          scratch.begin()
          scratch.add(weights, stride: length, columns: length)
          scratch.run(AttentionPrograms.exponential, rows: 1)
        }
        (weights + length).update(repeating: 0, count: memory.sourceSteps - length)
        let part = keySize / attention.heads
        let context = output + inputSize + head * part
        context.update(repeating: 0, count: part)
        Scalar.addGradient(
          weights, stride: 1, source.values.values + source.rows[row] * keySize + head * part,
          stride: source.frame.rows * keySize, into: context, stride: part, r: length, n: 1, k: part)
      }
    }
    let ended = running.upperBound..<rows.upperBound
    (memory.values.base + (t * all + ended.lowerBound) * outputSize).update(
      repeating: 0, count: ended.count * outputSize)
  }

  private func score(
    _ t: Int, _ row: Int, _ head: Int, _ length: Int, into weights: UnsafeMutablePointer<Scalar>,
    _ scratch: AttentionScratch<Scalar>
  ) {
    guard let keys = comparedKeys(row, head), let query = comparedQuery(t, row, head) else { return }
    let part = width / attention.heads
    var s = 0
    while s < length {
      let count = min(scratch.tile, length - s)
      scratch.begin()
      scratch.add(keys.base + s * keys.stride, stride: keys.stride, columns: part)
      scratch.add(query, stride: 0, columns: part)
      scratch.add(scratch.first.base, stride: part, columns: part)
      scratch.add(weights + s, stride: 1, columns: 1)
      if let vector { scratch.add(vector + head * part, stride: 0, columns: part) }
      scratch.run(scoring, rows: count)
      s += count
    }
  }

  /// What a head compares of a source row's steps: base and the distance between steps.
  func comparedKeys(_ row: Int, _ head: Int) -> (base: UnsafeMutablePointer<Scalar>, stride: Int)? {
    guard let source else { return nil }
    let base = attention.score == .dot ? source.values.values : memory.keys.base
    return (base + source.rows[row] * width + head * width / attention.heads, source.frame.rows * width)
  }

  /// What a head compares them with at step t.
  func comparedQuery(_ t: Int, _ row: Int, _ head: Int) -> UnsafeMutablePointer<Scalar>? {
    let place = t * outputFrame.rows + row
    let part = head * width / attention.heads
    if attention.score == .additive { return memory.queries.base + place * width + part }
    return queryPlace.map { $0.values + place * $0.width + part }
  }
}
