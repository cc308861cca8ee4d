/// A weight packed for one direction.
struct PackedProduct<Scalar: KernelScalar> {
  let packed: UnsafeMutablePointer<Scalar>
  let results: Int
  let inner: Int

  /// Whether several threads multiply one row faster than one does.
  var isLarge: Bool { results * inner >= 2 * 65_536 }

  @inline(__always)
  func multiply(
    _ argument: UnsafeMutablePointer<Scalar>, stride lda: Int, into output: UnsafeMutablePointer<Scalar>,
    stride ldc: Int, count: Int, accumulate: Bool
  ) {
    Scalar.multiply(
      argument, stride: lda, packed: packed, into: output, stride: ldc, m: count, n: results, k: inner,
      accumulate: accumulate)
  }

  /// The same with the results divided among threads: for a few rows with a weight too large for one thread's cache.
  func multiplyOnAllThreads(
    _ argument: UnsafeMutablePointer<Scalar>, stride lda: Int, into output: UnsafeMutablePointer<Scalar>,
    stride ldc: Int, count: Int, accumulate: Bool
  ) {
    let panel = Scalar.packedCount(columns: 1, inner: 1)
    let (packed, results, inner) = (packed, results, inner)
    Parallel.divide((results + panel - 1) / panel, grain: max(1, 65_536 / (panel * max(inner, 1)))) { part in
      let first = part.lowerBound * panel
      Scalar.multiply(
        argument, stride: lda, packed: packed + first * inner, into: output + first, stride: ldc, m: count,
        n: min(part.upperBound * panel, results) - first, k: inner, accumulate: accumulate)
    }
  }
}

/// y (+)= W x over many rows, for one stack of rows of one weight: packed once per update, both ways.
///
/// Tokens stand for one-hot vectors: the product is then a row of Wᵀ, its gradient a sum into that row.
struct AffineMap<Scalar: KernelScalar> {
  let rows: Int
  let columns: Int
  /// Index of the first weight in the flat store.
  let offset: Int
  private let readsTokens: Bool
  private let forwardPack: Buffer<Scalar>
  private let backwardPack: Buffer<Scalar>?
  /// Room for the gradient of the symbols' columns, turned; nil for vectors, and where there are too many symbols to turn.
  private let tokenGradients: Buffer<Scalar>?  // [columns, rows]

  private static var mostSymbols: Int { 1024 }
  /// Numbers that one thread packs sooner than two would.
  private static var packedByOneThread: Int { 16_384 }

  init(rows: Int, columns: Int, offset: Int, readsTokens: Bool, wantsInputGradient: Bool) {
    self.rows = rows
    self.columns = columns
    self.offset = offset
    self.readsTokens = readsTokens
    forwardPack = Buffer(readsTokens ? rows * columns : Scalar.packedCount(columns: rows, inner: columns))
    tokenGradients = readsTokens && columns <= Self.mostSymbols ? Buffer(rows * columns) : nil
    backwardPack = wantsInputGradient ? Buffer(Scalar.packedCount(columns: columns, inner: rows)) : nil
  }

  func pack(_ store: WeightStore<Scalar>) {
    let weights = store.weights + offset
    let (forward, backward, rows, columns, readsTokens) = (forwardPack, backwardPack, rows, columns, readsTokens)
    func packForward() {
      if readsTokens {
        Scalar.transpose(weights, n: rows, k: columns, into: forward.base)
      } else {
        Scalar.packTransposed(weights, stride: columns, n: rows, k: columns, into: forward.base)
      }
    }
    func packBackward() {
      if let backward { Scalar.pack(weights, stride: columns, n: columns, k: rows, into: backward.base) }
    }
    guard backward != nil, rows * columns > Self.packedByOneThread else {
      packForward()
      packBackward()
      return
    }
    Parallel.run(2) { $0 == 0 ? packForward() : packBackward() }
  }

  /// Reads rows `range` of the input ([T·B] rows), writes the same rows of `output`.
  func forward(
    _ input: LayerInput<Scalar>, _ range: Range<Int>, into output: UnsafeMutablePointer<Scalar>, stride: Int
  ) {
    switch input {
    case .tokens(let tokens, _):
      for row in range {
        (output + row * stride).update(from: forwardPack.base + Int(tokens.base[row]) * rows, count: rows)
      }
    case .values(let values, _):
      let (argument, result) = (values.values + range.lowerBound * columns, output + range.lowerBound * stride)
      if range.count == 1, forward.isLarge {
        forward.multiplyOnAllThreads(
          argument, stride: columns, into: result, stride: stride, count: 1, accumulate: false)
      } else {
        forward.multiply(
          argument, stride: columns, into: result, stride: stride, count: range.count, accumulate: false)
      }
    }
  }

  /// The product W x of vectors at any place; valid as long as the map lives.
  var forward: PackedProduct<Scalar> { PackedProduct(packed: forwardPack.base, results: rows, inner: columns) }

  /// The product back through the weight, Wᵀ g; nil where nobody wants it.
  var backward: PackedProduct<Scalar>? {
    backwardPack.map { PackedProduct(packed: $0.base, results: columns, inner: rows) }
  }

  /// One product of some rows at any place, forward.
  func multiply(
    _ argument: UnsafeMutablePointer<Scalar>, stride lda: Int, into output: UnsafeMutablePointer<Scalar>,
    stride ldc: Int, count: Int, accumulate: Bool
  ) {
    forward.multiply(argument, stride: lda, into: output, stride: ldc, count: count, accumulate: accumulate)
  }

  /// One product of some rows at any place, back through the weight.
  func multiplyBack(
    _ gradient: UnsafeMutablePointer<Scalar>, stride lda: Int, into output: UnsafeMutablePointer<Scalar>,
    stride ldc: Int, count: Int, accumulate: Bool
  ) {
    backward?.multiply(gradient, stride: lda, into: output, stride: ldc, count: count, accumulate: accumulate)
  }

  /// Weight gradient += gradientᵀ · input over some rows, from the last to the first: from the last time step on, so that a
  /// pass over a stretch of time that goes on where the stretch after it ended gives the bits of one pass over both.
  func addGradient(
    _ gradient: UnsafeMutablePointer<Scalar>, stride: Int, _ input: LayerInput<Scalar>, _ rows: Range<Int>,
    _ store: WeightStore<Scalar>
  ) {
    switch input {
    case .values(let values, _):
      addGradient(gradient, stride: stride, values.values, stride: values.width, rows, store)
    case .tokens(let tokens, _): addTokenGradient(gradient, stride: stride, tokens, rows, store)
    }
  }

  /// The same for one-hot vectors: sums into the columns of the symbols that occur.
  private func addTokenGradient(
    _ gradient: UnsafeMutablePointer<Scalar>, stride: Int, _ tokens: TokenBuffer, _ places: Range<Int>,
    _ store: WeightStore<Scalar>
  ) {
    guard let last = places.last else { return }
    let target = store.gradients + offset
    let (rows, columns) = (self.rows, self.columns)
    // Many symbols are summed in rows without gaps; for a few the turning would cost more than it gains.
    guard let turned = tokenGradients, places.count > 2 * columns else {
      for place in places.reversed() {
        let (column, source) = (target + Int(tokens.base[place]), gradient + place * stride)
        for row in 0..<rows { column[row * columns] += source[row] }
      }
      return
    }
    Scalar.transpose(target, n: rows, k: columns, into: turned.base)
    // Each thread owns some rows of the weight and goes through all tokens in order.
    Parallel.divide(rows, grain: 64) { own in
      Scalar.addRows(
        gradient + last * stride + own.lowerBound, stride: -stride, tokens.base + last, step: -1,
        into: turned.base + own.lowerBound, stride: rows, r: places.count, n: own.count)
    }
    Scalar.transpose(turned.base, n: columns, k: rows, into: target)
  }

  func addGradient(
    _ gradient: UnsafeMutablePointer<Scalar>, stride lda: Int, _ argument: UnsafeMutablePointer<Scalar>,
    stride ldb: Int, _ rows: Range<Int>, _ store: WeightStore<Scalar>
  ) {
    guard !rows.isEmpty else { return }
    let last = rows.upperBound - 1
    let (gradient, argument) = (gradient + last * lda, argument + last * ldb)
    let target = store.gradients + offset
    let (columns, count) = (self.columns, rows.count)
    Parallel.divide(self.rows, grain: max(16, 32_768 / max(count * columns, 1))) { range in
      Scalar.addGradient(
        gradient + range.lowerBound, stride: -lda, argument, stride: -ldb,
        into: target + range.lowerBound * columns, stride: columns, r: count, n: range.count, k: columns)
    }
  }
}
