import CKernels
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
    let rule = optimizer.rule.kernel
    let settings = kernelStep(scale: scale, rate: rate ?? optimizer.rate)
    let (first, second) = (slots.first?.base, slots.count > 1 ? slots[1].base : nil)
    for range in ranges {
      Parallel.divide(range.count, grain: 16_384) { part in
        let start = range.lowerBound + part.lowerBound
        Scalar.optimize(
          rule, settings, store.weights + start, store.gradients + start, first.map { $0 + start },
          second.map { $0 + start }, count: part.count)
      }
    }
  }

  private func kernelStep(scale: Double, rate: Double) -> ck_rule_step {
    var step = ck_rule_step(
      scale: scale, weight_decay: optimizer.rule == .adamw ? 0 : optimizer.weightDecay, rate: rate,
      decay: optimizer.decay, beta1: optimizer.beta1, beta2: optimizer.beta2, epsilon: optimizer.epsilon, root: 1,
      shrink: 1)
    switch optimizer.rule {
    case .momentum, .nesterov: step.decay = optimizer.momentum
    case .adam, .adamw:
      step.rate = rate / (1 - pow(optimizer.beta1, Double(steps)))
      step.root = (1 - pow(optimizer.beta2, Double(steps))).squareRoot()
      if optimizer.rule == .adamw {
        step.shrink = Double(1 - Scalar(rate) * Scalar(optimizer.weightDecay))
      }
    case .sgd, .rmsprop, .adagrad, .adadelta: break
    }
    return step
  }
}

extension Optimizer.Rule {
  fileprivate var kernel: ck_rule {
    switch self {
    case .sgd: CK_SGD
    case .momentum: CK_MOMENTUM
    case .nesterov: CK_NESTEROV
    case .rmsprop: CK_RMSPROP
    case .adagrad: CK_ADAGRAD
    case .adadelta: CK_ADADELTA
    case .adam, .adamw: CK_ADAM
    }
  }
}
