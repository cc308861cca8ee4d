/// What the layers above send back, and by whom.
extension LayerChain {
  /// dL/d(output of a layer) at t, by who sends it: each a name and a row.
  func gradients(ofOutput layer: Int, at t: Int) -> [(name: String, gradient: [Double])] {
    guard layer == plan.layers.count - 1 else { return gradients(ofSource: layer, at: t) }
    let own = pass.outputGradients.steps == 1 ? 1 : t
    var shares = [("the loss", pass.outputGradients.at(own))]
    for number in pass.layers.indices {
      guard let step = CellStep(pass, layer: number, t: t + 1), let node = step.node(of: .feedback) else {
        continue
      }
      for share in step.shares[node] ?? [] {
        shares.append(("\(step.layer.name) \(share.equation) at t = \(t + 1), which reads the output", share.gradient))
      }
    }
    return shares
  }

  func gradient(ofOutput layer: Int, at t: Int) -> [Double] {
    let shares = gradients(ofOutput: layer, at: t)
    guard let first = shares.first else { return [] }
    return shares.dropFirst().reduce(first.gradient) { sum, share in zip(sum, share.gradient).map(+) }
  }

  /// dL/d(output) of a dense layer before its function, one number for each of its units.
  func gradientBeforeFunction(of layer: Int, at t: Int) -> [Double] {
    guard case .dense(_, let activation) = plan.layers[layer].description.kind else { return [] }
    let g = gradient(ofOutput: layer, at: t)
    let y = output(of: layer, at: t)
    return zip(g, y).map { g, y in
      switch isMerged(layer) ? .identity : activation {
      case .identity, .softmax: g
      case .tanh: g * (1 - y * y)
      case .relu: y > 0 ? g : 0
      case .sigmoid: g * y * (1 - y)
      }
    }
  }

  /// What everything that reads a layer, or with −1 the model's input, sends back at t.
  func gradients(ofSource source: Int, at t: Int) -> [(name: String, gradient: [Double])] {
    plan.readers(of: source).flatMap { gradients(ofInput: $0.layer, slot: $0.slot, at: t) }
  }

  /// dL/d(input of a layer) at t, by who sends it.
  private func gradients(ofInput layer: Int, slot: Int, at t: Int) -> [(name: String, gradient: [Double])] {
    let planned = plan.layers[layer]
    let name = "layer \(planned.name)"
    switch planned.description.kind {
    case .embedding, .attention: return []
    case .dropout: return gradients(ofOutput: layer, at: t)
    case .merge(let merge):
      let inputs = inputs(of: layer, at: t)
      return gradients(ofOutput: layer, at: t).map { ($0.name, merge.share(of: slot, $0.gradient, inputs)) }
    case .layerNorm, .convolution, .convolution2D, .selfAttention, .flatten, .repeated, .timeReverse:
      return [(name, replayed.inputGradient(of: layer, at: t))]
    case .dense:
      let weight = plan.parameters[planned.denseParameters.weight]
      let g = gradientBeforeFunction(of: layer, at: t)
      return [
        (
          name,
          (0..<weight.shape[1]).map { column in
            g.indices.reduce(0) { $0 + g[$1] * pass.parameters[weight.offset + $1 * weight.shape[1] + column] }
          }
        )
      ]
    case .recurrent:
      guard let number = number(of: layer), let step = CellStep(pass, layer: number, t: t),
        let node = step.node(of: .input)
      else { return [] }
      return (step.shares[node] ?? []).map { ("\(name) \($0.equation) at t = \(t)", $0.gradient) }
    case .pool(let pooling):
      let above = gradients(ofOutput: layer, at: t)
      let zero = [Double](repeating: 0, count: planned.outputSize)
      let steps = steps(of: planned.sources[0])
      switch pooling {
      case .last: return above.map { ($0.name, t == lastStep(of: planned.sources[0]) ? $0.gradient : zero) }
      case .mean: return above.map { ("\($0.name), the mean over time", $0.gradient.map { $0 / Double(steps) }) }
      case .max:
        let rows = (1...steps).map { input(of: layer, at: $0) }
        return above.map { share in
          (
            "\(share.name), the maximum over time",
            share.gradient.enumerated().map { winner(rows, $0.offset) == t - 1 ? $0.element : 0 }
          )
        }
      }
    }
  }

  /// What reaches the output of a recurrent layer at its own time step t from above.
  func gradientsFromAbove(_ layer: Int, at t: Int) -> [(name: String, gradient: [Double])] {
    guard plan.layers[layer].returnsLast else { return gradients(ofOutput: layer, at: t) }
    return t == lastStep(of: layer) ? gradients(ofOutput: layer, at: t) : []
  }
}
