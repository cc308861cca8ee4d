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

  /// The output of the last recurrent layer after a whole sequence, of the encoder where there is a decoder; nil when
  /// there is no recurrent layer.
  public func finalState(of input: SequenceInput, steps: Int) -> [Double]? {
    guard steps > 0, let last = plan.recurrentLayers(of: .encoder).indices.last else { return nil }
    // The decoder is not asked anything: it reads the border symbol alone.
    var border: [Int32]?
    if case .token(let vocabulary)? = plan.shape.decoderInput { border = [Int32(vocabulary - 1)] }
    let example = Example(input: input, target: .classes([]), steps: steps, decoderInput: border)
    network.prepare(Batch([example], identities: [0], placement: plan.shape.placement), isTraining: false)
    network.forward()
    return network.finalStates()[last].first
  }

  /// The cosine of the angle between two vectors; NaN where one is zero.
  public static func cosine(_ a: [Double], _ b: [Double]) -> Double {
    let product = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    let sizes = [a, b].map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    return product / (sizes[0] * sizes[1])
  }
}
