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
    case .hold, .line:
      for column in values.indices {
        if policy == .hold { Self.hold(&mended.values[column]) } else { Self.draw(&mended.values[column]) }
      }
      let inner = try inner(values)
      if inner != rows { mended.keep(Array(inner)) }
      mended.notes = notes(inner, of: rows, gaps: gaps)
    }
    return mended
  }

  /// The rows in which every column has begun and none has ended: beyond them a number would be made up out of one side
  /// alone.
  private func inner(_ values: [[Double]]) throws -> Range<Int> {
    let first = values.reduce(0) { max($0, $1.firstIndex { !$0.isNaN } ?? 0) }
    let end = values.reduce(values.first?.count ?? 0) { min($0, ($1.lastIndex { !$0.isNaN } ?? -1) + 1) }
    guard first < end else {
      throw DataError(
        file, expected: "rows in which every column has begun and none has ended", found: "none",
        advice: "leave a column out with columns=")
    }
    return first..<end
  }

  /// How many rows were filled, and how many left out at the ends.
  private func notes(_ inner: Range<Int>, of rows: Range<Int>, gaps: Int) -> [String] {
    let (before, behind) = (inner.lowerBound, rows.upperBound - inner.upperBound)
    let filled = gaps - before - behind
    var notes: [String] = []
    if filled > 0 {
      let told = "\(PlainNumber.counted(filled, "row")) with gaps"
      notes.append(
        policy == .hold
          ? "\(told): the value before stands for each" : "\(told) filled on a straight line between their neighbours")
    }
    let ends = [(before, "start"), (behind, "end")].filter { $0.0 > 0 }
    if !ends.isEmpty {
      let places = ends.map { "\(PlainNumber.grouped($0.0)) at the \($0.1)" }.joined(separator: " and ")
      notes.append("left out for gaps without a number on both sides: \(places)")
    }
    return notes
  }

  /// Fills each gap with the number before it.
  private static func hold(_ values: inout [Double]) {
    for row in values.indices.dropFirst() where values[row].isNaN { values[row] = values[row - 1] }
  }

  /// Fills gaps between two numbers on straight lines.
  private static func draw(_ values: inout [Double]) {
    var before: Int?
    for row in values.indices where !values[row].isNaN {
      if let before {
        for gap in before + 1..<row {
          let share = Double(gap - before) / Double(row - before)
          values[gap] = values[before] * (1 - share) + values[row] * share
        }
      }
      before = row
    }
  }
}

extension SeriesGaps.Mended {
  fileprivate mutating func keep(_ rows: [Int]) {
    values = values.map { column in rows.map { column[$0] } }
    kept = rows
  }
}
