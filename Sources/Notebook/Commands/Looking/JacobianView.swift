import SequenceEngine

/// How far one hidden state moves another: Jacobians of the unrolled example.
struct JacobianView {
  let title: String
  let pass: RecordedPass
  /// Numbers among the recurrent layers.
  let layers: [Int]
  let window: ClosedRange<Int>
  let cursor: Int
  /// Called while Jacobians are taken; throwing stops the work.
  let check: () throws -> Void

  private var isWhole: Bool { window == 1...max(pass.steps, 1) }

  func output(_ form: String?) throws -> Output {
    if form == "heatmap" { return try matrix() }
    return isWhole ? try gains() : try singularValues()
  }

  /// The largest singular value of dh(T)/dh(t) at every t.
  private func gains() throws -> Output {
    .line(
      LineChart(
        "\(title)   largest singular value of dh(T)/dh(t)", xLabel: "t", yScale: .log10,
        series: try layers.map { number in
          let layer = pass.layers[number]
          let gains = try pass.jacobianGains(layer: number, check: check)
          return .init(
            layer.isReversed ? "\(layer.name) dh(1)/dh(t)" : layer.name, y: layer.isReversed ? gains.reversed() : gains)
        }, references: [ReferenceLine("1", at: 1)], cursorX: Double(cursor)))
  }

  private func singularValues() throws -> Output {
    let (from, to) = (window.lowerBound, window.upperBound)
    return .line(
      LineChart(
        "\(title)   singular values of dh(\(to))/dh(\(from))", xLabel: "n", yScale: .log10,
        series: try layers.map {
          .init(
            pass.layers[$0].name, y: try pass.jacobianSingularValues(layer: $0, from: from, to: to, check: check))
        }, references: [ReferenceLine("1", at: 1)]))
  }

  private func matrix() throws -> Output {
    let (from, to) = isWhole ? (max(cursor - 1, 0), cursor) : (window.lowerBound, window.upperBound)
    guard let number = layers.first else { return .text("the model has no recurrent layer") }
    let units = pass.layers[number].units
    let matrix = try pass.jacobian(layer: number, from: from, to: to, check: check)
    return .heat(
      HeatMap(
        "\(title)   \(pass.layers[number].name) dh(\(to))/dh(\(from))",
        rows: (0..<units).map { Array(matrix[$0 * units..<($0 + 1) * units]) }, columnName: "unit"))
  }
}
