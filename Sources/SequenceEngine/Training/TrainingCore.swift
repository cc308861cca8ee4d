/// The part of a trainer that knows the precision.
protocol TrainingCore: AnyObject {
  var state: ModelState { get }
  var updates: Int { get }
  var parameters: [Double] { get }
  var updateRatios: [Double]? { get }
  func use(_ optimizer: Optimizer, _ clipping: Clipping)
  /// - Parameter position: number of the batch within its epoch, from 0.
  func advance(
    _ batch: Batch, at position: Int, measuringUpdates: Bool, watchingStates: Bool
  ) throws(TrainingFault) -> UpdateReport
  /// Takes a loss of the validation part for a schedule that waits for plateaus.
  func note(validation loss: Double)
  /// Loss of a batch without learning; `states` are carried in and out.
  func score(_ batch: Batch, at position: Int, states: inout [[[Double]]]?) -> (loss: LossResult, output: [Double])
  /// What a model with a decoder writes by itself for each row of the batch.
  func write(_ batch: Batch, limit: Int) -> [[Int32]]
}

final class TypedTrainingCore<Scalar: KernelScalar>: TrainingCore {
  let network: Network<Scalar>
  private var optimizer: OptimizerRunner<Scalar>
  private(set) var settings: TrainingSettings
  private let ranges: [Range<Int>]
  let classWeights: [Double]?
  /// When a sequence counts as solved; nil: nobody asks.
  let criterion: Criterion?
  /// Rows that are computed together, where an update learns from more; nil: all of them.
  let rowsAtOnce: Int?
  private(set) var own: ModelState
  private(set) var updateRatios: [Double]?

  init(
    _ state: ModelState, _ plan: ModelPlan, _ settings: TrainingSettings, classWeights: [Double]?, rowsAtOnce: Int?,
    criterion: Criterion?
  ) {
    self.criterion = criterion
    self.classWeights = classWeights
    self.rowsAtOnce = rowsAtOnce
    own = state
    self.settings = settings
    network = Network(plan, loss: settings.loss(for: plan.shape))
    network.load(state.parameters)
    let remembered = state.optimizer.flatMap {
      $0.slots.count == settings.optimizer.slotCount && $0.slots.allSatisfy { $0.count == plan.parameterCount }
        ? $0 : nil
    }
    optimizer = OptimizerRunner(
      settings.optimizer, remembered ?? OptimizerState(settings.optimizer, weights: plan.parameterCount))
    ranges = plan.trainedRanges(frozen: state.frozen)
  }

  var updates: Int { own.updates }

  var parameters: [Double] { network.parameters }

  func use(_ optimizer: Optimizer, _ clipping: Clipping) {
    settings.clipping = clipping
    guard optimizer != settings.optimizer else { return }
    let isSameRule = optimizer.rule == settings.optimizer.rule
    settings.optimizer = optimizer
    self.optimizer = OptimizerRunner(
      optimizer,
      isSameRule ? self.optimizer.state : OptimizerState(optimizer, weights: network.parameterCount))
  }

  var state: ModelState {
    var state = own
    state.parameters = network.parameters
    state.optimizer = optimizer.state
    return state
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func advance(
    _ batch: Batch, at position: Int, measuringUpdates: Bool, watchingStates: Bool
  ) throws(TrainingFault) -> UpdateReport {
    // Of a batch in stretches of time or in parts only the last one's would be known.
    let watches =
      watchingStates && (rowsAtOnce ?? batch.rows) >= batch.rows
      && network.plan.schedule(settings.backpropagation, steps: batch.steps) == nil
    network.watchStateGradients(watches)
    let learnt = try learn(batch, at: position)
    let penalty = addPenalties()
    let norms = network.layerGradientNorms()
    let norm = norms.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard norm.isFinite else { throw fault(network.firstNonFinite()) }
    let scale = network.clip(settings.clipping)
    let before = measuringUpdates ? network.parameters : []
    optimizer.step(network.store, ranges: ranges, scale: scale, rate: own.rate(settings.optimizer))
    if !settings.constraints.isEmpty { network.constrain(settings.constraints, ranges) }
    if measuringUpdates { updateRatios = network.changeRatios(since: before) }
    network.pack()
    own.updates += 1
    own.carried = learnt.carried
    own.recent.add(learnt.solved)
    return UpdateReport(
      update: own.updates, loss: learnt.result.mean + penalty, penalty: penalty, gradientNorm: norm,
      layerGradientNorms: norms,
      accuracy: learnt.result.correct.map { Double($0) / Double(max(learnt.result.count, 1)) },
      solved: learnt.solved.isEmpty
        ? nil : Double(learnt.solved.count { $0 }) / Double(learnt.solved.count),
      recent: own.recent,
      tokens: (batch.lengths + (batch.decoder?.lengths ?? [])).reduce(0, +),
      stateGradientNorms: watches ? network.stateGradientNorms : [])
  }

  /// What regularisation adds to the loss; its gradient is added to those of the network.
  private func addPenalties() -> Double {
    var penalty = 0.0
    if settings.regularisation.flow > 0 { penalty += network.penaliseFlow() }
    if settings.regularisation.weight > 0 { penalty += network.penaliseWeights(settings.regularisation.weight, ranges) }
    return penalty
  }

  func fault(_ place: (layer: String, timeStep: Int?)?) -> TrainingFault {
    let advice =
      settings.clipping == .off
      ? "Try: clip norm=1, or a smaller rate" : "Try a smaller rate, or look at the data with: show data"
    return TrainingFault(
      update: own.updates + 1, layer: place?.layer ?? "the loss", timeStep: place?.timeStep, advice: advice)
  }

  func note(validation loss: Double) {
    own.plateau = own.plateau(of: settings.optimizer)?.noting(loss, settings.optimizer)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func score(
    _ batch: Batch, at position: Int, states: inout [[[Double]]]?
  ) -> (loss: LossResult, output: [Double]) {
    let context = PassContext(isTraining: false, seed: settings.seed, update: own.updates, identities: batch.identities)
    let pass = BatchPass(
      network, batch, settings.backpropagation, context,
      initialStates: position == 0 ? nil : network.plan.beginning(of: batch, at: position, with: states))
    let score = pass.evaluate()
    states = network.plan.leaving(pass.finalStates, of: batch, before: states)
    return score
  }
}

extension TypedTrainingCore {
  func write(_ batch: Batch, limit: Int) -> [[Int32]] {
    let context = PassContext(isTraining: false, seed: settings.seed, update: own.updates, identities: batch.identities)
    return network.write(batch, limit: limit, context: context)
  }
}

extension ModelPlan {
  /// Ranges of the flat store that training may change.
  func trainedRanges(frozen: Set<String>) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for parameter in parameters where !frozen.contains(layers[parameter.layer].name) {
      if let last = ranges.last, last.upperBound == parameter.offset {
        ranges[ranges.count - 1] = last.lowerBound..<parameter.range.upperBound
      } else {
        ranges.append(parameter.range)
      }
    }
    return ranges
  }
}

extension Network {
  /// Norm of the change of each layer's weights over the norm that they had before.
  func changeRatios(since before: [Double]) -> [Double] {
    let now = parameters
    return plan.layers.map { layer in
      var (change, size) = (0.0, 0.0)
      for parameter in plan.parameters[layer.parameters] {
        for i in parameter.range {
          change += (now[i] - before[i]) * (now[i] - before[i])
          size += before[i] * before[i]
        }
      }
      return (change / size).squareRoot()
    }
  }

  /// The first layer, and its first time step, whose output is not finite; else the first whose gradient is not.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func firstNonFinite() -> (layer: String, timeStep: Int?)? {
    for (index, layer) in plan.layers.enumerated() {
      for runner in runners[layerRunners[index].own...layerRunners[index].last] {
        let (output, frame) = (runner.output, runner.outputFrame)
        for t in 0..<frame.steps {
          for place in t * frame.rows * output.width..<(t * frame.rows + frame.active[t]) * output.width
          where !output.values[place].isFinite { return (layer.name, t + 1) }
        }
      }
    }
    for (index, norm) in layerGradientNorms().enumerated() where !norm.isFinite {
      return (plan.layers[index].name, nil)
    }
    return nil
  }
}
