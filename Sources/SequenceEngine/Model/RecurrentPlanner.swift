/// Recurrent layers: their cell compiled at its sizes, their parameters, and which time steps they put out.
extension ModelPlanner {
  mutating func addRecurrent(
    _ recurrent: RecurrentLayer, _ index: Int, _ layer: inout ModelPlan.Layer
  ) throws(ModelError) {
    let name = model.layers[index].name
    guard placement == .perStep else {
      throw ModelError(
        "a recurrent layer reads a sequence, and here one vector arrives; the layer before must return all time steps "
          + "(return=all)", layer: name)
    }
    try checkVariation(recurrent, name)
    if recurrent.stateful != nil { try checkStateful(recurrent, index) }
    if let window = recurrent.window {
      guard (1...RecurrentLayer.longestWindow).contains(window) else {
        throw ModelError("a window has at least 1 time step, and not \(window)", layer: name)
      }
      guard !recurrent.feedback else {
        throw ModelError(
          "with window=\(window) the state starts anew for each time step, and feedback=output carries the output from step "
            + "to step; leave one of them out", layer: name)
      }
    }
    let weights = 12.0 * Double(recurrent.units) * (Double(recurrent.units) + Double(flowSize))
    guard weights < Double(Self.largestParameterCount) else {
      throw ModelError(
        "\(recurrent.units) units would need about \(MemorySize(weights * 8)) for their weights; this machine has "
          + "\(MemorySize.machine)", layer: name)
    }
    let sizes = CellSizes(
      input: flowSize, units: recurrent.units, feedback: recurrent.feedback ? shape.target.outputSize : nil,
      bias: recurrent.bias, options: recurrent.options, heldGates: recurrent.wholeGatesHeld,
      clamped: recurrent.partsHeld)
    let program: CellProgram
    do {
      program = try CellCompiler.compile(recurrent.cell, sizes: sizes, recorded: isRecorded)
    } catch {
      throw ModelError(
        "in the cell '\(recurrent.cell.name)': \(error.message)", layer: name,
        place: CellPlace(cell: recurrent.definition, offset: error.offset))
    }
    if case .token = flow, program.readsInputItself {
      throw ModelError(
        "the cell '\(recurrent.cell.name)' reads its input other than through a matrix, and tokens arrive here; put an "
          + "embedding before it, or write W(\(recurrent.cell.input))", layer: name)
    }
    try checkNormalised(program, recurrent, name)
    for stack in program.stacks {
      let parts = stack.parts.map {
        Parameter.Part(gate: $0.owner ?? "shared", first: $0.first, count: $0.count)
      }
      try append(stack.name, letter: stack.letter, stack.role, stack.shape, index, parts: parts)
    }
    if recurrent.start == .learned {
      let parts = recurrent.cell.states.enumerated().map { number, state in
        Parameter.Part(gate: state, first: number * recurrent.units, count: recurrent.units)
      }
      try append("start", .start, [program.stateCount * recurrent.units], index, parts: parts)
    }
    layer.program = program
    layer.outputSize = recurrent.units
    layer.returnsLast = recurrent.returns == .last || recurrent.returns == nil && isLastReader(index)
    layer.output = layer.returnsLast ? .perSequence : .perStep
  }

  /// Whether nothing that this recurrent layer reaches reads a sequence: the target is one for the sequence, or what it
  /// puts out is repeated at each step.
  private func isLastReader(_ index: Int) -> Bool {
    var reached: Set = [index]
    var isRepeated = false
    for later in model.layers.indices.dropFirst(index + 1)
    where sources[later].contains(where: { reached.contains($0) }) {
      switch model.layers[later].kind {
      case .recurrent, .pool, .convolution, .convolution2D, .selfAttention, .flatten, .timeReverse: return false
      case .repeated: isRepeated = true
      case .embedding, .dense, .dropout, .attention, .merge, .layerNorm: reached.insert(later)
      }
    }
    return shape.placement == .perSequence || isRepeated && !reached.contains(model.layers.count - 1)
  }
}
