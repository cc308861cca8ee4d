/// Where the two sides of a recorded encoder-decoder meet: what the decoder starts from, and what comes back through its
/// start and through attention.
extension RecordedPass {
  /// The symbol that the first layer of a side reads at its own time step t; nil where it reads numbers.
  func token(readBy side: LayerSide, at t: Int) -> Int? {
    if side == .decoder, let symbols = example.decoderInput {
      return symbols.indices.contains(t - 1) ? Int(symbols[t - 1]) : nil
    }
    guard case .tokens(let symbols) = example.input, symbols.indices.contains(t - 1) else { return nil }
    return Int(symbols[t - 1])
  }

  /// The state that a decoder's layer starts from; nil where it starts from zeros.
  func handedState(_ state: Int, to layer: RecordedLayer) -> [Double]? {
    for own in plan.handovers where own.decoder == layer.index {
      guard let from = layers.first(where: { $0.index == own.encoder }),
        let pair = own.states.first(where: { $0.decoder == state })
      else { continue }
      return from.states[pair.encoder].at(from.isReversed ? 1 : from.steps)
    }
    return nil
  }

  /// What the decoder's start sends back to a state of the encoder at t, by the equations that read it.
  func gradientsOfStart(_ state: Int, of layer: RecordedLayer, at t: Int) -> [(name: String, gradient: [Double])] {
    guard t == (layer.isReversed ? 1 : layer.steps) else { return [] }
    var found: [(name: String, gradient: [Double])] = []
    for own in plan.handovers where own.encoder == layer.index {
      guard let to = layers.firstIndex(where: { $0.index == own.decoder }), let step = CellStep(self, layer: to, t: 1)
      else { continue }
      for pair in own.states where pair.encoder == state {
        guard let leaf = step.node(of: .previousState(pair.decoder)) else { continue }
        found += (step.shares[leaf] ?? []).map {
          ("\(layers[to].name) \($0.equation) at t = 1, which starts here", $0.gradient)
        }
        if pair.decoder == 0, let query = gradientOfQuery(of: layers[to], at: 1) {
          found.append((query.name, query.gradient))
        }
      }
    }
    return found
  }

  /// What attention that looks with a layer's state sends back to it at step t, where it looks with the state of t − 1;
  /// nil when no attention does.
  func gradientOfQuery(of layer: RecordedLayer, at t: Int) -> (name: String, gradient: [Double])? {
    guard let index = plan.attentionLayers.first(where: { plan.layers[$0].attending?.looker == layer.index }),
      (1...layer.steps).contains(t)
    else { return nil }
    let network = replayed()
    guard let runner = network.recurrent(layer.index),
      let attention = network.runners[network.layerRunners[index].own] as? AttentionRunner<Double>
    else { return nil }
    let leaving = runner.gradientLeaving(t - 1)
    leaving.update(repeating: 0, count: layer.units)
    // Both are added to: what the pass itself left there is taken away first.
    attention.memory.queryGradients.clear()
    attention.lookBack(t - 1, 0..<1, attention.scratch(of: 0))
    let gradient = Array(UnsafeBufferPointer(start: leaving, count: layer.units))
    return withExtendedLifetime(network) { ("\(plan.layers[index].name) at t = \(t), which looks with it", gradient) }
  }
}
