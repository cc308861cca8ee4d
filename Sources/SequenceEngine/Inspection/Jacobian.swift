extension RecordedPass {
  /// dh(to)/dh(from) of a recurrent layer, [H, H], row i the gradient of unit i of h(to); its other states start from
  /// their recorded values and are not varied. `from` is 0 for the start state; 0 ≤ from ≤ to ≤ T.
  ///
  /// Every row is one seed carried back through the recorded steps, each thread some of them; what fades to less than
  /// rounding leaves of the others is not carried on. Units that hear themselves alone keep their small entries.
  ///
  /// - Parameter check: called between pieces; throwing stops the work.
  public func jacobian(
    layer number: Int, from: Int, to: Int, check: () throws -> Void
  ) rethrows -> [Double] {
    let walks = JacobianWalks(self, layer: number, from: from, to: to)
    while walks.remaining > 0 {
      try check()
      walks.goBack()
    }
    return walks.rows ?? identity(layers[number].units)
  }

  /// Largest singular value of dh(T)/dh(t) for t from 1 to T, time counted as the layer runs through it: how much a small
  /// change of the state at t moves the last one. Every step multiplies the Jacobian by one more factor.
  ///
  /// - Parameter check: called between steps; throwing stops the work.
  public func jacobianGains(layer number: Int, check: () throws -> Void) rethrows -> [Double] {
    let (steps, units) = (layers[number].steps, layers[number].units)
    var gains = [Double](repeating: 1, count: steps)
    var direction: [Double] = []
    let walks = JacobianWalks(self, layer: number, from: min(1, steps), to: steps)
    while walks.remaining > 0 {
      try check()
      walks.goBack(onlyOne: true)
      guard let rows = walks.reducedRows else { break }
      gains[walks.remaining] = SingularValues.largest(
        of: rows.values, rows: rows.rank, columns: units, startingAt: &direction)
    }
    return gains
  }

  private func identity(_ units: Int) -> [Double] { (0..<units * units).map { $0 / units == $0 % units ? 1 : 0 } }

  /// Singular values of dh(to)/dh(from), falling; [H]. Over many steps those below 1e-15 of the largest are 0: rounding
  /// leaves nothing of them.
  ///
  /// - Parameter check: called between steps of the work; throwing stops it.
  public func jacobianSingularValues(
    layer: Int, from: Int, to: Int, check: () throws -> Void
  ) rethrows -> [Double] {
    let units = layers[layer].units
    let walks = JacobianWalks(self, layer: layer, from: from, to: to)
    while walks.remaining > 0 {
      try check()
      walks.goBack()
    }
    guard let rows = walks.reducedRows else { return Array(repeating: 1, count: units) }
    let values = try SingularValues.of(rows.values, rows: rows.rank, columns: units, check: check)
    return values + Array(repeating: values.contains(where: \.isNaN) ? .nan : 0, count: units - values.count)
  }

  /// The symbols that a layer reads, and out of how many; nil when it reads vectors.
  func tokens(readBy layer: RecordedLayer) -> (tokens: [Int32], vocabulary: Int)? {
    if plan.layers[layer.index].description.side == .decoder {
      guard let own = example.decoderInput, case .token(let vocabulary)? = plan.shape.decoderInput else { return nil }
      return (own, vocabulary)
    }
    guard case .tokens(let own) = example.input, case .token(let vocabulary) = plan.shape.input else { return nil }
    return (own, vocabulary)
  }

  /// A runner of one recurrent layer by itself, with the weights of this pass, as long as `body` runs.
  func withStepRunner<Result>(
    _ layer: RecordedLayer, _ body: (RecurrentRunner<Double>) throws -> Result
  ) rethrows -> Result? {
    guard case .recurrent(let recurrent) = plan.layers[layer.index].description.kind,
      let program = plan.layers[layer.index].program
    else { return nil }
    let stackOffsets = plan.parameters[plan.layers[layer.index].parameters].map(\.offset)
    let runner = RecurrentRunner<Double>(
      program, stackOffsets: stackOffsets, input: plan.layers[layer.index].input, isReversed: false,
      wantsInputGradient: false)
    runner.clamps = recurrent.clamps
    let weights = Buffer<Double>(parameters.count)
    weights.load(parameters)
    return try withExtendedLifetime(weights) {
      runner.pack(WeightStore(weights: weights.base, gradients: weights.base))
      return try body(runner)
    }
  }

  /// Runs some recorded steps forward again in several rows, each from states of its own, and then what reads the result.
  ///
  /// - Parameters:
  ///   - piece: time steps from 0, in the order in which the layer runs through them.
  ///   - states: [state][rows · H].
  /// - Returns: nil where the layer's input was not recorded.
  func run<Result>(
    _ runner: RecurrentRunner<Double>, _ piece: ArraySlice<Int>, of layer: RecordedLayer, rows: Int,
    from states: [[Double]], then body: () -> Result
  ) -> Result? {
    let frame = Frame(steps: piece.count, rows: rows, lengths: Array(repeating: piece.count, count: rows))
    let places = Array(piece)
    let context = PassContext(isTraining: false, seed: 0, update: 0, identities: [])
    let buffers: (values: Buffer<Double>, gradients: Buffer<Double>)
    let input: LayerInput<Double>
    if let recorded = layer.input {
      buffers = (Buffer(frame.steps * rows * recorded.width), Buffer(frame.steps * rows * recorded.width))
      for (t, place) in places.enumerated() {
        for row in 0..<rows {
          for (i, value) in recorded.at(place + 1).enumerated() {
            buffers.values.base[(t * rows + row) * recorded.width + i] = value
          }
        }
      }
      input = .values(
        SequenceValues(values: buffers.values.base, gradients: buffers.gradients.base, width: recorded.width),
        wantsGradient: false)
    } else {
      buffers = (Buffer(0), Buffer(0))
      guard let (tokens, vocabulary) = tokens(readBy: layer) else { return nil }
      input = .tokens(
        TokenBuffer(places.flatMap { Array(repeating: tokens[$0], count: rows) }), vocabulary: vocabulary)
    }
    return withExtendedLifetime(buffers) {
      runner.prepare(input, frame)
      runner.clampSteps = places.map { $0 + 1 }
      runner.setInitialStates(states)
      runner.forward(0..<frame.steps, context)
      return body()
    }
  }

  /// What a state of a layer begins with: zeros, what was learned, or what its encoder handed over.
  public func startState(_ state: Int, of layer: RecordedLayer) -> [Double] {
    if let start = plan.start(of: layer.index) {
      let first = start.offset + state * layer.units
      return Array(parameters[first..<first + layer.units])
    }
    let zeros = [Double](repeating: 0, count: layer.units)
    guard let own = plan.handovers.first(where: { $0.decoder == layer.index }),
      let pair = own.states.first(where: { $0.decoder == state }),
      let encoder = layers.first(where: { $0.index == own.encoder })
    else { return zeros }
    return encoder.states[pair.encoder].at(encoder.isReversed ? 1 : encoder.steps)
  }
}

extension RecurrentRunner<Double> {
  /// Gradients of the states at the end of the steps that were run, carried back to their start; [state][rows · H].
  func carry(_ seeds: [[Double]]) -> [[Double]] {
    memory.stateGradients.clear()
    setFinalGradients(seeds)
    backward(0..<memory.frame.steps, PassContext(isTraining: false, seed: 0, update: 0, identities: []))
    return initialGradients()
  }
}
