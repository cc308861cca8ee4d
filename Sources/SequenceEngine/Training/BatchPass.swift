/// One batch: its loss and the gradient of every weight, all at once or in stretches of time with memory for one of them.
///
/// A stretch begins with the states that the one before it ended with, and its gradients with those that come out of the
/// one after it; where a window of truncated BPTT begins, none go on. States are kept at the borders that are gone back to.
final class BatchPass<Scalar: KernelScalar> {
  private let network: Network<Scalar>
  private let batch: Batch
  private let context: PassContext
  private let initialStates: InitialStates?
  /// nil: all at once.
  private let schedule: TimeSchedule?
  private let targetCount: Int
  /// States of the recurrent layers at positions of time.
  private var borders: [Int: [RecurrentBorder<Scalar>]] = [:]
  private var tally: LossTally
  private let criterion: Criterion?
  /// Whether each row is solved; empty where nobody asks. [B].
  private(set) var solved: [Bool] = []
  /// What stretches put out, by their first position, until all of them are there.
  private var stretchOutputs: [Int: [Scalar]] = [:]

  /// - Parameters:
  ///   - initialStates: nil: every row begins as if nothing had been before.
  ///   - count: targets of the whole update, of which the batch may be some rows; nil: they are all here.
  init(
    _ network: Network<Scalar>, _ batch: Batch, _ backpropagation: Backpropagation, _ context: PassContext,
    initialStates: InitialStates?, of count: Int? = nil, criterion: Criterion? = nil
  ) {
    self.criterion = criterion
    self.network = network
    self.batch = batch
    self.context = context
    self.initialStates = initialStates
    schedule = network.plan.schedule(backpropagation, steps: batch.steps)
    targetCount = count ?? batch.target.count
    tally = LossTally(steps: batch.placement == .perStep ? batch.steps : 1)
    network.setTruncation(schedule == nil ? backpropagation.reach : nil)
  }

  /// States after the last step; [recurrent layer][state][B·H].
  var finalStates: [[[Double]]] {
    guard let schedule else { return network.finalStates() }
    return borders[schedule.steps]?.map { $0.states.map { $0.map(Double.init) } } ?? []
  }

  /// Computes the loss, and leaves its gradients in the network.
  func learn() -> LossResult {
    network.clearGradients()
    return addGradients().result
  }

  /// Computes the loss, and adds its gradients to those that the network holds.
  func addGradients() -> LossTally {
    guard let schedule else {
      runWhole()
      let tally = network.tally(batch.target, of: targetCount)
      solved = network.solved(batch, criterion)
      network.backward(0..<network.runners.count)
      return tally
    }
    borders = [:]
    if batch.placement == .perSequence {
      var kept = Set(schedule.windows.map(\.start))
      if let only = schedule.windows.first, schedule.windows.count == 1 {
        kept.formUnion(schedule.pieces(only.start..<only.end).map(\.lowerBound))
      }
      pool(schedule, keeping: kept)
      solved = network.solved(batch, criterion)
      network.backward(afterPooling)
      for window in schedule.windows.reversed() { carryBack(window, schedule, keeping: []) }
    } else {
      for (number, window) in schedule.windows.enumerated() {
        let next = number + 1 < schedule.windows.count ? schedule.windows[number + 1].start : schedule.steps
        carryBack(window, schedule, keeping: [next])
        borders = borders.filter { $0.key == next }
      }
      if let criterion {
        let output = stretchOutputs.sorted { $0.key < $1.key }.flatMap(\.value)
        solved = criterion.solved(
          output, width: network.output.width, batch, areLogits: network.loss == .binaryCrossEntropy)
        stretchOutputs = [:]
      }
    }
    return tally
  }

  /// Computes the loss and what the model puts out, [T, B, O] or [B, O].
  func evaluate() -> (loss: LossResult, output: [Double]) {
    guard let schedule else {
      runWhole()
      return (network.score(batch.target), outputs)
    }
    borders = [:]
    guard batch.placement == .perStep else {
      pool(schedule, keeping: [])
      return (tally.result, outputs)
    }
    var output: [Double] = []
    for piece in schedule.pieces(0..<schedule.steps) {
      let target = forward(piece, schedule, keeping: [piece.upperBound])
      borders[piece.lowerBound] = nil
      tally.take(network.tally(target, of: targetCount), at: piece.lowerBound)
      output += outputs
    }
    return (tally.result, output)
  }

  /// The first layer and its first time step whose output is not finite; else the first layer whose gradient is not.
  func firstNonFinite() -> (layer: String, timeStep: Int?)? {
    guard let schedule else { return network.firstNonFinite() }
    let gradient = network.firstNonFinite()
    borders = [:]
    for piece in schedule.pieces(0..<schedule.steps) {
      _ = forward(piece, schedule, keeping: [piece.upperBound])
      if let place = network.firstNonFinite(), let t = place.timeStep { return (place.layer, piece.lowerBound + t) }
    }
    return gradient.map { ($0.layer, nil) }
  }

  private var outputs: [Double] {
    let count = network.outputFrame.steps * network.outputFrame.rows * network.output.width
    return (0..<count).map { Double(network.output.values[$0]) }
  }

  private func runWhole() {
    network.prepare(batch, context)
    network.begin(initialStates)
    network.forward()
  }

  // MARK: Stretches

  private var beforePooling: Range<Int> { 0..<network.pooling }
  private var afterPooling: Range<Int> { min(network.pooling + 1, network.runners.count)..<network.runners.count }

  /// Runs a stretch forward up to the pooling, keeps the states at some positions, and returns its targets.
  private func forward(
    _ piece: Range<Int>, _ schedule: TimeSchedule, lossStart: Int = 0, keeping wanted: Set<Int>, pools: Bool = false
  ) -> SequenceTarget {
    func places(_ position: Int) -> [Int] { batch.lengths.map { schedule.place(position, inRowOf: $0) } }
    var context = context
    context.starts = places(piece.lowerBound)
    context.lossStarts = places(lossStart)
    context.wholeLengths = batch.lengths
    let stretch = batch.slice(from: context.starts, to: places(piece.upperBound), lossStarts: context.lossStarts)
    network.prepare(stretch, context)
    let recurrent = network.plan.recurrentLayers.compactMap { network.recurrent($0) }
    if piece.lowerBound == 0 {
      network.begin(initialStates)
    } else {
      for (number, (runner, border)) in zip(recurrent, borders[piece.lowerBound] ?? []).enumerated() {
        let carried = initialStates?.rows[number]
        runner.begin(
          at: border, beginning: context.starts.enumerated().map { $1 == 0 && carried?[$0] != true })
      }
    }
    network.forward(pools ? 0..<network.pooling + 1 : beforePooling)
    for position in wanted where position > piece.lowerBound && position <= piece.upperBound {
      let steps = zip(places(position), context.starts).map { $0 - $1 }
      borders[position] = recurrent.map { $0.border(after: steps) }
    }
    return stretch.target
  }

  /// Runs everything forward stretch by stretch, through the pooling and what follows it, to the loss.
  private func pool(_ schedule: TimeSchedule, keeping kept: Set<Int>) {
    for piece in schedule.pieces(0..<schedule.steps, cutAt: kept) {
      _ = forward(piece, schedule, keeping: [piece.upperBound], pools: true)
      if !kept.contains(piece.lowerBound) { borders[piece.lowerBound] = nil }
    }
    network.context = context
    network.forward(afterPooling)
    tally = network.tally(batch.target, of: targetCount)
  }

  /// Adds the gradients of a window's losses, carried back to its start.
  private func carryBack(_ window: TimeSchedule.Window, _ schedule: TimeSchedule, keeping wanted: Set<Int>) {
    let pieces = schedule.pieces(window.start..<window.end)
    for piece in pieces.dropLast() {
      let needed = wanted.filter { $0 > piece.lowerBound && $0 <= piece.upperBound }.union([piece.upperBound])
      if needed.contains(where: { borders[$0] == nil }) { _ = forward(piece, schedule, keeping: needed) }
    }
    var arriving: [RecurrentBorder<Scalar>] = []
    for piece in pieces.reversed() {
      let target = forward(
        piece, schedule, lossStart: window.lossStart, keeping: piece.upperBound == window.end ? wanted : [])
      if batch.placement == .perStep { tally.take(network.tally(target, of: targetCount), at: piece.lowerBound) }
      if criterion != nil, batch.placement == .perStep {
        let count = network.outputFrame.steps * network.outputFrame.rows * network.output.width
        stretchOutputs[piece.lowerBound] = Array(UnsafeBufferPointer(start: network.output.values, count: count))
      }
      let recurrent = network.plan.recurrentLayers.compactMap { network.recurrent($0) }
      for (runner, gradients) in zip(recurrent, arriving) { runner.arrive(gradients) }
      network.backward(0..<min(network.pooling + 1, network.runners.count))
      arriving = recurrent.map { $0.leavingGradients() }
    }
  }
}

extension Network {
  /// Loss of a batch, its gradients left in the network.
  package func learn(
    _ batch: Batch, _ backpropagation: Backpropagation, isTraining: Bool = true, seed: UInt64 = 0, update: Int = 0
  ) -> LossResult {
    let context = PassContext(isTraining: isTraining, seed: seed, update: update, identities: batch.identities)
    return BatchPass(self, batch, backpropagation, context, initialStates: nil).learn()
  }
}
