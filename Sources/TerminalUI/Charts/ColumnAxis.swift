/// Which steps each screen column of a chart stands for. All strips of a view share one.
struct ColumnAxis: Equatable {
  /// The number of the first step.
  let first: Int
  let count: Int
  /// Steps that share one column, at least 1.
  let stepsPerColumn: Int
  /// Terminal columns that one step takes, at least 1.
  let columnWidth: Int
  let columnCount: Int
  /// Whether all columns but the last stand for the same number of steps.
  private let isEven: Bool

  /// Fits `count` steps into `width` terminal columns; few steps are drawn up to `widest` columns wide.
  ///
  /// - Parameter fills: uses all columns where there are more steps than columns; some columns then stand for one step
  ///   less than others.
  init(first: Int, count: Int, width: Int, widest: Int = 1, fills: Bool = false) {
    let width = max(1, width)
    self.first = first
    self.count = max(0, count)
    stepsPerColumn = max(1, self.count / width + (self.count % width == 0 ? 0 : 1))
    columnWidth = stepsPerColumn > 1 || self.count == 0 ? 1 : max(1, min(widest, width / self.count))
    let evenly = self.count / stepsPerColumn + (self.count % stepsPerColumn == 0 ? 0 : 1)
    columnCount = fills && stepsPerColumn > 1 ? width : evenly
    isEven = columnCount == evenly
  }

  /// Terminal columns in all.
  var width: Int { columnCount * columnWidth }

  /// The steps of a column, counted from 0.
  func steps(ofColumn column: Int) -> Range<Int> {
    guard isEven else { return column * count / columnCount..<(column + 1) * count / columnCount }
    let start = column * stepsPerColumn
    return start..<min(start + stepsPerColumn, count)
  }

  /// The column of the step that is numbered `number`; `nil` outside the axis.
  func column(of number: Int?) -> Int? {
    index(of: number).map(column(ofIndex:))
  }

  private func column(ofIndex index: Int) -> Int {
    isEven ? index / stepsPerColumn : ((index + 1) * columnCount - 1) / count
  }

  /// The step numbered `number`, counted from 0; `nil` outside the axis.
  func index(of number: Int?) -> Int? {
    guard let number else { return nil }
    let (index, overflow) = number.subtractingReportingOverflow(first)
    return !overflow && index >= 0 && index < count ? index : nil
  }

  /// For each column the value of largest size among its steps, NaN when one of them is NaN, `nil` past the values'
  /// end.
  func strongest(_ values: some RandomAccessCollection<Double>) -> [Double?] {
    (0..<columnCount).map { column in
      var strongest: Double?
      for step in steps(ofColumn: column) where step < values.count {
        let value = values[values.index(values.startIndex, offsetBy: step)]
        if value.isNaN { return .nan }
        if abs(value) >= abs(strongest ?? 0) { strongest = value }
      }
      return strongest
    }
  }

  /// Step numbers under the columns, the cursor's own with a pointer before it, and the axis' name at the end.
  ///
  /// - Parameter passed: the steps, counted from 0, that a pass has been through; a line runs under them.
  func ruler(name: String, cursor: Int?, passed: Range<Int> = 0..<0, ink: Ink) -> StyledLine {
    var cells = [Character](repeating: " ", count: width)
    let cursorColumn = column(of: cursor)
    var taken = [Bool](repeating: false, count: width)
    func write(_ text: String, at start: Int) -> Bool {
      let start = min(start, width - text.count)
      let room = max(0, start - 1)..<min(width, start + text.count + 1)
      guard start >= 0, !taken[room].contains(true) else { return false }
      for (offset, character) in text.enumerated() { cells[start + offset] = character }
      for place in start..<start + text.count { taken[place] = true }
      return true
    }
    if let cursorColumn, let cursor { _ = write("\(ink.pointer)\(cursor)", at: cursorColumn * columnWidth) }
    for index in tickSteps { _ = write("\(first &+ index)", at: column(ofIndex: index) * columnWidth) }
    if let first = passed.first, let last = passed.last {
      let columns = column(ofIndex: first) * columnWidth..<(column(ofIndex: last) + 1) * columnWidth
      for place in columns.clamped(to: 0..<width)
      where !taken[max(0, place - 1)..<min(width, place + 2)].contains(true) { cells[place] = ink.horizontal }
    }
    var line = StyledLine(String(cells), .soft)
    if let cursorColumn {
      line = StyledLine(
        glyphs: line.glyphs.enumerated().map { place, glyph in
          Glyph(glyph.character, glyph.style.lit(place / columnWidth == cursorColumn))
        })
    }
    line.append(" " + name, .soft)
    return line
  }

  /// A sentence when columns stand for several steps; empty otherwise.
  func binning(of noun: String) -> String {
    stepsPerColumn == 1 ? "" : "each column is \(isEven ? "" : "up to ")\(stepsPerColumn) \(noun), the strongest shown"
  }

  /// First, last, and round numbers between, so far apart that their labels fit.
  private var tickSteps: [Int] {
    guard count > 0 else { return [] }
    let last = first &+ (count - 1)
    let spacing = max("\(first)".count, "\(last)".count) + 3
    let wanted = max(1, width / max(spacing, 10))
    let stride = Self.round(max(1, count / wanted))
    let offset = first % stride == 0 ? 0 : stride - ((first % stride) + stride) % stride
    return [0, count - 1] + Swift.stride(from: offset, to: count, by: stride)
  }

  private static func round(_ step: Int) -> Int {
    var power = 1
    while power <= step / 10 { power *= 10 }
    return [1, 2, 5].map { $0 * power }.first { $0 >= step } ?? 10 * power
  }
}
