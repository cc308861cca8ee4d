extension ModelPlan {
  /// The first layer that reads what is yet to come, so that a batch cannot be computed in stretches of time; nil: none.
  public var layerThatReadsAhead: String? {
    layers.first {
      if case .recurrent(let recurrent) = $0.description.kind { recurrent.isReversed } else { false }
    }?.name
  }

  /// Whether gradients come in at the last time step alone.
  var hearsOnlyTheEnd: Bool {
    guard let first = layers.first(where: { $0.output == .perSequence }) else { return false }
    return first.returnsLast || first.description.kind == .pool(.last)
  }

  /// The stretches that a batch of so many steps is computed in; nil: all at once.
  func schedule(_ backpropagation: Backpropagation, steps: Int) -> TimeSchedule? {
    guard layerThatReadsAhead == nil else { return nil }
    return TimeSchedule(
      backpropagation, steps: steps, placement: shape.placement, hearsOnlyTheEnd: hearsOnlyTheEnd)
  }

  /// Bytes that a batch of this shape needs for activations and tapes, in a precision of `scalarSize` bytes: for the time
  /// steps that are in memory at once, and for the states that are kept to go back to.
  public func batchMemory(
    steps: Int, rows: Int, scalarSize: Int, _ backpropagation: Backpropagation = .full
  ) -> MemorySize {
    let schedule = schedule(backpropagation, steps: steps)
    var (perStep, perBorder) = (0.0, 0.0)
    for layer in layers {
      guard let program = layer.program else {
        perStep += 3 * Double(layer.outputSize)
        continue
      }
      let states = Double(program.stateCount * program.sizes.units)
      perStep += Double(program.tapeWidths.reduce(0, +)) + states + Double(program.sizes.units)
      perBorder += states
    }
    let numbers =
      perStep * Double(schedule?.pieceLength ?? steps) + perBorder * Double(schedule?.keptBorders ?? 0)
    return MemorySize(numbers * Double(rows) * Double(scalarSize))
  }

  /// - Throws: `ModelError` when gradients cannot be carried back in this way through the model.
  public func check(_ backpropagation: Backpropagation) throws(ModelError) {
    guard backpropagation.needsStretches, let layer = layerThatReadsAhead else { return }
    let what = backpropagation.recomputes ? "checkpoint=yes" : "every="
    throw ModelError(
      "it runs from the end of the sequence, and \(what) computes the sequence in stretches from its start; say bptt full "
        + "or bptt with a number alone", layer: layer)
  }
}
