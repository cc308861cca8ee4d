/// Vectors that stand for symbols and for whole sequences, as a model has learned them.
public struct Representation {
  private let plan: ModelPlan
  private let network: Network<Double>
  private let parameters: [Double]

  /// - Throws: `ModelError` when the model does not fit the data.
  public init(_ state: ModelState, for shape: DataShape, loss: Loss) throws(ModelError) {
    plan = try ModelPlan(state.description, for: shape)
    parameters = state.parameters
    network = Network(plan, loss: loss)
    network.load(parameters)
  }

  /// What the first layer makes of each symbol, [vocabulary][width]: a row of an embedding, else the column of the
  /// weights that the symbol chooses. nil for a model that reads numbers.
  public var symbols: [[Double]]? {
    guard case .token(let vocabulary) = plan.shape.input, let first = plan.layers.first,
      let table = plan.parameters[first.parameters].first(where: { $0.role == .input })
    else { return nil }
    if case .embedding(let size) = first.description.kind {
      return (0..<vocabulary).map { Array(parameters[table.offset + $0 * size..<table.offset + ($0 + 1) * size]) }
    }
    return (0..<vocabulary).map { symbol in
      (0..<table.shape[0]).map { parameters[table.offset + $0 * vocabulary + symbol] }
    }
  }

  /// A vector for a whole sequence: the output of the last recurrent layer after it has read everything, of the encoder
  /// where there is a decoder, and of both directions where it has two. A model whose last layers are not recurrent has the
  /// mean over the time steps of what its last layer reads.
  ///
  /// - Throws: `ModelError` when the sequence is too long for the machine's memory.
  public func sentence(_ input: SequenceInput, steps: Int) throws(ModelError) -> [Double] {
    guard steps > 0 else { return [] }
    try plan.checkReading(steps: steps)
    // The decoder is not asked anything: it reads the border symbol alone.
    var border: [Int32]?
    if case .token(let vocabulary)? = plan.shape.decoderInput { border = [Int32(vocabulary - 1)] }
    let example = Example(input: input, target: .classes([]), steps: steps, decoderInput: border)
    network.prepare(Batch([example], identities: [0], placement: plan.shape.placement), isTraining: false)
    network.forward()
    let own = plan.recurrentLayers(of: .encoder)
    guard let last = own.last else { return meanBeforeTheEnd }
    let group = plan.layers[last].description.group?.name
    let states = network.finalStates()
    return own.indices.filter {
      own[$0] == last || (group != nil && plan.layers[own[$0]].description.group?.name == group)
    }
    .flatMap { states[$0].first ?? [] }
  }

  private var meanBeforeTheEnd: [Double] {
    guard plan.layers.count > 1 else { return [] }
    let runner = network.runners[network.layerRunners[plan.layers.count - 2].last]
    let (output, steps) = (runner.output, runner.outputFrame.steps)
    return (0..<output.width).map { i in
      (0..<steps).reduce(0) { $0 + output.values[$1 * output.width + i] } / Double(max(steps, 1))
    }
  }

  /// The cosine of the angle between two vectors; NaN where one is zero.
  public static func cosine(_ a: [Double], _ b: [Double]) -> Double {
    let product = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    let sizes = [a, b].map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    return product / (sizes[0] * sizes[1])
  }
}
