/// Singular values by one-sided Jacobi rotations (Hestenes 1958; Demmel, Veselić: Jacobi's method is more accurate than
/// QR, SIAM J. Matrix Anal. 13, 1992): small ones come out with high relative accuracy, which vanishing gradients need.
public enum SingularValues {
  /// Singular values of a matrix [rows, columns], falling; NaN for every one when an entry is not finite.
  ///
  /// - Parameter check: called between sweeps of one vector; throwing stops the work.
  public static func of(
    _ matrix: [Double], rows: Int, columns: Int, check: () throws -> Void
  ) rethrows -> [Double] {
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
        try check()
        for q in (p + 1)..<max(count, p + 1) where rotate(&vectors, p, q) { isRotated = true }
      }
      if !isRotated { break }
    }
    return vectors.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() * largest }.sorted(by: >)
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
