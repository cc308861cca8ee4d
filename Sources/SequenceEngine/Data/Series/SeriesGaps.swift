/// What is done about the cells of a series that hold no number.
struct SeriesGaps {
  let policy: SeriesOptions.Gaps
  /// The file's name for messages.
  let file: String

  struct Mended {
    /// [column][row], without gaps.
    var values: [[Double]]
    /// The rows that stay, by their places in the file; nil: all.
    var kept: [Int]?
    var notes: [String] = []
  }

  /// The columns without the gaps, which are NaN.
  ///
  /// - Throws: `DataError` where a column, or what would be left of all, holds no number.
  func mended(_ values: [[Double]], names: [String]) throws -> Mended {
    let rows = values.first?.indices ?? 0..<0
    let isGap = rows.map { row in values.contains { $0[row].isNaN } }
    let gaps = isGap.count { $0 }
    var mended = Mended(values: values)
    guard gaps > 0 else { return mended }
    if let empty = values.indices.first(where: { values[$0].allSatisfy(\.isNaN) }) {
      throw DataError(
        "\(file), column \(DataError.quote(names[empty]))", expected: "at least one number", found: "gaps only",
        advice: "leave the column out with columns=")
    }
    let counted = PlainNumber.counted(gaps, "row") + " with gaps"
    switch policy {
    case .refuse: break
    case .drop:
      guard gaps < rows.count else {
        throw DataError(file, expected: "a row without a gap", found: "none", advice: "try gaps=hold or gaps=line")
      }
      mended.keep(rows.filter { !isGap[$0] })
      mended.notes = ["\(counted) left out"]
    case .hold:
      // Before a column's first number there is nothing to hold.
      let first = values.reduce(0) { max($0, $1.firstIndex { !$0.isNaN } ?? 0) }
      for column in values.indices { Self.hold(&mended.values[column]) }
      if first > 0 { mended.keep(Array(first..<rows.upperBound)) }
      mended.notes = [
        "\(counted)\(first > 0 ? ", the first \(PlainNumber.grouped(first)) left out" : "")"
          + ": the value before stands for each"
      ]
    case .line:
      for column in values.indices { Self.draw(&mended.values[column]) }
      mended.notes = ["\(counted) filled on a straight line between their neighbours"]
    }
    return mended
  }

  /// Fills each gap with the number before it.
  private static func hold(_ values: inout [Double]) {
    for row in values.indices.dropFirst() where values[row].isNaN { values[row] = values[row - 1] }
  }

  /// Fills gaps on straight lines, and those at the ends with the nearest number.
  private static func draw(_ values: inout [Double]) {
    var before: Int?
    var row = 0
    while row < values.count {
      guard values[row].isNaN else {
        before = row
        row += 1
        continue
      }
      let after = values[row...].firstIndex { !$0.isNaN }
      for gap in row..<(after ?? values.count) {
        switch (before, after) {
        case (let left?, let right?):
          let share = Double(gap - left) / Double(right - left)
          values[gap] = values[left] * (1 - share) + values[right] * share
        case (let known?, nil), (nil, let known?): values[gap] = values[known]
        case (nil, nil): break
        }
      }
      row = after ?? values.count
    }
  }
}

extension SeriesGaps.Mended {
  fileprivate mutating func keep(_ rows: [Int]) {
    values = values.map { column in rows.map { column[$0] } }
    kept = rows
  }
}
