/// Eigenvalues of a real square matrix: reduction to Hessenberg form by stabilised elimination, then the shifted QR
/// iteration of Francis (Golub, Van Loan: Matrix Computations, chapter 7).
public enum Eigenvalues {
  /// (real, imaginary) parts; nil when an entry is not finite or the iteration does not settle.
  public static func of(_ matrix: [Double], size n: Int) -> [(real: Double, imaginary: Double)]? {
    guard matrix.allSatisfy(\.isFinite), matrix.count == n * n else { return nil }
    var a = (0..<n).map { Array(matrix[$0 * n..<($0 + 1) * n]) }
    reduceToHessenberg(&a)
    return iterate(&a)
  }

  /// The largest absolute value of an eigenvalue; NaN when there is none to tell.
  public static func spectralRadius(_ matrix: [Double], size n: Int) -> Double {
    guard let values = of(matrix, size: n) else { return .nan }
    return values.map { ($0.real * $0.real + $0.imaginary * $0.imaginary).squareRoot() }.max() ?? .nan
  }

  private static func reduceToHessenberg(_ a: inout [[Double]]) {
    let n = a.count
    for m in 1..<max(n - 1, 1) {
      let pivot = (m..<n).max { abs(a[$0][m - 1]) < abs(a[$1][m - 1]) } ?? m
      guard a[pivot][m - 1] != 0 else { continue }
      if pivot != m {
        a.swapAt(pivot, m)
        for j in 0..<n { a[j].swapAt(pivot, m) }
      }
      for i in (m + 1)..<max(n, m + 1) where a[i][m - 1] != 0 {
        let factor = a[i][m - 1] / a[m][m - 1]
        for j in 0..<n { a[i][j] -= factor * a[m][j] }
        for j in 0..<n { a[j][m] += factor * a[j][i] }
      }
    }
    for i in 2..<max(n, 2) { for j in 0..<(i - 1) { a[i][j] = 0 } }
  }

  private static func iterate(_ h: inout [[Double]]) -> [(real: Double, imaginary: Double)]? {
    var values: [(Double, Double)] = []
    let norm = h.joined().reduce(0) { $0 + abs($1) }
    var end = h.count - 1
    var tries = 0
    while end >= 0 {
      var start = end
      while start > 0 {
        let scale = abs(h[start - 1][start - 1]) + abs(h[start][start])
        if abs(h[start][start - 1]) <= 0x1p-52 * (scale > 0 ? scale : norm) { break }
        start -= 1
      }
      if start == end {
        values.append((h[end][end], 0))
        end -= 1
        tries = 0
      } else if start == end - 1 {
        values += pair(h[end - 1][end - 1], h[end - 1][end], h[end][end - 1], h[end][end])
        end -= 2
        tries = 0
      } else {
        tries += 1
        guard tries <= 300 else { return nil }
        doubleStep(&h, start, end, isExceptional: tries % 10 == 0)
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

  /// Francis' implicit double shift on the active block, by Householder reflections of three rows.
  private static func doubleStep(_ h: inout [[Double]], _ start: Int, _ end: Int, isExceptional: Bool) {
    var trace = h[end - 1][end - 1] + h[end][end]
    var determinant = h[end - 1][end - 1] * h[end][end] - h[end - 1][end] * h[end][end - 1]
    if isExceptional {
      let size = abs(h[end][end - 1]) + abs(h[end - 1][end - 2])
      trace = 1.5 * size
      determinant = size * size
    }
    var x =
      h[start][start] * h[start][start] + h[start][start + 1] * h[start + 1][start] - trace * h[start][start]
      + determinant
    var y = h[start + 1][start] * (h[start][start] + h[start + 1][start + 1] - trace)
    var z = h[start + 1][start] * h[start + 2][start + 1]
    for k in start..<end {
      let last = min(k + 2, end)
      var v = last == k + 2 ? [x, y, z] : [x, y]
      let length = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if length > 0 {
        v[0] += v[0] < 0 ? -length : length
        let squared = v.reduce(0) { $0 + $1 * $1 }
        for j in max(k - 1, start)..<h.count {
          let dot = v.indices.reduce(0) { $0 + v[$1] * h[k + $1][j] } * 2 / squared
          for i in v.indices { h[k + i][j] -= dot * v[i] }
        }
        for i in 0...min(k + 3, end) {
          let dot = v.indices.reduce(0) { $0 + v[$1] * h[i][k + $1] } * 2 / squared
          for j in v.indices { h[i][k + j] -= dot * v[j] }
        }
      }
      if k < end - 1 {
        x = h[k + 1][k]
        y = h[k + 2][k]
        z = k < end - 2 ? h[k + 3][k] : 0
      }
    }
    for i in (start + 2)...end { for j in start..<(i - 1) { h[i][j] = 0 } }
  }
}
