import Glibc
import Notebook

/// Turns the planned strips into rows of glyphs on one time axis.
struct StripPainter {
  let examples: [UnrolledSnapshot]
  let wish: UnrolledPicture.Wish
  let axis: ColumnAxis
  let sideWidth: Int
  let orders: [[Int]]

  private var ink: Ink { wish.characters == .unicode ? .unicode : .ascii }

  func drawn(_ planned: PlannedStrip, name: String) -> DrawnStrip {
    switch planned.content {
    case .heading: return DrawnStrip(content: planned.content, name: name, rows: [StyledLine()])
    case .input(let number):
      let strip = drawn(examples[0].input[number], planned, name)
      guard let unit = wish.unit else { return strip }
      return UnitColouring(examples[0], layer: wish.layer, unit: unit).coloured(strip, axis)
    case .unit:
      let activations = UnitColouring(examples[0], layer: wish.layer, unit: wish.unit ?? 1).values
      let strip = StripChart.Strip(name, .heat(rows: [activations], .signed, range: nil))
      return drawn(strip, planned, name)
    case .sensitivity:
      return drawn(
        StripChart.Strip(name, .logBars(examples[0].inputGradientNorms, references: [])), planned, name)
    case .result(let number, let model): return drawn(examples[model].output[number], planned, name)
    case .difference(let model):
      guard let distance = RunDistance(examples[0], examples[model], layer: wish.layer) else { break }
      return drawn(StripChart.Strip(name, .logBars(distance.values, references: [])), planned, name)
    case .state(let number, let model):
      guard let values = examples[model].layer(wish.layer)?.states[number] else { break }
      return drawn(values, planned, name, order: orders[model])
    case .gate(let number, let model):
      guard let values = examples[model].layer(wish.layer)?.gates[number] else { break }
      return drawn(values, planned, name, order: orders[model])
    case .gradient(let number, let model):
      guard let values = examples[model].layer(wish.layer)?.states[number] else { break }
      let strip = StripChart.Strip(
        name, .logBars(values.gradientNorms, references: Self.references(values.gradientNorms)))
      // What is compared is drawn on one scale.
      let others =
        examples.count == 1
        ? []
        : examples.flatMap { example -> [Double] in
          guard let states = example.layer(wish.layer)?.states, states.indices.contains(number) else { return [] }
          return states[number].gradientNorms
        }
      return drawn(strip, planned, name, alongside: others)
    }
    return DrawnStrip(content: planned.content, name: name, rows: [])
  }

  /// The vanishing line stands a millionth under the last step's gradient; the exploding one, as far above it, is
  /// drawn once the gradient is on its way there.
  private static func references(_ norms: [Double]) -> [ReferenceLine] {
    guard let last = norms.last(where: { $0 > 0 && $0.isFinite }) else { return [] }
    let grows = norms.contains { $0 > last * 1e3 }
    return [ReferenceLine("vanishing", at: last * 1e-6)]
      + (grows ? [ReferenceLine("exploding", at: last * 1e6)] : [])
  }

  private func drawn(
    _ strip: StripChart.Strip, _ planned: PlannedStrip, _ name: String, alongside: [Double] = []
  ) -> DrawnStrip {
    let drawing = Drawing(
      width: wish.size.columns, characters: wish.characters, stripHeatRows: planned.rows, logStripRows: planned.rows)
    let rows = StripRows(strip, step: nil, alongside: alongside, drawing)
    let lines = rows.columns(axis).map { cells in
      var line = StyledLine()
      for cell in cells { line.append(cell) }
      return fitted(line)
    }
    return DrawnStrip(
      content: planned.content, name: name, rows: lines, notes: rows.notes(width: sideWidth).map(fitted))
  }

  private func drawn(
    _ values: UnrolledSnapshot.Values, _ planned: PlannedStrip, _ name: String, order: [Int]
  ) -> DrawnStrip {
    let order = order.count == values.width ? order : Array(0..<max(0, values.width))
    let map = UnitMap(values, axis: axis, order: order, rows: planned.rows)
    let isGate = UnitMap.takesMean(values)
    let shade = Shade(
      map.squares.map { $0.compactMap { $0 } }, kind: isGate ? .magnitude : .signed, scale: .linear,
      range: values.range ?? Self.roundRange(map.squares))
    let rows = map.squares.map { squares in
      var line = StyledLine()
      for square in squares { line.append(ink: shade.glyph(square, ink), count: axis.columnWidth) }
      return line
    }
    var notes = [shade.ramp(ink)]
    if let order = wish.order.note { notes.append(StyledLine(order, .soft)) }
    if map.unitsPerRow > 1 {
      let measure = isGate ? "mean of" : "strongest of"
      let note = "\(measure) \(map.unitsPerRow) units"
      notes.append(StyledLine(note.count <= sideWidth ? note : "\(map.unitsPerRow) units a row", .soft))
    }
    return DrawnStrip(
      content: planned.content, name: name, rows: rows, unitsPerRow: map.unitsPerRow, notes: notes.map(fitted))
  }

  /// Ends at 1, 2 or 5 times a power of ten, so that shades do not flicker while a layer trains.
  private static func roundRange(_ squares: [[Double?]]) -> ClosedRange<Double>? {
    var largest = 0.0
    for row in squares { for square in row { if let square, square.isFinite { largest = max(largest, abs(square)) } } }
    guard largest > 0 else { return nil }
    let power = pow(10, log10(largest).rounded(.down))
    guard let factor = [1.0, 2, 5, 10].first(where: { $0 * power >= largest * (1 - 1e-12) }) else { return nil }
    let end = factor * power
    return end.isFinite ? -end...end : nil
  }

  private func fitted(_ line: StyledLine) -> StyledLine { wish.characters == .ascii ? line.asciiOnly : line }
}

extension UnitOrder {
  /// How the rows stand, where that is not plain.
  fileprivate var note: String? {
    switch self {
    case .natural: nil
    case .sorted: "sorted by mean"
    case .clustered: "alike together"
    }
  }
}
