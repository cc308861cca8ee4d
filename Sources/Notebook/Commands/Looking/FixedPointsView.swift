import SequenceEngine

/// Fixed points as a table, a map of their states, the sizes of their eigenvalues, and in words.
struct FixedPointsView {
  let title: String
  let pass: RecordedPass
  /// Number among the recurrent layers.
  let layer: Int
  let study: FixedPointStudy

  /// More outputs than these would not fit a line.
  private static let widestOutput = 4
  private static let mostCurves = 6

  func outputs(_ form: String?) throws -> [Output] {
    switch form {
    case "text": return [words]
    case "heatmap": return study.points.isEmpty ? [words] : [map]
    case "plot", "bars": return study.points.isEmpty ? [words] : [sizes]
    case "table", "csv": return [.table(try table())]
    default: return study.points.isEmpty ? [words] : [.table(try table()), words]
    }
  }

  private func kind(_ point: FixedPoint) -> String {
    guard point.isFixed else { return "slow" }
    return point.unstableDirections == 0 ? "stable" : "saddle"
  }

  private func table() throws -> Table {
    let readOuts = try study.points.map { try pass.output(standingAt: $0, layer: layer) ?? [] }
    let width = readOuts.map(\.count).max() ?? 0
    let hasOutput = width > 0 && width <= Self.widestOutput
    var table = Table(
      "\(title)   where it stands still",
      columns: [
        .init("point", .number), .init("kind"), .init("ways out", .number), .init("speed", .number),
        .init("largest |λ|", .number), .init("starts", .number),
      ] + (hasOutput ? (1...width).map { .init(width == 1 ? "output" : "output \($0)", .number) } : []))
    for (place, point) in study.points.enumerated() {
      table.rows.append(
        [
          .count(place + 1), .text(kind(point)), .count(point.unstableDirections),
          .number(point.speed, .significant(2)), .number(point.eigenvalues.first?.modulus ?? .nan, .fixed(3)),
          .count(point.starts),
        ] + (hasOutput ? readOuts[place].map { .number($0, .fixed(2)) } : []))
    }
    return table
  }

  private var map: Output {
    let units = pass.layers[layer].units
    return .heat(
      HeatMap(
        "\(title)   h at each point", rows: study.points.map { Array($0.state.prefix(units)) },
        rowLabels: study.points.enumerated().map { "\($0.offset + 1) \(kind($0.element))" }, rowName: "point",
        columnName: "unit"))
  }

  private var sizes: Output {
    .line(
      LineChart(
        "\(title)   sizes of the eigenvalues of a step", xLabel: "n",
        series: study.points.prefix(Self.mostCurves).enumerated().map { place, point in
          .init("\(place + 1) \(kind(point))", y: point.eigenvalues.map(\.modulus))
        }, references: [ReferenceLine("1", at: 1)]))
  }

  private var words: Output {
    let name = pass.layers[layer].name
    let (stable, fixed) = (study.stable.count, study.fixed.count)
    let slow = study.points.count - fixed
    let tried = "\(study.starts) visited states were followed"
    let gone = study.lost > 0 ? ", \(study.lost) of them to nothing still" : ""
    guard !study.points.isEmpty else {
      return .text("\(name) stands still nowhere near where it goes: \(tried)\(gone)")
    }
    let saddles = Set(study.fixed.map(\.unstableDirections)).subtracting([0]).sorted()
    var sentence = "\(name) stands still at \(fixed) \(fixed == 1 ? "point" : "points"): \(stable) stable"
    if fixed > stable {
      let ways = saddles.map(String.init).joined(separator: ", ")
      sentence += ", \(fixed - stable) with \(ways) \(saddles == [1] ? "way" : "ways") out"
    }
    if slow > 0 { sentence += "; \(slow) slow \(slow == 1 ? "point" : "points")" }
    return .text("\(sentence) (\(tried)\(gone))")
  }
}
