/// Systems of equations whose matrix is symmetric and positive.
enum SymmetricSystem {
  /// Solves a · x = b by Cholesky's factorisation and two triangular systems, in place: b becomes x, and a its factor.
  ///
  /// A pivot that rounding has taken to zero or below counts as a very small one.
  ///
  /// - Parameters:
  ///   - a: [n, n]; only its lower triangle is read.
  ///   - b: [n, columns].
  ///   - check: called between columns; throwing stops the work.
  static func solve(
    _ a: inout [Double], _ b: inout [Double], size n: Int, columns: Int, check: () throws -> Void
  ) rethrows {
    for j in 0..<n {
      try check()
      for k in 0..<j { a[j * n + j] -= a[j * n + k] * a[j * n + k] }
      a[j * n + j] = max(a[j * n + j], 1e-300).squareRoot()
      for i in (j + 1)..<max(n, j + 1) {
        var sum = a[i * n + j]
        for k in 0..<j { sum -= a[i * n + k] * a[j * n + k] }
        a[i * n + j] = sum / a[j * n + j]
      }
    }
    for c in 0..<columns {
      try check()
      for i in 0..<n {
        for k in 0..<i { b[i * columns + c] -= a[i * n + k] * b[k * columns + c] }
        b[i * columns + c] /= a[i * n + i]
      }
      for i in (0..<n).reversed() {
        for k in (i + 1)..<max(n, i + 1) { b[i * columns + c] -= a[k * n + i] * b[k * columns + c] }
        b[i * columns + c] /= a[i * n + i]
      }
    }
  }
}
