/// A number of the unrolled example that can be explained. Layers are counted among the recurrent ones from 0, states
/// from 0, time steps and units from 1.
public enum ExplainedValue: Sendable, Equatable {
  case state(layer: Int, state: Int, t: Int, unit: Int)
  case gate(layer: Int, gate: String, t: Int, unit: Int)
  case output(t: Int, unit: Int)
  case input(t: Int, unit: Int)
  /// The norm of dL/d(state) at t.
  case gradientNorm(layer: Int, state: Int, t: Int)
}

extension RecordedPass {
  /// Explains a number of this pass; nil when the pass has no such number.
  ///
  /// The routes add up to the recorded gradient and the formula to the recorded value, to rounding. The numeric gradient
  /// is the fourth-order difference of the loss with the value held a little above and below, in double.
  ///
  /// - Throws: `ModelError` when a pass with the value held cannot be made.
  public func explanation(of value: ExplainedValue) throws(ModelError) -> Explanation? {
    switch value {
    case .state(let layer, let state, let t, let unit):
      guard layers.indices.contains(layer), layers[layer].stateNames.indices.contains(state),
        (1...layers[layer].units).contains(unit), let step = CellStep(self, layer: layer, t: t)
      else { return nil }
      var result = explanation(
        of: layers[layer].stateNames[state] + "'", named: layers[layer].stateNames[state],
        node: step.forward.nextStates[state], step, unit: unit)
      result.value = layers[layer].states[state].at(t)[unit - 1]
      result.gradient = layers[layer].stateGradients[state].at(t)[unit - 1]
      result.routes = stateRoutes(step, layer, state, t).map { $0(unit - 1) }
      result.numericGradient = try numericGradient {
        [
          StateOverride(
            layer: layers[layer].name, target: .state(state), timeStep: t, unit: unit, value: result.value + $0)
        ]
      }
      return result
    case .gate(let layer, let gate, let t, let unit):
      guard layers.indices.contains(layer), let own = layers[layer].gates.first(where: { $0.name == gate }),
        (1...own.values.width).contains(unit), let step = CellStep(self, layer: layer, t: t),
        let node = step.results.first(where: { $0.name == gate })?.node
      else { return nil }
      var result = explanation(of: gate, named: gate, node: node, step, unit: unit)
      result.value = own.values.at(t)[unit - 1]
      result.gradient = own.gradients?.at(t)[unit - 1]
      result.routes = step.routes(to: node, at: unit - 1) { "\($0) at t = \(t)" }
      result.numericGradient = try numericGradient {
        [
          StateOverride(
            layer: layers[layer].name, target: .gate(gate), timeStep: t, unit: unit, value: result.value + $0)
        ]
      }
      return result
    case .output(let t, let unit): return explanationOfOutput(t, unit)
    case .input(let t, let unit): return try explanationOfInput(t, unit)
    case .gradientNorm(let layer, let state, let t): return try explanationOfNorm(layer, state, t)
    }
  }

  private func explanation(
    of equation: String, named name: String, node: Int, _ step: CellStep, unit: Int
  ) -> Explanation {
    let (formula, sums) = step.formula(of: node, at: unit - 1)
    var result = Explanation(
      name: "\(name)[\(unit)] at t = \(step.t)", value: formula.value, formula: formula, sums: sums)
    result.equation = step.recurrent.cell.equations.first { ($0.isState ? $0.name + "'" : $0.name) == equation }?.text
    return result
  }

  /// Everything that sends a gradient back to a state: the layers above, other equations of its own step, the next step.
  private func stateRoutes(_ step: CellStep, _ number: Int, _ state: Int, _ t: Int) -> [(Int) -> Explanation.Route] {
    let layer = layers[number]
    var routes: [(Int) -> Explanation.Route] = []
    if state == 0 {
      // Where two sides meet, what comes from above is told as a whole: it was recorded.
      let above =
        plan.decoderStart == nil
        ? LayerChain(pass: self).gradientsFromAbove(layer.index, at: t)
        : [("the layers above", layer.gradientFromAbove.at(t))]
      for (name, gradient) in above { routes.append { Explanation.Route(name: name, value: gradient[$0]) } }
    }
    let node = step.forward.nextStates[state]
    for own in (step.shares[node] ?? []).indices {
      routes.append { step.routes(to: node, at: $0) { "\($0) at t = \(t)" }[own] }
    }
    let next = layer.isReversed ? t - 1 : t + 1
    var across = gradientsOfStart(state, of: layer, at: t)
    if state == 0, let query = gradientOfQuery(of: layer, at: next) { across.append(query) }
    for (name, gradient) in across { routes.append { Explanation.Route(name: name, value: gradient[$0]) } }
    if let later = CellStep(self, layer: number, t: next), let leaf = later.node(of: .previousState(state)) {
      for own in (later.shares[leaf] ?? []).indices {
        routes.append { later.routes(to: leaf, at: $0) { "\($0) at t = \(next)" }[own] }
      }
    }
    return routes
  }

  private func explanationOfOutput(_ t: Int, _ unit: Int) -> Explanation? {
    guard (1...output.steps).contains(t), (1...output.width).contains(unit) else { return nil }
    let last = plan.layers.count - 1
    var result = Explanation(name: "output[\(unit)] at t = \(t)", value: output.at(t)[unit - 1])
    let chain = LayerChain(pass: self)
    if case .dense(_, let activation) = plan.layers[last].description.kind {
      let (parts, bias) = chain.parts(of: last, at: t, row: unit - 1)
      let sum = Explanation.Sum("W(x)", parts)
      let affine = Explanation.Formula.binary("+", .named(sum.name, sum.value), .named("b", bias))
      let isPlain = activation == .identity || chain.isMerged(last)
      result.equation = isPlain ? "y = W(x) + b" : "y = \(activation.rawValue)(W(x) + b)"
      result.formula = isPlain ? affine : .call(activation.rawValue, [affine])
      result.sums = [sum]
    }
    let shares = chain.gradients(ofOutput: last, at: t)
    result.routes = shares.map { Explanation.Route(name: $0.name, value: $0.gradient[unit - 1]) }
    result.gradient = result.routed
    // An output that is read again cannot be held, so the loss's own part is all that differences could show.
    if shares.count == 1 {
      result.numericGradient = Self.difference { lossOfOutput(moved: $0, (t - 1) * output.width + unit - 1) }
    }
    return result
  }

  private func lossOfOutput(moved amount: Double, _ place: Int) -> Double {
    let buffer = Buffer<Double>(output.values.count)
    let slopes = Buffer<Double>(output.values.count)
    buffer.load(output.values)
    buffer.base[place] += amount
    var runner = LossRunner<Double>(lossKind)
    return withExtendedLifetime((buffer, slopes)) {
      runner.run(
        SequenceValues(values: buffer.base, gradients: slopes.base, width: output.width),
        Frame(steps: output.steps, rows: 1, lengths: [output.steps]), target: example.target
      ).result.mean
    }
  }

  private func explanationOfInput(_ t: Int, _ unit: Int) throws(ModelError) -> Explanation? {
    guard (1...max(example.steps, 1)).contains(t) else { return nil }
    switch example.input {
    case .tokens(let tokens):
      var result = Explanation(name: "input at t = \(t)", value: Double(tokens[t - 1]))
      result.note = "a symbol, by its number: it stands for a row of weights and has no gradient of its own"
      return result
    case .vectors(let values, let size):
      guard (1...size).contains(unit) else { return nil }
      var result = Explanation(name: "input[\(unit)] at t = \(t)", value: values[(t - 1) * size + unit - 1])
      result.routes = LayerChain(pass: self).gradients(ofSource: -1, at: t).map {
        Explanation.Route(name: $0.name, value: $0.gradient[unit - 1])
      }
      result.gradient = inputGradients?.at(t)[unit - 1]
      result.numericGradient = try numericGradient {
        [StateOverride(layer: "", target: .input, timeStep: t, unit: unit, value: result.value + $0)]
      }
      return result
    }
  }

  /// |dL/ds(t)| as the sum of what each route adds along the gradient's direction.
  private func explanationOfNorm(_ number: Int, _ state: Int, _ t: Int) throws(ModelError) -> Explanation? {
    guard layers.indices.contains(number), layers[number].stateNames.indices.contains(state),
      let step = CellStep(self, layer: number, t: t)
    else { return nil }
    let layer = layers[number]
    let gradient = layer.stateGradients[state].at(t)
    let norm = layer.stateGradients[state].norms[t - 1]
    var result = Explanation(name: "|dL/d\(layer.stateNames[state])| at t = \(t)", value: norm)
    result.gradient = norm
    guard norm > 0, norm.isFinite else {
      result.note = "no direction can be told: the norm is \(norm)"
      return result
    }
    let direction = gradient.map { $0 / norm }
    result.routes = stateRoutes(step, number, state, t).map { route in
      let along = direction.indices.reduce(0) { $0 + direction[$1] * route($1).value }
      return Explanation.Route(name: route(0).name, value: along)
    }
    let largest = gradient.indices.sorted { abs(gradient[$0]) > abs(gradient[$1]) }.prefix(3)
    result.note =
      "each route's share along the direction of the gradient; largest in units "
      + largest.map { "\($0 + 1)" }.joined(separator: ", ")
    let values = layer.states[state].at(t)
    result.numericGradient = try numericGradient { amount in
      values.indices.map {
        StateOverride(
          layer: layer.name, target: .state(state), timeStep: t, unit: $0 + 1,
          value: values[$0] + amount * direction[$0])
      }
    }
    return result
  }

  // MARK: Differences

  /// d(loss)/d(amount) at 0 of passes in which something is held, by Richardson's extrapolation of central differences.
  private func numericGradient(_ holding: (Double) -> [StateOverride]) throws(ModelError) -> Double {
    let model = ModelDescription(name: "", layers: plan.layers.map(\.description))
    var losses: [Double] = []
    for amount in Self.amounts {
      losses.append(
        try RecordedPass(
          model, parameters, shape: plan.shape, loss: lossKind, example: example, overrides: holding(amount)
        ).loss.mean)
    }
    return Self.slope(losses)
  }

  private static let amounts = [1e-4, -1e-4, 5e-5, -5e-5]

  private static func difference(_ loss: (Double) -> Double) -> Double { slope(amounts.map(loss)) }

  private static func slope(_ losses: [Double]) -> Double {
    (4 * (losses[2] - losses[3]) / 1e-4 - (losses[0] - losses[1]) / 2e-4) / 3
  }
}
