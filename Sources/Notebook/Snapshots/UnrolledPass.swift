import SequenceEngine

/// A recorded pass as a snapshot shows it, made once for each pass; moving through it only changes where the reader stands.
struct UnrolledPass {
  private let pass: RecordedPass
  private var whole: UnrolledSnapshot

  init(_ name: String, _ pass: RecordedPass, _ data: Dataset, updates: Int) {
    self.pass = pass
    let sides = UnrolledStrips(pass: pass, data: data)
    whole = UnrolledSnapshot(
      model: name, example: "", steps: pass.steps, t: 1, pass: .forward, updates: updates, loss: pass.loss.mean,
      input: sides.input, output: sides.output, layers: pass.layers.indices.map { Self.layer($0, of: pass) })
    whole.inputGradientNorms = pass.inputGradients?.norms ?? []
  }

  /// Measures how much each token moves the loss, which takes another pass. Whether that is new.
  mutating func measureInput() -> Bool {
    guard whole.inputGradientNorms.isEmpty, pass.steps > 0,
      let found = try? pass.inputSensitivity(output: nil, at: pass.steps)
    else { return false }
    whole.inputGradientNorms = found.norms
    return true
  }

  /// Whether this shows the same pass. Arrays that are shared are told to be equal without reading them.
  func isMade(from other: RecordedPass) -> Bool {
    pass.layers == other.layers && pass.output == other.output && pass.example == other.example
  }

  func snapshot(_ stepper: Stepper, _ measures: DearMeasures?, _ backpropagation: Backpropagation) -> UnrolledSnapshot {
    var snapshot = whole
    snapshot.example = "example \(stepper.index + 1) of \(stepper.part.rawValue)"
    snapshot.t = stepper.t
    snapshot.pass = stepper.pass == .forward ? .forward : .backward
    for index in snapshot.layers.indices {
      snapshot.layers[index].cuts = pass.cuts(of: backpropagation, layer: index)
      snapshot.layers[index].radius = measures?.radius(of: snapshot.layers[index].name, with: pass.parameters) ?? .nan
      snapshot.layers[index].stepGain = measures?.gain(of: snapshot.layers[index].name, in: pass) ?? .nan
    }
    return snapshot
  }

  private static func layer(_ number: Int, of pass: RecordedPass) -> UnrolledSnapshot.Layer {
    let layer = pass.layers[number]
    let horizon = pass.horizon(layer: number)
    let states = zip(layer.stateNames, zip(layer.states, layer.stateGradients)).map { name, series in
      UnrolledSnapshot.Values(name, series.0.prefix(layer.steps), gradients: series.1.prefix(layer.steps))
    }
    let gates = layer.gates.map { gate in
      let isShare = pass.plan.squashing(of: gate.name, layer: layer.index) == "sigmoid"
      return UnrolledSnapshot.Values(
        gate.name, gate.values.prefix(layer.steps), gradients: gate.gradients?.prefix(layer.steps),
        range: isShare ? 0...1 : nil)
    }
    var shown = UnrolledSnapshot.Layer(
      name: layer.name, states: states, gates: gates, horizon: horizon.sentence, earliestHeard: horizon.earliestHeard,
      halfLife: horizon.halfLife, radius: .nan, stepGain: .nan, saturation: pass.saturation(layer: number))
    shown.isReversed = layer.isReversed
    shown.followedLoss = horizon.lossStep
    shown.carries = pass.carries(layer: number)
    if case .recurrent(let recurrent) = pass.plan.layers[layer.index].description.kind {
      shown.held = recurrent.clamps.map { clamp in
        let name = clamp.name.hasSuffix("'") ? String(clamp.name.dropLast()) : clamp.name
        return UnrolledSnapshot.Held(name, unit: clamp.unit, timeSteps: clamp.timeSteps, value: clamp.value)
      }
    }
    return shown
  }
}

extension UnrolledSnapshot.Values {
  init(_ name: String, _ series: RecordedSeries, gradients: RecordedSeries?, range: ClosedRange<Double>? = nil) {
    self.init(
      name: name, width: series.width, numbers: series.values, norms: series.norms,
      gradientNorms: gradients?.norms ?? [], range: range)
  }
}

extension ModelPlan {
  /// The function that a gate's equation ends in, such as `sigmoid`; nil for another equation.
  func squashing(of gate: String, layer: Int) -> String? {
    guard case .recurrent(let recurrent) = layers[layer].description.kind else { return nil }
    return recurrent.squashing(of: gate)
  }
}
