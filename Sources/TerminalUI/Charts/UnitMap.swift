import Notebook

/// Units × time gathered to a screen's rows and columns, in one walk over the values.
///
/// A square holds the strongest of its values; where the values have a known range from zero, as gates have, their
/// mean, because the largest of many gates says nothing.
struct UnitMap {
  /// `nil` past the values' end.
  let squares: [[Double?]]  // [rows, columns]
  let unitsPerRow: Int

  /// - Parameter order: which unit, from 0, stands at each place from the top.
  init(_ values: UnrolledSnapshot.Values, axis: ColumnAxis, order: [Int], rows: Int) {
    unitsPerRow = Self.unitsPerRow(order.count, rows: rows)
    let rowCount = order.isEmpty ? 0 : (order.count - 1) / unitsPerRow + 1
    let width = values.width
    var rowOfUnit = [Int](repeating: 0, count: width)
    for (place, unit) in order.enumerated() where unit < width { rowOfUnit[unit] = place / unitsPerRow }
    let takesMean = Self.takesMean(values)
    var squares = [[Double?]](repeating: [Double?](repeating: nil, count: axis.columnCount), count: rowCount)
    guard width > 0, order.count == width else {
      self.squares = squares
      return
    }
    let stepCount = values.numbers.count / width
    var gathered = [Double](repeating: 0, count: rowCount)
    for column in 0..<axis.columnCount {
      let steps = axis.steps(ofColumn: column).clamped(to: 0..<stepCount)
      guard !steps.isEmpty else { continue }
      for row in gathered.indices { gathered[row] = 0 }
      for step in steps {
        let start = step * width
        for unit in 0..<width {
          let value = values.numbers[start + unit]
          let row = rowOfUnit[unit]
          if takesMean {
            gathered[row] += value
          } else if value.isNaN || abs(value) >= abs(gathered[row]) {
            // Nothing compares with NaN, so one stays where it came.
            gathered[row] = value
          }
        }
      }
      for row in gathered.indices {
        let units = min(unitsPerRow, order.count - row * unitsPerRow)
        squares[row][column] = takesMean ? gathered[row] / Double(units * steps.count) : gathered[row]
      }
    }
    self.squares = squares
  }

  static func takesMean(_ values: UnrolledSnapshot.Values) -> Bool { values.range?.lowerBound == 0 }

  static func unitsPerRow(_ units: Int, rows: Int) -> Int {
    max(1, (units + max(1, rows) - 1) / max(1, rows))
  }

  /// The rows that so many units take of those offered.
  static func rows(_ units: Int, of rows: Int) -> Int {
    let perRow = unitsPerRow(units, rows: rows)
    return (units + perRow - 1) / perRow
  }
}
