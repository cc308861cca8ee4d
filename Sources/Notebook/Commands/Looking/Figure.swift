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

  /// What the parts of a layer in both directions, with a residual or a projection, put out together, where all of them are shown.
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
  private func window(of layer: RecordedLayer) throws -> ClosedRange<Int> {
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

  private func gradients(_ form: String?) throws -> [Output] {
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

  private var saturation: Output {
    .bars(
      BarChart(
        "\(title)   share of values where the function is flat",
        bars: layers.map { .init(pass.layers[$0].name, pass.saturation(layer: $0)) }, format: .percent(1)))
  }

  private var weights: Output {
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
  private var weightMaps: [Output] {
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

extension Table {
  /// Comma-separated lines with a head (RFC 4180); numbers in full, text legible.
  var csv: String {
    func cell(_ text: String) -> String {
      let text = ExportText.block(text)
      return text.contains { ",\"\n".contains($0) } ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
    }
    let head = columns.map { cell($0.name) }.joined(separator: ",")
    let lines = rows.map { row in
      row.map { value -> String in
        switch value {
        case .text(let text): cell(text)
        case .number(let number, _):
          number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : "\(number)"
        case .missing: ""
        }
      }.joined(separator: ",")
    }
    return ([head] + lines).joined(separator: "\n")
  }
}
