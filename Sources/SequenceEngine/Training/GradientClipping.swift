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
  /// On the way back through a recurrent layer, what arrives at the states of a sequence at a time step is scaled to this
  /// norm when it is longer: dL/dh(t) and what t + 1 sent to the cell's other states together, L the loss of that sequence
  /// alone, as a recorded pass tells it.
  case step(Double)

  /// Whether a file may ask for it.
  var isSane: Bool {
    switch self {
    case .off: true
    case .norm(let bound), .value(let bound), .layer(let bound), .step(let bound): bound > 0 && bound.isFinite
    }
  }
}

extension Network {
  /// Bounds the gradients, and returns the factor that the whole of them is still to be scaled by.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func clip(_ clipping: Clipping) -> Double {
    switch clipping {
    case .off, .step: return 1
    case .norm(let bound):
      return Self.factor(bound, layerGradientNorms().reduce(0) { $0 + $1 * $1 }.squareRoot())
    case .value(let bound):
      let limit = Scalar(bound)
      for i in 0..<parameterCount { store.gradients[i] = max(-limit, min(limit, store.gradients[i])) }
    case .layer(let bound):
      for (ranges, norm) in zip(layerRanges, layerGradientNorms()) {
        let factor = Scalar(Self.factor(bound, norm))
        for i in ranges.joined() { store.gradients[i] *= factor }
      }
    }
    return 1
  }

  /// PyTorch's clip_grad_norm_: the coefficient is bound / (norm + 1e-6), never above 1.
  private static func factor(_ bound: Double, _ norm: Double) -> Double { min(1, bound / (norm + 1e-6)) }

  /// Norm of the gradient of each layer; summed in double, in an order that the sizes alone decide.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func layerGradientNorms() -> [Double] {
    layerRanges.map { ranges in
      ranges.reduce(0) { $0 + Scalar.sumOfSquares(store.gradients + $1.lowerBound, plus: nil, $1.count) }.squareRoot()
    }
  }
}

extension Clipping {
  /// Bounds of each row for a batch that is a part of an update with so many targets; nil unless clipped at each step.
  ///
  /// The loss of an update is Σ nᵦ Lᵦ / n, nᵦ the targets of a row: a bound on dLᵦ/dh is nᵦ/n of it on the update's.
  func stepBounds(_ batch: Batch, of count: Int) -> [Double]? {
    guard case .step(let bound) = self else { return nil }
    return batch.rowTargetCounts.map { bound * Double($0) / Double(max(count, 1)) }
  }
}

extension Batch {
  /// Targets that exist of each row, numbers of vectors each by itself; [B].
  fileprivate var rowTargetCounts: [Int] {
    var counts = [Int](repeating: 0, count: rows)
    func note(_ place: Int) {
      let row = place % rows
      counts[decoder?.sourceRows[row] ?? row] += 1
    }
    switch target {
    case .classes(let classes): for (place, own) in classes.enumerated() where own >= 0 { note(place) }
    case .vectors(let values, let size):
      for (place, own) in values.enumerated() where !own.isNaN { note(place / max(size, 1)) }
    case .labels(let labels): return labels.map(\.count)
    }
    return counts
  }
}
