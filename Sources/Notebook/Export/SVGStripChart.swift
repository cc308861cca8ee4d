extension StripChart {
  /// Strips over one time axis, the lit time step through all of them.
  func svg() -> SVGDrawing {
    var drawing = SVGDrawing()
    drawing.height = 10
    let passWords = pass.map { $0 == .forward ? ", forward pass" : ", backward pass" } ?? ""
    drawing.title((title.isEmpty ? "unrolled" : title) + passWords)
    drawing.height = 38
    guard count > 0 else {
      drawing.text("no time steps", 16, drawing.height + 16, "u-soft")
      drawing.height += 30
      return drawing
    }
    let labels = strips.map { SVGDrawing.width(of: $0.label) }.max() ?? 0
    let left = 30 + min(labels, 180)
    let width = min(24, (drawing.width - left - 116) / Double(count))
    let top = drawing.height
    for strip in strips { draw(strip, &drawing, left, width) }
    var end = -Double.infinity
    let bottom = drawing.height
    for index in 0..<count {
      let label = "\(firstTime &+ index)"
      let x = left + width * (Double(index) + 0.5)
      let isRound = index == 0 || (firstTime &+ index) % 5 == 0 || count <= 20
      guard isRound, x - 12 > end else { continue }
      drawing.text(label, x, bottom + 14, "u-soft", .middle)
      end = x + 12
    }
    drawing.text("t", left + width * Double(count) + 12, bottom + 14)
    if let cursor, cursor >= firstTime, cursor - firstTime < count {
      let x = left + width * Double(cursor - firstTime)
      drawing.box(x, top - 2, width, bottom - top + 4, "u-frame")
    }
    drawing.height = bottom + 26
    for footer in footers {
      for line in Self.wrapped(footer, to: 104) {
        drawing.text(line, 16, drawing.height + 10, "u-soft")
        drawing.height += 17
      }
    }
    drawing.height += 4
    return drawing
  }

  private func draw(_ strip: Strip, _ drawing: inout SVGDrawing, _ left: Double, _ width: Double) {
    let top = drawing.height
    var height = 34.0
    var range = ""
    switch strip.content {
    case .bars(let values):
      if let axis = SVGAxis(of: values + [0], mostTicks: 3, isTight: true) {
        drawBars(values, axis, 0, &drawing, left, width, height)
        range = "\(NumberFormat.significant(3).text(axis.low)) … \(NumberFormat.significant(3).text(axis.high))"
      }
    case .logBars(let values, let references):
      height = 60
      if let axis = SVGAxis(of: values, scale: .log10, mostTicks: 3) {
        drawBars(values, axis, 2, &drawing, left, width, height)
        range = "\(NumberFormat.general.text(axis.low)) … \(NumberFormat.general.text(axis.high))"
        for reference in references {
          guard let share = axis.share(reference.value), (0...1).contains(share) else { continue }
          let y = top + 2 + (height - 4) * (1 - share)
          drawing.line(left, y, left + width * Double(values.count), y, "u-reference", dashes: "3 4")
        }
      }
    case .heat(let rows, let kind, let bounds):
      let cell = min(14, max(3, 96 / Double(max(rows.count, 1))))
      height = cell * Double(rows.count) + 4
      let colours = SVGHeatColours(rows.joined(), kind, range: bounds)
      drawing.cells(rows, colours, left: left, top: top + 2, width: width, height: cell)
      range = "\(NumberFormat.significant(3).text(colours.low)) … \(NumberFormat.significant(3).text(colours.high))"
    case .marks(let marks):
      height = 16
      for (index, mark) in marks.enumerated() {
        drawing.circle(
          left + width * (Double(index) + 0.5), top + 8, mark ? min(4, width / 2) : 0.8, SVGStyle.fill(mark ? 0 : 6))
      }
    case .symbols(let symbols):
      height = 18
      for (index, symbol) in symbols.enumerated() {
        let most = max(1, Int(width / 6.5))
        drawing.text(
          BarChart.shortened(symbol, to: most), left + width * (Double(index) + 0.5), top + 13, "u-text", .middle)
      }
    }
    drawing.text(BarChart.shortened(strip.label, to: 27), left - 8, top + min(height / 2 + 4, 16), "u-text", .end)
    drawing.text(range, left + width * Double(count) + 6, top + 12, "u-soft")
    drawing.height = top + height + 4
    if !strip.caption.isEmpty {
      drawing.text(strip.caption, left, drawing.height + 8, "u-soft")
      drawing.height += 16
    }
  }

  private func drawBars(
    _ values: [Double], _ axis: SVGAxis, _ style: Int, _ drawing: inout SVGDrawing, _ left: Double, _ width: Double,
    _ height: Double
  ) {
    let (top, inner) = (drawing.height + 2, height - 4)
    let zero = axis.scale == .linear ? min(max(axis.share(0) ?? 0, 0), 1) : 0
    for (index, value) in values.enumerated() {
      let x = left + width * Double(index)
      guard let share = axis.share(value) else {
        if !value.isFinite { drawing.text("×", x + width / 2, top + inner, "u-text", .middle) }
        continue
      }
      let (low, high) = (min(share, zero), max(share, zero))
      drawing.box(
        x + width * 0.1, top + inner * (1 - high), width * 0.8, max(inner * (high - low), 0.6), SVGStyle.fill(style))
    }
    drawing.line(
      left, top + inner * (1 - zero), left + width * Double(values.count), top + inner * (1 - zero), "u-grid")
  }

  /// Lines of so many characters, broken between words.
  static func wrapped(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + word.count < width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
