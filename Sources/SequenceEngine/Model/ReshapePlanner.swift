/// Layers that turn time into numbers, numbers into time, or time round.
extension ModelPlanner {
  /// `flatten`, `repeat` and `time_reverse`.
  mutating func addReshape(_ index: Int, _ layer: inout ModelPlan.Layer) throws(ModelError) {
    let name = model.layers[index].name
    guard case .vector(let size) = flow else {
      throw ModelError("tokens arrive here; put an embedding before it", layer: name)
    }
    switch model.layers[index].kind {
    case .flatten(let own):
      guard placement == .perStep else {
        throw ModelError("the sequence has already become one vector before this layer", layer: name)
      }
      guard let steps = own ?? shape.steps?.dividedRoundingUp(by: layer.stepsPerStep) else {
        throw ModelError(
          "the sequences of these data differ in length, and flatten makes vectors of one size; say how many of their last "
            + "time steps it takes, for example: flatten 20", layer: name)
      }
      let (numbers, overflows) = steps.multipliedReportingOverflow(by: size)
      guard steps > 0, !overflows, numbers < Self.largestParameterCount else {
        throw ModelError(
          "\(steps) time steps of \(size) numbers are more than a vector can have; this machine has \(MemorySize.machine)",
          layer: name)
      }
      (layer.flattenedSteps, layer.outputSize, layer.output) = (steps, numbers, .perSequence)
    case .repeated(let steps):
      guard placement == .perSequence else {
        throw ModelError(
          "repeat takes one vector for the sequence, and here one arrives at each time step; put last, mean, max or flatten "
            + "before it", layer: name)
      }
      guard shape.placement == .perStep else {
        throw ModelError(
          "there is one target for each sequence, and repeat makes a sequence again; take it away", layer: name)
      }
      if let steps, steps != shape.steps {
        throw ModelError(
          shape.steps.map {
            "the targets have \(counted($0)), and \(steps) are asked for; say repeat \($0), or repeat alone"
          }
            ?? "the targets differ in length, and \(counted(steps)) are asked for; say repeat alone, which takes the length "
            + "of each", layer: name)
      }
      (layer.output, layer.stepsPerStep) = (.perStep, 1)
    case .timeReverse:
      guard placement == .perStep else {
        throw ModelError("the sequence has already become one vector, which has no time to turn round", layer: name)
      }
    case .embedding, .recurrent, .dense, .dropout, .pool, .attention, .merge, .layerNorm, .convolution, .convolution2D,
      .selfAttention:
      break
    }
  }

  private func counted(_ steps: Int) -> String { "\(steps) time step\(steps == 1 ? "" : "s")" }
}
