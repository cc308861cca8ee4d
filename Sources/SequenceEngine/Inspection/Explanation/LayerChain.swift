/// Values and gradients between the layers of a recorded pass, time step by time step: what layers without states put
/// out, and what the layers above send back, are computed again from what was kept.
struct LayerChain {
  let pass: RecordedPass
  let replayed: ReplayedValues

  init(pass: RecordedPass) {
    self.pass = pass
    replayed = ReplayedValues(pass)
  }

  var plan: ModelPlan { pass.plan }

  func number(of layer: Int) -> Int? { pass.layers.firstIndex { $0.index == layer } }

  /// Time steps of what a layer puts out step by step; of −1, the model's input.
  func steps(of layer: Int) -> Int {
    guard layer >= 0, plan.layers[layer].stepsPerStep > 1 else { return pass.steps }
    return pass.example.steps.dividedRoundingUp(by: plan.layers[layer].stepsPerStep)
  }

  /// The time step whose state a layer that returns its last one puts out.
  func lastStep(of layer: Int) -> Int {
    guard layer >= 0, let number = number(of: layer) else { return steps(of: layer) }
    return pass.layers[number].isReversed ? 1 : steps(of: layer)
  }

  /// What a layer reads at t; empty for symbols.
  func input(of layer: Int, slot: Int = 0, at t: Int) -> [Double] {
    guard layer != plan.decoderStart else { return [] }
    let source = plan.layers[layer].sources[slot]
    guard source < 0 else { return output(of: source, at: t) }
    guard case .vectors(let values, let size) = pass.example.input else { return [] }
    return Array(values[(t - 1) * size..<t * size])
  }

  private func token(readBy layer: Int, at t: Int) -> Int? {
    pass.token(readBy: plan.layers[layer].description.side, at: t)
  }

  /// What a layer puts out at t; the same at every t where it puts out one vector.
  func output(of layer: Int, at t: Int) -> [Double] {
    let planned = plan.layers[layer]
    switch planned.description.kind {
    case .recurrent:
      guard let number = number(of: layer) else { return [] }
      return pass.layers[number].states[0].at(planned.returnsLast ? lastStep(of: layer) : t)
    case .embedding(let size):
      guard let token = token(readBy: layer, at: t) else { return [] }
      let first = plan.parameters[planned.parameters.lowerBound].offset + token * size
      return Array(pass.parameters[first..<first + size])
    case .dropout: return input(of: layer, at: t)
    case .attention:
      guard let own = pass.attentions.first(where: { $0.index == layer }) else { return [] }
      return input(of: layer, at: t) + own.contexts.at(t)
    case .layerNorm, .convolution, .convolution2D, .selfAttention, .flatten, .repeated, .timeReverse:
      return replayed.output(of: layer, at: t)
    case .dense(_, let activation):
      return sums(of: layer, at: t).map { Self.apply(isMerged(layer) ? .identity : activation, $0) }
    case .merge(let merge): return merge.merged(inputs(of: layer, at: t))
    case .pool(let pooling):
      let rows = (1...steps(of: planned.sources[0])).map { input(of: layer, at: $0) }
      return rows[0].indices.map { i in
        switch pooling {
        case .last: rows[lastStep(of: planned.sources[0]) - 1][i]
        case .mean: rows.reduce(0) { $0 + $1[i] } / Double(rows.count)
        case .max: rows[winner(rows, i)][i]
        }
      }
    }
  }

  func inputs(of layer: Int, at t: Int) -> [[Double]] {
    plan.layers[layer].sources.indices.map { input(of: layer, slot: $0, at: t) }
  }

  /// The first time step, from 0, that has the largest number at a place.
  func winner(_ rows: [[Double]], _ i: Int) -> Int {
    rows.indices.dropFirst().reduce(0) { rows[$1][i] > rows[$0][i] ? $1 : $0 }
  }

  /// The products behind W x + b of a dense layer, one row of it.
  func parts(of layer: Int, at t: Int, row: Int) -> (parts: [Explanation.Part], bias: Double) {
    let places = plan.layers[layer].denseParameters
    let weight = plan.parameters[places.weight]
    let bias = places.bias.map { pass.parameters[plan.parameters[$0].offset + row] } ?? 0
    let first = weight.offset + row * weight.shape[1]
    let source = plan.layers[layer].sources[0]
    if source < 0, let token = token(readBy: layer, at: t) {
      return (
        [.init(name: "symbol \(token)", factor: 1, weight: pass.parameters[first + token])], bias
      )
    }
    let name = source < 0 ? "x" : plan.layers[source].name
    return (
      input(of: layer, at: t).enumerated().map { column, value in
        .init(name: "\(name)[\(column + 1)]", factor: value, weight: pass.parameters[first + column])
      }, bias
    )
  }

  private func sums(of layer: Int, at t: Int) -> [Double] {
    (0..<plan.layers[layer].outputSize).map { row in
      let (parts, bias) = parts(of: layer, at: t, row: row)
      return parts.reduce(0) { $0 + $1.value } + bias
    }
  }

  /// Whether the layer's function is part of the loss, or the last layer's softmax.
  func isMerged(_ layer: Int) -> Bool {
    guard case .dense(_, let activation) = plan.layers[layer].description.kind else { return false }
    return activation == .softmax
      || activation == .sigmoid && layer == plan.layers.count - 1 && pass.lossKind == .binaryCrossEntropy
  }

  static func apply(_ activation: DenseActivation, _ x: Double) -> Double {
    let verb: CellVerb? =
      switch activation {
      case .identity, .softmax: nil
      case .tanh: .tanh
      case .relu: .relu
      case .sigmoid: .sigmoid
      }
    return verb?.row([[x]], width: 1)[0] ?? x
  }
}

extension RecordedPass {
  /// What a layer of the plan puts out at a time step from 1; empty where it is not kept.
  public func output(ofLayer index: Int, at t: Int) -> [Double] { LayerChain(pass: self).output(of: index, at: t) }
}
