/// The loss of an update's batch with its gradients: computed at once, or some rows after others in the memory of a few.
extension TypedTrainingCore {
  struct Learnt {
    var result: LossResult
    /// Whether each sequence is solved, in the order of the batch; empty where nobody asks.
    var solved: [Bool]
    /// States for the batch that follows; nil where none does.
    var carried: [[[Double]]]?
  }

  /// Leaves the gradients of an update in the network. Each row counts by its targets in the whole batch, so that parts
  /// of it add up to the gradients of one pass over all.
  ///
  /// - Throws: `TrainingFault` when the loss is not finite.
  func learn(_ batch: Batch, at position: Int) throws(TrainingFault) -> Learnt {
    let count = batch.target.count
    if settings.smoothing > 0 || classWeights != nil {
      network.shaping = ClassShaping(smoothing: settings.smoothing, weights: classWeights, batch.target)
    }
    defer { network.shaping = nil }
    if settings.regularisation.flow > 0 {
      network.regulariseFlow(settings.regularisation.flow, sequences: batch.rows)
    }
    network.clearGradients()
    let start = network.plan.beginning(of: batch, at: position, with: own.carried)
    guard let most = rowsAtOnce, most < batch.rows else {
      let (pass, tally) = try add(batch, of: count, from: start)
      return Learnt(
        result: tally.result, solved: pass.solved,
        carried: network.plan.leaving(pass.finalStates, of: batch, before: own.carried))
    }
    let carrier = CarriedRows(network.plan)
    var whole: LossTally?
    var carried: [[[[Double]]]] = []
    var solved: [Bool] = []
    for first in stride(from: 0, to: batch.rows, by: most) {
      let rows = first..<min(first + most, batch.rows)
      let (pass, tally) = try add(
        batch.part(rows), of: count, from: start.map { carrier.slice($0, rows, of: batch.rows) })
      solved += pass.solved
      if whole == nil { whole = tally } else { whole?.add(tally) }
      if !batch.goesOn.isEmpty { carried.append(pass.finalStates) }
    }
    let result = (whole ?? LossTally(steps: 0)).result
    return Learnt(
      result: result, solved: solved,
      carried: network.plan.leaving(carrier.joined(carried, firstRows: most), of: batch, before: own.carried))
  }

  private func add(
    _ batch: Batch, of count: Int, from start: InitialStates?
  ) throws(TrainingFault) -> (pass: BatchPass<Scalar>, tally: LossTally) {
    var context = PassContext(
      isTraining: true, seed: settings.seed, update: own.updates, identities: batch.identities)
    context.teacherForcing = settings.teacherForcing.probability(own.updates)
    context.stepBounds = settings.clipping.stepBounds(batch, of: count)
    let pass = BatchPass(
      network, batch, settings.backpropagation, context, initialStates: start, of: count,
      criterion: criterion)
    let tally = pass.addGradients()
    guard tally.result.mean.isFinite || tally.result.count == 0 else { throw fault(pass.firstNonFinite()) }
    return (pass, tally)
  }
}
