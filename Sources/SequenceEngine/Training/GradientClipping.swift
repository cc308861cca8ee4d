/// What bounds a gradient before it is applied.
public enum Clipping: Sendable, Equatable, Codable {
  case off
  /// The whole gradient is scaled to this norm when it is longer. Pascanu, Mikolov, Bengio: On the difficulty of training
  /// recurrent neural networks, ICML 2013.
  case norm(Double)
  /// Each element is limited to ± this value.
  case value(Double)
  /// The gradient of each layer, all of its weights and biases together, is scaled to this norm when it is longer.
  case layer(Double)

  /// Whether a file may ask for it.
  var isSane: Bool {
    switch self {
    case .off: true
    case .norm(let bound), .value(let bound), .layer(let bound): bound > 0 && bound.isFinite
    }
  }
}

extension Network {
  /// Bounds the gradients, and returns the factor that the whole of them is still to be scaled by.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func clip(_ clipping: Clipping) -> Double {
    switch clipping {
    case .off: return 1
    case .norm(let bound):
      return Self.factor(bound, layerGradientNorms().reduce(0) { $0 + $1 * $1 }.squareRoot())
    case .value(let bound):
      let limit = Scalar(bound)
      for i in 0..<parameterCount { store.gradients[i] = max(-limit, min(limit, store.gradients[i])) }
    case .layer(let bound):
      for (layer, norm) in zip(plan.layers, layerGradientNorms()) {
        let factor = Scalar(Self.factor(bound, norm))
        for i in plan.parameters[layer.parameters].flatMap(\.range) { store.gradients[i] *= factor }
      }
    }
    return 1
  }

  /// PyTorch's clip_grad_norm_: the coefficient is bound / (norm + 1e-6), never above 1.
  private static func factor(_ bound: Double, _ norm: Double) -> Double { min(1, bound / (norm + 1e-6)) }

  /// Norm of the gradient of each layer; summed in double, in order.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func layerGradientNorms() -> [Double] {
    plan.layers.map { layer in
      var sum = 0.0
      for parameter in plan.parameters[layer.parameters] {
        for i in parameter.range {
          let value = Double(store.gradients[i])
          sum += value * value
        }
      }
      return sum.squareRoot()
    }
  }
}
