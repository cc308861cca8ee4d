import CKernels

/// One head of one sequence, forward and back.
extension SelfAttentionRunner {
  /// Numbers of a head, d.
  private var part: Int { size / attention.heads }
  /// From one time step of a row to its next, in what the first matrix puts out.
  private var stride: Int { outputFrame.rows * 3 * size }
  private var scale: Scalar { 1 / Scalar(part).squareRoot() }

  private func projection(
    _ base: UnsafeMutablePointer<Scalar>, _ which: Int, _ row: Int, _ head: Int
  ) -> UnsafeMutablePointer<Scalar> { base + (row * 3 + which) * size + head * part }

  /// Steps that step t sees, from the first.
  private func seen(_ t: Int, _ length: Int) -> Int { attention.isCausal ? t + 1 : length }

  /// Weights and contexts; what lies behind the row's end becomes zero.
  func look(_ row: Int, _ head: Int, _ scratch: SelfAttentionScratch<Scalar>) {
    let (length, all) = (outputFrame.lengths[row], memory.steps)
    let query = projection(memory.projections.base, 0, row, head)
    let key = projection(memory.projections.base, 1, row, head)
    let value = projection(memory.projections.base, 2, row, head)
    let weights = memory.weights.base + weightsPlace(row, head)
    Scalar.packTransposed(key, stride: stride, n: length, k: part, into: scratch.packed.base)
    Scalar.multiply(
      query, stride: stride, packed: scratch.packed.base, into: weights, stride: all, m: length, n: length, k: part,
      accumulate: false)
    for t in 0..<length {
      let (own, count) = (weights + t * all, seen(t, length))
      Scalar.softmax(own, count, scale: scale)
      (own + count).update(repeating: 0, count: all - count)
    }
    let (context, step) = (memory.contexts.base + row * size + head * part, outputFrame.rows * size)
    Scalar.pack(value, stride: stride, n: part, k: length, into: scratch.packed.base)
    Scalar.multiply(
      weights, stride: all, packed: scratch.packed.base, into: context, stride: step, m: length, n: part, k: length,
      accumulate: false)
    for t in length..<max(length, outputFrame.steps) { (context + t * step).update(repeating: 0, count: part) }
  }

  /// Leaves dL/dw(t, s) of a head in `scratch.scores`, [length, length].
  func weightGradients(_ row: Int, _ head: Int, _ scratch: SelfAttentionScratch<Scalar>) {
    let length = outputFrame.lengths[row]
    let value = projection(memory.projections.base, 2, row, head)
    Scalar.packTransposed(value, stride: stride, n: length, k: part, into: scratch.packed.base)
    Scalar.multiply(
      memory.contextGradients.base + row * size + head * part, stride: outputFrame.rows * size,
      packed: scratch.packed.base, into: scratch.scores.base, stride: scratch.steps, m: length, n: length, k: part,
      accumulate: false)
  }

  /// Gradients of queries, keys and values, which are zero before.
  func lookBack(_ row: Int, _ head: Int, _ scratch: SelfAttentionScratch<Scalar>) {
    let (length, all) = (outputFrame.lengths[row], memory.steps)
    let query = projection(memory.projections.base, 0, row, head)
    let key = projection(memory.projections.base, 1, row, head)
    let queryGradient = projection(memory.projectionGradients.base, 0, row, head)
    let keyGradient = projection(memory.projectionGradients.base, 1, row, head)
    let valueGradient = projection(memory.projectionGradients.base, 2, row, head)
    let weights = memory.weights.base + weightsPlace(row, head)
    Scalar.addGradient(
      weights, stride: all, memory.contextGradients.base + row * size + head * part,
      stride: outputFrame.rows * size, into: valueGradient, stride: stride, r: length, n: length, k: part)
    weightGradients(row, head, scratch)
    let slopes = scratch.scores.base
    for t in 0..<length {
      let (own, weight, count) = (slopes + t * scratch.steps, weights + t * all, seen(t, length))
      Scalar.softmaxBack(own, weight, count, scale: scale)
      (own + count).update(repeating: 0, count: length - count)
    }
    Scalar.pack(key, stride: stride, n: part, k: length, into: scratch.packed.base)
    Scalar.multiply(
      slopes, stride: scratch.steps, packed: scratch.packed.base, into: queryGradient, stride: stride, m: length,
      n: part, k: length, accumulate: false)
    Scalar.addGradient(
      slopes, stride: scratch.steps, query, stride: stride, into: keyGradient, stride: stride, r: length, n: length,
      k: part)
  }
}
