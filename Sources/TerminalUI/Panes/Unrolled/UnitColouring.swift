import Notebook

/// The input in the colours of one unit: where it was on and where off while the text, or the series, was read.
struct UnitColouring {
  let values: [Double]  // [T]
  private let largest: Double

  /// - Parameter unit: from 1.
  init(_ example: UnrolledSnapshot, layer: Int, unit: Int) {
    let state = example.layer(layer)?.states.first
    values = (0..<max(0, example.steps)).map { state?.value(t: $0 + 1, unit: unit) ?? .nan }
    largest = values.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
  }

  /// The strip's glyphs, each styled by the strongest value among its column's steps.
  func coloured(_ strip: DrawnStrip, _ axis: ColumnAxis) -> DrawnStrip {
    let strongest = axis.strongest(values)
    var strip = strip
    strip.rows = strip.rows.map { row in
      row.restyledByColumn { place, style in
        let column = place / axis.columnWidth
        guard strongest.indices.contains(column), let value = strongest[column], value.isFinite else { return style }
        return .activation(level(value))
      }
    }
    return strip
  }

  /// From −4 to 4, 0 where it is less than an eighth of its largest.
  private func level(_ value: Double) -> Int {
    guard largest > 0 else { return 0 }
    let size = min(4, Int((abs(value) / largest * 4).rounded()))
    return value < 0 ? -size : size
  }
}
