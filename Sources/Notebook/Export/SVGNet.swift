extension NetPicture {
  private static let (boxWidth, boxHeight, gap) = (132.0, 30.0, 26.0)
  /// Time steps that are drawn at most; the last is always among them.
  private static let mostColumns = 5

  /// A box for each layer from the input upward, with its loop, or a column of boxes for each time step.
  func svg() -> SVGDrawing {
    var drawing = SVGDrawing()
    drawing.title(title)
    let rows = Double(layers.count + 1)
    drawing.height = 4 + rows * (Self.boxHeight + Self.gap)
    let times = isUnrolled ? self.times : [nil]
    for (column, time) in times.enumerated() { draw(column, of: times.count, time, in: &drawing) }
    if isUnrolled {
      drawing.text("the same weights at every time step", 30, drawing.height + 16, "u-soft")
      drawing.height += 28
    }
    return drawing
  }

  /// The time steps drawn; nil stands for T where no example tells it.
  private var times: [Int?] {
    guard let steps else { return (1..<Self.mostColumns).map { $0 } + [nil] }
    guard steps > Self.mostColumns else { return (1...max(steps, 1)).map { $0 } }
    return (1..<Self.mostColumns).map { $0 } + [steps]
  }

  private func draw(_ column: Int, of columns: Int, _ time: Int?, in drawing: inout SVGDrawing) {
    let width = isUnrolled ? 90.0 : Self.boxWidth
    let x = isUnrolled ? 30 + Double(column) * (width + 44) : 60.0
    let middle = x + width / 2
    let step = Self.boxHeight + Self.gap
    let bottom = 44 + Double(layers.count) * step
    let name = isUnrolled ? time.map { "x(\($0))" } ?? "x(T)" : "x(t)"
    drawing.text(name, middle, bottom + 3, "u-text", .middle)
    if isUnrolled, column == columns - 2, times[column + 1] != time.map({ $0 + 1 }) {
      drawing.text("…", x + width + 22, bottom + 3, "u-soft", .middle)
    }
    var isLastOnly = false
    for (number, layer) in layers.enumerated() {
      let y = 44 + Double(layers.count - 1 - number) * step
      defer { isLastOnly = isLastOnly || layer.returnsLast }
      guard !isLastOnly || column == columns - 1 else { continue }
      arrow(from: (middle, y + step - (number == 0 ? 14 : 0)), to: (middle, y + Self.boxHeight), &drawing)
      drawing.box(x, y, width, Self.boxHeight, "u-frame")
      let label = isUnrolled ? layer.name : "\(layer.name)  \(layer.inputSize) → \(layer.outputSize)"
      drawing.text(BarChart.shortened(label, to: isUnrolled ? 13 : 20), middle, y + 19, "u-text", .middle)
      guard layer.isRecurrent else { continue }
      if isUnrolled {
        if column < columns - 1 { handOver(layer, x + width, y + Self.boxHeight / 2, &drawing) }
      } else {
        loop(layer, x + width, y, &drawing)
      }
    }
  }

  private func handOver(_ layer: ModelSnapshot.Layer, _ x: Double, _ y: Double, _ drawing: inout SVGDrawing) {
    if !layer.isBackwardInTime { arrow(from: (x, y - 4), to: (x + 44, y - 4), &drawing) }
    if layer.isBackwardInTime || layer.isBidirectional { arrow(from: (x + 44, y + 5), to: (x, y + 5), &drawing) }
  }

  private func loop(_ layer: ModelSnapshot.Layer, _ x: Double, _ y: Double, _ drawing: inout SVGDrawing) {
    let (top, low) = (y + 7, y + Self.boxHeight - 7)
    drawing.path([[(x, top), (x + 34, top), (x + 34, low)]], SVGStyle.curve(0))
    arrow(from: (x + 34, low), to: (x, low), &drawing)
    let words = layer.isBidirectional ? "t−1, t+1" : layer.isBackwardInTime ? "t+1" : "t−1"
    drawing.text("\(words)   \(layer.description)", x + 42, y + 19, "u-soft")
  }

  /// A line with a head at its end.
  private func arrow(from: (x: Double, y: Double), to: (x: Double, y: Double), _ drawing: inout SVGDrawing) {
    let (dx, dy) = (to.x - from.x, to.y - from.y)
    let length = max((dx * dx + dy * dy).squareRoot(), 1e-9)
    let (ux, uy) = (dx / length * 6, dy / length * 6)
    drawing.path(
      [
        [from, to],
        [(to.x - ux - uy / 2, to.y - uy + ux / 2), to, (to.x - ux + uy / 2, to.y - uy - ux / 2)],
      ], SVGStyle.curve(0))
  }
}
