import CKernels

/// A matrix G = U R of as few rows as rounding lets count: U [rows, rank] has orthonormal columns, so that G and R have the
/// same singular values, and so have G A and R A.
///
/// By the modified Gram-Schmidt method with the longest remaining column first, each direction made orthogonal twice
/// (Golub, Van Loan: Matrix Computations, chapter 5; Björck: Numerical Methods for Least Squares Problems, 1996). What is
/// left out is less than 1e-15 of G in the Frobenius norm: as much as a product of many factors is rounded by.
package struct RowReduction {
  /// Uᵀ; [rank, rows].
  package private(set) var basis: [Double] = []
  /// R; [rank, columns].
  package private(set) var rows: [Double] = []
  package private(set) var rank = 0

  private static let negligible = 1e-15

  /// - Parameter matrix: [rows, columns], every entry finite.
  package init(_ matrix: [Double], rows count: Int, columns: Int) {
    let rest = Buffer<Double>(max(1, count * columns))  // [columns, rows]
    for i in 0..<count {
      for j in 0..<columns { rest.base[j * count + i] = matrix[i * columns + j] }
    }
    let direction = Buffer<Double>(max(1, count))
    var squares = (0..<columns).map { ck_dot_f64(rest.base + $0 * count, rest.base + $0 * count, count) }
    let total = squares.reduce(0, +)
    while rank < min(count, columns), squares.reduce(0, +) > Self.negligible * Self.negligible * total {
      var longest = 0
      for j in 1..<max(columns, 1) where squares[j] > squares[longest] { longest = j }
      direction.base.update(from: rest.base + longest * count, count: count)
      guard straighten(direction.base, count) else { break }
      for j in 0..<columns {
        let column = rest.base + j * count
        let part = ck_dot_f64(direction.base, column, count)
        rows.append(part)
        Self.add(-part, direction.base, to: column, count)
        squares[j] = ck_dot_f64(column, column, count)
      }
      basis.append(contentsOf: UnsafeBufferPointer(start: direction.base, count: count))
      rank += 1
    }
  }

  /// Makes a vector orthogonal to the basis and as long as 1; false when nothing of it is left.
  private func straighten(_ vector: UnsafeMutablePointer<Double>, _ count: Int) -> Bool {
    basis.withUnsafeBufferPointer { known in
      guard let base = known.baseAddress else { return }
      for number in 0..<rank {
        Self.add(-ck_dot_f64(base + number * count, vector, count), base + number * count, to: vector, count)
      }
    }
    let length = ck_dot_f64(vector, vector, count).squareRoot()
    guard length > 0 else { return false }
    for i in 0..<count { vector[i] /= length }
    return true
  }

  private static func add(
    _ factor: Double, _ a: UnsafePointer<Double>, to b: UnsafeMutablePointer<Double>, _ count: Int
  ) {
    for i in 0..<count { b[i] += factor * a[i] }
  }
}
