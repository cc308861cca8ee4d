/// Passes over the blocks of a plan: a layer over all its time steps, or several layers step by step.
extension Network {
  package func forward() {
    guard let link, link.context.teacherForcing < 1 else { return forward(0..<runners.count) }
    let random = CounterRandom(seed: context.seed, stream: .teacherForcing).keyed(context.update)
    forwardDecoding { t, row in
      random.keyed(link.context.identities[row]).uniform(t) >= link.context.teacherForcing
    }
  }

  /// Runs some of the runners forward.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func forward(_ part: Range<Int>) {
    for block in plan.blocks where part.contains(layerRunners[block.layers.lowerBound].own) {
      let context = context(of: block.layers.lowerBound)
      if block.layers.lowerBound == plan.decoderStart { link?.begin() }
      switch block {
      case .sequence(let layer):
        for index in layerRunners[layer].own...layerRunners[layer].last where part.contains(index) {
          runners[index].forward(0..<runners[index].stepsOfPass, context)
        }
      case .lockstep(let layers):
        if let pair = attendingCell(layers) {
          pair.forward(context)
          continue
        }
        for t in 0..<runners[layerRunners[layers.lowerBound].own].stepsOfPass {
          for index in runnerRange(layers) { runners[index].forward(t..<t + 1, context) }
          feedBack(layers, t)
        }
      }
    }
  }

  private func attendingCell(_ layers: Range<Int>) -> AttendingCell<Scalar>? {
    guard layers.count == 2 else { return nil }
    return AttendingCell(runners[layerRunners[layers.lowerBound].own], runners[layerRunners[layers.lowerBound + 1].own])
  }

  /// Loss of the last forward pass; leaves its gradient in the output.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func score(_ target: SequenceTarget) -> LossResult { tally(target).result }

  /// The same by time step; `count` is the number of targets of the whole batch when this is a stretch of it.
  func tally(_ target: SequenceTarget, of count: Int? = nil) -> LossTally {
    lossRunner.run(output, outputFrame, target: target, of: count)
  }

  /// Whether each row of the batch of the last forward pass is solved; empty without a criterion.
  func solved(_ batch: Batch, _ criterion: Criterion?) -> [Bool] {
    guard let criterion else { return [] }
    return criterion.solved(output.values, width: output.width, batch, areLogits: loss == .binaryCrossEntropy)
  }

  /// Backpropagation from the gradient that lies in the output to the gradients of all weights.
  package func backward() {
    clearGradients()
    backward(0..<runners.count)
  }

  func clearGradients() { weightGradients.clear() }

  /// Runs some of the runners backward and adds the gradients of their weights.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func backward(_ part: Range<Int>) {
    for block in plan.blocks.reversed() {
      let context = context(of: block.layers.lowerBound)
      switch block {
      case .sequence(let layer):
        for index in (layerRunners[layer].own...layerRunners[layer].last).reversed() where part.contains(index) {
          if index == layerRunners[layer].last { fanOuts[layer]?.gather() }
          runners[index].backward(0..<runners[index].stepsOfPass, context, adding: store)
        }
      case .lockstep(let layers):
        if let pair = attendingCell(layers) {
          pair.backward(context)
        } else {
          for t in (0..<runners[layerRunners[layers.lowerBound].own].stepsOfPass).reversed() {
            gatherFeedbackGradient(layers, t)
            for layer in layers.reversed() {
              fanOuts[layer]?.gather(t..<t + 1)
              for index in (layerRunners[layer].own...layerRunners[layer].last).reversed() {
                runners[index].backward(t..<t + 1, context)
              }
            }
          }
        }
      }
      if block.layers.lowerBound == plan.decoderStart { link?.sendBack() }
    }
    if part.lowerBound == 0 { fanOuts[-1]?.gather() }
    for runner in runners[part] { runner.addWeightGradients(store, 0..<runner.outputFrame.steps) }
  }

  private func runnerRange(_ layers: Range<Int>) -> Range<Int> {
    layerRunners[layers.lowerBound].own..<layerRunners[layers.upperBound - 1].last + 1
  }

  /// Hands the output of step t to the layers that read it in the next step.
  private func feedBack(_ layers: Range<Int>, _ t: Int) {
    let count = outputFrame.rows * output.width
    for layer in layers {
      guard let runner = recurrent(layer), runner.program.sizes.feedback != nil else { continue }
      (runner.memory.feedback.base + (t + 1) * count).update(from: output.values + t * count, count: count)
    }
  }

  private func gatherFeedbackGradient(_ layers: Range<Int>, _ t: Int) {
    let count = outputFrame.rows * output.width
    for layer in layers {
      guard let runner = recurrent(layer), runner.program.sizes.feedback != nil else { continue }
      let arriving = runner.memory.feedbackGradients.base + (t + 1) * count
      for i in 0..<count { output.gradients[t * count + i] += arriving[i] }
    }
  }
}
