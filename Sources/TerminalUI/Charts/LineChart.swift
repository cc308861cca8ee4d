import Notebook

extension LineChart {
  /// Curves over round axes, reference lines drawn in, and a legend that says each curve's ends and least value.
  func lines(_ drawing: Drawing) -> [StyledLine] {
    heading(drawing) + (plot(drawing) ?? [StyledLine("nothing to draw: " + emptiness, .soft)]) + legend(drawing)
  }

  /// The curves between their axes alone: `drawing.plotRows` rows and two for the x axis; nil where no value has a
  /// place.
  func plot(_ drawing: Drawing) -> [StyledLine]? {
    let ink = drawing.ink
    let reach = yReach.map { [$0.lowerBound, $0.upperBound] } ?? []
    let values = Array(series.lazy.flatMap { $0.points.lazy.filter { $0.x.isFinite }.map(\.y) }) + reach
    let drawn = referencesWithin(reachOf: ValueRange(of: values))
    guard
      let yAxis = RoundAxis(
        of: values + bands.flatMap { $0.lower + $0.upper } + drawn.map(\.value), scale: yScale,
        tickLimit: drawing.plotRows / 2 + 1),
      let xRange = ValueRange(
        of: series.flatMap { $0.points.lazy.filter { $0.y.isFinite }.map(\.x) } + bands.flatMap(\.x))
    else { return nil }

    let gutter = (yAxis.ticks.map { yAxis.text(ofTick: $0).count }.max() ?? 0) + 1
    let tagWidth = series.count > 1 ? 2 : 0
    var canvas = DotCanvas(
      columns: drawing.width - gutter - 1 - tagWidth, rows: drawing.plotRows, dots: drawing.dots)
    for (index, curve) in series.enumerated() { draw(curve, index, on: &canvas, xRange, yAxis) }

    let tickRows = Dictionary(
      yAxis.ticks.map { (canvas.row(of: yAxis.range.fraction($0)), yAxis.text(ofTick: $0)) },
      uniquingKeysWith: { first, _ in first })
    let referenceRows = Set(drawn.compactMap { yAxis.fraction($0.value).map(canvas.row(of:)) })
    let shaded = bands.map { $0.rows(canvas, xRange, yAxis) }
    let tags = tagRows(canvas, yAxis)
    let cursorColumn = cursorX.flatMap { x in
      x >= xRange.low && x <= xRange.high ? canvas.column(of: xRange.fraction(x)) : nil
    }
    var lines: [StyledLine] = []
    for row in 0..<canvas.rows {
      let number = tickRows[row] ?? ""
      var line = StyledLine(String(repeating: " ", count: gutter - 1 - number.count) + number + " ", .soft)
      line.append(Glyph(tickRows[row] == nil ? ink.vertical : ink.tick, .soft))
      for column in 0..<canvas.columns {
        var glyph =
          canvas.glyph(row: row, column: column)
          ?? (shaded.contains { $0[column]?.contains(row) ?? false } ? Glyph(ink.band, .soft) : nil)
          ?? (referenceRows.contains(row) ? Glyph(ink.referenceAcross, .reference) : Glyph(" "))
        glyph.style.isLit = column == cursorColumn
        line.append(glyph)
      }
      if let tag = tags[row] { line.append(" " + Self.tag(tag, drawing), .series(tag)) }
      lines.append(line)
    }
    var floor = StyledLine(String(repeating: " ", count: gutter), .soft)
    floor.append(Glyph(ink.corner, .soft))
    let name = xLabel.isEmpty ? "" : " " + xLabel
    floor.append(repeating: ink.horizontal, count: canvas.columns - name.displayWidth, .soft)
    floor.append(name, .soft)
    return lines + [floor, xLine(xRange, gutter, canvas, cursorColumn, ink)]
  }

  /// Curve letters in Unicode; in ASCII the mark that draws the curve.
  static func tag(_ index: Int, _ drawing: Drawing) -> String {
    if drawing.dots == .marks { return String(DotCanvas.marks[index % DotCanvas.marks.count]) }
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    return index < letters.count ? String(letters[index]) : "\(index + 1)"
  }

  private func heading(_ drawing: Drawing) -> [StyledLine] {
    var line = StyledLine(title, .title)
    let about = yLabel.isEmpty ? "" : yScale == .log10 ? "\(yLabel), log scale" : yLabel
    if !about.isEmpty { line.append((title.isEmpty ? "" : "   ") + about, .soft) }
    guard line.width > drawing.width else { return line.width == 0 ? [] : [line] }
    return wrapped(title, width: drawing.width, style: .title)
      + wrapped(about, width: drawing.width).filter { $0.width > 0 }
  }

  /// A reference line joins the picture unless it would press the curves flat.
  func referencesWithin(reachOf range: ValueRange?) -> [ReferenceLine] {
    references.filter { reference in
      guard reference.value.isFinite else { return false }
      guard yScale == .linear else { return reference.value > 0 }
      guard let range, range.low < range.high else { return true }
      let reach = 3 * (range.high - range.low)
      return reference.value >= range.low - reach && reference.value <= range.high + reach
    }
  }

  private var emptiness: String {
    let count = series.reduce(0) { $0 + $1.points.count }
    if count == 0 { return "no values" }
    return "\(counted(count, "value")), none of them finite" + (yScale == .log10 ? " and above zero" : "")
  }

  private func draw(
    _ curve: Series, _ index: Int, on canvas: inout DotCanvas, _ xRange: ValueRange, _ yAxis: RoundAxis
  ) {
    var previous: (x: Double, y: Double)?
    for point in curve.points {
      guard point.x.isFinite, let y = yAxis.fraction(point.y) else {
        previous = nil
        continue
      }
      let place = (x: xRange.fraction(point.x), y: y)
      canvas.line(from: previous ?? place, to: place, series: index)
      previous = place
    }
  }

  /// For each row the curve that ends there; a curve whose row is taken moves to the nearest free one.
  private func tagRows(_ canvas: DotCanvas, _ yAxis: RoundAxis) -> [Int: Int] {
    guard series.count > 1 else { return [:] }
    var tags: [Int: Int] = [:]
    for (index, curve) in series.enumerated() {
      guard let end = curve.points.lazy.reversed().compactMap({ yAxis.fraction($0.y) }).first else { continue }
      let row = canvas.row(of: end)
      let nearest = (0..<canvas.rows).filter { tags[$0] == nil }.min { abs($0 - row) < abs($1 - row) }
      if let nearest { tags[nearest] = index }
    }
    return tags
  }

  private func xLine(
    _ range: ValueRange, _ gutter: Int, _ canvas: DotCanvas, _ cursorColumn: Int?, _ ink: Ink
  ) -> StyledLine {
    var cells = [Character](repeating: " ", count: canvas.columns)
    func write(_ text: String, at column: Int) {
      let start = min(column, canvas.columns - text.count)
      guard start >= 0 else { return }
      let room = max(0, start - 2)..<min(cells.count, start + text.count + 2)
      guard cells[room].allSatisfy({ $0 == " " }) else { return }
      for (offset, character) in text.enumerated() { cells[start + offset] = character }
    }
    let format = NumberFormat.significant(6)
    if let cursorColumn, let cursorX {
      write("\(ink.pointer)\(format.text(cursorX))", at: cursorColumn)
    }
    write(format.text(range.low), at: 0)
    if range.high > range.low { write(format.text(range.high), at: canvas.columns) }
    let ticks = RoundAxis(of: [range.low, range.high], scale: .linear, tickLimit: canvas.columns / 14 + 2)?.ticks ?? []
    for tick in ticks where tick > range.low && tick < range.high {
      write(format.text(tick), at: canvas.column(of: range.fraction(tick)))
    }
    return StyledLine(String(repeating: " ", count: gutter + 1) + String(cells), .soft)
  }

  /// One line for each curve and each reference line.
  private func legend(_ drawing: Drawing) -> [StyledLine] {
    var lines: [StyledLine] = []
    for (index, curve) in series.enumerated() {
      var line = StyledLine("  ")
      if series.count > 1 { line.append(Self.tag(index, drawing) + " ", .series(index)) }
      line.append(curve.name, .series(index))
      line.append("  " + curve.ends(yScale), .soft)
      lines.append(line)
    }
    for band in bands {
      var line = StyledLine("  ")
      line.append(String(repeating: String(drawing.ink.band), count: 2) + " " + band.name, .soft)
      line.append("  " + band.ends, .soft)
      lines.append(line)
    }
    for reference in references {
      var line = StyledLine("  ")
      line.append(String(repeating: String(drawing.ink.referenceAcross), count: 2), .reference)
      line.append(" \(reference.name) \(NumberFormat.general.text(reference.value))", .reference)
      lines.append(line)
    }
    return lines
  }
}

extension LineChart.Series {
  /// First and last value, the least where it is neither, and what could not be drawn.
  func ends(_ scale: Scale) -> String {
    let format = NumberFormat.general
    let finite = points.filter { $0.x.isFinite && $0.y.isFinite }
    var parts: [String] = []
    if let first = finite.first, let last = finite.last, let least = finite.min(by: { $0.y < $1.y }) {
      parts.append(finite.count == 1 ? format.text(first.y) : "\(format.text(first.y)) → \(format.text(last.y))")
      if least.y < first.y, least.y < last.y {
        parts.append("least \(format.text(least.y)) at \(NumberFormat.significant(6).text(least.x))")
      }
    } else {
      parts.append(points.isEmpty ? "no values" : "no finite value")
    }
    if !points.isEmpty, finite.count < points.count, !finite.isEmpty {
      parts.append("\(points.count - finite.count) not finite")
    }
    let unplaced = scale == .log10 ? finite.count { $0.y <= 0 } : 0
    if unplaced > 0 { parts.append("\(unplaced) at or below zero, not drawn") }
    return parts.joined(separator: ", ")
  }
}
