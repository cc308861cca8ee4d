extension RecordedPass {
  /// The self-attention layers, from a pass that is made once more.
  public var selfAttentions: [RecordedAttention] {
    guard !plan.selfAttentionLayers.isEmpty else { return [] }
    let network = replayed()
    return plan.selfAttentionLayers.compactMap { RecordedAttention(selfAttention: $0, in: network) }
  }
}

/// Where each time step looks at the others: self-attention of a recorded pass.
extension RecordedAttention {
  /// - Parameter network: after forward and backward over one example.
  init?(selfAttention index: Int, in network: Network<Double>) {
    guard let runner = network.runners[network.layerRunners[index].own] as? SelfAttentionRunner<Double> else {
      return nil
    }
    let (steps, heads, size) = (runner.outputFrame.steps, runner.attention.heads, runner.size)
    let slopes = (0..<heads).map { runner.weightGradients(head: $0) }
    func series(_ value: (_ t: Int, _ head: Int, _ s: Int) -> Double) -> RecordedSeries {
      RecordedSeries(
        width: heads * steps,
        values: (0..<steps).flatMap { t in
          (0..<heads * steps).map { value(t, $0 / steps, $0 % steps) }
        })
    }
    let memory = runner.memory
    self.init(
      name: network.plan.layers[index].name, index: index, heads: heads, sourceSteps: steps, isOwn: true,
      weights: series { t, head, s in memory.weights.base[runner.weightsPlace(0, head) + t * memory.steps + s] },
      gradients: series { t, head, s in slopes[head][t * steps + s] },
      contexts: RecordedSeries(
        width: size, values: Array(UnsafeBufferPointer(start: memory.contexts.base, count: steps * size))))
  }
}

extension SelfAttentionRunner where Scalar == Double {
  /// dL/dw(t, s) of a head in a batch of one sequence, [T, T]; zero where a step does not see the other.
  fileprivate func weightGradients(head: Int) -> [Double] {
    let steps = outputFrame.steps
    let scratch = SelfAttentionScratch<Double>(steps: steps, part: size / attention.heads)
    weightGradients(0, head, scratch)
    return (0..<steps * steps).map { place in
      attention.isCausal && place % steps > place / steps ? 0 : scratch.scores.base[place]
    }
  }
}
