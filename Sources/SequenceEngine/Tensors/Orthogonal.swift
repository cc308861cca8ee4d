/// Random orthogonal matrices.
package enum Orthogonal {
  /// Makes the rows (or, when there are more rows than columns, the columns) of a full-rank matrix orthonormal by
  /// Gram-Schmidt, done twice for accuracy (Giraud, Langou: When modified Gram-Schmidt generates a well-conditioned set
  /// of vectors, IMA J. Numer. Anal. 22, 2002).
  static func matrix(rows: Int, columns: Int, from values: [Double]) -> [Double] {
    let isTall = rows > columns
    let count = min(rows, columns)
    let length = max(rows, columns)
    var vectors = (0..<count).map { i in
      (0..<length).map { j in isTall ? values[j * columns + i] : values[i * columns + j] }
    }
    for i in 0..<count {
      for _ in 0..<2 {
        for j in 0..<i {
          let overlap = zip(vectors[i], vectors[j]).reduce(0) { $0 + $1.0 * $1.1 }
          for k in 0..<length { vectors[i][k] -= overlap * vectors[j][k] }
        }
      }
      let norm = vectors[i].reduce(0) { $0 + $1 * $1 }.squareRoot()
      for k in 0..<length { vectors[i][k] /= max(norm, .leastNormalMagnitude) }
    }
    return (0..<rows * columns).map { place in
      let (row, column) = (place / columns, place % columns)
      return isTall ? vectors[column][row] : vectors[row][column]
    }
  }

  /// The matrix with orthonormal rows (columns, where there are more rows) that is nearest in the sum of squares: the polar
  /// factor, by X ← (3 X − X Xᵀ X) / 2, which brings every singular value between 0 and √3 to 1 (Björck, Bowie: An
  /// iterative algorithm for computing the best estimate of an orthogonal matrix, SIAM J. Numer. Anal. 8, 1971). What is
  /// zero, or not finite, stays.
  package static func nearest(to matrix: [Double], rows: Int, columns: Int) -> [Double] {
    guard matrix.allSatisfy(\.isFinite), matrix.contains(where: { $0 != 0 }) else { return matrix }
    let isTall = rows > columns
    let (count, length) = (min(rows, columns), max(rows, columns))
    var x = (0..<count * length).map { place in
      isTall ? matrix[place % length * columns + place / length] : matrix[place]
    }
    for iteration in 0..<100 {
      var gram = [Double](repeating: 0, count: count * count)  // X Xᵀ
      for i in 0..<count {
        for j in 0...i {
          var sum = 0.0
          for k in 0..<length { sum += x[i * length + k] * x[j * length + k] }
          gram[i * count + j] = sum
          gram[j * count + i] = sum
        }
      }
      if iteration == 0 {
        // The largest sum of a row of X Xᵀ bounds the square of every singular value.
        let bound = (0..<count).reduce(0.0) { most, i in
          max(most, (0..<count).reduce(0.0) { $0 + abs(gram[i * count + $1]) })
        }
        if bound > 2.5 {
          for i in x.indices { x[i] /= bound.squareRoot() }
          for i in gram.indices { gram[i] /= bound }
        }
      }
      let error = gram.indices.reduce(0.0) { max($0, abs(gram[$1] - ($1 % (count + 1) == 0 ? 1 : 0))) }
      if error < 1e-13 { break }
      var next = x.map { 1.5 * $0 }
      for i in 0..<count {
        for j in 0..<count {
          let share = gram[i * count + j] / 2
          for k in 0..<length { next[i * length + k] -= share * x[j * length + k] }
        }
      }
      x = next
    }
    return (0..<rows * columns).map { place in isTall ? x[place % columns * length + place / columns] : x[place] }
  }
}
