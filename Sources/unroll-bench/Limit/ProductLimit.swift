import SequenceEngine

/// The time that the matrix products of an update take alone, with the engine's own kernels: what no update can beat.
///
/// Each thread takes some rows through all steps, as the engine's layers do, and nothing lies between the products.
final class ProductLimit {
  private let weights: [AppliedWeight]
  private let packed: [(forward: FloatRoom, back: FloatRoom, gradient: FloatRoom)]
  private let input: FloatRoom
  private let output: FloatRoom

  /// Of the numbers that are multiplied.
  private static let size: Float = 0.001

  init(_ weights: [AppliedWeight]) {
    self.weights = weights
    packed = weights.map { weight in
      let (n, k) = (weight.n, weight.k)
      let forward = FloatRoom(Float.packedCount(columns: n, inner: k))
      let back = FloatRoom(Float.packedCount(columns: k, inner: n))
      // Means: numbers stay as large as they are, far from denormals and infinities, which are slow.
      let means = [Float](repeating: 1 / Float(k), count: n * k)
      Float.packTransposed(means, stride: k, n: n, k: k, into: forward.base)
      let meansBack = [Float](repeating: 1 / Float(n), count: n * k)
      Float.pack(meansBack, stride: k, n: k, k: n, into: back.base)
      return (forward, back, FloatRoom(n * k))
    }
    input = FloatRoom(weights.map { $0.rows * $0.times * $0.k }.max() ?? 0, filledWith: Self.size)
    output = FloatRoom(weights.map { $0.rows * $0.times * $0.n }.max() ?? 0, filledWith: Self.size)
  }

  /// Median milliseconds of all products of one update, warm.
  func milliseconds(threads: Int, seconds: Double) throws -> Double {
    Parallel.threads = threads
    let work = ProductWork { [self] in run(threads) }
    _ = try work.compared()
    return try work.timed(RoundLength(seconds: seconds, most: 10_000, least: 5)).milliseconds
  }

  private func run(_ threads: Int) {
    for (weight, packed) in zip(weights, packed) { forward(weight, packed.forward, threads) }
    for (weight, packed) in zip(weights, packed).reversed() {
      if weight.goesBack { back(weight, packed.back, threads) }
      gradient(weight, packed.gradient, threads)
    }
  }

  private func forward(_ weight: AppliedWeight, _ packed: FloatRoom, _ threads: Int) {
    let (n, k) = (weight.n, weight.k)
    eachStep(weight, threads) { first, count in
      Float.multiply(
        input.base + first * k, stride: k, packed: packed.base, into: output.base + first * n, stride: n, m: count,
        n: n, k: k, accumulate: false)
    }
  }

  private func back(_ weight: AppliedWeight, _ packed: FloatRoom, _ threads: Int) {
    let (n, k) = (weight.n, weight.k)
    eachStep(weight, threads) { first, count in
      Float.multiply(
        output.base + first * n, stride: n, packed: packed.base, into: input.base + first * k, stride: k, m: count,
        n: k, k: n, accumulate: false)
    }
  }

  private func gradient(_ weight: AppliedWeight, _ sum: FloatRoom, _ threads: Int) {
    let (n, k, rows) = (weight.n, weight.k, weight.rows * weight.times)
    let pieces = max(1, min(threads, n / 16))
    Parallel.run(pieces) { piece in
      let (first, end) = (n * piece / pieces, n * (piece + 1) / pieces)
      Float.addGradient(
        output.base + first, stride: n, input.base, stride: k, into: sum.base + first * k, stride: k, r: rows,
        n: end - first, k: k)
    }
  }

  /// Each thread's rows of every step.
  private func eachStep(_ weight: AppliedWeight, _ threads: Int, _ body: (_ first: Int, _ count: Int) -> Void) {
    let pieces = max(1, min(threads, weight.rows))
    Parallel.run(pieces) { piece in
      let (first, end) = (weight.rows * piece / pieces, weight.rows * (piece + 1) / pieces)
      for t in 0..<weight.times { body(t * weight.rows + first, end - first) }
    }
  }

  /// GFLOP/s of one large product, forward alone: the most that the kernels reach.
  static func peak(threads: Int, seconds: Double) throws -> Double {
    let weight = AppliedWeight(n: 1024, k: 1024, rows: 1024)
    let limit = ProductLimit([weight])
    Parallel.threads = threads
    let work = ProductWork { limit.forward(weight, limit.packed[0].forward, threads) }
    _ = try work.compared()
    let time = try work.timed(RoundLength(seconds: seconds, most: 10_000, least: 5)).milliseconds
    return 2 * Double(weight.n * weight.k * weight.rows) / time / 1e6
  }
}

/// Products alone.
private final class ProductWork: Work {
  private let body: () -> Void

  init(_ body: @escaping () -> Void) { self.body = body }

  func compared() throws -> [Double] {
    body()
    return []
  }

  func repeatOnce() throws { body() }
}
