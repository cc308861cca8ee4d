import Notebook

/// A ledger drawn for one size, without what moves with the cross: columns are time steps, rows the losses or the paths.
///
/// T · T values are gathered here, once for a ledger and a size; a frame only lights a row and a column.
struct LedgerPicture: Sendable {
  let ledger: LedgerSnapshot
  let size: Size
  let characters: CharacterSet
  let shade: CreditShade
  let axis: ColumnAxis
  /// The rows of the ledger by the rows of the screen.
  let bands: ColumnAxis
  /// Screen rows that one row of the ledger takes, where there are few.
  let bandHeight: Int
  let labelWidth: Int
  /// Columns at the right for the numbers under the cross.
  let sideWidth: Int
  /// Rows of the gradient's norm above the paths.
  let normRows: Int
  /// Glyphs of the norm and of every band.
  let norms: [StyledLine]
  let squares: [StyledLine]

  private var ink: Ink { characters == .unicode ? .unicode : .ascii }

  init(_ ledger: LedgerSnapshot, _ size: Size, _ characters: CharacterSet) {
    (self.ledger, self.size, self.characters) = (ledger, size, characters)
    shade = CreditShade(ledger.credits)
    let isOfPaths = ledger.lossSteps.isEmpty
    labelWidth = min(max(3, ledger.rows.map(\.displayWidth).max() ?? 0), max(3, size.columns / 5))
    sideWidth = size.columns < 56 ? 0 : min(max(size.columns / 4, 25), 30)
    let below = size.rows >= 6 ? 2 : size.rows >= 4 ? 1 : 0
    let room = max(1, size.rows - below)
    normRows = isOfPaths && room > ledger.rows.count + 1 ? min(room >= 30 ? 8 : 3, room - ledger.rows.count) : 0
    let rows = max(1, room - normRows)
    bandHeight = max(1, min(isOfPaths && room < 30 ? 2 : 4, rows / max(1, ledger.rows.count)))
    bands = ColumnAxis(first: 1, count: ledger.rows.count, width: max(1, rows / bandHeight), fills: true)
    axis = ColumnAxis(
      first: 1, count: ledger.steps,
      // The ruler is two columns longer, and a blank stands before the numbers.
      width: max(1, size.columns - labelWidth - 2 - (sideWidth > 0 ? sideWidth + 2 : 0)),
      widest: isOfPaths ? 12 : 2 * bandHeight + 2, fills: true)
    let ink: Ink = characters == .unicode ? .unicode : .ascii
    squares = (0..<bands.columnCount).map { [axis, shade, bands] band in
      var line = StyledLine()
      for column in 0..<axis.columnCount {
        let square = Self.strongest(ledger, axis.steps(ofColumn: column), bands.steps(ofColumn: band))
        line.append(ink: shade.glyph(square, ink), count: axis.columnWidth)
      }
      return line
    }
    let strip = LogStrip(ledger.totals, [], rows: max(1, normRows))
    let sizes = axis.strongest(ledger.totals)
    norms = (0..<normRows).map { [axis] row in
      var line = StyledLine()
      for value in sizes { line.append(ink: strip.glyph(value, row: row, ink), count: axis.columnWidth) }
      return line
    }
  }

  func shows(_ ledger: LedgerSnapshot, _ size: Size, _ characters: CharacterSet) -> Bool {
    // Arrays that are shared compare at once.
    self.size == size && self.characters == characters && self.ledger.part == ledger.part
      && self.ledger.credits == ledger.credits && self.ledger.rows == ledger.rows
      && self.ledger.totals == ledger.totals
  }

  /// The credit of largest size among some steps and rows; nil where there is none.
  private static func strongest(_ ledger: LedgerSnapshot, _ steps: Range<Int>, _ rows: Range<Int>) -> Double? {
    var strongest: Double?
    let count = ledger.rows.count
    for step in steps {
      for row in rows where step * count + row < ledger.credits.count {
        let credit = ledger.credits[step * count + row]
        if credit.isNaN { return credit }
        if abs(credit) > abs(strongest ?? 0) { strongest = credit }
      }
    }
    return strongest
  }

  /// Least and largest credit of the square under the cross, where it stands for several; nil where it stands for one.
  func range(t: Int, row: Int) -> (steps: Range<Int>, rows: Range<Int>, credits: ClosedRange<Double>?)? {
    guard let column = axis.column(of: t), let band = bands.column(of: row + 1) else { return nil }
    let (steps, rows) = (axis.steps(ofColumn: column), bands.steps(ofColumn: band))
    guard steps.count * rows.count > 1 else { return nil }
    let count = ledger.rows.count
    let values = steps.flatMap { step in rows.map { ledger.credits[step * count + $0] } }
    guard let range = ValueRange(of: values) else { return (steps, rows, nil) }
    return (steps, rows, range.low...range.high)
  }

  /// The time step, from 1, and the ledger's row at a place of the pane, the nearest to where the cross is.
  func hit(row: Int, column: Int, t: Int, cross: Int) -> (t: Int, row: Int)? {
    let place = column - labelWidth - 1
    guard row >= 0, place >= 0, place < axis.width else { return nil }
    let steps = axis.steps(ofColumn: place / axis.columnWidth)
    let step = min(max(t - 1, steps.lowerBound), steps.upperBound - 1)
    let band = (row - normRows) / bandHeight
    guard row >= normRows, band < bands.columnCount else { return (step + 1, cross) }
    let rows = bands.steps(ofColumn: band)
    return (step + 1, min(max(cross, rows.lowerBound), rows.upperBound - 1))
  }
}
