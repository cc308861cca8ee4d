/// Eigenvalues of a real square matrix: reduction to Hessenberg form by stabilised elimination, then the shifted QR
/// iteration of Francis (Golub, Van Loan: Matrix Computations, chapter 7).
public enum Eigenvalues {
  /// (real, imaginary) parts; nil when an entry is not finite or the iteration does not settle.
  ///
  /// - Parameter check: called between columns and between iterations; throwing stops the work.
  public static func of(
    _ matrix: [Double], size n: Int, check: () throws -> Void
  ) rethrows -> [(real: Double, imaginary: Double)]? {
    guard matrix.allSatisfy(\.isFinite), matrix.count == n * n else { return nil }
    guard n > 0 else { return [] }
    var values = matrix
    return try values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return [] }
      let a = Square(base: base, size: n)
      try reduceToHessenberg(a, check)
      return try iterate(a, check)
    }
  }

  /// The largest absolute value of an eigenvalue; NaN when there is none to tell.
  public static func spectralRadius(
    _ matrix: [Double], size n: Int, check: () throws -> Void
  ) rethrows -> Double {
    guard let values = try of(matrix, size: n, check: check) else { return .nan }
    return values.map { ($0.real * $0.real + $0.imaginary * $0.imaginary).squareRoot() }.max() ?? .nan
  }

  /// A square matrix in memory that is its own.
  private struct Square {
    let base: UnsafeMutablePointer<Double>
    let size: Int

    subscript(row: Int, column: Int) -> Double {
      get { base[row * size + column] }
      nonmutating set { base[row * size + column] = newValue }
    }
  }

  private static func reduceToHessenberg(_ a: Square, _ check: () throws -> Void) rethrows {
    let n = a.size
    for m in 1..<max(n - 1, 1) {
      try check()
      let pivot = (m..<n).max { abs(a[$0, m - 1]) < abs(a[$1, m - 1]) } ?? m
      guard a[pivot, m - 1] != 0 else { continue }
      if pivot != m {
        for j in 0..<n { (a[pivot, j], a[m, j]) = (a[m, j], a[pivot, j]) }
        for j in 0..<n { (a[j, pivot], a[j, m]) = (a[j, m], a[j, pivot]) }
      }
      for i in (m + 1)..<max(n, m + 1) {
        let factor = a[i, m - 1] / a[m, m - 1]
        guard factor != 0 else { continue }
        // Left of column m − 1 both rows are zero already.
        for j in (m - 1)..<n { a[i, j] -= factor * a[m, j] }
        for j in 0..<n { a[j, m] += factor * a[j, i] }
      }
    }
    for i in 2..<max(n, 2) { for j in 0..<(i - 1) { a[i, j] = 0 } }
  }

  private static func iterate(
    _ h: Square, _ check: () throws -> Void
  ) rethrows -> [(real: Double, imaginary: Double)]? {
    var values: [(Double, Double)] = []
    var norm = 0.0
    for i in 0..<h.size * h.size { norm += abs(h.base[i]) }
    var end = h.size - 1
    var tries = 0
    while end >= 0 {
      try check()
      var start = end
      while start > 0 {
        let scale = abs(h[start - 1, start - 1]) + abs(h[start, start])
        if abs(h[start, start - 1]) <= 0x1p-52 * (scale > 0 ? scale : norm) { break }
        start -= 1
      }
      if start == end {
        values.append((h[end, end], 0))
        end -= 1
        tries = 0
      } else if start == end - 1 {
        values += pair(h[end - 1, end - 1], h[end - 1, end], h[end, end - 1], h[end, end])
        end -= 2
        tries = 0
      } else {
        tries += 1
        guard tries <= 300 else { return nil }
        doubleStep(h, start, end, isExceptional: tries % 10 == 0)
      }
    }
    return values
  }

  /// Eigenvalues of a 2 × 2 block.
  private static func pair(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> [(Double, Double)] {
    let half = (a - d) / 2
    let discriminant = half * half + b * c
    let middle = (a + d) / 2
    guard discriminant >= 0 else {
      return [(middle, (-discriminant).squareRoot()), (middle, -(-discriminant).squareRoot())]
    }
    let root = discriminant.squareRoot()
    let first = middle + (middle < 0 ? -root : root)
    return [(first, 0), (first == 0 ? 0 : (a * d - b * c) / first, 0)]
  }

  /// Francis' implicit double shift on the active block, by Householder reflections of three rows. What lies outside the
  /// block belongs to the Schur form and changes no eigenvalue.
  private static func doubleStep(_ h: Square, _ start: Int, _ end: Int, isExceptional: Bool) {
    var trace = h[end - 1, end - 1] + h[end, end]
    var determinant = h[end - 1, end - 1] * h[end, end] - h[end - 1, end] * h[end, end - 1]
    if isExceptional {
      let size = abs(h[end, end - 1]) + abs(h[end - 1, end - 2])
      trace = 1.5 * size
      determinant = size * size
    }
    let corner = h[start, start]
    var x = corner * corner + h[start, start + 1] * h[start + 1, start] - trace * corner + determinant
    var y = h[start + 1, start] * (corner + h[start + 1, start + 1] - trace)
    var z = h[start + 1, start] * h[start + 2, start + 1]
    for k in start..<end {
      // The last reflection is one of two rows.
      let isLast = k == end - 1
      reflect(h, k, isLast ? (x, y, 0) : (x, y, z), isLast: isLast, start, end)
      if !isLast {
        x = h[k + 1, k]
        y = h[k + 2, k]
        z = k < end - 2 ? h[k + 3, k] : 0
      }
    }
    for i in (start + 2)...end { for j in start..<(i - 1) { h[i, j] = 0 } }
  }

  /// One reflection, from both sides, that turns a vector into a multiple of the first axis.
  private static func reflect(
    _ h: Square, _ k: Int, _ vector: (Double, Double, Double), isLast: Bool, _ start: Int, _ end: Int
  ) {
    var (a, b, c) = vector
    let length = (a * a + b * b + c * c).squareRoot()
    guard length > 0 else { return }
    a += a < 0 ? -length : length
    let scale = 2 / (a * a + b * b + c * c)
    let n = h.size
    let (first, second) = (h.base + k * n, h.base + (k + 1) * n)
    let third = isLast ? second : h.base + (k + 2) * n
    if isLast { c = 0 }
    for j in max(k - 1, start)...end {
      let sum = (a * first[j] + b * second[j] + c * third[j]) * scale
      first[j] -= sum * a
      second[j] -= sum * b
      if !isLast { third[j] -= sum * c }
    }
    for i in start...min(k + 3, end) {
      let row = h.base + i * n + k
      let sum = (a * row[0] + b * row[1] + (isLast ? 0 : c * row[2])) * scale
      row[0] -= sum * a
      row[1] -= sum * b
      if !isLast { row[2] -= sum * c }
    }
  }
}
