extension BarChart {
  /// A bar for each name, the number behind it.
  func svg() -> SVGDrawing {
    var drawing = SVGDrawing()
    drawing.height = 10
    if !title.isEmpty {
      drawing.title(title)
      drawing.height = 38
    }
    let drawn = references.filter { $0.value.isFinite && (scale == .linear || $0.value > 0) }
    let zero = scale == .linear ? [0.0] : []
    guard let axis = SVGAxis(of: bars.map(\.value) + drawn.map(\.value) + zero, scale: scale, mostTicks: 6) else {
      drawing.text(bars.isEmpty ? "no values" : "no finite values", 16, drawing.height + 16, "u-soft")
      drawing.height += 30
      return drawing
    }
    let labels = bars.map { SVGDrawing.width(of: $0.name) }.max() ?? 0
    let left = 28 + min(labels, 260)
    let behind = bars.map { SVGDrawing.width(of: words($0)) }.max() ?? 0
    let plotWidth = max(drawing.width - left - min(behind, 240) - 28, 120)
    let (top, rowHeight) = (drawing.height, 22.0)
    let bottom = top + rowHeight * Double(bars.count)
    func x(_ value: Double) -> Double? { axis.share(value).map { left + min(max($0, 0), 1) * plotWidth } }
    for tick in axis.ticks {
      guard let x = x(tick) else { continue }
      drawing.line(x, top, x, bottom, "u-grid")
      drawing.text(axis.text(of: tick), x, bottom + 16, "u-soft", .middle)
    }
    let start = x(scale == .linear ? 0 : axis.low) ?? left
    for (index, bar) in bars.enumerated() {
      let y = top + rowHeight * Double(index)
      drawing.text(Self.shortened(bar.name, to: 38), left - 8, y + 15, "u-text", .end)
      let end = x(bar.value) ?? start
      drawing.box(min(start, end), y + 4, abs(end - start), rowHeight - 8, SVGStyle.fill(0))
      drawing.text(words(bar), max(start, end) + 6, y + 15, "u-soft")
    }
    drawing.line(start, top, start, bottom, "u-axis")
    for reference in drawn {
      guard let x = x(reference.value) else { continue }
      drawing.line(x, top - 2, x, bottom, "u-reference", dashes: "3 4")
      drawing.text(reference.words(format), x, bottom + 32, "u-soft", .middle)
    }
    drawing.height = bottom + (drawn.isEmpty ? 26 : 42)
    return drawing
  }

  private func words(_ bar: Bar) -> String { format.text(bar.value) + (bar.note.isEmpty ? "" : "  \(bar.note)") }

  static func shortened(_ text: String, to length: Int) -> String {
    text.count > length ? text.prefix(length - 1) + "…" : text
  }
}

extension ReferenceLine {
  /// Its name and where it is; some are called by their number.
  func words(_ format: NumberFormat) -> String {
    let number = format.text(value)
    return name == number ? name : "\(name) \(number)"
  }
}
