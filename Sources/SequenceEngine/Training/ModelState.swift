/// A model and everything that training has made of it: a value that can be kept, copied, undone and compared.
public struct ModelState: Sendable, Equatable {
  public var description: ModelDescription
  /// Weights in the plan's order.
  public var parameters: [Double]
  public var optimizer: OptimizerState?
  /// Updates made so far.
  public var updates: Int
  /// States carried along tracks into the next batch: [recurrent layer][state][B·H]; nil: start from zero.
  public var carried: [[[Double]]]?
  /// What a schedule that waits for plateaus has seen; nil: nothing yet.
  public var plateau: Plateau?
  /// Which of the sequences that it was trained on last it had right; a file does not keep it.
  public var recent = RecentSequences()
  /// What symbols and classes were in the data that it was trained on last; nil: it was not trained, they have no names,
  /// or the file that it came from does not tell.
  public var meanings: SymbolMeanings?
  /// Layers whose weights stay as they are.
  public var frozen: Set<String>

  /// A model that fits these data, before any weight is drawn: for what asks whether it does and computes nothing.
  public init(withoutWeights description: ModelDescription, for shape: DataShape) throws(ModelError) {
    try ModelPlan(description, for: shape).checkMemory()
    self.description = description
    parameters = []
    updates = 0
    frozen = []
  }

  /// A fresh model with start values drawn by seed.
  public init(_ description: ModelDescription, for shape: DataShape, seed: UInt64) throws(ModelError) {
    let plan = try ModelPlan(description, for: shape)
    try plan.checkMemory()
    self.description = description
    parameters = plan.initialParameters(seed: seed)
    updates = 0
    frozen = []
  }

  /// The same model with other layers: weights of layers whose shapes stay are kept, others drawn anew.
  public func rebuilt(_ description: ModelDescription, for shape: DataShape, seed: UInt64, was oldShape: DataShape)
    throws(ModelError) -> ModelState
  {
    var state = try ModelState(description, for: shape, seed: seed)
    let plan = try ModelPlan(description, for: shape)
    guard let old = try? ModelPlan(self.description, for: oldShape), old.parameterCount == parameters.count else {
      return state
    }
    for parameter in plan.parameters {
      guard let known = plan.counterpart(of: parameter, in: old) else { continue }
      state.parameters.replaceSubrange(parameter.range, with: parameters[known.range])
    }
    if description == self.description, oldShape.serves(description, on: shape) {
      state.optimizer = optimizer
      state.updates = updates
      state.plateau = plateau
      state.meanings = meanings
    }
    state.frozen = frozen.filter { name in description.layers.contains { $0.name == name } }
    return state
  }
}

extension ModelPlan {
  /// The parameter of another plan whose weights this one can go on with: of its name and shape, in a layer of the same
  /// kind.
  package func counterpart(of parameter: Parameter, in other: ModelPlan) -> Parameter? {
    guard let known = other.parameters.first(where: { $0.name == parameter.name && $0.shape == parameter.shape }),
      other.layers[known.layer].description.kind == layers[parameter.layer].description.kind
    else { return nil }
    return known
  }

  /// Refuses weights that the machine cannot hold: each with its gradient, two optimizer slots and two packings.
  public func checkMemory() throws(ModelError) {
    let needed = MemorySize(Double(parameterCount) * 4 * 8)
    guard needed.bytes > MemorySize.allowed.bytes else { return }
    let largest = layers.max { weights(of: $0) < weights(of: $1) }
    throw ModelError(
      "training its \(parameterCount) weights would need \(needed); this machine has \(MemorySize.machine), of which "
        + "\(MemorySize.allowed) may be taken", layer: largest?.name)
  }

  private func weights(of layer: Layer) -> Int { parameters[layer.parameters].reduce(0) { $0 + $1.count } }
}
