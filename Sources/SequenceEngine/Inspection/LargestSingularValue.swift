extension SingularValues {
  /// The largest singular value of a matrix [rows, columns], by the method of Lanczos on AᵀA with every vector made
  /// orthogonal to those before it (Golub, Van Loan: Matrix Computations, chapter 10). An iteration reads the matrix once.
  ///
  /// - Parameter direction: where to start, from a matrix like it; left at the right singular vector. [columns].
  /// - Returns: NaN when an entry is not finite.
  package static func largest(
    of matrix: [Double], rows: Int, columns: Int, startingAt direction: inout [Double]
  ) -> Double {
    guard let scale = largestEntry(matrix) else { return .nan }
    guard scale > 0, rows > 0, columns > 0 else { return 0 }
    // A little of every direction, so that none is missed by starting at a right angle to it.
    var v = direction.count == columns ? direction : [Double](repeating: 0, count: columns)
    for i in 0..<columns { v[i] += 1e-3 + 1e-4 * Double(i % 7) }
    var value = 0.0
    for _ in 0..<restarts {
      let found = lanczos(matrix, rows, columns, 1 / scale, from: v)
      (value, v) = (found.value, found.vector)
      if found.isSettled { break }
    }
    direction = v
    return max(0, value).squareRoot() * scale
  }

  private static let restarts = 40
  private static let longest = 48

  /// The largest eigenvalue of AᵀA/scale² that the Krylov space of a vector knows, and its vector.
  private static func lanczos(
    _ matrix: [Double], _ rows: Int, _ columns: Int, _ factor: Double, from start: [Double]
  ) -> (value: Double, vector: [Double], isSettled: Bool) {
    var basis: [[Double]] = []
    var (alphas, betas): ([Double], [Double]) = ([], [])
    var v = start
    scaleToOne(&v)
    var image = [Double](repeating: 0, count: columns)
    while true {
      multiply(matrix, rows, columns, factor, v, into: &image)
      alphas.append(dot(v, image))
      basis.append(v)
      // Twice is enough.
      for _ in 0..<2 { for known in basis { add(-dot(known, image), known, to: &image) } }
      let beta = dot(image, image).squareRoot()
      let isFull = basis.count == min(columns, longest)
      if isFull || basis.count.isMultiple(of: 4) || beta <= 1e-14 * alphas[0] {
        let (value, weights) = TridiagonalTop(alphas, betas).pair
        let residual = beta * abs(weights[weights.count - 1])
        // An eigenvalue lies within the residual, and most often within its square over the gap to the next.
        let isSettled = residual <= 1e-10 * value || basis.count == columns
        if isSettled || isFull || beta <= 1e-14 * alphas[0] {
          var vector = [Double](repeating: 0, count: columns)
          for (weight, known) in zip(weights, basis) { add(weight, known, to: &vector) }
          return (value, vector, isSettled)
        }
      }
      betas.append(beta)
      for i in 0..<columns { v[i] = image[i] / beta }
    }
  }

  /// nil when an entry is not finite.
  private static func largestEntry(_ matrix: [Double]) -> Double? {
    var largest = 0.0
    var isFinite = true
    for value in matrix {
      largest = max(largest, abs(value))
      // NaN - NaN and ∞ - ∞ are no numbers.
      isFinite = isFinite && value - value == 0
    }
    return isFinite ? largest : nil
  }

  private static func scaleToOne(_ v: inout [Double]) {
    let length = dot(v, v).squareRoot()
    for i in v.indices { v[i] /= length }
  }

  /// AᵀA v · factor².
  private static func multiply(
    _ matrix: [Double], _ rows: Int, _ columns: Int, _ factor: Double, _ v: [Double], into image: inout [Double]
  ) {
    for i in 0..<columns { image[i] = 0 }
    matrix.withUnsafeBufferPointer { all in
      v.withUnsafeBufferPointer { v in
        image.withUnsafeMutableBufferPointer { image in
          for row in 0..<rows {
            let own = UnsafeBufferPointer(rebasing: all[row * columns..<(row + 1) * columns])
            let part = dot(own, v) * factor * factor
            for j in 0..<columns { image[j] += part * own[j] }
          }
        }
      }
    }
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { b in dot(a, b) } }
  }

  /// Eight sums side by side, which run in vectors.
  private static func dot(_ a: UnsafeBufferPointer<Double>, _ b: UnsafeBufferPointer<Double>) -> Double {
    var sums = SIMD8<Double>.zero
    let whole = a.count & ~7
    for i in stride(from: 0, to: whole, by: 8) {
      var (x, y) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
      for lane in 0..<8 { (x[lane], y[lane]) = (a[i + lane], b[i + lane]) }
      sums += x * y
    }
    var sum = sums.sum()
    for i in whole..<a.count { sum += a[i] * b[i] }
    return sum
  }

  private static func add(_ factor: Double, _ a: [Double], to b: inout [Double]) {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeMutableBufferPointer { b in for i in 0..<a.count { b[i] += factor * a[i] } }
    }
  }
}

/// The largest eigenvalue of a symmetric tridiagonal matrix without negative eigenvalues, by bisection, and its vector, by
/// inverse iteration.
private struct TridiagonalTop {
  private let alphas, betas: [Double]

  init(_ alphas: [Double], _ betas: [Double]) { (self.alphas, self.betas) = (alphas, betas) }

  var pair: (value: Double, vector: [Double]) {
    let value = value
    return (value, vector(of: value))
  }

  private var value: Double {
    var (lower, upper) = (0.0, 0.0)
    for i in alphas.indices {
      let reach = (i > 0 ? abs(betas[i - 1]) : 0) + (i < betas.count ? abs(betas[i]) : 0)
      lower = max(lower, alphas[i])
      upper = max(upper, alphas[i] + reach)
    }
    while true {
      let middle = lower + (upper - lower) / 2
      guard middle > lower, middle < upper else { return upper }
      if pivots(middle).contains(where: { $0 <= 0 }) { lower = middle } else { upper = middle }
    }
  }

  /// Of the elimination of (shift − T): all are above 0 where every eigenvalue lies below the shift.
  private func pivots(_ shift: Double) -> [Double] {
    var pivots: [Double] = []
    for i in alphas.indices {
      var pivot = shift - alphas[i]
      if i > 0 { pivot -= betas[i - 1] * betas[i - 1] / (pivots[i - 1] == 0 ? 1e-300 : pivots[i - 1]) }
      pivots.append(pivot)
    }
    return pivots
  }

  private func vector(of value: Double) -> [Double] {
    // A hair above the eigenvalue the matrix has no zero pivot and needs no exchange of rows.
    let pivots = pivots(value * (1 + 1e-14)).map { $0 > 0 ? $0 : 1e-300 }
    var x = [Double](repeating: 1, count: alphas.count)
    for _ in 0..<3 {
      for i in x.indices.dropFirst() { x[i] += betas[i - 1] / pivots[i - 1] * x[i - 1] }
      for i in x.indices.reversed() {
        if i + 1 < x.count { x[i] += betas[i] * x[i + 1] }
        x[i] /= pivots[i]
      }
      let largest = x.reduce(0) { max($0, abs($1)) }
      x = x.map { $0 / largest }
      let length = x.reduce(0) { $0 + $1 * $1 }.squareRoot()
      x = x.map { $0 / length }
    }
    return x
  }
}
