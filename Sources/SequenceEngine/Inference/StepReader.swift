/// A model that reads some time steps and goes on from there: the part of a `Generator` that knows the precision.
protocol StepReader: AnyObject {
  /// - Parameter memory: what was read before; nil: nothing.
  /// - Returns: what the model puts out, [T, B, O], and its states after the last step.
  func read(_ batch: Batch, after memory: Generator.Memory?) -> (output: [Double], states: [[[Double]]])
}

final class TypedStepReader<Scalar: KernelScalar>: StepReader {
  private let network: Network<Scalar>

  init(_ plan: ModelPlan, _ parameters: [Double], _ loss: Loss) {
    network = Network(plan, loss: loss)
    network.load(parameters)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func read(_ batch: Batch, after memory: Generator.Memory?) -> (output: [Double], states: [[[Double]]]) {
    network.prepare(batch, isTraining: false)
    if let memory, let states = memory.states {
      network.setInitialStates(states)
      for layer in network.plan.recurrentLayers {
        guard let runner = network.recurrent(layer), runner.program.sizes.feedback != nil else { continue }
        for (place, value) in memory.lastOutput.enumerated() { runner.memory.feedback.base[place] = Scalar(value) }
      }
    }
    network.forward()
    let (values, frame) = (network.output.values, network.outputFrame)
    return (
      (0..<frame.steps * frame.rows * network.output.width).map { Double(values[$0]) }, network.finalStates()
    )
  }
}
