import Notebook

/// One strip, ready to be laid on the common time axis: its rows of cells and what is told at the side of each row.
struct StripRows {
  private let strip: StripChart.Strip
  private let drawing: Drawing
  private let shade: Shade?
  private let logAxis: LogStrip?
  private let bands: RowBands?
  /// One for each row, or fewer.
  let readings: [StyledLine]

  /// - Parameters:
  ///   - step: the cursor's time step, counted from 0.
  ///   - alongside: values of other strips that share the scale of a log strip.
  init(_ strip: StripChart.Strip, step: Int?, alongside: [Double] = [], _ drawing: Drawing) {
    self.strip = strip
    self.drawing = drawing
    switch strip.content {
    case .logBars(let values, let references):
      (shade, logAxis, bands) = (
        nil, LogStrip(values, references, alongside: alongside, rows: drawing.logStripRows), nil
      )
    case .heat(let rows, let kind, let range):
      shade = Shade(rows, kind: kind, scale: .linear, range: range)
      (logAxis, bands) = (nil, RowBands(rows, limit: drawing.stripHeatRows))
    case .bars, .marks, .symbols: (shade, logAxis, bands) = (nil, nil, nil)
    }
    var side = Self.readings(strip, step: step, drawing.ink)
    if let logAxis { side += logAxis.notes(drawing.ink).prefix(max(0, drawing.logStripRows - side.count)) }
    readings = side
  }

  /// What is told of a strip at the cursor's time step, counted from 0.
  static func readings(_ strip: StripChart.Strip, step: Int?, _ ink: Ink) -> [StyledLine] {
    guard strip.readings.isEmpty else { return strip.readings.map { reading($0, step) } }
    switch strip.content {
    case .bars(let values), .logBars(let values, _): return [reading(.series("", values), step)]
    case .heat: return []
    case .marks(let marks):
      guard let step, marks.indices.contains(step) else { return [] }
      return [StyledLine(marks[step] ? "1" : "0")]
    case .symbols(let symbols):
      guard let step, symbols.indices.contains(step) else { return [] }
      return [StyledLine("“" + visible(symbols[step], ink) + "”")]
    }
  }

  /// What is told whatever the time step is: the lines of a log strip and its ends, the ramp of a heat strip.
  func notes(width: Int) -> [StyledLine] {
    if let logAxis { return logAxis.notes(drawing.ink, width: width) }
    return shade.map { [$0.ramp(drawing.ink)] } ?? []
  }

  var legend: StyledLine? { shade?.legend(drawing.ink) }

  /// Rows of columns, each as wide as the axis' columns.
  func columns(_ axis: ColumnAxis) -> [[StyledLine]] {
    let ink = drawing.ink
    func wide(_ glyph: Glyph) -> StyledLine {
      var cell = StyledLine()
      cell.append(ink: glyph, count: axis.columnWidth)
      return cell
    }
    switch strip.content {
    case .bars(let values):
      let range = ValueRange(of: values)
      return [axis.strongest(values).map { wide(bar($0, range)) }]
    case .logBars(let values, _):
      let sizes = axis.strongest(values)
      return (0..<drawing.logStripRows).map { row in
        sizes.map { wide(logAxis?.glyph($0, row: row, ink) ?? Glyph(" ")) }
      }
    case .heat:
      return (bands?.strongest(axis) ?? []).map { $0.map { wide(shade?.glyph($0, ink) ?? Glyph(" ")) } }
    case .marks(let marks):
      return [
        (0..<axis.columnCount).map { column in
          let steps = axis.steps(ofColumn: column).clamped(to: 0..<marks.count)
          if steps.isEmpty { return wide(Glyph(" ")) }
          var cell = StyledLine()
          cell.append(marks[steps].contains(true) ? Glyph(ink.mark, .strong) : Glyph(ink.noMark, .soft))
          cell.pad(to: axis.columnWidth)
          return cell
        }
      ]
    case .symbols(let symbols):
      return [
        (0..<axis.columnCount).map { column in
          let first = axis.steps(ofColumn: column).lowerBound
          return symbol(first < symbols.count ? symbols[first] : "", axis.columnWidth)
        }
      ]
    }
  }

  private func bar(_ value: Double?, _ range: ValueRange?) -> Glyph {
    guard let value else { return Glyph(" ") }
    let ink = drawing.ink
    if value.isNaN { return Glyph(ink.fault, .error) }
    if value.isInfinite { return Glyph(value > 0 ? ink.heights[7] : ink.heights[0], .error) }
    let level = min(Int((range?.fraction(value) ?? 0) * 8), 7)
    return Glyph(ink.heights[level], value < 0 ? .signed(-3) : .series(0))
  }

  /// A blank token is shown as a sign, a token too wide for its column is cut.
  private func symbol(_ token: String, _ width: Int) -> StyledLine {
    let ink = drawing.ink
    let shown = StyledLine(Self.visible(token, ink))
    var cell = shown.truncated(to: width > 1 ? width - 1 : 1, ellipsis: ink.ellipsis)
    cell.pad(to: width)
    return cell
  }

  private static func visible(_ token: String, _ ink: Ink) -> String {
    if !token.isEmpty, token.allSatisfy({ $0 == " " }) { return String(repeating: ink.blankToken, count: token.count) }
    return token.linesOfText.joined(separator: "\\n")
  }

  private static func reading(_ reading: StripChart.Reading, _ step: Int?) -> StyledLine {
    switch reading {
    case .text(let text): return StyledLine(text)
    case .series(let name, let values, let format):
      guard let step, step < values.count else { return StyledLine(name, .soft) }
      var line = StyledLine(name.isEmpty ? "" : name + " ", .soft)
      line.append(format.text(values[step]), values[step].isFinite ? .strong : .error)
      return line
    }
  }
}

/// A strip of several rows on a log axis, with its reference lines.
struct LogStrip {
  private let rows: Int
  private let range: ValueRange
  private let references: [ReferenceLine]

  /// Values smaller than this many decades under the largest lie at the floor, so that 1e-300 does not flatten the
  /// rest.
  private static let decadeLimit = 16.0

  init(_ values: [Double], _ references: [ReferenceLine], alongside: [Double] = [], rows: Int) {
    self.rows = rows
    self.references = references.filter { RoundAxis.exponent(of: $0.value) != nil }
    let exponents = (values + alongside + self.references.map(\.value)).compactMap(RoundAxis.exponent)
    let found = ValueRange(of: exponents) ?? ValueRange(low: -1, high: 0)
    let high = found.high.rounded(.up)
    range = ValueRange(low: min(max(found.low.rounded(.down), high - Self.decadeLimit), high - 1), high: high)
  }

  /// Row 0 is the top one.
  func glyph(_ value: Double?, row: Int, _ ink: Ink) -> Glyph {
    let fromFloor = rows - 1 - row
    let line =
      references.contains { self.row(of: $0.value) == row } ? Glyph(ink.referenceAcross, .reference) : Glyph(" ")
    guard let value else { return line }
    if value.isNaN { return row == rows - 1 ? Glyph(ink.fault, .error) : line }
    let size = value == .infinity ? 1 : RoundAxis.exponent(of: value).map(range.fraction)
    guard let size else { return row == rows - 1 ? Glyph(ink.zero, .soft) : line }
    let eighths = max(1, Int((size * Double(rows * 8)).rounded())) - fromFloor * 8
    guard eighths > 0 else { return line }
    let style = value == .infinity ? Style.error : Shade.style(ofSize: size)
    return Glyph(ink.heights[min(eighths, 8) - 1], style)
  }

  /// Names of the reference lines, with their values where they fit, then the axis' ends.
  func notes(_ ink: Ink, width: Int = .max) -> [StyledLine] {
    references.map {
      let name = "\(ink.referenceAcross) \($0.name)"
      let whole = "\(name) \(NumberFormat.general.text($0.value))"
      return StyledLine(whole.displayWidth <= width ? whole : name, .reference)
    } + [StyledLine("\(RoundAxis.text(ofPower: range.low))\(ink.upTo)\(RoundAxis.text(ofPower: range.high))", .soft)]
  }

  private func row(of value: Double) -> Int? {
    RoundAxis.exponent(of: value).map { rows - 1 - min(Int(range.fraction($0) * Double(rows)), rows - 1) }
  }
}
