/// Numbers of every time step of one quantity: [T, width].
public struct RecordedSeries: Sendable, Equatable {
  public let width: Int
  /// [T · width].
  public let values: [Double]

  public init(width: Int, values: [Double]) {
    self.width = width
    self.values = values
  }

  public var steps: Int { width > 0 ? values.count / width : 0 }

  /// The vector of time step t, counted from 1.
  public func at(_ t: Int) -> [Double] { Array(values[(t - 1) * width..<t * width]) }

  /// The first time steps alone.
  public func prefix(_ count: Int) -> RecordedSeries {
    guard count < steps else { return self }
    return RecordedSeries(width: width, values: Array(values.prefix(count * width)))
  }

  /// The series with steps of NaN behind its end, up to so many.
  func padded(to steps: Int) -> RecordedSeries {
    guard steps > self.steps else { return self }
    return RecordedSeries(width: width, values: values + Array(repeating: .nan, count: (steps - self.steps) * width))
  }

  /// Euclidean norm of each time step's vector; [T].
  public var norms: [Double] { (0..<steps).map { norm(at: $0 + 1) } }

  /// Euclidean norm of the vector of time step t, counted from 1.
  public func norm(at t: Int) -> Double {
    values.withUnsafeBufferPointer { all in
      let row = all[(t - 1) * width..<t * width]
      // Scaled by the largest, so that gradients near 1e-200 do not vanish in their squares.
      let largest = row.reduce(0) { max($0, abs($1)) }
      guard largest > 0, largest.isFinite else { return row.contains { $0.isNaN } ? .nan : largest }
      return largest * row.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
    }
  }
}

/// One recurrent layer of a recorded pass.
public struct RecordedLayer: Sendable, Equatable {
  public struct Gate: Sendable, Equatable {
    public let name: String
    public let values: RecordedSeries
    /// dL/d gate(t); nil where no gradient reaches it.
    public let gradients: RecordedSeries?
  }

  public let name: String
  public let units: Int
  /// Time steps of its side; what is recorded behind them, up to the pass's T, is NaN.
  public let steps: Int
  /// Index in the plan.
  public let index: Int
  /// Names of the states, the output first.
  public let stateNames: [String]
  /// Each state after every step, [T, H].
  public let states: [RecordedSeries]
  /// dL/d state(t), everything that reaches it, [T, H].
  public let stateGradients: [RecordedSeries]
  /// Index of the state that carries the past (`CellDefinition.memory`).
  public internal(set) var memory = 0
  /// The part of dL/dh(t) that the layers above send at step t itself, [T, H]; the rest comes back through time.
  public let gradientFromAbove: RecordedSeries
  public let gates: [Gate]
  /// What the layer reads; nil for tokens.
  public let input: RecordedSeries?
  public let isReversed: Bool

  /// The gradient of the state that carries the past.
  public var memoryGradients: RecordedSeries { stateGradients[memory] }

  package init(
    name: String, units: Int, steps: Int? = nil, index: Int, stateNames: [String], states: [RecordedSeries],
    stateGradients: [RecordedSeries], gradientFromAbove: RecordedSeries, gates: [Gate], input: RecordedSeries?,
    isReversed: Bool
  ) {
    self.name = name
    self.units = units
    self.steps = steps ?? states.first?.steps ?? 0
    self.index = index
    self.stateNames = stateNames
    self.states = states
    self.stateGradients = stateGradients
    self.gradientFromAbove = gradientFromAbove
    self.gates = gates
    self.input = input
    self.isReversed = isReversed
  }
}

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
    layer.memory = recurrent.definition.memory
    return layer
  }
}
