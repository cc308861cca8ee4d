/// What one group of losses measured: [T, rows] each, and the sum of its vectors [T, width].
struct LedgerEntries {
  private(set) var norms, credits, values: [Double]
  private(set) var sums: [Double]
  /// The whole gradient at each step, which credits are measured along.
  private let whole: RecordedSeries
  /// The unit, from 0, whose own numbers are kept; nil: none is.
  private let unit: Int?

  init(steps: Int, losses: Int, whole: RecordedSeries, unit: Int?) {
    norms = Array(repeating: 0, count: steps * losses)
    credits = norms
    values = unit == nil ? [] : norms
    sums = Array(repeating: 0, count: steps * whole.width)
    self.whole = whole
    self.unit = unit
  }

  /// Measures one vector for each row.
  mutating func note(_ vectors: (base: UnsafeMutablePointer<Double>, stride: Int), _ t: Int, _ rows: Int) {
    // Copied, because what is measured is written while they are read.
    let (whole, unit) = (whole, unit)
    let width = whole.width
    whole.values.withUnsafeBufferPointer { all in
      guard let start = all.baseAddress, width > 0 else { return }
      let direction = start + t * width
      let scale = (0..<width).reduce(0.0) { max($0, abs(direction[$1])) }
      var length = 0.0
      if scale > 0 { for i in 0..<width { length += (direction[i] / scale) * (direction[i] / scale) } }
      length = length.squareRoot()
      for row in 0..<rows {
        let vector = vectors.base + row * vectors.stride
        var largest = 0.0
        for i in 0..<width { largest = max(largest, abs(vector[i])) }
        guard largest > 0 || !largest.isFinite else { continue }
        var (squares, along) = (0.0, 0.0)
        // Scaled by the largest, so that gradients near 1e-200 do not vanish in their squares.
        for i in 0..<width {
          let own = vector[i] / largest
          squares += own * own
          if scale > 0 { along += own * (direction[i] / scale) }
          sums[t * width + i] += vector[i]
        }
        norms[t * rows + row] = largest * squares.squareRoot()
        credits[t * rows + row] = scale > 0 ? largest * along / length : 0
        if let unit { values[t * rows + row] = vector[unit] }
      }
    }
  }
}
