import SequenceEngine

/// One subject of one model's recorded pass, in the form that was asked for.
struct Figure {
  let title: String
  let pass: RecordedPass
  /// Numbers among the recurrent layers.
  let layers: [Int]
  let window: ClosedRange<Int>
  let unit: Int?
  let cursor: Int
  /// Called during long work; throwing stops it.
  let check: () throws -> Void

  func outputs(_ subject: LookingCommands.Subject, _ form: String?) throws -> [Output] {
    switch subject {
    case .gradients: return try gradients(form)
    case .saturation: return [saturation]
    case .spectrum: return try SpectrumView(title: title, pass: pass, layers: layers, check: check).outputs(form)
    case .weights: return form == "heatmap" ? weightMaps : [weights]
    case .jacobian:
      let view = JacobianView(
        title: title, pass: pass, layers: layers, window: window, cursor: cursor, check: check)
      return [try view.output(form)]
    default:
      let own = try layers.flatMap { number -> [Output] in
        let layer = pass.layers[number]
        let window = try window(of: layer)
        return try series(subject, layer).map { try draw($0.name, $0.values, $0.range, window, form) }
      }
      return subject == .hidden ? try own + together(form) : own
    }
  }

  /// The arrays of a subject for machine-readable output.
  func trace(_ subject: LookingCommands.Subject, _ number: Int) -> [(name: String, value: EventRecord.Field)] {
    let layer = pass.layers[number]
    var fields: [(name: String, value: EventRecord.Field)] = [
      ("model", .text(title)), ("layer", .text(layer.name)), ("t", .number(Double(cursor))),
      ("subject", .text(subject.rawValue)),
    ]
    switch subject {
    case .gradients:
      for (index, state) in layer.stateNames.enumerated() {
        fields.append(("d\(state)", .list(layer.stateGradients[index].prefix(layer.steps).norms.map { .number($0) })))
      }
    default:
      for own in (try? series(subject, layer)) ?? [] {
        fields.append((own.name, .list(own.values.prefix(layer.steps).byUnit.map { .list($0.map { .number($0) }) })))
      }
    }
    return fields
  }

  private func series(
    _ subject: LookingCommands.Subject, _ layer: RecordedLayer
  ) throws -> [(name: String, values: RecordedSeries, range: ClosedRange<Double>?)] {
    switch subject {
    case .hidden: return [("\(layer.name) \(layer.stateNames[0])", layer.states[0], nil)]
    case .cell_state:
      guard layer.states.count > 1 else {
        throw SessionError("\(layer.name) has no second state", hint: "show hidden shows \(layer.stateNames[0])")
      }
      return [("\(layer.name) \(layer.stateNames[1])", layer.states[1], nil)]
    case .gates:
      guard !layer.gates.isEmpty else { throw SessionError("\(layer.name) has no gates", hint: "lstm and gru have") }
      return layer.gates.map { gate in
        let isShare = gate.values.prefix(layer.steps).values.allSatisfy { (0...1).contains($0) }
        return ("\(layer.name) \(gate.name)", gate.values, isShare ? 0...1 : nil)
      }
    default: return []
    }
  }

  /// What the parts of a layer in both directions, with a residual or a projection, put out together, where all of them
  /// are shown.
  private func together(_ form: String?) throws -> [Output] {
    let model = ModelDescription(name: "", layers: pass.plan.layers.map(\.description))
    let shown = Set(layers.map { pass.layers[$0].index })
    return try model.layers.indices.flatMap { index -> [Output] in
      // Behind dropout alone the output is the recurrent part itself, which was drawn already.
      guard model.layers[index].group?.part == .output, model.recurrentParts(of: index) != [index],
        pass.plan.layers[index].output == .perStep,
        let layer = layers.first(where: { model.recurrentParts(of: index).contains(pass.layers[$0].index) }),
        shown.isSuperset(of: model.recurrentParts(of: index))
      else { return [] }
      let steps = pass.layers[layer].steps
      let values = RecordedSeries(
        width: pass.plan.layers[index].outputSize,
        values: (1...max(steps, 1)).flatMap { pass.output(ofLayer: index, at: $0) })
      return [
        try draw("\(model.layers[index].name) puts out", values, nil, window(of: pass.layers[layer]), form)
      ]
    }
  }

  /// The part of the window that a layer has: of an encoder-decoder each side has steps of its own.
  func window(of layer: RecordedLayer) throws -> ClosedRange<Int> {
    guard window.lowerBound <= layer.steps else {
      throw SessionError("\(layer.name) has \(layer.steps) time steps, and t=\(window.lowerBound) is behind them")
    }
    return window.clamped(to: 1...layer.steps)
  }

  private func draw(
    _ name: String, _ series: RecordedSeries, _ range: ClosedRange<Double>?, _ window: ClosedRange<Int>, _ form: String?
  ) throws -> Output {
    if let unit, unit > series.width {
      throw SessionError("unit goes from 1 to \(series.width), and \(unit) is outside")
    }
    let units = unit.map { [$0 - 1] } ?? Array(0..<series.width)
    let rows = units.map { unit in window.map { series.values[($0 - 1) * series.width + unit] } }
    let caption = "\(title)   \(name)"
    switch form {
    case "table", "csv":
      var table = Table(caption, columns: [.init("t", .number)] + units.map { .init("unit \($0 + 1)", .number) })
      for (place, t) in window.enumerated() { table.rows.append([.count(t)] + rows.map { .number($0[place]) }) }
      return form == "csv" ? .text(table.csv) : .table(table)
    case "plot":
      return .line(
        LineChart(
          caption, xLabel: "t",
          series: zip(units, rows).prefix(6).map { .init("unit \($0 + 1)", y: $1, firstX: Double(window.lowerBound)) },
          cursorX: Double(cursor)))
    case "bars":
      return .bars(
        BarChart(
          "\(caption) at t=\(cursor)",
          bars: units.map { .init("unit \($0 + 1)", series.at(cursor)[$0]) }))
    default:
      if unit != nil {
        return .line(
          LineChart(
            caption, xLabel: "t",
            series: [.init("unit \(units[0] + 1)", y: rows[0], firstX: Double(window.lowerBound))],
            cursorX: Double(cursor)))
      }
      return .heat(
        HeatMap(
          caption, rows: rows, firstColumn: window.lowerBound, kind: range == nil ? .signed : .magnitude, range: range,
          cursorColumn: window.contains(cursor) ? cursor : nil))
    }
  }
}
