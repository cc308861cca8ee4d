extension RecordedPass {
  /// dh(to)/dh(from) of a recurrent layer, [H, H], row i the gradient of unit i of h(to); its other states start from
  /// their recorded values and are not varied. `from` is 0 for the start state; 0 ≤ from ≤ to ≤ T.
  ///
  /// Every row is one seed carried back through the recorded steps; pieces of a few steps bound the memory.
  ///
  /// - Parameter check: called between pieces; throwing stops the work.
  public func jacobian(
    layer number: Int, from: Int, to: Int, check: () throws -> Void
  ) rethrows -> [Double] {
    var jacobian = identitySeeds(layers[number])[0]
    // A piece of wide layers is one step, so that somebody who waits can stop it.
    let pieceLength = max(1, min(8, 60_000_000 / max(1, layers[number].units * parameters.count)))
    try carryBack(layer: number, from: from, to: to, by: pieceLength) { _, seeds in
      try check()
      jacobian = seeds
    }
    return jacobian
  }

  /// Largest singular value of dh(T)/dh(t) for t from 1 to T, time counted as the layer runs through it: how much a small
  /// change of the state at t moves the last one. Every step multiplies the Jacobian by one more factor.
  ///
  /// - Parameter check: called between steps; throwing stops the work.
  public func jacobianGains(layer number: Int, check: () throws -> Void) rethrows -> [Double] {
    var gains = [Double](repeating: 1, count: steps)
    var direction: [Double] = []
    let units = layers[number].units
    try carryBack(layer: number, from: min(1, steps), to: steps, by: 1) { position, seeds in
      try check()
      gains[position - 1] = SingularValues.largest(of: seeds, rows: units, columns: units, startingAt: &direction)
    }
    return gains
  }

  private func identitySeeds(_ layer: RecordedLayer) -> [[Double]] {
    let units = layer.units
    return layer.stateNames.indices.map { state in
      (0..<units * units).map { state == 0 && $0 / units == $0 % units ? 1.0 : 0 }
    }
  }

  /// Carries an identity back through time in pieces of a few steps, and tells each Jacobian on the way.
  private func carryBack(
    layer number: Int, from: Int, to: Int, by pieceLength: Int,
    _ tell: (_ position: Int, _ seeds: [Double]) throws -> Void
  ) rethrows {
    let layer = layers[number]
    var seeds = identitySeeds(layer)
    guard to > from, case .recurrent(let recurrent) = plan.layers[layer.index].description.kind,
      let program = plan.layers[layer.index].program
    else { return }
    let stackOffsets = plan.parameters[plan.layers[layer.index].parameters].map(\.offset)
    let runner = RecurrentRunner<Double>(
      program, stackOffsets: stackOffsets, input: plan.layers[layer.index].input, isReversed: false,
      wantsInputGradient: false)
    runner.clamps = recurrent.clamps
    let weights = Buffer<Double>(parameters.count)
    weights.load(parameters)
    runner.pack(WeightStore(weights: weights.base, gradients: weights.base))
    let order = timeOrder(of: layer)
    var end = to
    while end > from {
      let start = max(from, end - pieceLength)
      carry(&seeds, back: order[start..<end], through: runner, layer: layer, startingAt: start)
      end = start
      try tell(start, seeds[0])
    }
  }

  /// Singular values of dh(to)/dh(from), falling.
  ///
  /// - Parameter check: called between steps of the work; throwing stops it.
  public func jacobianSingularValues(
    layer: Int, from: Int, to: Int, check: () throws -> Void
  ) rethrows -> [Double] {
    let units = layers[layer].units
    let jacobian = try jacobian(layer: layer, from: from, to: to, check: check)
    return try SingularValues.of(jacobian, rows: units, columns: units, check: check)
  }

  /// Time steps from 0 in the order in which the layer runs through them.
  private func timeOrder(of layer: RecordedLayer) -> [Int] {
    layer.isReversed ? Array((0..<steps).reversed()) : Array(0..<steps)
  }

  private func carry(
    _ seeds: inout [[Double]], back piece: ArraySlice<Int>, through runner: RecurrentRunner<Double>,
    layer: RecordedLayer, startingAt start: Int
  ) {
    let units = layer.units
    let frame = Frame(steps: piece.count, rows: units, lengths: Array(repeating: piece.count, count: units))
    let places = Array(piece)
    let context = PassContext(isTraining: false, seed: 0, update: 0, identities: [])
    let buffers: (values: Buffer<Double>, gradients: Buffer<Double>)
    let input: LayerInput<Double>
    if let recorded = layer.input {
      buffers = (Buffer(frame.steps * units * recorded.width), Buffer(frame.steps * units * recorded.width))
      for (t, place) in places.enumerated() {
        for row in 0..<units {
          for (i, value) in recorded.at(place + 1).enumerated() {
            buffers.values.base[(t * units + row) * recorded.width + i] = value
          }
        }
      }
      input = .values(
        SequenceValues(values: buffers.values.base, gradients: buffers.gradients.base, width: recorded.width),
        wantsGradient: false)
    } else {
      buffers = (Buffer(0), Buffer(0))
      guard case .tokens(let tokens) = example.input, case .token(let vocabulary) = plan.shape.input else { return }
      input = .tokens(places.flatMap { Array(repeating: tokens[$0], count: units) }, vocabulary: vocabulary)
    }
    withExtendedLifetime(buffers) {
      runner.prepare(input, frame)
      runner.clampSteps = places.map { $0 + 1 }
      let before = layer.isReversed ? places[0] + 2 : places[0]
      let isStart = start == 0
      runner.setInitialStates(
        layer.states.map { state in
          let own = isStart ? Array(repeating: 0, count: units) : state.at(before)
          return (0..<units).flatMap { _ in own }
        })
      runner.forward(0..<frame.steps, context)
      runner.memory.stateGradients.clear()
      runner.setFinalGradients(seeds)
      runner.backward(0..<frame.steps, context)
      seeds = runner.initialGradients()
    }
  }
}
