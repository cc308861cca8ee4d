import Script
import SequenceEngine

/// The unrolled example as strips over one time axis.
struct UnrolledView {
  let name: String
  let pass: RecordedPass
  let stepper: Stepper
  let data: Dataset
  /// Whether this is the run from before every change by hand, with the changed one after it.
  var isOriginal = false

  var output: Output {
    let sides = UnrolledStrips(pass: pass, data: data)
    var strips = sides.input + sides.output
    for (number, layer) in pass.layers.enumerated() { strips += layerStrips(layer, number) }
    return .strips(
      StripChart(
        "\(name)   example \(stepper.index + 1) of \(stepper.part.rawValue)   loss \(NumberFormat.general.text(pass.loss.mean))",
        cursor: stepper.t, pass: stepper.pass == .forward ? .forward : .backward, strips: strips,
        footers: (isOriginal ? ["\(name) as it was before every change by hand; the changed run follows"] : [])
          + pass.horizonSentences(of: Array(pass.layers.indices))))
  }

  private func layerStrips(_ layer: RecordedLayer, _ number: Int) -> [StripChart.Strip] {
    let states = layer.states[0].prefix(layer.steps)
    let hidden = StripChart.Strip(
      "h \(layer.name)", .heat(rows: states.byUnit, .signed, range: nil), readings: [.series("|h|", states.norms)])
    return [hidden] + layer.memories.map { Self.gradientStrip($0, of: layer) }
  }

  /// The gradient of one state that carries the past.
  private static func gradientStrip(_ state: Int, of layer: RecordedLayer) -> StripChart.Strip {
    let norms = layer.stateGradients[state].prefix(layer.steps).norms
    let last = norms.last { $0 > 0 && $0.isFinite } ?? 0
    var references: [ReferenceLine] = []
    if last > 0 {
      references.append(ReferenceLine("vanishing", at: last * 1e-6))
      if norms.contains(where: { $0 > last * 1e3 }) { references.append(ReferenceLine("exploding", at: last * 1e6)) }
    }
    return StripChart.Strip(
      "dL/d\(layer.stateNames[state])", .logBars(norms, references: references), readings: [.series("", norms)])
  }
}

extension RecordedSeries {
  /// Units × time.
  var byUnit: [[Double]] { (0..<width).map { unit in (0..<steps).map { values[$0 * width + unit] } } }
}

extension RecordedPass {
  /// What the gradient of each layer does on its way back, and whose the drawn one is where that is another one.
  func horizonSentences(of numbers: [Int]) -> [String] {
    let horizons = numbers.map { horizon(layer: $0) }
    let sentences = zip(numbers, horizons).map { "\(layers[$0].name): \($1.sentence)\(forgetting(layer: $0))" }
    return horizons.contains { $0.lossStep != nil }
      ? sentences + ["dL/dh as drawn is of all losses together"] : sentences
  }
}

extension RecordedPass {
  /// "; forget keeps 1.8% of c a step on average", the mean over units and time steps: the gate by which a layer's
  /// state forgets.
  private func forgetting(layer number: Int) -> String {
    guard let carry = carries(layer: number).first, !carry.means.isEmpty else { return "" }
    let mean = carry.means.prefix(layers[number].steps).reduce(0, +) / Double(max(layers[number].steps, 1))
    guard mean.isFinite else { return "" }
    // Two digits of 99.7 would be 1e2.
    let share = NumberFormat.significant(mean < 0.995 ? 2 : 3).text(100 * mean)
    return "; \(carry.factor) keeps \(share)% of \(carry.state) a step on average"
  }
}

extension Horizon {
  /// What the gradient does on its way back, in words.
  var sentence: String {
    var parts: [String] = []
    let gradient = lossStep.map { "the \($0 == 1 ? "first" : "last") loss's gradient" } ?? "the gradient"
    if let halfLife {
      let steps = (abs(halfLife) < 100 ? NumberFormat.significant(2) : .integer).text(abs(halfLife))
      if abs(halfLife) > 1000 {
        parts.append("\(gradient) keeps its size going \(isReversed ? "on" : "back")")
      } else {
        parts.append(
          "\(gradient) \(halfLife > 0 ? "halves" : "doubles") every \(steps) steps \(isReversed ? "on" : "back")")
      }
    }
    let isFinite = norms.allSatisfy(\.isFinite)
    guard let earliestHeard else { return isFinite ? "no gradient reaches this layer" : "its gradient is not finite" }
    if !isFinite { parts.append("some of it is not finite") }
    if let explodesAt { parts.append("it has grown a millionfold by t=\(explodesAt)") }
    if heardSteps == norms.count {
      parts.append(isReversed ? "it is heard up to the last step" : "it is heard back to the first step")
    } else {
      parts.append("nothing \(isReversed ? "later" : "earlier") than t=\(earliestHeard) is heard")
    }
    return parts.joined(separator: "; ")
  }
}
