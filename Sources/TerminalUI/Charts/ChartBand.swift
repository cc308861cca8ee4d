import Notebook

/// What lies between two curves, drawn a cell at a time behind everything else.
extension LineChart.Band {
  /// The rows of each canvas column that lie in the band; a column beside it has none.
  func rows(_ canvas: DotCanvas, _ xRange: ValueRange, _ yAxis: RoundAxis) -> [ClosedRange<Int>?] {
    let places = zip(x, zip(lower, upper)).compactMap { x, ends -> (column: Int, low: Double, high: Double)? in
      guard x.isFinite, let low = yAxis.fraction(min(ends.0, ends.1)), let high = yAxis.fraction(max(ends.0, ends.1))
      else { return nil }
      return (canvas.column(of: xRange.fraction(x)), low, high)
    }
    var rows = [ClosedRange<Int>?](repeating: nil, count: canvas.columns)
    for (from, to) in zip(places, places.dropFirst() + places.suffix(1)) {
      for column in min(from.column, to.column)...max(from.column, to.column) {
        let part = to.column == from.column ? 0 : Double(column - from.column) / Double(to.column - from.column)
        let top = canvas.row(of: from.high + part * (to.high - from.high))
        rows[column] = top...max(top, canvas.row(of: from.low + part * (to.low - from.low)))
      }
    }
    return rows
  }

  /// `12.1 … 45` at the first and at the last place.
  var ends: String {
    guard let first = pair(x.indices.first), let last = pair(x.indices.last) else { return "no values" }
    return x.count == 1 ? first : "\(first) → \(last)"
  }

  private func pair(_ index: Int?) -> String? {
    guard let index, index < lower.count, index < upper.count else { return nil }
    return "\(NumberFormat.general.text(lower[index]))…\(NumberFormat.general.text(upper[index]))"
  }
}
