import Notebook

extension BarChart {
  /// One line for each bar: name, bar from zero, number, note. Bars below zero grow to the left in another glyph.
  func lines(_ drawing: Drawing) -> [StyledLine] {
    let ink = drawing.ink
    var lines =
      title.isEmpty ? [] : wrapped(scale == .log10 ? title + ", log scale" : title, width: drawing.width, style: .title)
    guard !bars.isEmpty else { return lines + [StyledLine("nothing to draw: no values", .soft)] }
    let names = bars.map { StyledLine($0.name, .strong) }
    let numbers = bars.map { format.text($0.value) }
    let nameWidth = min(names.map(\.width).max() ?? 0, drawing.width / 3)
    let numberWidth = numbers.map(\.count).max() ?? 0
    let noteWidth = min(bars.map(\.note.displayWidth).max() ?? 0, drawing.width / 4)
    let room = max(4, drawing.width - nameWidth - numberWidth - noteWidth - (noteWidth > 0 ? 6 : 4))
    let axis = BarAxis(self, columns: room)

    for (index, bar) in bars.enumerated() {
      var line = names[index].truncated(to: nameWidth, ellipsis: ink.ellipsis)
      line.pad(to: nameWidth + 2)
      for glyph in axis.glyphs(bar.value, ink) { line.append(glyph) }
      let blanks = String(repeating: " ", count: 2 + numberWidth - numbers[index].count)
      line.append(blanks + numbers[index], bar.value.isFinite ? .plain : .error)
      if !bar.note.isEmpty { line.append("  " + bar.note, .soft) }
      lines.append(line)
    }
    for reference in references {
      lines.append(StyledLine("  \(ink.referenceDown) \(reference.name) \(format.text(reference.value))", .reference))
    }
    return lines
  }
}

/// The cells of a bar: where zero stands and how far a value reaches.
private struct BarAxis {
  let columns: Int
  let scale: Scale
  let range: ValueRange
  let references: [Int]

  init(_ chart: BarChart, columns: Int) {
    self.columns = columns
    scale = chart.scale
    let values = (chart.bars.map(\.value) + chart.references.map(\.value)).compactMap { Self.place($0, chart.scale) }
    let found = ValueRange(of: values) ?? ValueRange(low: 0, high: 1)
    switch chart.scale {
    case .linear: range = found.widened(to: 0)
    // The smallest bar keeps some length.
    case .log10: range = ValueRange(low: found.low.rounded(.down) - 1, high: found.high)
    }
    let (axisRange, scale) = (range, chart.scale)
    references = chart.references.compactMap { Self.place($0.value, scale) }
      .map { min(columns - 1, Int(axisRange.fraction($0) * Double(columns))) }
  }

  /// Zero's column: 0 unless there are values below zero.
  private var origin: Int {
    guard scale == .linear, range.low < 0 else { return 0 }
    return range.high > 0 ? min(max(Int((range.fraction(0) * Double(columns)).rounded()), 1), columns - 1) : columns
  }

  func glyphs(_ value: Double, _ ink: Ink) -> [Glyph] {
    var glyphs = (0..<columns).map { references.contains($0) ? Glyph(ink.referenceDown, .reference) : Glyph(" ") }
    guard !value.isNaN else { return glyphs }
    if scale == .linear, value < 0 {
      let length = value == -.infinity ? origin : Int((-value / -range.low * Double(origin)).rounded(.up))
      let start = origin - min(max(length, 1), origin)
      for column in start..<origin { glyphs[column] = Glyph(ink.negativeBar, .signed(-3)) }
      return glyphs
    }
    let places = columns - origin
    var reach = 0.0
    if value == .infinity {
      reach = 1
    } else if let place = Self.place(value, scale) {
      reach = scale == .log10 ? range.fraction(place) : range.high > 0 ? value / range.high : 0
    }
    let eighths = min(Int((reach * Double(places * 8)).rounded()), places * 8)
    let whole = eighths / 8
    for column in 0..<whole { glyphs[origin + column] = Glyph(ink.lengths[7], .series(0)) }
    if eighths % 8 > 0 { glyphs[origin + whole] = Glyph(ink.lengths[eighths % 8 - 1], .series(0)) }
    return glyphs
  }

  private static func place(_ value: Double, _ scale: Scale) -> Double? {
    switch scale {
    case .linear: value.isFinite ? value : nil
    case .log10: RoundAxis.exponent(of: value)
    }
  }
}
