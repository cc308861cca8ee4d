/// The memory of self-attention for batches of one shape.
final class SelfAttentionMemory<Scalar: KernelScalar> {
  let steps: Int
  let rows: Int
  let values: Buffer<Scalar>  // [T, B, D]
  let gradients: Buffer<Scalar>  // [T, B, D]
  /// What is read, with the positions added; empty without positions.
  let placed: Buffer<Scalar>  // [T, B, D]
  /// dL/dz, before it goes on to what was read.
  let placedGradients: Buffer<Scalar>  // [T, B, D]
  let projections: Buffer<Scalar>  // [T, B, 3 D]
  let projectionGradients: Buffer<Scalar>  // [T, B, 3 D]
  let contexts: Buffer<Scalar>  // [T, B, D]
  let contextGradients: Buffer<Scalar>  // [T, B, D]
  /// w(t, s); a shorter row uses the first steps of each.
  let weights: Buffer<Scalar>  // [B, heads, T, T]

  init(steps: Int, rows: Int, size: Int, attention: SelfAttention) {
    (self.steps, self.rows) = (steps, rows)
    let count = steps * rows * size
    values = Buffer(count)
    gradients = Buffer(count)
    placed = Buffer(attention.positions == .none ? 0 : count)
    placedGradients = Buffer(count)
    projections = Buffer(3 * count)
    projectionGradients = Buffer(3 * count)
    contexts = Buffer(count)
    contextGradients = Buffer(count)
    weights = Buffer(rows * attention.heads * steps * steps)
  }

  /// Numbers of one row for each of so many time steps, for refusing a batch that does not fit.
  static func numbersPerStep(steps: Int, size: Int, attention: SelfAttention) -> Double {
    Double(size) * 12 + Double(attention.heads) * Double(steps)
  }
}

/// Scratch of one thread.
final class SelfAttentionScratch<Scalar: KernelScalar> {
  let scores: Buffer<Scalar>  // [T, T]
  /// The keys or values of one head, packed for a product.
  let packed: Buffer<Scalar>
  let steps: Int

  init(steps: Int, part: Int) {
    self.steps = steps
    scores = Buffer(steps * steps)
    packed = Buffer(
      max(Scalar.packedCount(columns: steps, inner: part), Scalar.packedCount(columns: part, inner: steps)))
  }
}
