import CKernels

/// What attention looks at: everything that the encoder puts out.
package struct AttentionSource<Scalar: KernelScalar> {
  /// Keys, and where their gradients are added up; [S, B, K].
  package var values: SequenceValues<Scalar>
  var frame: Frame
  /// The encoder's row of each of the decoder's; [B].
  var rows: [Int]

  package init(values: SequenceValues<Scalar>, frame: Frame, rows: [Int]) {
    (self.values, self.frame, self.rows) = (values, frame, rows)
  }
}

/// The memory of attention for batches of one shape.
final class AttentionMemory<Scalar: KernelScalar> {
  /// Source steps that there is memory for.
  let sourceSteps: Int
  let steps: Int
  let rows: Int
  let values: Buffer<Scalar>  // [T, B, I + K]
  let gradients: Buffer<Scalar>  // [T, B, I + K]
  let weights: Buffer<Scalar>  // [T, B, heads, S]
  let scoreGradients: Buffer<Scalar>  // [T, B, heads, S]
  /// Queries and keys after their matrices, where the score has any.
  let queries: Buffer<Scalar>  // [T, B, A]
  let queryGradients: Buffer<Scalar>  // [T, B, A]
  let keys: Buffer<Scalar>  // [S, B, A]
  let keyGradients: Buffer<Scalar>  // [S, B, A]
  /// What each row adds to the gradient of v.
  let vectorGradients: Buffer<Scalar>  // [B, A]

  init(steps: Int, rows: Int, sourceSteps: Int, outputSize: Int, attention: Attention, width: Int) {
    (self.steps, self.rows, self.sourceSteps) = (steps, rows, sourceSteps)
    values = Buffer(steps * rows * outputSize)
    gradients = Buffer(steps * rows * outputSize)
    weights = Buffer(steps * rows * attention.heads * sourceSteps)
    scoreGradients = Buffer(steps * rows * attention.heads * sourceSteps)
    let isAdditive = attention.score == .additive
    queries = Buffer(isAdditive ? steps * rows * width : 0)
    queryGradients = Buffer(isAdditive ? steps * rows * width : 0)
    keys = Buffer(attention.score == .dot ? 0 : sourceSteps * rows * width)
    keyGradients = Buffer(attention.score == .dot ? 0 : sourceSteps * rows * width)
    vectorGradients = Buffer(isAdditive ? rows * width : 0)
  }

  /// Numbers that a batch of this shape needs, for refusing one that does not fit.
  static func numbers(
    steps: Int, rows: Int, sourceSteps: Int, outputSize: Int, attention: Attention, width: Int
  ) -> Double {
    let (own, source) = (Double(steps) * Double(rows), Double(sourceSteps) * Double(rows))
    let queries = attention.score == .additive ? 2 * Double(width) : 0
    let keys = attention.score == .dot ? 0 : 2 * Double(width)
    return own * (2 * Double(outputSize) + 2 * Double(attention.heads) * Double(sourceSteps) + queries) + source * keys
  }
}

/// Scratch of one thread.
final class AttentionScratch<Scalar: KernelScalar> {
  /// Source steps that are computed at once, so that they stay in the cache.
  let tile: Int
  let first: Buffer<Scalar>  // [tile, A or K]
  let second: Buffer<Scalar>  // [tile, A]
  private var operands: [Scalar.Operand] = []

  init(widest: Int) {
    tile = max(1, 4096 / max(widest, 1))
    first = Buffer(tile * widest)
    second = Buffer(tile * widest)
    operands.reserveCapacity(8)
  }

  func begin() { operands.removeAll(keepingCapacity: true) }

  func add(_ base: UnsafeMutablePointer<Scalar>, stride: Int, columns: Int) {
    operands.append(Scalar.operand(base, stride: stride, columns: columns))
  }

  func run(_ program: [ck_instruction], rows: Int) { Scalar.pointwise(program, program.count, operands, rows: rows) }
}
