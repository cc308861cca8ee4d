import CKernels

/// Attention backward: one time step at a time to the query and the input, and at the end to the keys.
extension AttentionRunner {
  /// Gradients of some rows at step t. What goes to the keys by a product over all steps waits for `sendToSource`.
  func lookBack(_ t: Int, _ rows: Range<Int>, _ scratch: AttentionScratch<Scalar>) {
    guard let source, let input, let target = queryGradientPlace(t) else { return }
    let running = rows.lowerBound..<max(rows.lowerBound, min(outputFrame.active[t], rows.upperBound))
    let (all, outputSize) = (outputFrame.rows, inputSize + keySize)
    for row in running {
      let gradient = memory.gradients.base + (t * all + row) * outputSize
      (input.gradients + (t * all + row) * inputSize).update(from: gradient, count: inputSize)
      let length = source.frame.lengths[source.rows[row]]
      for head in 0..<attention.heads {
        let part = keySize / attention.heads
        sendToScores(t, row, head, length, gradient + inputSize + head * part, scratch)
        if attention.score == .additive {
          sendThroughTanh(t, row, head, length, scratch)
        } else if let keys = comparedKeys(row, head) {
          let compared = width / attention.heads
          Scalar.addGradient(
            memory.scoreGradients.base + weightsPlace(t, row, head), stride: 1, keys.base, stride: keys.stride,
            into: target + row * querySize + head * compared, stride: compared, r: length, n: 1, k: compared)
        }
      }
    }
    queryMap?.multiplyBack(
      memory.queryGradients.base + (t * all + running.lowerBound) * width, stride: width,
      into: target + running.lowerBound * querySize, stride: querySize, count: running.count, accumulate: true)
    let ended = running.upperBound..<rows.upperBound
    (input.gradients + (t * all + ended.lowerBound) * inputSize).update(repeating: 0, count: ended.count * inputSize)
  }

  /// dL/de(t, s) = a(t, s) (dL/da(t, s) − Σ_r a(t, r) dL/da(t, r)) with dL/da(t, s) = dL/dc(t) · k(s).
  private func sendToScores(
    _ t: Int, _ row: Int, _ head: Int, _ length: Int, _ context: UnsafeMutablePointer<Scalar>,
    _ scratch: AttentionScratch<Scalar>
  ) {
    guard let source else { return }
    let weights = memory.weights.base + weightsPlace(t, row, head)
    let scores = memory.scoreGradients.base + weightsPlace(t, row, head)
    guard held(t) == nil else { return scores.update(repeating: 0, count: memory.sourceSteps) }
    let part = keySize / attention.heads
    let stride = source.frame.rows * keySize
    let keys = source.values.values + source.rows[row] * keySize + head * part
    var s = 0
    while s < length {
      let count = min(scratch.tile, length - s)
      scratch.begin()
      scratch.add(keys + s * stride, stride: stride, columns: part)
      scratch.add(context, stride: 0, columns: part)
      scratch.add(scratch.first.base, stride: part, columns: part)
      scratch.add(scores + s, stride: 1, columns: 1)
      scratch.run(AttentionPrograms.weightGradients, rows: count)
      s += count
    }
    var mean: Scalar = 0
    for s in 0..<length { mean += weights[s] * scores[s] }
    for s in 0..<length { scores[s] = weights[s] * (scores[s] - mean) }
    (scores + length).update(repeating: 0, count: memory.sourceSteps - length)
  }

  /// With z = tanh(W_q q + W_k k(s)), computed again: dL/dv += dL/de(s) z, and dL/de(s) v (1 − z²) to query and key.
  private func sendThroughTanh(
    _ t: Int, _ row: Int, _ head: Int, _ length: Int, _ scratch: AttentionScratch<Scalar>
  ) {
    guard let source, let vector, let keys = comparedKeys(row, head), let query = comparedQuery(t, row, head) else {
      return
    }
    let part = width / attention.heads
    let scores = memory.scoreGradients.base + weightsPlace(t, row, head)
    let keyGradients = memory.keyGradients.base + source.rows[row] * width + head * part
    let queryGradient = memory.queryGradients.base + (t * outputFrame.rows + row) * width + head * part
    var s = 0
    while s < length {
      let count = min(scratch.tile, length - s)
      scratch.begin()
      scratch.add(keys.base + s * keys.stride, stride: keys.stride, columns: part)
      scratch.add(query, stride: 0, columns: part)
      scratch.add(scratch.first.base, stride: part, columns: part)
      scratch.add(scores + s, stride: 1, columns: 1)
      scratch.add(vector + head * part, stride: 0, columns: part)
      scratch.add(scratch.second.base, stride: part, columns: part)
      scratch.add(keyGradients + s * keys.stride, stride: keys.stride, columns: part)
      scratch.run(AttentionPrograms.throughTanh, rows: count)
      Scalar.addGradient(
        scores + s, stride: 1, scratch.first.base, stride: part,
        into: memory.vectorGradients.base + row * width + head * part, stride: part, r: count, n: 1, k: part)
      Scalar.addColumnSums(scratch.second.base, stride: part, into: queryGradient, r: count, n: part)
      s += count
    }
  }

  /// Adds what all steps send to the keys: Σ_t a(t, s) dL/dc(t), and through the scores.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func sendToSource() {
    guard let source, let query = queryPlace else { return }
    let (all, outputSize, heads) = (outputFrame.rows, inputSize + keySize, attention.heads)
    let (part, compared) = (keySize / heads, width / heads)
    let values = source.values
    let perStep = all * heads * memory.sourceSteps
    Parallel.divide(all, grain: 1) { rows in
      for row in rows {
        let (sourceRow, steps) = (source.rows[row], outputFrame.lengths[row])
        let length = source.frame.lengths[sourceRow]
        for head in 0..<heads {
          let place = weightsPlace(0, row, head)
          Scalar.addGradient(
            memory.weights.base + place, stride: perStep,
            memory.gradients.base + row * outputSize + inputSize + head * part, stride: all * outputSize,
            into: values.gradients + sourceRow * keySize + head * part, stride: source.frame.rows * keySize, r: steps,
            n: length, k: part)
          guard attention.score != .additive else { continue }
          let target = attention.score == .dot ? values.gradients : memory.keyGradients.base
          Scalar.addGradient(
            memory.scoreGradients.base + place, stride: perStep,
            query.values + row * query.width + head * compared, stride: all * query.width,
            into: target + sourceRow * width + head * compared, stride: source.frame.rows * width, r: steps,
            n: length, k: compared)
        }
      }
    }
    guard let keyMap else { return }
    Parallel.divide(source.frame.steps * source.frame.rows, grain: 32) { part in
      keyMap.multiplyBack(
        memory.keyGradients.base + part.lowerBound * width, stride: width,
        into: values.gradients + part.lowerBound * keySize, stride: keySize, count: part.count, accumulate: true)
    }
  }
}
