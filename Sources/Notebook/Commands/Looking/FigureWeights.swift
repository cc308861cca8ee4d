import SequenceEngine

/// What a layer is made of: its weights, and how much of it is flat.
extension Figure {
  var saturation: Output {
    .bars(
      BarChart(
        "\(title)   share of values where the function is flat",
        bars: layers.map { .init(pass.layers[$0].name, pass.saturation(layer: $0)) }, format: .percent(1)))
  }

  var weights: Output {
    var table = Table(
      "\(title)   weights",
      columns: [
        .init("weights"), .init("shape"), .init("norm", .number), .init("largest", .number), .init("gradient", .number),
      ])
    let indices = Set(layers.map { pass.layers[$0].index })
    for parameter in pass.plan.parameters where indices.contains(parameter.layer) || layers.count == pass.layers.count {
      let own = RecordedSeries(width: max(parameter.count, 1), values: Array(pass.parameters[parameter.range]))
      let slope = RecordedSeries(width: max(parameter.count, 1), values: Array(pass.weightGradients[parameter.range]))
      table.rows.append([
        .text(parameter.name), .text(parameter.shape.map(String.init).joined(separator: " × ")),
        .number(own.norms.first ?? 0), .number(own.values.reduce(0) { max($0, abs($1)) }),
        .number(slope.norms.first ?? 0),
      ])
    }
    return .table(table)
  }

  /// A picture of each matrix and vector of weights of the chosen layers, one row for each output.
  var weightMaps: [Output] {
    let indices = Set(layers.map { pass.layers[$0].index })
    return pass.plan.parameters.filter { indices.contains($0.layer) }.map { parameter in
      let columns = max(parameter.count / max(parameter.shape[0], 1), 1)
      return .heat(
        HeatMap(
          "\(title)   \(parameter.name)",
          rows: stride(from: parameter.offset, to: parameter.range.upperBound, by: columns).map {
            Array(pass.parameters[$0..<$0 + columns])
          }, rowName: "row", columnName: "column"))
    }
  }
}
