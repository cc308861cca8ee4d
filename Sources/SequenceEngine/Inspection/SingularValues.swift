/// Singular values by one-sided Jacobi rotations (Hestenes 1958; Demmel, Veselić: Jacobi's method is more accurate than
/// QR, SIAM J. Matrix Anal. 13, 1992): small ones come out with high relative accuracy, which vanishing gradients need.
public enum SingularValues {
  /// Singular values of a matrix [rows, columns], falling; NaN for every one when an entry is not finite.
  public static func of(_ matrix: [Double], rows: Int, columns: Int) -> [Double] {
    guard rows > 0, columns > 0 else { return [] }
    guard matrix.allSatisfy(\.isFinite) else { return Array(repeating: .nan, count: min(rows, columns)) }
    let largest = matrix.reduce(0) { max($0, abs($1)) }
    guard largest > 0 else { return Array(repeating: 0, count: min(rows, columns)) }
    // The vectors that are rotated against each other: the shorter side.
    let isWide = columns > rows
    let count = min(rows, columns)
    let length = max(rows, columns)
    var vectors = (0..<count).map { i in
      (0..<length).map { j in (isWide ? matrix[i * columns + j] : matrix[j * columns + i]) / largest }
    }
    for _ in 0..<60 {
      var isRotated = false
      for p in 0..<count {
        for q in (p + 1)..<max(count, p + 1) where rotate(&vectors, p, q) { isRotated = true }
      }
      if !isRotated { break }
    }
    return vectors.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() * largest }.sorted(by: >)
  }

  /// The largest singular value of a square matrix, by power iteration on AᵀA.
  ///
  /// - Parameter direction: where to start, from a matrix like it; left where the iteration ended. [n].
  static func largest(of matrix: [Double], size n: Int, startingAt direction: inout [Double]) -> Double {
    guard matrix.allSatisfy(\.isFinite) else { return .nan }
    let scale = matrix.reduce(0) { max($0, abs($1)) }
    guard scale > 0 else { return 0 }
    // A little of every direction, so that none is missed by starting at a right angle to it.
    var v = direction.count == n ? direction : [Double](repeating: 0, count: n)
    for i in 0..<n { v[i] += 1e-3 + 1e-4 * Double(i % 7) }
    // AᵀA once, and then only rows of it times numbers, which run in vectors.
    let scaled = matrix.map { $0 / scale }
    var gram = [Double](repeating: 0, count: n * n)
    Double.addGradient(scaled, stride: n, scaled, stride: n, into: &gram, stride: n, r: n, n: n, k: n)
    var value = 0.0
    var image = [Double](repeating: 0, count: n)
    for _ in 0..<2000 {
      let length = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 0 else { return 0 }
      for i in 0..<n { v[i] /= length }
      direction = v
      let before = value
      gram.withUnsafeBufferPointer { rows in
        image.withUnsafeMutableBufferPointer { image in
          image.update(repeating: 0)
          for i in 0..<n {
            let (factor, row) = (v[i], i * n)
            for j in 0..<n { image[j] += factor * rows[row + j] }
          }
        }
      }
      value = max(0, zip(v, image).reduce(0) { $0 + $1.0 * $1.1 }).squareRoot()
      v = image
      if abs(value - before) <= 1e-13 * value { break }
    }
    return value * scale
  }

  private static func rotate(_ vectors: inout [[Double]], _ p: Int, _ q: Int) -> Bool {
    var (alpha, beta, gamma) = (0.0, 0.0, 0.0)
    for k in vectors[p].indices {
      alpha += vectors[p][k] * vectors[p][k]
      beta += vectors[q][k] * vectors[q][k]
      gamma += vectors[p][k] * vectors[q][k]
    }
    guard abs(gamma) > 1e-15 * (alpha * beta).squareRoot(), gamma != 0 else { return false }
    let zeta = (beta - alpha) / (2 * gamma)
    let t = (zeta < 0 ? -1.0 : 1.0) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
    let c = 1 / (1 + t * t).squareRoot()
    let s = c * t
    for k in vectors[p].indices {
      let (x, y) = (vectors[p][k], vectors[q][k])
      vectors[p][k] = c * x - s * y
      vectors[q][k] = s * x + c * y
    }
    return true
  }
}
