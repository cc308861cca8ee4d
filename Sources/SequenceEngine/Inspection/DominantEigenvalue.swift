extension Eigenvalues {
  /// The largest absolute value of an eigenvalue, from a Krylov space (Arnoldi 1951; Golub, Van Loan: Matrix Computations,
  /// chapter 10): a few products with the matrix instead of all its eigenvalues.
  ///
  /// Each call goes on where the one before ended, so that along a training, which changes a matrix little at a time, the
  /// estimate stays close. Up to `rank` rows it is exact.
  ///
  /// - Parameters:
  ///   - matrix: [n, n].
  ///   - direction: where to start; left multiplied by a power of the matrix. [n].
  public static func largestModulus(
    _ matrix: [Double], size n: Int, startingAt direction: inout [Double], rank: Int = 16
  ) -> Double {
    guard n > 0, matrix.count == n * n, matrix.allSatisfy(\.isFinite) else { return .nan }
    let start = direction.count == n && direction.allSatisfy(\.isFinite) ? direction : Array(repeating: 0, count: n)
    // A little of every direction, so that none is missed for good.
    let share = start.isZero ? 1 : 1e-6
    let first = start.indices.map { (place: Int) -> Double in
      let spread = 0.5 + Double((place * 7919) % 101) / 101
      return start[place] + share * spread
    }
    var basis = [normalised(first)]
    let steps = min(rank, n)
    var small = [Double](repeating: 0, count: steps * steps)
    var size = steps
    for k in 0..<steps {
      var image = product(matrix, basis[k], n)
      // Gram and Schmidt, twice, since the first time leaves rounding errors.
      for _ in 0..<2 {
        for (row, known) in basis.enumerated() {
          let part = dot(known, image)
          small[row * steps + k] += part
          for i in 0..<n { image[i] -= part * known[i] }
        }
      }
      let rest = dot(image, image).squareRoot()
      guard k + 1 < steps else { break }
      guard rest > 1e-12 * (1 + abs(small[k * steps + k])) else {
        size = k + 1
        break
      }
      small[(k + 1) * steps + k] = rest
      basis.append(image.map { $0 / rest })
    }
    let own = (0..<size).flatMap { row in small[row * steps..<row * steps + size] }
    direction = power(own, size, basis, n)
    return spectralRadius(own, size: size, check: {})
  }

  /// A^(size−1) of the first basis vector, which lies in the space that the basis spans.
  private static func power(_ small: [Double], _ size: Int, _ basis: [[Double]], _ n: Int) -> [Double] {
    var weights = [Double](repeating: 0, count: size)
    weights[0] = 1
    for _ in 1..<max(size, 1) {
      weights = normalised((0..<size).map { row in (0..<size).reduce(0) { $0 + small[row * size + $1] * weights[$1] } })
    }
    return (0..<n).map { i in zip(weights, basis).reduce(0) { $0 + $1.0 * $1.1[i] } }
  }

  private static func product(_ matrix: [Double], _ vector: [Double], _ n: Int) -> [Double] {
    matrix.withUnsafeBufferPointer { matrix in
      vector.withUnsafeBufferPointer { vector in
        (0..<n).map { row in
          // Four sums side by side, which a processor adds at once.
          var sums = (0.0, 0.0, 0.0, 0.0)
          let start = row * n
          for i in stride(from: 0, to: n & ~3, by: 4) {
            sums.0 += matrix[start + i] * vector[i]
            sums.1 += matrix[start + i + 1] * vector[i + 1]
            sums.2 += matrix[start + i + 2] * vector[i + 2]
            sums.3 += matrix[start + i + 3] * vector[i + 3]
          }
          for i in (n & ~3)..<n { sums.0 += matrix[start + i] * vector[i] }
          return (sums.0 + sums.1) + (sums.2 + sums.3)
        }
      }
    }
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

  private static func normalised(_ vector: [Double]) -> [Double] {
    let length = dot(vector, vector).squareRoot()
    return length > 0 && length.isFinite ? vector.map { $0 / length } : vector
  }
}

extension [Double] {
  fileprivate var isZero: Bool { allSatisfy { $0 == 0 } }
}
