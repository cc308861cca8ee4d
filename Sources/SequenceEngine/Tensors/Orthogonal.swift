/// Random orthogonal matrices.
enum Orthogonal {
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
}
