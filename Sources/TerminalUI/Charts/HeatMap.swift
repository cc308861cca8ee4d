import Notebook

extension HeatMap {
  /// Rows × columns as shades, a ruler below, the lit column's values at the side, and the ramp that was used.
  func lines(_ drawing: Drawing) -> [StyledLine] {
    let ink = drawing.ink
    var lines = title.isEmpty ? [] : wrapped(title, width: drawing.width, style: .title)
    guard columnCount > 0 else { return lines + [StyledLine("nothing to draw: no values", .soft)] }
    let bands = RowBands(rows, limit: drawing.heatRows)
    let labels = bands.indices.map { label(bands.rows(ofBand: $0)) }
    let labelWidth = min(labels.map(\.width).max() ?? 0, drawing.width / 4)
    let readings = readings(bands)
    let readingWidth = readings.map { $0.count + 2 }.max() ?? 0
    let widest = columnLabels.isEmpty ? 2 : min(8, (columnLabels.map(\.displayWidth).max() ?? 1) + 1)
    let axis = ColumnAxis(
      first: firstColumn, count: columnCount,
      width: drawing.width - labelWidth - 1 - max(readingWidth, columnName.displayWidth + 1), widest: widest)
    let shade = Shade(rows, kind: kind, scale: scale, range: range)
    let litColumn = axis.column(of: cursorColumn)

    if axis.stepsPerColumn == 1, axis.columnWidth > 1, !columnLabels.isEmpty {
      lines.append(header(axis, labelWidth, ink))
    }
    for (band, values) in bands.strongest(axis).enumerated() {
      let isLitRow = cursorRow.map { bands.rows(ofBand: band).contains($0 - 1) } ?? false
      var line = labels[band].truncated(to: labelWidth, ellipsis: ink.ellipsis)
      line.pad(to: labelWidth + 1)
      for (column, value) in values.enumerated() {
        var glyph = shade.glyph(value, ink)
        glyph.style.isLit = isLitRow || column == litColumn
        for _ in 0..<axis.columnWidth { line.append(glyph) }
      }
      if band < readings.count { line.append("  " + readings[band], isLitRow ? .strong : .plain) }
      lines.append(line)
    }
    var ruler = StyledLine(String(repeating: " ", count: labelWidth + 1))
    ruler.append(axis.ruler(name: columnName, cursor: cursorColumn, ink: ink))
    lines.append(ruler)
    var legend = StyledLine(String(repeating: " ", count: labelWidth + 1))
    legend.append(shade.legend(ink))
    lines.append(legend)
    let columnNoun = columnName == "t" ? "time steps" : columnName + "s"
    for note in [axis.binning(of: columnNoun), bands.binning(of: rowName)] where !note.isEmpty {
      lines += wrapped(note, width: drawing.width, indent: labelWidth + 1)
    }
    return lines
  }

  /// A row's own label, or its number; several rows in one band are told by the first and the last.
  private func label(_ band: Range<Int>) -> StyledLine {
    func name(_ row: Int) -> String { row < rowLabels.count ? rowLabels[row] : "\(row + 1)" }
    if band.count == 1 {
      return StyledLine(rowLabels.isEmpty ? "\(rowName) \(band.lowerBound + 1)" : name(band.lowerBound), .soft)
    }
    return StyledLine("\(name(band.lowerBound))–\(name(band.upperBound - 1))", .soft)
  }

  private func readings(_ bands: RowBands) -> [String] {
    let whole = ColumnAxis(first: firstColumn, count: columnCount, width: columnCount)
    guard let step = whole.index(of: cursorColumn) else { return [] }
    return bands.indices.map { band in
      bands.strongest(band, atStep: step).map { NumberFormat.significant(3).text($0) } ?? ""
    }
  }

  private func header(_ axis: ColumnAxis, _ labelWidth: Int, _ ink: Ink) -> StyledLine {
    var line = StyledLine(String(repeating: " ", count: labelWidth + 1))
    for column in 0..<axis.columnCount {
      let label = StyledLine(column < columnLabels.count ? columnLabels[column] : "", .soft)
      line.append(label.truncated(to: axis.columnWidth - 1, ellipsis: ink.ellipsis))
      line.pad(to: labelWidth + 1 + (column + 1) * axis.columnWidth)
    }
    return line
  }
}

/// Rows of a heat map gathered so that they fit a height.
struct RowBands {
  private let rows: [[Double]]
  let rowsPerBand: Int

  init(_ rows: [[Double]], limit: Int) {
    self.rows = rows
    rowsPerBand = max(1, (rows.count + max(1, limit) - 1) / max(1, limit))
  }

  var indices: Range<Int> { 0..<(rows.count + rowsPerBand - 1) / rowsPerBand }

  func rows(ofBand band: Int) -> Range<Int> {
    band * rowsPerBand..<min((band + 1) * rowsPerBand, rows.count)
  }

  /// For each band and column the value of largest size.
  func strongest(_ axis: ColumnAxis) -> [[Double?]] {
    indices.map { band in
      let columns = rows(ofBand: band).map { axis.strongest(rows[$0]) }
      return (0..<axis.columnCount).map { column in Self.strongest(columns.lazy.compactMap { $0[column] }) }
    }
  }

  func strongest(_ band: Int, atStep step: Int) -> Double? {
    Self.strongest(rows(ofBand: band).lazy.compactMap { step < rows[$0].count ? rows[$0][step] : nil })
  }

  func binning(of noun: String) -> String {
    rowsPerBand == 1 ? "" : "each row is up to \(rowsPerBand) \(noun == "t" ? "time step" : noun)s, the strongest shown"
  }

  private static func strongest(_ values: some Sequence<Double>) -> Double? {
    var strongest: Double?
    for value in values {
      if value.isNaN { return .nan }
      if abs(value) >= abs(strongest ?? 0) { strongest = value }
    }
    return strongest
  }
}
