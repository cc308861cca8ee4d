import Glibc

/// Colours of numbers: signed ones from blue through white to orange, sizes from dark blue to yellow (after cividis:
/// Nuñez, Anderton, Renslow, PLOS ONE 2018). A number below zero also carries a stroke, for eyes and prints without
/// colour.
struct SVGHeatColours {
  let kind: HeatKind
  let scale: Scale
  let low: Double
  let high: Double

  init(_ values: some Sequence<Double>, _ kind: HeatKind, _ scale: Scale = .linear, range: ClosedRange<Double>? = nil) {
    (self.kind, self.scale) = (kind, scale)
    let finite = values.filter(\.isFinite)
    switch kind {
    case .signed:
      let reach = range.map { max(abs($0.lowerBound), abs($0.upperBound)) } ?? finite.map { abs($0) }.max() ?? 1
      (low, high) = (-(reach > 0 ? reach : 1), reach > 0 ? reach : 1)
    case .magnitude:
      let placed = scale == .log10 ? finite.filter { $0 > 0 } : finite
      let least = range?.lowerBound ?? placed.min() ?? 0
      let largest = range?.upperBound ?? placed.max() ?? 1
      (low, high) = (least, largest > least ? largest : least + 1)
    }
  }

  private static let ends: [HeatKind: [(Double, Double, Double)]] = [
    .signed: [(8, 69, 148), (107, 174, 214), (247, 247, 247), (253, 141, 60), (166, 54, 3)],
    .magnitude: [(0, 32, 77), (65, 77, 107), (124, 123, 120), (188, 175, 111), (255, 234, 70)],
  ]

  /// nil: no number.
  func colour(_ value: Double) -> String? {
    guard value.isFinite else { return nil }
    return Self.colour(kind, share(value))
  }

  private func share(_ value: Double) -> Double {
    switch (kind, scale) {
    case (.magnitude, .log10): return value > 0 ? log10(value / low) / log10(high / low) : 0
    case (.signed, .log10):
      // Six decades on each side of zero.
      let size = abs(value) / high
      return 0.5 + 0.5 * (value < 0 ? -1 : 1) * (size > 0 ? max(0, 1 + log10(size) / 6) : 0)
    default: return (value - low) / (high - low)
    }
  }

  private static func colour(_ kind: HeatKind, _ share: Double) -> String {
    let stops = ends[kind] ?? []
    let place = share.isNaN ? 0 : min(max(share, 0), 1) * Double(stops.count - 1)
    let first = min(Int(place), stops.count - 2)
    let part = place - Double(first)
    let (a, b) = (stops[first], stops[first + 1])
    func hex(_ from: Double, _ to: Double) -> String {
      let text = String(Int((from + (to - from) * part).rounded()), radix: 16)
      return text.count < 2 ? "0" + text : text
    }
    return "#" + hex(a.0, b.0) + hex(a.1, b.1) + hex(a.2, b.2)
  }

  /// What the colours mean, in a bar.
  func drawKey(_ drawing: inout SVGDrawing, _ x: Double, _ y: Double) {
    for step in 0..<40 {
      drawing.box(x + 4 * Double(step), y, 4.3, 10, fill: Self.colour(kind, (Double(step) + 0.5) / 40))
    }
    drawing.box(x, y, 160, 10, "u-frame")
    let format = NumberFormat.significant(3)
    drawing.text(format.text(low), x, y + 23, "u-soft")
    if kind == .signed { drawing.text("0", x + 80, y + 23, "u-soft", .middle) }
    drawing.text(format.text(high), x + 160, y + 23, "u-soft", .end)
    let words = (scale == .log10 ? ["log scale"] : []) + (kind == .signed ? ["a stroke: below zero"] : [])
    drawing.text(words.joined(separator: ", "), x + 172, y + 10, "u-soft")
  }
}

extension SVGDrawing {
  /// A matrix of coloured squares.
  mutating func cells(
    _ rows: [[Double]], _ colours: SVGHeatColours, left: Double, top: Double, width: Double, height: Double
  ) {
    // Dark on light squares, light on dark ones.
    var strokes: [String: [[(x: Double, y: Double)]]] = [:]
    for (row, values) in rows.enumerated() {
      for (column, value) in values.enumerated() {
        let (x, y) = (left + Double(column) * width, top + Double(row) * height)
        guard let colour = colours.colour(value) else {
          text("×", x + width / 2, y + height / 2 + 4, "u-text", .middle)
          continue
        }
        // A little wider than its place, so that no seams show.
        box(x, y, width + 0.3, height + 0.3, fill: colour)
        if colours.kind == .signed, value < -1e-3 * colours.high, width >= 5, height >= 4 {
          let style = value < colours.low / 2 ? "u-minus-light" : "u-minus"
          strokes[style, default: []].append([(x + width * 0.3, y + height / 2), (x + width * 0.7, y + height / 2)])
        }
      }
    }
    for (style, chains) in strokes.sorted(by: { $0.key < $1.key }) { path(chains, style) }
  }
}

extension HeatMap {
  private static let mostRows = 120
  private static let mostColumns = 240

  /// Squares with their rows and columns named, and a key of the colours. Of a matrix with more than fits, each square
  /// is the largest number, by size, of several.
  func svg() -> SVGDrawing {
    var drawing = SVGDrawing()
    drawing.height = 10
    if !title.isEmpty {
      drawing.title(title)
      drawing.height = 40
    }
    guard columnCount > 0 else {
      drawing.text("no values", 16, drawing.height + 16, "u-soft")
      drawing.height += 30
      return drawing
    }
    let (rowsEach, columnsEach) = (
      (rows.count + Self.mostRows - 1) / Self.mostRows, (columnCount + Self.mostColumns - 1) / Self.mostColumns
    )
    let pooled = pool(rowsEach, columnsEach)
    let names = rows.indices.map { $0 < rowLabels.count ? rowLabels[$0] : "\($0 + 1)" }
    let left = 40 + min(names.map { SVGDrawing.width(of: $0) }.max() ?? 0, 200)
    let columns = (columnCount + columnsEach - 1) / columnsEach
    let width = min(22, (drawing.width - left - 20) / Double(columns))
    let height = min(22, max(3, 360 / Double(max(pooled.count, 1))))
    let top = drawing.height
    let colours = SVGHeatColours(rows.joined(), kind, scale, range: range)
    drawing.cells(pooled, colours, left: left, top: top, width: width, height: height)
    let bottom = top + height * Double(pooled.count)
    drawing.text(rowName, 16, (top + bottom) / 2, "u-text", .middle, turned: true)
    let every = max(1, Int((14 / height).rounded(.up)))
    for row in stride(from: 0, to: pooled.count, by: every) {
      let name = BarChart.shortened(names[row * rowsEach], to: 29)
      drawing.text(name, left - 6, top + height * (Double(row) + 0.5) + 4, "u-soft", .end)
    }
    drawColumns(&drawing, left, bottom, width, columnsEach)
    drawing.height = bottom + 40
    colours.drawKey(&drawing, left, drawing.height)
    drawing.height += 32
    if rowsEach > 1 || columnsEach > 1 {
      drawing.text(
        "each square: the largest of \(rowsEach) × \(columnsEach) numbers", left, drawing.height + 8, "u-soft")
      drawing.height += 18
    }
    return drawing
  }

  private func pool(_ rowsEach: Int, _ columnsEach: Int) -> [[Double]] {
    guard rowsEach > 1 || columnsEach > 1 else { return rows }
    return stride(from: 0, to: rows.count, by: rowsEach).map { first in
      let part = rows[first..<min(first + rowsEach, rows.count)]
      let width = part.map(\.count).max() ?? 0
      return stride(from: 0, to: width, by: columnsEach).map { column in
        let values = part.flatMap { $0.dropFirst(column).prefix(columnsEach) }
        return values.first { !$0.isFinite } ?? values.max { abs($0) < abs($1) } ?? .nan
      }
    }
  }

  private func drawColumns(_ drawing: inout SVGDrawing, _ left: Double, _ bottom: Double, _ width: Double, _ each: Int)
  {
    let labels = (0..<columnCount).map { $0 < columnLabels.count ? columnLabels[$0] : "\(firstColumn &+ $0)" }
    var end = -Double.infinity
    for column in stride(from: 0, to: columnCount, by: each) {
      let label = BarChart.shortened(labels[column], to: 12)
      let x = left + width * (Double(column / each) + 0.5)
      let half = SVGDrawing.width(of: label) / 2
      guard x - half > end + 6 else { continue }
      drawing.text(label, x, bottom + 15, "u-soft", .middle)
      end = x + half
    }
    let columns = Double((columnCount + each - 1) / each)
    drawing.text(columnName, left + width * columns / 2, bottom + 31, "u-text", .middle)
    if let cursorColumn, cursorColumn >= firstColumn, cursorColumn - firstColumn < columnCount {
      let x = left + width * (Double((cursorColumn - firstColumn) / each) + 0.5)
      drawing.text("▲", x, bottom + 4, "u-text", .middle)
    }
  }
}
