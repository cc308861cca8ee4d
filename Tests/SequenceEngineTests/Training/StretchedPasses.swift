import SequenceEngine

/// Forward and backward passes through small models, with activations bounded as settings of backpropagation say.
protocol StretchedPasses {}

extension StretchedPasses {
  var perStep: DataShape {
    DataShape(input: .vector(size: 3), target: .vector(size: 2), placement: .perStep)
  }

  var perSequence: DataShape {
    DataShape(input: .vector(size: 3), target: .vector(size: 2), placement: .perSequence)
  }

  func network<Scalar: KernelScalar>(
    _ layers: [LayerKind], _ shape: DataShape, _: Scalar.Type
  ) throws -> Network<Scalar> {
    let state = try ModelState(Models.description(layers), for: shape, seed: 2)
    let network = Network<Scalar>(try ModelPlan(state.description, for: shape), loss: .meanSquared)
    network.load(state.parameters)
    return network
  }

  /// Loss and gradients of a batch, the activations that are in memory bounded as the settings say.
  func learned<Scalar: KernelScalar>(
    _ layers: [LayerKind], _ batch: Batch, _ settings: Backpropagation, _ type: Scalar.Type, isTraining: Bool = false
  ) throws -> (loss: LossResult, gradients: [Double]) {
    let shape = batch.placement == .perStep ? perStep : perSequence
    let network = try network(layers, shape, type)
    return (network.learn(batch, settings, isTraining: isTraining, seed: 5), network.gradients)
  }

  static var cells: [[LayerKind]] {
    [
      [Models.recurrent(BuiltInCells.rnn, 5), .dense(units: nil, activation: .identity)],
      [
        Models.recurrent(BuiltInCells.lstm, 5), .dropout(rate: 0.3), Models.recurrent(BuiltInCells.gru, 4),
        .dense(units: nil, activation: .tanh),
      ],
      [
        Models.recurrent(Models.allFunctions, 4),
        Models.recurrent(Models.blocks, 6) { $0.options = ["size": .number(2)] },
        .dense(units: nil, activation: .identity),
      ],
    ]
  }

  func batch(_ lengths: [Int], _ placement: TargetPlacement) -> Batch {
    Models.batch(lengths: lengths, inputs: 3, target: .vector(size: 2), placement: placement)
  }
}
