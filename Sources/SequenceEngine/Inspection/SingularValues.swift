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
    var vectors = RotatedVectors(count: count, length: length) { i, j in
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
private struct RotatedVectors {
  private typealias Part = SIMD8<Double>

  private var numbers: [Part]  // [count, parts], the last part of each ending in zeros
  private let count: Int
  private let parts: Int
  /// Places of the vectors in the order in which they are taken: the longest first, which needs the fewest rotations.
  private var order: [Int]
  /// Squares of the lengths, kept up to date; [count].
  private var squares: [Double]

  init(count: Int, length: Int, _ value: (Int, Int) -> Double) {
    self.count = count
    parts = (length + Part.scalarCount - 1) / Part.scalarCount
    numbers = Array(repeating: .zero, count: count * parts)
    for i in 0..<count {
      for j in 0..<length { numbers[i * parts + j / Part.scalarCount][j % Part.scalarCount] = value(i, j) }
    }
    order = Array(0..<count)
    squares = Array(repeating: 0, count: count)
  }

  var lengths: [Double] { (0..<count).map { product($0, $0).squareRoot() } }

  mutating func sortByLength() {
    for i in 0..<count { squares[i] = product(i, i) }
    order.sort { (squares[$0], $1) > (squares[$1], $0) }
  }

  private func product(_ p: Int, _ q: Int) -> Double {
    numbers.withUnsafeBufferPointer { numbers in
      var sum = Part.zero
      for k in 0..<parts { sum += numbers[p * parts + k] * numbers[q * parts + k] }
      return sum.sum()
    }
  }

  /// Makes two vectors orthogonal; false when they are.
  mutating func rotate(_ first: Int, _ second: Int) -> Bool {
    let (p, q) = (order[first], order[second])
    let gamma = product(p, q)
    let (alpha, beta) = (squares[p], squares[q])
    guard abs(gamma) > 1e-15 * (alpha * beta).squareRoot(), gamma != 0 else { return false }
    let zeta = (beta - alpha) / (2 * gamma)
    let t = (zeta < 0 ? -1.0 : 1.0) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
    let c = 1 / (1 + t * t).squareRoot()
    let s = c * t
    let (firstPart, secondPart, parts) = (p * parts, q * parts, parts)
    let (own, other) = numbers.withUnsafeMutableBufferPointer { numbers -> (Double, Double) in
      var (own, other) = (Part.zero, Part.zero)
      for k in 0..<parts {
        let (x, y) = (numbers[firstPart + k], numbers[secondPart + k])
        let (turned, beside) = (c * x - s * y, s * x + c * y)
        numbers[firstPart + k] = turned
        numbers[secondPart + k] = beside
        own += turned * turned
        other += beside * beside
      }
      return (own.sum(), other.sum())
    }
    (squares[p], squares[q]) = (own, other)
    return true
  }
}
