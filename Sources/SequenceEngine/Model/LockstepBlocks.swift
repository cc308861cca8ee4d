extension ModelPlanner {
  /// The layers in the order in which they run: each over its whole sequence, or several together step by step.
  ///
  /// - Throws: `ModelError` for a layer that cannot advance step by step where it has to.
  func blocksInStep() throws(ModelError) -> [ModelPlan.Block] {
    let firstInLockstep = try firstInLockstep()
    var blocks: [ModelPlan.Block] = []
    var index = 0
    while index < firstInLockstep {
      let isLookedWith = layers[index].attending?.looker == index + 1
      blocks.append(isLookedWith ? .lockstep(index..<index + 2) : .sequence(index))
      index += isLookedWith ? 2 : 1
    }
    if firstInLockstep < layers.count { blocks.append(.lockstep(firstInLockstep..<layers.count)) }
    return blocks
  }

  /// The first layer that is fed what the model puts out: from there on everything advances together.
  private func firstInLockstep() throws(ModelError) -> Int {
    var firstInLockstep = layers.count
    for (index, layer) in layers.enumerated() {
      guard case .recurrent(let recurrent) = layer.description.kind, recurrent.feedback else { continue }
      firstInLockstep = min(firstInLockstep, index)
      guard shape.placement == .perStep, layers[index...].allSatisfy({ $0.output == .perStep }) else {
        throw ModelError(
          "feedback=output needs an output at every time step, and this model has one at the end",
          layer: layer.name)
      }
    }
    for later in layers.dropFirst(firstInLockstep) {
      if let window = later.window {
        throw ModelError(
          "a layer with window=\(window) starts anew for each time step, and cannot advance together with feedback=output",
          layer: later.name)
      }
      if later.description.kind.mixesSteps {
        throw ModelError(
          "it reads several time steps at once, and feedback=output advances step by step; put it before the layer with "
            + "feedback", layer: later.name)
      }
      guard case .recurrent(let recurrent) = later.description.kind, recurrent.isReversed else { continue }
      throw ModelError("a layer that runs backward cannot advance together with feedback=output", layer: later.name)
    }
    return firstInLockstep
  }
}
