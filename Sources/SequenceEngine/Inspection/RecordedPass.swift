/// One example run forward and backward in double with everything kept: what every picture is a query on.
///
/// L is this example's loss alone.
public struct RecordedPass: Sendable {
  public let plan: ModelPlan
  public let parameters: [Double]
  public let example: Example
  public let lossKind: Loss
  public let loss: LossResult
  public let layers: [RecordedLayer]
  /// What the model puts out, [T, O] or [1, O].
  public let output: RecordedSeries
  public let outputGradients: RecordedSeries
  /// dL/dx, [T, I]; nil for tokens.
  public let inputGradients: RecordedSeries?
  /// dL/dw for every weight, in the plan's order.
  public let weightGradients: [Double]
  /// The decoder's attention layers.
  public let attentions: [RecordedAttention]
  /// Where the states start, [recurrent layer][state][H]; nil: from zeros.
  let initialStates: [[[Double]]]?

  /// The pass itself, for what is asked of single steps; nil: too large to be kept beside the record.
  let tape: StepTape?
  private static let largestTape = 128e6

  /// T. Of an encoder-decoder that of its longer side; each side counts its own steps from 1.
  public var steps: Int { max(example.steps, example.targetSteps) }

  /// Replays an example.
  ///
  /// - Parameters:
  ///   - initialStates: [recurrent layer][state][H]; nil: zeros.
  ///   - overrides: what is held by hand; the input's must lie within its size and vocabulary.
  /// - Throws: `ModelError` when the model does not fit the example's shape.
  public init(
    _ model: ModelDescription, _ parameters: [Double], shape: DataShape, loss: Loss, example: Example,
    initialStates: [[[Double]]]? = nil, overrides: [StateOverride] = []
  ) throws(ModelError) {
    let plan = try ModelPlan(model.holding(overrides), for: shape, recorded: true)
    let example = example.holding(overrides)
    try Self.checkMemory(plan, steps: example.steps, decoderSteps: example.decoderInput?.count ?? 0)
    let network = Self.network(plan, parameters, loss, example, initialStates)
    self.loss = Self.forward(network, example)
    self.initialStates = initialStates
    let outputSteps = network.outputFrame.steps
    // Layers change the output's gradient on its way back, so it is read first.
    outputGradients = RecordedSeries(
      width: network.output.width,
      values: Array(UnsafeBufferPointer(start: network.output.gradients, count: outputSteps * network.output.width)))
    network.backward()
    self.plan = plan
    self.parameters = parameters
    self.example = example
    lossKind = loss
    let steps = max(example.steps, example.targetSteps)
    layers = plan.recurrentLayers.compactMap { Self.record($0, in: network, steps) }
    attentions = plan.attentionLayers.compactMap { RecordedAttention($0, in: network) }
    output = RecordedSeries(
      width: network.output.width,
      values: Array(UnsafeBufferPointer(start: network.output.values, count: outputSteps * network.output.width)))
    weightGradients = network.gradients
    if case .vector(let size) = shape.input {
      inputGradients = RecordedSeries(
        width: size, values: Array(network.inputGradientValues.prefix(example.steps * size)))
    } else {
      inputGradients = nil
    }
    let memory = plan.batchMemory(
      steps: example.steps, rows: 1, scalarSize: 8, decoderSteps: example.decoderInput?.count ?? 0)
    let isKept = memory.bytes <= Self.largestTape
    tape = isKept ? StepTape(network) : nil
  }

  /// Refuses an example that is too long to keep every number of: the tape of a pass in double, and the record made of it.
  ///
  /// - Throws: `ModelError` saying what it would need.
  public static func checkMemory(
    _ plan: ModelPlan, steps: Int, decoderSteps: Int = 0, allowed: MemorySize = .allowed
  ) throws(ModelError) {
    let needed = MemorySize(
      2 * plan.batchMemory(steps: steps, rows: 1, scalarSize: 8, decoderSteps: decoderSteps).bytes)
    guard needed.bytes > allowed.bytes else { return }
    let possible = Int(Double(steps) * allowed.bytes / needed.bytes)
    throw ModelError(
      "unrolling an example of \(steps) time steps with every number kept would need \(needed), and \(allowed) may be "
        + "taken; make the data with sequences of at most \(possible) time steps, or the layers smaller")
  }

  /// A network ready for one example.
  private static func network(
    _ plan: ModelPlan, _ parameters: [Double], _ loss: Loss, _ example: Example, _ initialStates: [[[Double]]]?
  ) -> Network<Double> {
    let network = Network<Double>(plan, loss: loss)
    network.load(parameters)
    network.prepare(Batch([example], identities: [0], placement: plan.shape.placement), isTraining: false)
    if let initialStates { network.setInitialStates(initialStates) }
    return network
  }

  private static func forward(_ network: Network<Double>, _ example: Example) -> LossResult {
    network.forward()
    return network.score(Batch([example], identities: [0], placement: network.plan.shape.placement).target)
  }

  /// The same pass once more with its tape, for what is not kept.
  func replayed() -> Network<Double> {
    let network = replayedForward()
    network.backward()
    return network
  }

  /// The same forward pass with its tape, for another backward pass than the recorded one.
  func replayedForward() -> Network<Double> {
    let network = Self.network(plan, parameters, lossKind, example, initialStates)
    _ = Self.forward(network, example)
    return network
  }

  static func record(_ index: Int, in network: Network<Double>, _ longest: Int) -> RecordedLayer? {
    guard let runner = network.recurrent(index),
      case .recurrent(let recurrent) = network.plan.layers[index].description.kind
    else { return nil }
    let steps = runner.memory.frame.steps
    func series(_ place: CellProgram.Place) -> RecordedSeries {
      let location = runner.locate(place, thread: 0)
      return RecordedSeries(
        width: place.width,
        values: (0..<steps).flatMap { t in
          Array(UnsafeBufferPointer(start: location.pointer(t: t, row: 0), count: place.width))
        }
      ).padded(to: longest)
    }
    let units = recurrent.units
    let zeros = RecordedSeries(width: units, values: Array(repeating: 0, count: steps * units)).padded(to: longest)
    var input: RecordedSeries?
    if case .vector(let size) = network.plan.layers[index].input {
      input = series(CellProgram.Place(storage: .input, width: size))
    }
    var layer = RecordedLayer(
      name: network.plan.layers[index].name, units: units, steps: steps, index: index,
      stateNames: recurrent.cell.states,
      states: recurrent.cell.states.indices.map { series(CellProgram.Place(storage: .nextState($0), width: units)) },
      stateGradients: runner.program.recordedStateGradients.map { $0.map(series) ?? zeros },
      gradientFromAbove: series(CellProgram.Place(storage: .outputGradient, width: units)),
      gates: runner.program.recordedGates.map {
        RecordedLayer.Gate(name: $0.name, values: series($0.value), gradients: $0.gradient.map(series))
      },
      input: input, isReversed: recurrent.isReversed)
    layer.memories = recurrent.definition.memories
    return layer
  }
}
