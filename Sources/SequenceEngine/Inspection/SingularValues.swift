import CKernels

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
    let vectors = RotatedVectors(count: count, length: length) { i, j in
      (isWide ? matrix[i * columns + j] : matrix[j * columns + i]) / largest
    }
    for _ in 0..<60 {
      vectors.sortByLength()
      var isRotated = false
      for p in 0..<count {
        try check()
        for q in (p + 1)..<max(count, p + 1) where vectors.rotate(p, q) { isRotated = true }
      }
      if !isRotated { break }
    }
    return vectors.lengths.map { $0 * largest }.sorted(by: >)
  }
}

/// Vectors that are made orthogonal pair by pair.
private final class RotatedVectors {
  private let numbers: Buffer<Double>  // [count, length]
  private let count: Int
  private let length: Int
  /// Places of the vectors in the order in which they are taken: the longest first, which needs the fewest rotations.
  private var order: [Int]
  /// Squares of the lengths, kept up to date; [count].
  private let squares: Buffer<Double>

  init(count: Int, length: Int, _ value: (Int, Int) -> Double) {
    (self.count, self.length) = (count, length)
    numbers = Buffer(count * length)
    for i in 0..<count {
      for j in 0..<length { numbers.base[i * length + j] = value(i, j) }
    }
    order = Array(0..<count)
    squares = Buffer(count)
  }

  var lengths: [Double] { (0..<count).map { squareOfLength($0).squareRoot() } }

  private func squareOfLength(_ i: Int) -> Double {
    let vector = numbers.base + i * length
    return ck_dot_f64(vector, vector, length)
  }

  func sortByLength() {
    for i in 0..<count { squares.base[i] = squareOfLength(i) }
    order.sort { (squares.base[$0], $1) > (squares.base[$1], $0) }
  }

  /// Makes two vectors orthogonal; false when they are.
  func rotate(_ first: Int, _ second: Int) -> Bool {
    let (p, q) = (order[first], order[second])
    let (x, y) = (numbers.base + p * length, numbers.base + q * length)
    let gamma = ck_dot_f64(x, y, length)
    let (alpha, beta) = (squares.base[p], squares.base[q])
    guard abs(gamma) > 1e-15 * (alpha * beta).squareRoot(), gamma != 0 else { return false }
    let zeta = (beta - alpha) / (2 * gamma)
    let t = (zeta < 0 ? -1.0 : 1.0) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
    let c = 1 / (1 + t * t).squareRoot()
    var lengths = (0.0, 0.0)
    withUnsafeMutableBytes(of: &lengths) { bytes in
      ck_rotate_f64(x, y, length, c, c * t, bytes.baseAddress?.assumingMemoryBound(to: Double.self))
    }
    (squares.base[p], squares.base[q]) = lengths
    return true
  }
}
