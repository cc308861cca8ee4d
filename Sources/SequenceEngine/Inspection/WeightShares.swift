/// What one time step of BPTT adds to the gradient of one parameter.
public struct WeightShare: Sendable, Equatable {
  /// The layer and the parameter as the plan calls them, the layer's name left out.
  public var layer: String
  public var name: String
  /// Norm of the step's contribution.
  public var norm: Double
  /// Norm of the whole gradient, which is the sum of all contributions.
  public var wholeNorm: Double
}

extension RecordedPass {
  /// What time step t, from 1, contributes to dL/dw of every weight, in the plan's order.
  ///
  ///     dL/dW = Σ_t δ(t) x(t)ᵀ,    dL/dU = Σ_t δ(t) h(t−1)ᵀ,    dL/db = Σ_t δ(t)
  ///
  /// The contributions of all steps add up to `weightGradients`. What is computed once for the whole sequence, behind a
  /// pooling or `last`, contributes at t = T; attention's matrix of the keys does at the decoder's last step. A pass of
  /// which the tape was too large to be kept is run once more for it.
  public func weightGradient(at t: Int) -> [Double] {
    guard (1...max(steps, 1)).contains(t) else { return Array(repeating: 0, count: weightGradients.count) }
    return tape?.weightGradient(at: t - 1, of: steps) ?? replayed().weightGradient(at: t - 1, of: steps)
  }

  /// The same as norms, parameter by parameter.
  public func weightShares(at t: Int) -> [WeightShare] {
    let own = weightGradient(at: t)
    return plan.parameters.map { parameter in
      let layer = plan.layers[parameter.layer].name
      let isOwn = parameter.name.hasPrefix(layer + ".")
      let name = isOwn ? String(parameter.name.dropFirst(layer.count + 1)) : parameter.name
      return WeightShare(
        layer: layer, name: name, norm: norm(own[parameter.range]), wholeNorm: norm(weightGradients[parameter.range]))
    }
  }

  private func norm(_ values: ArraySlice<Double>) -> Double {
    values.isEmpty ? 0 : RecordedSeries(width: values.count, values: Array(values)).norm(at: 1)
  }
}

extension Network {
  /// Gradients of all weights from one time step, from 0, of so many, after a backward pass over everything.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func weightGradient(at t: Int, of length: Int) -> [Double] {
    clearGradients()
    for runner in runners {
      let steps = runner.outputFrame.steps
      if steps == length || plan.decoderStart != nil {
        if t < steps { runner.addWeightGradients(store, t..<t + 1) }
      } else if t == length - 1 {
        runner.addWeightGradients(store, 0..<steps)
      }
    }
    return gradients
  }
}
