import Glibc

/// Applies an optimizer to flat arrays in one pass.
package final class OptimizerRunner<Scalar: KernelScalar> {
  let optimizer: Optimizer
  private let slots: [Buffer<Scalar>]
  private(set) var steps: Int

  package init(_ optimizer: Optimizer, _ state: OptimizerState) {
    self.optimizer = optimizer
    slots = state.slots.map { values in
      let buffer = Buffer<Scalar>(values.count)
      buffer.load(values)
      return buffer
    }
    steps = state.steps
  }

  package var state: OptimizerState {
    var state = OptimizerState(optimizer, weights: 0)
    state.slots = slots.map { Array($0.values) }
    state.steps = steps
    return state
  }

  /// One step. `scale` multiplies every gradient first (clipping by norm).
  ///
  /// - Parameters:
  ///   - ranges: the weights that are changed; others are frozen.
  ///   - rate: nil: the optimizer's.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func step(_ store: WeightStore<Scalar>, ranges: [Range<Int>], scale: Double, rate: Double? = nil) {
    steps += 1
    let rate = rate ?? optimizer.rate
    for range in ranges {
      Parallel.divide(range.count, grain: 16_384) { part in
        self.step(
          store, range.lowerBound + part.lowerBound..<range.lowerBound + part.upperBound, Scalar(scale),
          rate)
      }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func step(_ store: WeightStore<Scalar>, _ range: Range<Int>, _ scale: Scalar, _ wholeRate: Double) {
    let (w, gradients) = (store.weights, store.gradients)
    let rate = Scalar(wholeRate)
    let epsilon = Scalar(optimizer.epsilon)
    let decay = Scalar(optimizer.weightDecay)
    let addsDecay = optimizer.rule != .adamw && optimizer.weightDecay != 0
    @inline(__always) func gradient(_ i: Int) -> Scalar {
      let g = gradients[i] * scale
      return addsDecay ? g + decay * w[i] : g
    }
    switch optimizer.rule {
    case .sgd:
      for i in range { w[i] -= rate * gradient(i) }
    case .momentum, .nesterov:
      let momentum = Scalar(optimizer.momentum)
      let v = slots[0].base
      let looksAhead = optimizer.rule == .nesterov
      for i in range {
        let g = gradient(i)
        v[i] = momentum * v[i] + g
        w[i] -= rate * (looksAhead ? g + momentum * v[i] : v[i])
      }
    case .rmsprop:
      let alpha = Scalar(optimizer.decay)
      let s = slots[0].base
      for i in range {
        let g = gradient(i)
        s[i] = alpha * s[i] + (1 - alpha) * g * g
        w[i] -= rate * g / (s[i].squareRoot() + epsilon)
      }
    case .adagrad:
      let s = slots[0].base
      for i in range {
        let g = gradient(i)
        s[i] += g * g
        w[i] -= rate * g / (s[i].squareRoot() + epsilon)
      }
    case .adadelta:
      let rho = Scalar(optimizer.decay)
      let (s, u) = (slots[0].base, slots[1].base)
      for i in range {
        let g = gradient(i)
        s[i] = rho * s[i] + (1 - rho) * g * g
        let change = (u[i] + epsilon).squareRoot() / (s[i] + epsilon).squareRoot() * g
        u[i] = rho * u[i] + (1 - rho) * change * change
        w[i] -= rate * change
      }
    case .adam, .adamw:
      let (beta1, beta2) = (Scalar(optimizer.beta1), Scalar(optimizer.beta2))
      let (m, v) = (slots[0].base, slots[1].base)
      let correction1 = 1 - pow(optimizer.beta1, Double(steps))
      let correction2 = (1 - pow(optimizer.beta2, Double(steps))).squareRoot()
      let stepSize = Scalar(wholeRate / correction1)
      let root = Scalar(correction2)
      let shrink = optimizer.rule == .adamw ? 1 - rate * decay : 1
      for i in range {
        let g = gradient(i)
        m[i] = beta1 * m[i] + (1 - beta1) * g
        v[i] = beta2 * v[i] + (1 - beta2) * g * g
        w[i] = w[i] * shrink - stepSize * m[i] / (v[i].squareRoot() / root + epsilon)
      }
    }
  }
}
