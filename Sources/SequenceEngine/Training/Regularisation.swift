/// What is added to the loss while a model is trained.
public struct Regularisation: Sendable, Equatable, Codable {
  /// λ of λ/2 Σ w², over all matrices that are trained; biases are left alone. Unlike AdamW's decay it is a part of the
  /// gradient, and goes through clipping and the optimizer's memory.
  public var weight: Double
  /// ω of ω Ω, Ω how much the gradient changes its size from step to step, summed over time steps and recurrent layers,
  /// the mean over sequences. Pascanu, Mikolov, Bengio: On the difficulty of training recurrent neural networks, ICML 2013.
  public var flow: Double

  public init(weight: Double = 0, flow: Double = 0) { (self.weight, self.flow) = (weight, flow) }

  public static let off = Regularisation()

  /// Whether a file may ask for it.
  var isSane: Bool { weight >= 0 && weight.isFinite && flow >= 0 && flow.isFinite }
}

extension ModelPlan {
  /// - Throws: `ModelError` when the size of a layer's gradient cannot be regularised.
  public func check(_ regularisation: Regularisation, _ backpropagation: Backpropagation) throws(ModelError) {
    guard regularisation.flow > 0 else { return }
    let recurrent = layers.filter { $0.program != nil }
    guard !recurrent.isEmpty else { throw ModelError("regularize flow= is about recurrent layers, and it has none") }
    for layer in recurrent {
      guard layer.window == nil else {
        throw ModelError(
          "regularize flow= keeps gradients alive through time, and its state starts anew for each time step",
          layer: layer.name)
      }
      if let obstacle = layer.program?.flowObstacle {
        throw ModelError("regularize flow= moves the matrices that read states: \(obstacle)", layer: layer.name)
      }
    }
    if let segment = backpropagation.segment, segment != backpropagation.reach {
      throw ModelError(
        "regularize flow= goes back over each time step once; with every= they are gone back over several times. Say bptt "
          + "full or bptt with a number alone")
    }
  }
}

extension Network {
  /// Lets every recurrent layer measure the flow of its gradient; `sequences` are those of the whole update.
  func regulariseFlow(_ weight: Double, sequences: Int) {
    let runners = plan.recurrentLayers.compactMap { recurrent($0) }
    let gradients = runners.compactMap(\.flow).first?.gradients ?? Buffer(parameterCount)
    gradients.clear()
    for runner in runners {
      if runner.flow == nil { runner.flow = FlowTape(gradients) }
      runner.flow?.share = weight / Double(max(sequences, 1))
      runner.flow?.sum = 0
    }
  }

  /// Adds to the gradients what the flow of those that have been gone back over asks for.
  ///
  /// - Returns: ω Ω.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func penaliseFlow() -> Double {
    let flows = plan.recurrentLayers.compactMap { recurrent($0)?.flow }
    if let own = flows.first?.gradients { for i in 0..<parameterCount { store.gradients[i] += own.base[i] } }
    return flows.reduce(0) { $0 + $1.share * $1.sum }
  }

  /// Adds λ w to the gradient of every matrix in some ranges of the store.
  ///
  /// - Returns: λ/2 Σ w².
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func penaliseWeights(_ weight: Double, _ ranges: [Range<Int>]) -> Double {
    let factor = Scalar(weight)
    var sum = 0.0
    for parameter in plan.parameters where parameter.shape.count > 1 {
      guard ranges.contains(where: { $0.contains(parameter.offset) }) else { continue }
      for i in parameter.range {
        let value = store.weights[i]
        store.gradients[i] += factor * value
        sum += Double(value) * Double(value)
      }
    }
    return weight / 2 * sum
  }
}
