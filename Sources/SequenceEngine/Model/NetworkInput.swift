/// What each layer reads in a pass: the batch, another layer, or a branch of its own.
extension Network {
  /// Takes memory for a batch and hands its input to the first layer.
  package func prepare(_ batch: Batch, isTraining: Bool, seed: UInt64 = 0, update: Int = 0) {
    prepare(
      batch, PassContext(isTraining: isTraining, seed: seed, update: update, identities: batch.identities))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func prepare(_ batch: Batch, _ context: PassContext) {
    self.context = context
    var input = firstInput(batch)
    var frame = Frame(steps: batch.steps, rows: batch.rows, lengths: batch.lengths)
    if case .values(let values, _) = input { fanOuts[-1]?.prepare(values, frame) }
    for index in plan.layers.indices {
      let sources = plan.layers[index].sources
      if index == plan.decoderStart, let link, let side = batch.decoder,
        case .token(let vocabulary)? = plan.shape.decoderInput
      {
        link.prepare(side, context)
        (input, frame) = (.tokens(link.tokens, vocabulary: vocabulary), link.frame)
      }
      let inputs = sources.indices.map { self.input(of: index, slot: $0, side: input) }
      let arriving = sources[0] < 0 ? frame : runners[layerRunners[sources[0]].last].outputFrame
      let (own, last) = layerRunners[index]
      runners[own].prepare(inputs, arriving, side: frame)
      for number in own..<last {
        runners[number + 1].prepare(.values(runners[number].output, wantsGradient: true), runners[number].outputFrame)
      }
      fanOuts[index]?.prepare(runners[last].output, runners[last].outputFrame)
    }
  }

  /// What a layer reads, with the gradients that it writes.
  private func input(of layer: Int, slot: Int, side: LayerInput<Scalar>) -> LayerInput<Scalar> {
    let source = plan.layers[layer].sources[slot]
    let own = fanOuts[source]?.values(for: ModelPlan.Reader(layer: layer, slot: slot))
    guard source < 0 else {
      return .values(own ?? runners[layerRunners[source].last].output, wantsGradient: true)
    }
    guard case .values(_, let wantsGradient) = side, let own else { return side }
    return .values(own, wantsGradient: wantsGradient)
  }

  /// Where a layer writes the gradients of what it reads; in a recorded plan also those of the model's input.
  func gradientPlace(ofInput layer: Int) -> UnsafeMutablePointer<Scalar> {
    let source = plan.layers[layer].sources[0]
    if let own = fanOuts[source]?.values(for: ModelPlan.Reader(layer: layer, slot: 0)) { return own.gradients }
    return source < 0 ? inputGradients.base : runners[layerRunners[source].last].output.gradients
  }

  /// What a layer's pass is for: rows of a decoder have an order of their own.
  func context(of layer: Int) -> PassContext {
    guard let link, let start = plan.decoderStart, layer >= start else { return context }
    return link.context
  }

  private func firstInput(_ batch: Batch) -> LayerInput<Scalar> {
    switch batch.input {
    case .tokens(let tokens):
      guard case .token(let vocabulary) = plan.shape.input else { preconditionFailure("the batch fits the plan") }
      return .tokens(TokenBuffer(tokens), vocabulary: vocabulary)
    case .vectors(let values, let size):
      if inputBuffer.count < values.count {
        inputBuffer = Buffer(values.count)
        inputGradients = Buffer(values.count)
      }
      inputBuffer.load(values)
      return .values(
        SequenceValues(values: inputBuffer.base, gradients: inputGradients.base, width: size),
        wantsGradient: plan.recordsInputGradient)
    }
  }

  /// dL/dx, [T·B·I], where the plan keeps it.
  package var inputGradientValues: [Double] { inputGradients.values }
}
