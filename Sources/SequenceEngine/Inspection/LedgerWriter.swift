/// Makes a ledger: runs groups of losses backward, each group on one thread, and measures every entry.
struct LedgerWriter {
  private let pass: RecordedPass
  private let layer: RecordedLayer
  private let route: GradientRoute
  private let unit: Int?
  private let network: Network<Double>
  private let steps: Int
  /// Loss steps from 0 with the output's gradient of each.
  private let losses: [(step: Int, gradient: [Double])]
  private let hasOneLoss: Bool
  /// The whole gradient at each step, [T, width].
  private let whole: RecordedSeries
  /// The layer's forward pass under stages that send nothing through the gate.
  private let withoutGate: RecurrentRunner<Double>?
  private let cutStates: [Int]

  private static let groupSize = 32

  /// - Parameter onlyLossAt: a time step, from 1: no other step's loss is followed.
  init(
    _ pass: RecordedPass, _ layer: RecordedLayer, _ route: GradientRoute, _ unit: Int?, onlyLossAt: Int? = nil
  ) throws {
    self.pass = pass
    self.layer = layer
    self.route = route
    self.unit = unit
    steps = pass.steps
    network = pass.replayed()
    let sent = (0..<pass.output.steps).map { pass.outputGradients.at($0 + 1) }
    let speaking = sent.indices.filter { s in sent[s].contains { $0 != 0 } }
    // One loss: what arrives from above is recorded, whatever lies between.
    hasOneLoss = pass.output.steps == 1 && steps > 1 || speaking.count <= 1
    losses =
      hasOneLoss
      ? [] : speaking.filter { onlyLossAt == nil || $0 + 1 == onlyLossAt }.map { ($0, sent[$0]) }
    if !hasOneLoss { try network.plan.checkFollowing(of: layer) }
    switch route {
    case .whole: (withoutGate, cutStates) = (nil, [])
    case .state(let name):
      guard let kept = layer.stateNames.firstIndex(of: name) else {
        throw ModelError(
          "\(layer.name) has no state '\(name)'; there are: \(layer.stateNames.joined(separator: ", "))")
      }
      (withoutGate, cutStates) = (nil, layer.stateNames.indices.filter { $0 != kept })
    case .gate(let name):
      withoutGate = try GateCut.runner(cutting: name, of: layer, in: network)
      cutStates = []
    case .input:
      guard layer.input != nil else {
        throw ModelError(
          "\(layer.name) reads tokens, which have no gradient; put an embedding before it to see what reaches the input"
        )
      }
      (withoutGate, cutStates) = (nil, [])
    case .attention: throw ModelError("the model has no attention")
    }
    let width = route == .input ? layer.input?.width ?? 0 : layer.units
    if route == .input, let runner = network.recurrent(layer.index),
      case .values(let values, _)? = runner.input
    {
      whole = RecordedSeries(
        width: width, values: Array(UnsafeBufferPointer(start: values.gradients, count: layer.steps * width))
      ).padded(to: steps)
    } else {
      whole = layer.stateGradients[0]
    }
    let needed = MemorySize(Double(steps) * Double(max(losses.count, 1)) * 8 * (unit == nil ? 2 : 3))
    guard needed.bytes <= MemorySize.allowed.bytes else {
      throw ModelError(
        "a ledger of \(steps) time steps would need \(needed), and \(MemorySize.allowed) may be taken; show a shorter "
          + "example")
    }
  }

  // MARK: Groups of losses

  func write(_ progress: ((Int, Int) throws -> Void)?) throws -> GradientLedger {
    let count = hasOneLoss ? 1 : losses.count
    // Between groups somebody who waits can stop it, so those of a long and wide layer are small.
    let longest = max(8, 1_000_000_000 / max(1, steps * pass.parameters.count))
    let size = min(Self.groupSize, longest, max(1, (count + Parallel.threads - 1) / Parallel.threads))
    let groups = stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
    var entries = [LedgerEntries?](repeating: nil, count: groups.count)
    var next = 0
    while next < groups.count {
      try progress?(groups[next].lowerBound, count)
      let some = next..<min(next + Parallel.threads, groups.count)
      entries.withUnsafeMutableBufferPointer { buffer in
        let places = Places(base: buffer.baseAddress)
        Parallel.run(some.count) { task in
          places.base?[some.lowerBound + task] = measure(groups[some.lowerBound + task])
        }
      }
      next = some.upperBound
    }
    return assemble(entries.compactMap { $0 }, groups)
  }

  /// Each task writes a place of its own.
  private struct Places { var base: UnsafeMutablePointer<LedgerEntries?>? }

  private func assemble(_ entries: [LedgerEntries], _ groups: [Range<Int>]) -> GradientLedger {
    func together(_ part: KeyPath<LedgerEntries, [Double]>) -> [Double] {
      (0..<steps).flatMap { t in
        zip(entries, groups).flatMap { $0[keyPath: part][t * $1.count..<(t + 1) * $1.count] }
      }
    }
    // A layer whose time is coarser than the input's has nothing behind its own end.
    let totals = whole.norms.enumerated().map { $0.offset < layer.steps ? $0.element : 0 }
    var worst: Double? = nil
    if isWhole {
      worst = 0
      for t in 0..<steps where totals[t] > 0 {
        let difference = (0..<whole.width).map { i -> Double in
          entries.reduce(0) { $0 + $1.sums[t * whole.width + i] } - whole.values[t * whole.width + i]
        }
        let own = RecordedSeries(width: whole.width, values: difference).norms[0] / totals[t]
        worst = own.isNaN ? .nan : max(worst ?? 0, own)
      }
    }
    let last = layer.isReversed ? 1 : layer.steps
    return GradientLedger(
      route: route, steps: steps, lossSteps: hasOneLoss ? [oneLossStep ?? last] : losses.map { $0.step + 1 },
      hasOneLoss: hasOneLoss, norms: together(\.norms), credits: together(\.credits),
      unitValues: unit == nil ? nil : together(\.values), totals: totals, worstDifference: worst)
  }

  private var isWhole: Bool {
    switch route {
    case .whole, .input: true
    case .state: cutStates.isEmpty
    case .gate, .attention: false
    }
  }

  private var oneLossStep: Int? {
    guard pass.output.steps == steps else { return nil }
    return (1...max(steps, 1)).first { pass.outputGradients.at($0).contains { $0 != 0 } }
  }

  private func measure(_ group: Range<Int>) -> LedgerEntries {
    var entries = LedgerEntries(steps: steps, losses: group.count, whole: whole, unit: unit)
    if hasOneLoss {
      guard let runner = network.recurrent(layer.index) else { return entries }
      let backward = LossBackward(runner, rows: 1, wantsInput: route == .input)
      backward.outputGradients.base.update(from: runner.memory.stateGradients.base, count: layer.steps * layer.units)
      let other = withoutGate.map { LossBackward($0, rows: 1) }
      for t in runner.isReversed ? Array(0..<layer.steps) : Array((0..<layer.steps).reversed()) {
        step(backward, other, t, &entries)
      }
    } else if let chain = LossChain(network, layer: layer.index, seeds: Array(losses[group]), steps: steps) {
      let other = withoutGate.map { LossBackward($0, rows: group.count) }
      chain.run { backward, t in step(backward, other, t, &entries) }
    }
    return entries
  }

  /// One time step of the layer itself, and its entries.
  private func step(_ own: LossBackward, _ other: LossBackward?, _ t: Int, _ entries: inout LedgerEntries) {
    let rows = own.rows
    let state = rows * layer.units
    switch route {
    case .whole, .state:
      own.step(t)
      entries.note(stateGradient(own, t), t, rows)
      guard !cutStates.isEmpty else { return }
      for cut in cutStates { own.arriving(cut, t).update(repeating: 0, count: state) }
      own.step(t)
    case .input:
      own.step(t)
      own.sendToInput(t)
      entries.note((own.inputGradients.base + t * rows * whole.width, whole.width), t, rows)
    case .attention: break
    case .gate:
      guard let other else { return }
      for number in layer.stateNames.indices {
        other.arriving(number, t).update(from: own.arriving(number, t), count: state)
      }
      (other.outputGradients.base + t * state).update(from: own.outputGradients.base + t * state, count: state)
      own.step(t)
      other.step(t)
      let before = layer.isReversed ? t + 1 : t - 1
      guard (0..<layer.steps).contains(before) else { return }
      let (all, rest) = (own.leaving(0, t), other.leaving(0, t))
      for i in 0..<state { rest[i] = all[i] - rest[i] }
      entries.note((rest, layer.units), before, rows)
    }
  }

  private func stateGradient(_ own: LossBackward, _ t: Int) -> (UnsafeMutablePointer<Double>, Int) {
    guard let place = own.runner.program.recordedStateGradients[0] else {
      return (own.outputGradients.base + t * own.rows * layer.units, layer.units)
    }
    let location = own.locate(place)
    return (location.pointer(t: t, row: 0), location.stride)
  }
}
