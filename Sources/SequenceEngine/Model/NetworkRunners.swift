/// Which runners do the work of a layer.
extension Network {
  func append(_ layer: ModelPlan.Layer, _ index: Int) {
    let offsets = plan.parameters[layer.parameters].map(\.offset)
    let wantsInputGradient = layer.sources != [-1] || plan.recordsInputGradient
    let own = runners.count
    switch layer.description.kind {
    case .embedding(let size): runners.append(EmbeddingRunner<Scalar>(size: size, weight: offsets[0]))
    case .dense(_, let activation):
      let isMerged = index == plan.layers.count - 1 && activation == .sigmoid && loss == .binaryCrossEntropy
      runners.append(
        DenseRunner<Scalar>(
          units: layer.outputSize, inputs: layer.input, activation: isMerged ? .identity : activation,
          weight: plan.parameters[layer.denseParameters.weight].offset,
          bias: layer.denseParameters.bias.map { plan.parameters[$0].offset }, wantsInputGradient: wantsInputGradient))
    case .layerNorm: runners.append(LayerNormRunner<Scalar>(gain: offsets[0], shift: offsets[1]))
    case .convolution(let convolution):
      runners.append(WindowRunner<Scalar>(convolution))
      runners.append(
        DenseRunner<Scalar>(
          units: convolution.units, inputs: .vector(size: layer.input.size * convolution.width),
          activation: convolution.activation, weight: offsets[0], bias: offsets[1],
          wantsInputGradient: wantsInputGradient))
    case .convolution2D(let convolution):
      guard let grid = layer.inputGrid else { break }
      let windows = GridWindowRunner<Scalar>(convolution, grid)
      runners.append(windows)
      runners.append(
        DenseRunner<Scalar>(
          units: convolution.units, inputs: .vector(size: grid.channels * convolution.height * convolution.width),
          activation: convolution.activation, weight: offsets[0], bias: offsets[1],
          wantsInputGradient: wantsInputGradient))
      runners.append(GridPoolRunner<Scalar>(convolution.pool, windows))
    case .selfAttention(let attention):
      runners.append(SelfAttentionRunner<Scalar>(attention, size: layer.outputSize, offsets: offsets))
    case .flatten: runners.append(FlattenRunner<Scalar>(steps: layer.flattenedSteps))
    case .repeated: runners.append(RepeatRunner<Scalar>())
    case .timeReverse: runners.append(TimeReverseRunner<Scalar>())
    case .dropout(let rate, let span): runners.append(DropoutRunner<Scalar>(rate: rate, each: span, layer: index))
    case .attention(let attention):
      guard let own = layer.attending else { break }
      runners.append(
        AttentionRunner<Scalar>(
          attention, inputSize: layer.outputSize - own.keySize, querySize: own.querySize, keySize: own.keySize,
          offsets: offsets))
    case .merge(let merge): runners.append(MergeRunner<Scalar>(merge))
    case .pool(let pooling):
      runners.append(PoolRunner<Scalar>(pooling, inputRunsBackward: runsBackward(layer.sources[0])))
    case .recurrent(let recurrent):
      guard let program = layer.program else { break }
      let runner = RecurrentRunner<Scalar>(
        program, stackOffsets: offsets, input: layer.input, isReversed: recurrent.isReversed,
        wantsInputGradient: wantsInputGradient,
        keepsGradients: plan.recordsInputGradient || recurrent.window != nil || !plan.blocks.contains(.sequence(index)))
      (runner.clamps, runner.layer) = (recurrent.clamps, index)
      runner.learnedStart = plan.start(of: index)?.offset
      if let window = recurrent.window {
        runners.append(WindowedRunner(runner, window: window))
      } else {
        runners.append(runner)
      }
      if layer.returnsLast { runners.append(PoolRunner<Scalar>(.last, inputRunsBackward: recurrent.isReversed)) }
    }
    layerRunners.append((own, runners.count - 1))
  }

  private func runsBackward(_ layer: Int) -> Bool {
    guard layer >= 0, case .recurrent(let recurrent) = plan.layers[layer].description.kind else { return false }
    return recurrent.isReversed
  }
}
