import Script
import SequenceEngine

/// The unrolled example as strips over one time axis.
struct UnrolledView {
  let name: String
  let pass: RecordedPass
  let stepper: Stepper
  let data: Dataset

  var output: Output {
    var strips = inputStrips + targetStrips
    for (number, layer) in pass.layers.enumerated() { strips += layerStrips(layer, number) }
    return .strips(
      StripChart(
        "\(name)   example \(stepper.index + 1) of \(stepper.part.rawValue)   loss \(NumberFormat.general.text(pass.loss.mean))",
        cursor: stepper.t, pass: stepper.pass == .forward ? .forward : .backward, strips: strips,
        footers: pass.layers.indices.map { "\(pass.layers[$0].name): \(pass.horizon(layer: $0).sentence)" }))
  }

  private func symbol(_ token: Int32) -> String {
    guard token >= 0 else { return "" }
    if let names = data.classNames, names.indices.contains(Int(token)) { return names[Int(token)] }
    return String(token)
  }

  private var inputStrips: [StripChart.Strip] {
    switch pass.example.input {
    case .tokens(let tokens):
      let names = tokens.map { token -> String in
        if let symbols = data.vocabulary?.symbols, symbols.indices.contains(Int(token)) { return symbols[Int(token)] }
        return String(token)
      }
      return [StripChart.Strip("x", .symbols(names))]
    case .vectors(let values, let size):
      let columns = (0..<size).map { i in stride(from: i, to: values.count, by: size).map { values[$0] } }
      guard size <= 3 else { return [StripChart.Strip("x", .heat(rows: columns, .signed, range: nil))] }
      return columns.enumerated().map { number, column in
        let label = size == 1 ? "x" : "x\(number + 1)"
        guard column.allSatisfy({ $0 == 0 || $0 == 1 }) else { return StripChart.Strip(label, .bars(column)) }
        return StripChart.Strip(label, .marks(column.map { $0 == 1 }))
      }
    }
  }

  private var targetStrips: [StripChart.Strip] {
    let outputs = pass.output
    let isPerStep = data.shape.placement == .perStep
    var strips: [StripChart.Strip] = []
    switch pass.example.target {
    case .classes(let classes):
      let guesses = (1...max(outputs.steps, 1)).map { t -> Int32 in
        let row = outputs.at(t)
        return Int32(row.indices.max { row[$0] < row[$1] } ?? 0)
      }
      if isPerStep {
        strips.append(StripChart.Strip("target", .symbols(classes.map(symbol))))
        strips.append(StripChart.Strip("output", .symbols(guesses.map(symbol))))
      } else {
        strips.append(atTheEnd("output", symbol(guesses[0]), target: symbol(classes.first ?? -1)))
      }
    case .vectors(let values, let size):
      if isPerStep, size == 1 {
        strips.append(StripChart.Strip("target", .bars(values)))
        strips.append(StripChart.Strip("output", .bars(outputs.values)))
      } else if !isPerStep {
        let format = NumberFormat.general
        strips.append(
          atTheEnd(
            "output", outputs.values.prefix(4).map(format.text).joined(separator: " "),
            target: values.prefix(4).map(format.text).joined(separator: " ")))
      }
    }
    if isPerStep { strips.append(StripChart.Strip("loss", .bars(pass.loss.byStep))) }
    return strips
  }

  /// What is put out once, after the last time step.
  private func atTheEnd(_ label: String, _ shown: String, target: String) -> StripChart.Strip {
    StripChart.Strip(
      label, .marks((1...max(pass.steps, 1)).map { $0 == pass.steps }), readings: [.text(shown)],
      caption: "\(shown), the target is \(target)")
  }

  private func layerStrips(_ layer: RecordedLayer, _ number: Int) -> [StripChart.Strip] {
    let norms = layer.stateGradients[0].norms
    let last = norms.last { $0 > 0 && $0.isFinite } ?? 0
    var references: [ReferenceLine] = []
    if last > 0 {
      references.append(ReferenceLine("vanishing", at: last * 1e-6))
      if norms.contains(where: { $0 > last * 1e3 }) { references.append(ReferenceLine("exploding", at: last * 1e6)) }
    }
    return [
      StripChart.Strip(
        "h \(layer.name)", .heat(rows: layer.states[0].byUnit, .signed, range: nil),
        readings: [.series("|h|", layer.states[0].norms)]),
      StripChart.Strip("dL/dh", .logBars(norms, references: references), readings: [.series("", norms)]),
    ]
  }
}

extension RecordedSeries {
  /// Units × time.
  var byUnit: [[Double]] { (0..<width).map { unit in (0..<steps).map { values[$0 * width + unit] } } }
}

extension Horizon {
  /// What the gradient does on its way back, in words.
  var sentence: String {
    var parts: [String] = []
    if let halfLife {
      let steps = NumberFormat.significant(2).text(abs(halfLife))
      if abs(halfLife) > 1000 {
        parts.append("the gradient keeps its size going back")
      } else {
        parts.append("the gradient \(halfLife > 0 ? "halves" : "doubles") every \(steps) steps back")
      }
    }
    guard let earliestHeard else { return "no gradient reaches this layer" }
    if norms.contains(where: { !$0.isFinite }) { parts.append("some of it is not finite") }
    if let explodesAt { parts.append("it has grown a millionfold by t=\(explodesAt)") }
    parts.append(
      earliestHeard > 1 ? "nothing earlier than t=\(earliestHeard) is heard" : "it is heard back to the first step")
    return parts.joined(separator: "; ")
  }
}
