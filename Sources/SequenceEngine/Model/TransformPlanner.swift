/// Layers without states: what they need, and what they may see.
extension ModelPlanner {
  /// Layer normalisation, convolution and self-attention.
  mutating func addTransform(_ index: Int, _ layer: inout ModelPlan.Layer) throws(ModelError) {
    let kind = model.layers[index].kind
    guard case .vector(let size) = flow else {
      throw ModelError(
        "tokens arrive here; put an embedding or a recurrent layer before it", layer: model.layers[index].name)
    }
    if kind.mixesSteps, placement == .perSequence {
      throw ModelError(
        "it reads a sequence, and here one vector arrives; the layer before must put out all time steps",
        layer: model.layers[index].name)
    }
    switch kind {
    case .layerNorm:
      try append("weight", .vector, [size], index)
      try append("bias", .bias, [size], index)
    case .convolution(let convolution):
      try append("weight", .input, [convolution.units, size, convolution.width], index)
      try append("bias", .bias, [convolution.units], index)
      layer.outputSize = convolution.units
    case .selfAttention(let attention):
      guard attention.heads >= 1, size % attention.heads == 0 else {
        throw ModelError(
          "\(attention.heads) heads do not divide \(size) numbers into equal parts", layer: model.layers[index].name)
      }
      try append("in_proj_weight", .input, [3 * size, size], index)
      try append("in_proj_bias", .bias, [3 * size], index)
      try append("out_proj.weight", .input, [size, size], index)
      try append("out_proj.bias", .bias, [size], index)
      if attention.positions == .learned { try append("positions.weight", .vector, [attention.places, size], index) }
    case .embedding, .recurrent, .dense, .dropout, .pool, .attention, .merge, .flatten, .repeated, .timeReverse,
      .convolution2D:
      break
    }
  }

  /// Refuses what sees the answer: where the target of a step is the input of the next, a layer that reads ahead.
  func checkSight() throws(ModelError) {
    guard shape.placement == .perStep, shape.targetSource == .nextInput,
      let layer = layers.first(where: { $0.description.kind.readsAhead })
    else { return }
    let remedy =
      switch layer.description.kind {
      case .convolution: "take padding=causal"
      case .convolution2D: "take height=1 without stride and pool"
      case .selfAttention: "take causal"
      case .recurrent: "take away bidirectional or reverse, or take data whose targets stand beside the input"
      default: "leave it out"
      }
    throw ModelError(
      "the target of each step is the input of the next one, and this layer reads ahead, so it has seen the answer; "
        + remedy, layer: layer.name)
  }
}

extension LayerKind {
  /// Whether what it puts out at a time step hangs on later inputs of the sequence.
  var readsAhead: Bool {
    switch self {
    case .recurrent(let recurrent): recurrent.isReversed
    case .convolution(let convolution): convolution.stepsBehind > 0
    case .convolution2D(let own): own.stepsBehind > 0 || own.stride > 1 || own.pool > 1
    case .selfAttention(let attention): !attention.isCausal
    // What is repeated has seen the whole sequence.
    case .repeated, .timeReverse: true
    case .embedding, .dense, .dropout, .pool, .attention, .layerNorm, .merge, .flatten: false
    }
  }

  /// Whether what it puts out at a time step comes from other steps of its input, with nothing carried along.
  public var mixesSteps: Bool {
    switch self {
    case .convolution, .convolution2D, .selfAttention, .flatten, .repeated, .timeReverse: true
    case .embedding, .recurrent, .dense, .dropout, .pool, .attention, .layerNorm, .merge: false
    }
  }
}
