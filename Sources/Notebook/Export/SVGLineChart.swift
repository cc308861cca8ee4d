extension LineChart {
  /// Curves in a frame of axes with their names, and a legend that shows how each is drawn.
  func svg() -> SVGDrawing {
    var drawing = SVGDrawing()
    let values = series.flatMap { $0.points.map(\.y) } + bands.flatMap { $0.lower + $0.upper }
    let reach = yReach.map { [$0.lowerBound, $0.upperBound] } ?? []
    let plain = SVGAxis(of: values + reach, scale: yScale, mostTicks: 7)
    // A line that would press the curves flat is told in the legend alone.
    let drawn = references.filter { reference in
      guard let plain, reference.value.isFinite else { return false }
      if yScale == .log10 { return reference.value > 0 }
      let spread = plain.high - plain.low
      return reference.value >= plain.low - 2 * spread && reference.value <= plain.high + 2 * spread
    }
    drawing.height = 12
    if !title.isEmpty {
      drawing.title(title)
      drawing.height = 34
    }
    drawLegend(&drawing)
    guard let yAxis = SVGAxis(of: values + reach + drawn.map(\.value), scale: yScale, mostTicks: 7),
      let xAxis = SVGAxis(
        of: series.flatMap { $0.points.map(\.x) } + bands.flatMap(\.x), mostTicks: 9, isTight: true)
    else {
      drawing.text("nothing to draw: no finite values", 16, drawing.height + 16, "u-soft")
      drawing.height += 30
      return drawing
    }
    let gutter = (yAxis.ticks.map { SVGDrawing.width(of: yAxis.text(of: $0)) }.max() ?? 0) + (yLabel.isEmpty ? 24 : 42)
    let plot = SVGPlot(
      left: gutter, top: drawing.height + 8, width: drawing.width - gutter - 22, height: 260, xAxis: xAxis, yAxis: yAxis
    )
    plot.drawAxes(
      &drawing, xLabel: xLabel, yLabel: yScale == .log10 && !yLabel.isEmpty ? "\(yLabel), log scale" : yLabel)
    for (index, band) in bands.enumerated() {
      let upper = plot.points(zip(band.x, band.upper).map { ($0, $1) }).flatMap { $0 }
      let lower = plot.points(zip(band.x, band.lower).map { ($0, $1) }).flatMap { $0 }
      drawing.path([upper + lower.reversed()], "u-band \(SVGStyle.fill(series.count + index))", isClosed: true)
    }
    for reference in drawn {
      guard let y = plot.y(reference.value) else { continue }
      drawing.line(plot.left, y, plot.left + plot.width, y, "u-reference", dashes: "3 4")
      drawing.text(reference.name, plot.left + plot.width - 4, y - 4, "u-soft", .end)
    }
    if let cursorX, let x = plot.x(cursorX) {
      drawing.line(x, plot.top, x, plot.top + plot.height, "u-axis", dashes: "1 2")
    }
    for (index, curve) in series.enumerated() {
      let chains = plot.points(curve.thinned(to: Int(plot.width)).map { ($0.x, $0.y) })
      drawing.path(chains, SVGStyle.curve(index), dashes: SVGStyle.dash(index))
      // A value between two gaps would not be seen as a line.
      for chain in chains where chain.count == 1 { drawing.circle(chain[0].x, chain[0].y, 2.2, SVGStyle.fill(index)) }
    }
    drawing.height = plot.top + plot.height + (xLabel.isEmpty ? 32 : 48)
    return drawing
  }

  private func drawLegend(_ drawing: inout SVGDrawing) {
    var x = 16.0
    func place(_ name: String) -> (x: Double, y: Double) {
      let width = 44 + SVGDrawing.width(of: name)
      if x + width > drawing.width - 16, x > 16 {
        x = 16
        drawing.height += 18
      }
      defer { x += width }
      return (x, drawing.height + 10)
    }
    for (index, curve) in series.enumerated() {
      let place = place(curve.name)
      drawing.line(place.x, place.y - 4, place.x + 26, place.y - 4, SVGStyle.curve(index), dashes: SVGStyle.dash(index))
      drawing.text(curve.name, place.x + 32, place.y)
    }
    for (index, band) in bands.enumerated() {
      let place = place(band.name)
      drawing.box(place.x, place.y - 10, 26, 11, "u-band \(SVGStyle.fill(series.count + index))")
      drawing.text(band.name, place.x + 32, place.y)
    }
    for reference in references {
      let words = reference.words(.general)
      let place = place(words)
      drawing.line(place.x, place.y - 4, place.x + 26, place.y - 4, "u-reference", dashes: "3 4")
      drawing.text(words, place.x + 32, place.y, "u-soft")
    }
    if x > 16 { drawing.height += 18 }
  }
}

extension LineChart.Series {
  /// Where several points share a column of the picture, its first, least, largest and last.
  fileprivate func thinned(to columns: Int) -> [LineChart.Point] {
    guard points.count > 4 * columns, columns > 0 else { return points }
    let size = (points.count + columns - 1) / columns
    return stride(from: 0, to: points.count, by: size).flatMap { first -> [LineChart.Point] in
      let part = Array(points[first..<min(first + size, points.count)])
      guard part.allSatisfy({ $0.y.isFinite }),
        let least = part.indices.min(by: { part[$0].y < part[$1].y }),
        let largest = part.indices.max(by: { part[$0].y < part[$1].y })
      else { return part }
      return Set([0, least, largest, part.count - 1]).sorted().map { part[$0] }
    }
  }
}

/// A frame with an axis at the left and one below.
struct SVGPlot {
  var left: Double
  var top: Double
  var width: Double
  var height: Double
  var xAxis: SVGAxis
  var yAxis: SVGAxis

  func x(_ value: Double) -> Double? {
    xAxis.share(value).flatMap { (-0.001...1.001).contains($0) ? left + $0 * width : nil }
  }
  func y(_ value: Double) -> Double? {
    yAxis.share(value).flatMap { (-0.001...1.001).contains($0) ? top + (1 - $0) * height : nil }
  }

  /// Chains of places; a value without a place ends one.
  func points(_ values: [(Double, Double)]) -> [[(x: Double, y: Double)]] {
    var chains: [[(x: Double, y: Double)]] = [[]]
    for value in values {
      if let x = x(value.0), let y = y(value.1) {
        chains[chains.count - 1].append((x, y))
      } else if chains.last?.isEmpty == false {
        chains.append([])
      }
    }
    return chains.filter { !$0.isEmpty }
  }

  func drawAxes(_ drawing: inout SVGDrawing, xLabel: String, yLabel: String) {
    for tick in yAxis.ticks {
      guard let y = y(tick) else { continue }
      drawing.line(left, y, left + width, y, "u-grid")
      drawing.text(yAxis.text(of: tick), left - 6, y + 4, "u-soft", .end)
    }
    for tick in xAxis.ticks {
      guard let x = x(tick) else { continue }
      drawing.line(x, top + height, x, top + height + 4, "u-axis")
      drawing.text(xAxis.text(of: tick), x, top + height + 18, "u-soft", .middle)
    }
    drawing.line(left, top, left, top + height, "u-axis")
    drawing.line(left, top + height, left + width, top + height, "u-axis")
    if !xLabel.isEmpty { drawing.text(xLabel, left + width / 2, top + height + 36, "u-text", .middle) }
    if !yLabel.isEmpty { drawing.text(yLabel, 16, top + height / 2, "u-text", .middle, turned: true) }
  }
}
