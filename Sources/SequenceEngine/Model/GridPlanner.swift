/// Layers over grids, and how many time steps of the input one of theirs stands for.
extension ModelPlanner {
  mutating func add(
    _ convolution: Convolution2D, _ index: Int, _ layer: inout ModelPlan.Layer
  ) throws(ModelError) {
    let name = model.layers[index].name
    guard case .vector(let size) = flow else {
      throw ModelError("tokens arrive here; put an embedding before it", layer: name)
    }
    guard placement == .perStep else {
      throw ModelError("the sequence has already become one vector before this layer", layer: name)
    }
    guard convolution.isSane else {
      throw ModelError("width, height, stride and pool lie between 1 and \(Convolution2D.widest)", layer: name)
    }
    let source = sources[index][0]
    let grid = (source < 0 ? nil : layers[source].grid) ?? Grid(columns: size, channels: 1)
    let columns = grid.columns.dividedRoundingUp(by: convolution.stride).dividedRoundingUp(by: convolution.pool)
    try append(
      "weight", .input, [convolution.units, grid.channels, convolution.height, convolution.width], index)
    try append("bias", .bias, [convolution.units], index)
    let (numbers, overflows) = columns.multipliedReportingOverflow(by: convolution.units)
    guard !overflows, numbers < Self.largestParameterCount else {
      throw ModelError(
        "\(columns) columns of \(convolution.units) units are more than a time step can have; this machine has "
          + "\(MemorySize.machine)", layer: name)
    }
    layer.inputGrid = grid
    layer.grid = Grid(columns: columns, channels: convolution.units)
    layer.outputSize = numbers
    layer.stepsPerStep = min(layer.stepsPerStep * convolution.stride * convolution.pool, 1 << 32)
  }

  /// What a layer takes over from the one it reads: how its time runs, and where its numbers are a grid.
  func inherit(_ layer: inout ModelPlan.Layer, _ index: Int) {
    let source = sources[index][0]
    guard source >= 0 else { return }
    layer.stepsPerStep = layers[source].stepsPerStep
    switch model.layers[index].kind {
    case .dropout, .layerNorm, .timeReverse: layer.grid = layers[source].grid
    default: break
    }
  }

  /// Refuses a time that is coarser than that of the targets, or than that of what a layer is brought together with.
  func checkTime(_ index: Int) throws(ModelError) {
    let steps = sources[index].filter { $0 >= 0 && layers[$0].output == .perStep }.map { layers[$0].stepsPerStep }
    let reachesInput = sources[index].contains { $0 < 0 }
    guard Set(steps + (reachesInput ? [1] : [])).count > 1 else { return }
    throw ModelError(
      "it brings together layers with different numbers of time steps, for stride= or pool= of a conv2d makes them fewer; "
        + "bring in layers from behind it alone", layer: model.layers[index].name)
  }

  func checkTimeOfOutput() throws(ModelError) {
    guard let last = layers.last, shape.placement == .perStep, last.stepsPerStep > 1 else { return }
    throw ModelError(
      "there is a target at each time step, and the model puts out one vector for each \(last.stepsPerStep) of them; leave "
        + "stride= and pool= of conv2d out", layer: last.name)
  }
}
