/// One time step of a recurrent layer as a map of all its states, s' = F(x, s), with the input x held.
///
/// A state of the map is every state of the layer one after another: [S], S = states · H.
final class StepMap {
  /// S.
  let size: Int
  private let states, units: Int
  private let runner: RecurrentRunner<Double>
  private let weights: Buffer<Double>
  private let input: LayerInput<Double>
  /// Memory behind the input.
  private let numbers: (values: Buffer<Double>, gradients: Buffer<Double>)
  private let context = PassContext(isTraining: false, seed: 0, update: 0, identities: [])

  /// - Returns: nil for a layer whose step is no such map: one that is no recurrent runner of its own, or that is fed
  ///   what the model puts out.
  init?(_ pass: RecordedPass, layer number: Int, holding held: HeldInput) {
    let layer = pass.layers[number]
    let planned = pass.plan.layers[layer.index]
    guard case .recurrent(let recurrent) = planned.description.kind, let program = planned.program,
      program.sizes.feedback == nil, planned.window == nil
    else { return nil }
    (states, units) = (layer.stateNames.count, layer.units)
    size = states * units
    runner = RecurrentRunner<Double>(
      program, stackOffsets: pass.plan.parameters[planned.parameters].map(\.offset), input: planned.input,
      isReversed: false, wantsInputGradient: false)
    runner.clamps = recurrent.clamps
    weights = Buffer<Double>(pass.parameters.count)
    weights.load(pass.parameters)
    runner.pack(WeightStore(weights: weights.base, gradients: weights.base))
    switch held {
    case .symbol(let symbol):
      guard case .token(let vocabulary) = planned.input else { return nil }
      numbers = (Buffer(0), Buffer(0))
      input = .tokens(TokenBuffer(Array(repeating: symbol, count: size)), vocabulary: vocabulary)
    case .numbers(let held):
      guard case .vector(let width) = planned.input, width == held.count else { return nil }
      numbers = (Buffer(size * width), Buffer(size * width))
      for place in 0..<size * width { numbers.values.base[place] = held[place % width] }
      input = .values(
        SequenceValues(values: numbers.values.base, gradients: numbers.gradients.base, width: width),
        wantsGradient: false)
    }
  }

  /// The next state and dF/ds, [S, S], row i the gradient of number i of s'.
  func linearised(at state: [Double]) -> (next: [Double], jacobian: [Double]) {
    runner.prepare(input, Frame.single(rows: size))
    runner.setInitialStates(
      (0..<states).map { own in
        let part = state[own * units..<(own + 1) * units]
        return Array(repeatElement(part, count: size).joined())
      })
    runner.forward(0..<1, context)
    let next = runner.finalStates().flatMap { $0.prefix(units) }
    let seeds = (0..<states).map { own in
      (0..<size * units).map { place in place / units == own * units + place % units ? 1.0 : 0.0 }
    }
    let gradients = runner.carry(seeds)
    var jacobian = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for own in 0..<states {
        for unit in 0..<units { jacobian[row * size + own * units + unit] = gradients[own][row * units + unit] }
      }
    }
    return (next, jacobian)
  }
}
