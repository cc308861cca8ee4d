/// Looking for units by what they do together: where some are on and others off, and which one of another model is the
/// same. Strobelt et al.: LSTMVis, IEEE Transactions on Visualization and Computer Graphics 24 (2018).
extension UnitStudy {
  /// What a unit shall be at a place.
  public struct Wish: Sendable, Equatable {
    public enum Sign: Sendable, Equatable { case high, low, off }
    /// From 1.
    public var unit: Int
    public var sign: Sign

    public init(_ unit: Int, _ sign: Sign) { (self.unit, self.sign) = (unit, sign) }
  }

  /// The places where every wish holds, the clearest first. A unit is on (high, or low below 0) where it reaches half of
  /// its own largest |h| in these data, off where |h| stays below that. A place's value is how far the least clear of the
  /// units is from that border, in shares of its largest |h|: from 0 to 0.5.
  public func places(_ wishes: [Wish], count: Int) -> [Place] {
    let largest = largestSizes()
    var found: [Place] = []
    forEach { row, t in
      var margin = 0.5
      for wish in wishes {
        let most = largest[wish.unit - 1]
        guard most > 0 else {
          margin = min(margin, wish.sign == .off ? 0.5 : -1)
          continue
        }
        let share = value(wish.unit, row, t) / most
        switch wish.sign {
        case .high: margin = min(margin, share - 0.5)
        case .low: margin = min(margin, -share - 0.5)
        case .off: margin = min(margin, 0.5 - abs(share))
        }
      }
      if margin >= 0, !wishes.isEmpty { found.append(Place(row: row, step: t, value: margin)) }
    }
    return Array(found.sorted { ($0.value, $1.row, $1.step) > ($1.value, $0.row, $0.step) }.prefix(count))
  }

  /// Largest |h| of each unit; a value that is no number counts for nothing.
  private func largestSizes() -> [Double] {
    var largest = [Double](repeating: 0, count: units.count)
    forEach { row, t in
      for unit in units.indices {
        let size = abs(value(unit + 1, row, t))
        if size > largest[unit] { largest[unit] = size }
      }
    }
    return largest
  }

  /// A unit of this model, and the one of another model that does the same.
  public struct Match: Sendable, Equatable {
    /// From 1.
    public var unit: Int
    public var other: Int
    /// Of h over all time steps of the data; below 0: it does the opposite.
    public var correlation: Double
  }

  /// For every unit the unit of another model with the largest |correlation| of h; both models have read the same batch.
  public func matches(in other: UnitStudy) -> [Match] {
    let (own, theirs) = (standardised(), other.standardised())
    guard own.count > 0, own.count == theirs.count, !other.units.isEmpty else { return [] }
    let (h, k) = (units.count, other.units.count)
    var products = [Double](repeating: 0, count: h * k)
    Double.addGradient(
      own.values, stride: h, theirs.values, stride: k, into: &products, stride: k, r: own.count, n: h, k: k)
    return (0..<h).map { unit in
      let row = products[unit * k..<(unit + 1) * k]
      let best = row.indices.max { abs(row[$0]) < abs(row[$1]) } ?? row.startIndex
      return Match(unit: unit + 1, other: best - unit * k + 1, correlation: row[best])
    }
  }

  /// h of every time step of the data with mean 0 and length 1 over all of them, [count, H]; a unit that never moves is 0.
  private func standardised() -> (values: [Double], count: Int) {
    let width = units.count
    var values: [Double] = []
    var count = 0
    forEach { row, t in
      for unit in 0..<width { values.append(value(unit + 1, row, t)) }
      count += 1
    }
    for unit in 0..<width {
      var (sum, squares) = (0.0, 0.0)
      for place in stride(from: unit, to: values.count, by: width) { sum += values[place] }
      for place in stride(from: unit, to: values.count, by: width) {
        values[place] -= sum / Double(count)
        squares += values[place] * values[place]
      }
      let scale = squares > 0 && squares.isFinite ? 1 / squares.squareRoot() : 0
      for place in stride(from: unit, to: values.count, by: width) {
        values[place] = scale > 0 ? values[place] * scale : 0
      }
    }
    return (values, count)
  }

  /// Mean of a unit, from 1, over equal parts of the range of a column of the input; nil for tokens and where the column
  /// never changes.
  public func responses(
    of unit: Int, to column: Int, parts: Int
  ) -> [(lower: Double, upper: Double, mean: Double?)]? {
    guard case .vectors(let inputs, let size) = batch.input, (0..<size).contains(column), parts > 0 else { return nil }
    func input(_ row: Int, _ t: Int) -> Double { inputs[(t * batch.rows + row) * size + column] }
    var (low, high) = (Double.infinity, -Double.infinity)
    forEach { row, t in (low, high) = (min(low, input(row, t)), max(high, input(row, t))) }
    guard low < high, high - low < .infinity else { return nil }
    var sums = [Double](repeating: 0, count: parts)
    var counts = [Int](repeating: 0, count: parts)
    forEach { row, t in
      let share = (input(row, t) - low) / (high - low)
      guard share.isFinite else { return }
      let part = max(0, min(parts - 1, Int(share * Double(parts))))
      sums[part] += value(unit, row, t)
      counts[part] += 1
    }
    let width = (high - low) / Double(parts)
    return (0..<parts).map { part in
      let mean: Double? = counts[part] > 0 ? sums[part] / Double(counts[part]) : nil
      return (lower: low + Double(part) * width, upper: low + Double(part + 1) * width, mean: mean)
    }
  }
}

extension RecordedLayer {
  /// For every unit the correlation of h(t) with being inside a stretch of time steps: 1 means on there and off elsewhere;
  /// NaN for a unit that never moves, or when the stretch is everything.
  public func contrast(_ stretch: ClosedRange<Int>) -> [Double] {
    let steps = self.steps
    let inside = Double(stretch.clamped(to: 1...max(steps, 1)).count)
    let n = Double(steps)
    let spread = inside - inside * inside / n
    return (0..<units).map { unit in
      var (sum, squares, within) = (0.0, 0.0, 0.0)
      for t in 1...max(steps, 1) where t <= steps {
        let h = states[0].values[(t - 1) * units + unit]
        sum += h
        if stretch.contains(t) { within += h }
      }
      for t in 0..<steps {
        let h = states[0].values[t * units + unit] - sum / n
        squares += h * h
      }
      let product = (spread * squares).squareRoot()
      return product > 0 ? (within - inside * sum / n) / product : .nan
    }
  }
}
