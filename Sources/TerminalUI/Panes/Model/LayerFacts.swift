import Notebook

/// The numbers of each layer in columns: shape, parameters, gradient norm, saturation, radius, and words for what is
/// unusual. Columns that do not fit are left out, the least important first.
struct LayerFacts {
  private struct Column {
    var name: String
    var cells: [StyledLine]
    var width: Int { max(name.displayWidth, cells.map(\.width).max() ?? 0) }
  }

  private let columns: [Column]

  /// - Parameter besides: words about recurrent layers stand elsewhere.
  init(_ layers: [ModelSnapshot.Layer], ink: Ink, width: Int, besides: Bool) {
    let barWidth = width >= 76 ? 8 : width >= 60 ? 4 : 0
    let gradients = layers.compactMap(\.gradientNorm).filter { $0.isFinite && $0 > 0 }
    let gauge = Gauge(ink: ink, width: barWidth)
    let parameters = layers.map { NumberFormat.integer.text(Double($0.parameters)) }
    let parameterWidth = parameters.map(\.count).max() ?? 0
    let candidates = [
      Column(name: "shape", cells: layers.map { StyledLine("\($0.inputSize) → \($0.outputSize)") }),
      Column(
        name: "weights",
        cells: parameters.map { StyledLine(String(repeating: " ", count: parameterWidth - $0.count) + $0) }),
      Column(name: "gradient", cells: layers.map { gauge.gradient($0.gradientNorm, largest: gradients.max()) }),
      Column(name: "saturated", cells: layers.map { gauge.share($0.saturation) }),
      Column(name: "radius", cells: layers.map { gauge.radius($0.radius) }),
      Column(name: "", cells: layers.map { StyledLine(besides && $0.isRecurrent ? "" : Self.words($0), .warning) }),
    ]
    var chosen: Set<Int> = []
    var room = width
    // What is unusual comes before the gauges.
    for index in [0, 1, 5, 2, 3, 4] {
      let needed = candidates[index].width + (chosen.isEmpty ? 0 : 3)
      guard candidates[index].cells.contains(where: { $0.width > 0 }), needed <= room else { continue }
      chosen.insert(index)
      room -= needed
    }
    columns = candidates.indices.filter(chosen.contains).map { candidates[$0] }
  }

  var header: StyledLine { joined(columns.map { StyledLine($0.name, .soft) }) }

  func line(_ layer: Int) -> StyledLine { joined(columns.map { $0.cells[layer] }) }

  private func joined(_ cells: [StyledLine]) -> StyledLine {
    var line = StyledLine()
    var end = 0
    for (column, cell) in zip(columns, cells) {
      line.pad(to: end)
      line.append(cell)
      end += column.width + 3
    }
    return line.trimmed()
  }

  static func words(_ layer: ModelSnapshot.Layer) -> String {
    var words: [String] = []
    if layer.isFrozen { words.append("frozen") }
    if layer.isBackwardInTime { words.append("backward in time") }
    if layer.isBidirectional { words.append("both ways in time") }
    if layer.returnsLast { words.append("returns last") }
    return words.joined(separator: ", ")
  }
}

/// A short bar with its number.
private struct Gauge {
  let ink: Ink
  let width: Int

  /// The bar spans six decades under the largest, so that a layer that hardly learns is seen.
  func gradient(_ norm: Double?, largest: Double?) -> StyledLine {
    guard let norm else { return StyledLine() }
    let place = RoundAxis.exponent(of: norm)
    let top = largest.flatMap(RoundAxis.exponent)
    let share = place.flatMap { place in top.map { 1 + (place - $0) / 6 } }
    let isFaint = share.map { $0 < 0.34 } ?? true
    return line(share, NumberFormat.significant(3).text(norm), norm.isFinite && !isFaint ? .plain : .warning)
  }

  func share(_ value: Double?) -> StyledLine {
    guard let value else { return StyledLine() }
    let text = value.isFinite ? NumberFormat.percent(0).text(value) : NumberFormat.general.text(value)
    return line(value, text, value < 0.5 ? .plain : .warning)
  }

  func radius(_ value: Double?) -> StyledLine {
    guard let value, !value.isNaN else { return StyledLine() }
    return StyledLine(NumberFormat.significant(3).text(value), value > 1 ? .warning : .plain)
  }

  private func line(_ share: Double?, _ text: String, _ style: Style) -> StyledLine {
    var line = StyledLine()
    if width > 0 {
      let share = share.map { $0.isNaN ? 0 : min(max($0, 0), 1) } ?? 0
      let eighths = Int((share * Double(width * 8)).rounded())
      line.append(repeating: ink.lengths[7], count: eighths / 8, .series(0))
      if eighths % 8 > 0 { line.append(Glyph(ink.lengths[eighths % 8 - 1], .series(0))) }
      line.pad(to: width + 1)
    }
    line.append(text, style)
    return line
  }
}
