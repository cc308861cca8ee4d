extension ModelPlan {
  /// The first layer that reads what is yet to come; nil: none.
  public var layerThatReadsAhead: String? { layers.first { $0.description.kind.readsAhead }?.name }

  /// The first layer that needs the whole sequence before it, so that a batch cannot be computed in stretches of time, nor
  /// step by step with the states carried along; nil: none.
  public var layerThatNeedsTheWhole: String? {
    layers.first { $0.description.kind.readsAhead || $0.description.kind.mixesSteps }?.name
  }

  /// Refuses what knows one time axis only.
  func refuseDecoder(_ what: String) throws(ModelError) {
    guard decoderStart != nil else { return }
    throw ModelError(
      "\(what) in models without a decoder; of this one see show attention, show flow, show recall, show neurons, evaluate "
        + "and predict")
  }

  /// Whether gradients come in at the last time step alone.
  var hearsOnlyTheEnd: Bool {
    guard let first = layers.first(where: { $0.output == .perSequence }) else { return false }
    return first.returnsLast || first.description.kind == .pool(.last)
  }

  private var layerThatReversesTime: String? {
    layers.first {
      if case .recurrent(let recurrent) = $0.description.kind { recurrent.isReversed } else { false }
    }?.name
  }

  /// The stretches that a batch of so many steps is computed in; nil: all at once.
  func schedule(_ backpropagation: Backpropagation, steps: Int) -> TimeSchedule? {
    guard layerThatNeedsTheWhole == nil, decoderStart == nil, poolingCount <= 1, windowedLayers.isEmpty else {
      return nil
    }
    return TimeSchedule(
      backpropagation, steps: steps, placement: shape.placement, hearsOnlyTheEnd: hearsOnlyTheEnd)
  }

  /// Bytes that a batch of this shape needs for activations and tapes, in a precision of `scalarSize` bytes: for the time
  /// steps that are in memory at once, and for the states that are kept to go back to.
  ///
  /// - Parameter decoderSteps: time steps of the decoder, where the model has one.
  public func batchMemory(
    steps: Int, rows: Int, scalarSize: Int, _ backpropagation: Backpropagation = .full, decoderSteps: Int = 0
  ) -> MemorySize {
    guard let decoderStart else {
      let schedule = schedule(backpropagation, steps: steps)
      let (perStep, perBorder) = numbers(0..<layers.count, steps: steps)
      let numbers =
        perStep * Double(schedule?.pieceLength ?? steps) + perBorder * Double(schedule?.keptBorders ?? 0)
      return MemorySize((numbers * Double(rows) + scratchNumbers(steps: steps)) * Double(scalarSize))
    }
    var all = numbers(0..<decoderStart, steps: steps).perStep * Double(steps) * Double(rows)
    all += numbers(decoderStart..<layers.count, steps: decoderSteps).perStep * Double(decoderSteps) * Double(rows)
    for layer in layers {
      guard case .attention(let attention) = layer.description.kind, let attending = layer.attending else { continue }
      all += AttentionMemory<Float>.numbers(
        steps: decoderSteps, rows: rows, sourceSteps: steps, outputSize: layer.outputSize, attention: attention,
        width: attending.querySize)
    }
    return MemorySize((all + scratchNumbers(steps: steps)) * Double(scalarSize))
  }

  /// Numbers of one row that some layers keep for each of so many time steps, and for each border that is gone back to.
  private func numbers(_ range: Range<Int>, steps: Int) -> (perStep: Double, perBorder: Double) {
    var (perStep, perBorder) = (0.0, 0.0)
    for (index, layer) in zip(range, layers[range]) {
      let readers = self.readers(of: index).count
      if readers > 1 { perStep += Double(readers * layer.outputSize) }
      guard let program = layer.program else {
        perStep += transformNumbers(layer, steps: steps) ?? 3 * Double(layer.outputSize)
        continue
      }
      let states = Double(program.stateCount * program.sizes.units)
      let tape =
        Double(program.tapeWidths.reduce(0, +) + program.masks.reduce(0) { $0 + $1.width }) + states
        + Double(program.sizes.units)
      if let window = layer.window {
        // Every step of a window is a step of the cell, with its own copy of the input; so is its start.
        perStep += (tape + 2 * Double(program.sizes.input)) * Double(min(window, steps)) + states + 8
        perStep += 2 * Double(program.sizes.units)
        continue
      }
      perStep += tape
      perBorder += states
    }
    return (perStep, perBorder)
  }

  /// Numbers that each thread needs for itself, whatever the rows.
  private func scratchNumbers(steps: Int) -> Double {
    layers.reduce(0) { sum, layer in
      guard case .selfAttention(let attention) = layer.description.kind else { return sum }
      let part = Double(layer.outputSize / max(attention.heads, 1))
      return sum + Double(Parallel.threads) * Double(steps) * (Double(steps) + part)
    }
  }

  /// Numbers of one row for each time step of a layer without states; nil for layers that keep what they put out alone.
  private func transformNumbers(_ layer: Layer, steps: Int) -> Double? {
    switch layer.description.kind {
    case .layerNorm: 4 * Double(layer.outputSize)
    case .convolution(let convolution):
      2 * (Double(layer.outputSize) + Double(layer.input.size) * Double(convolution.width))
    case .selfAttention(let attention):
      SelfAttentionMemory<Float>.numbersPerStep(steps: steps, size: layer.outputSize, attention: attention)
    case .convolution2D(let own):
      (layer.inputGrid ?? Grid(columns: 1, channels: 1)).numbersPerStep(of: own) + 3 * Double(layer.outputSize)
    case .flatten: 2 * Double(layer.outputSize) / Double(max(steps, 1))
    case .embedding, .recurrent, .dense, .dropout, .pool, .attention, .merge, .repeated, .timeReverse: nil
    }
  }

  /// Whether truncated BPTT counts its pieces in a layer from the end of the sequence, where its gradient comes in: with
  /// one target for the sequence, and in an encoder, which hears of the loss through the state that it ends with.
  public func truncatesFromEnd(_ layer: Int) -> Bool {
    shape.placement == .perSequence || decoderStart.map { layer < $0 } ?? false
  }

  /// - Throws: `ModelError` when gradients cannot be carried back in this way through the model.
  public func check(_ backpropagation: Backpropagation) throws(ModelError) {
    guard backpropagation.needsStretches else { return }
    let what = backpropagation.recomputes ? "checkpoint=yes" : "every="
    if case .labels = shape.target {
      throw ModelError(
        "labels without places in time are scored over the whole sequence, and \(what) computes it in stretches; say bptt "
          + "full or bptt with a number alone")
    }
    if decoderStart != nil {
      throw ModelError(
        "an encoder-decoder is computed whole, and \(what) computes the sequence in stretches; say bptt full or bptt with a "
          + "number alone")
    }
    if let index = windowedLayers.first {
      throw ModelError(
        "the windows of its time steps overlap, and \(what) computes the sequence in stretches; say bptt full or bptt with a "
          + "number alone", layer: layers[index].name)
    }
    let runsFromTheEnd = layerThatNeedsTheWhole == layerThatReversesTime
    guard let layer = layerThatNeedsTheWhole else {
      guard poolingCount > 1 else { return }
      throw ModelError(
        "\(poolingCount) of its layers make one vector of the sequence, and \(what) computes models in stretches where one "
          + "does; say bptt full or bptt with a number alone")
    }
    throw ModelError(
      "it \(runsFromTheEnd ? "runs from the end of the sequence" : "needs the whole sequence at once"), and \(what) computes the sequence in stretches from its start; say bptt full "
        + "or bptt with a number alone", layer: layer)
  }
}
