import SequenceEngine

/// How the gradient travels back through time.
extension Figure {
  func gradients(_ form: String?) throws -> [Output] {
    if form == "heatmap" {
      return try layers.map { number in
        let layer = pass.layers[number]
        let window = try window(of: layer)
        let rows = layer.stateGradients[0].byUnit.map { Array($0[(window.lowerBound - 1)..<window.upperBound]) }
        return .heat(
          HeatMap(
            "\(title)   \(layer.name) dL/dh", rows: rows, firstColumn: window.lowerBound,
            cursorColumn: window.contains(cursor) ? cursor : nil))
      }
    }
    let curves = layers.flatMap { number -> [(name: String, norms: [Double])] in
      let layer = pass.layers[number]
      return layer.stateNames.indices.map { index in
        ("\(layer.name) dL/d\(layer.stateNames[index])", layer.stateGradients[index].prefix(layer.steps).norms)
      }
    }
    if form == "table" || form == "csv" {
      var table = Table(
        "\(title)   norm of the gradient by time step",
        columns: [.init("t", .number)] + curves.map { .init($0.name, .number) })
      for t in window {
        table.rows.append([.count(t)] + curves.map { $0.norms.count >= t ? .number($0.norms[t - 1]) : .missing })
      }
      return [form == "csv" ? .text(table.csv) : .table(table)]
    }
    if form == "bars" {
      return curves.map { curve in
        .bars(
          BarChart(
            "\(title)   \(curve.name)",
            bars: window.filter { $0 <= curve.norms.count }.map { .init("t=\($0)", curve.norms[$0 - 1]) }, scale: .log10
          ))
      }
    }
    let last = curves.first.flatMap { $0.norms.last { $0 > 0 && $0.isFinite } } ?? 0
    let chart = LineChart(
      "\(title)   norm of the gradient by time step", xLabel: "t", yScale: .log10,
      series: curves.map {
        .init(
          $0.name, y: Array($0.norms.prefix(window.upperBound).dropFirst(window.lowerBound - 1)),
          firstX: Double(window.lowerBound))
      },
      references: last > 0 ? [ReferenceLine("vanishing", at: last * 1e-6)] : [], cursorX: Double(cursor))
    return [.line(chart), sentences]
  }

  private var sentences: Output {
    .text(pass.horizonSentences(of: layers).joined(separator: "\n"))
  }
}
