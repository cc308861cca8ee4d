/// The layers from one recurrent layer to the output, run backward for some losses at once.
///
/// Each loss is one time step's share of L. Layers that advance together step by step do so here.
final class LossChain {
  /// One layer: reads the gradients of what it puts out, writes those of what it reads.
  private enum Stage {
    case recurrent(LossBackward)
    case dense(DenseRunner<Double>, Buffer<Double>, sent: Buffer<Double>)
    case merge(MergeRunner<Double>, Buffer<Double>)
    case layerNorm(LayerNormRunner<Double>, Buffer<Double>, sent: Buffer<Double>)
    /// Dropout, which does nothing outside training.
    case same(Buffer<Double>)
    case reversed(Buffer<Double>)

    var gradients: Buffer<Double> {
      switch self {
      case .recurrent(let layer): layer.outputGradients
      case .dense(_, let gradients, _), .layerNorm(_, let gradients, _), .merge(_, let gradients), .same(let gradients),
        .reversed(let gradients):
        gradients
      }
    }
  }

  let target: LossBackward
  private let network: Network<Double>
  private let bottom: Int
  private var stages: [Int: Stage] = [:]
  private let rows: Int
  private let steps: Int
  /// Steps that any gradient can have reached so far.
  private var span: ClosedRange<Int>

  /// - Parameters:
  ///   - layer: index in the plan.
  ///   - seeds: for each row the time step of its loss, from 0, and its gradient of the output.
  init?(_ network: Network<Double>, layer: Int, seeds: [(step: Int, gradient: [Double])], steps: Int) {
    self.network = network
    self.steps = steps
    rows = seeds.count
    guard let first = seeds.map(\.step).min(), let last = seeds.map(\.step).max() else { return nil }
    span = first...last
    let together = network.plan.blocks.compactMap { block -> Range<Int>? in
      if case .lockstep(let layers) = block, layers.contains(layer) { layers } else { nil }
    }.first
    bottom = together?.lowerBound ?? layer
    var found: LossBackward?
    for index in network.plan.reached(from: together ?? layer..<layer + 1).sorted() {
      let own = network.plan.layers[index]
      switch own.description.kind {
      case .recurrent:
        guard let runner = network.recurrent(index) else { return nil }
        let backward = LossBackward(runner, rows: rows, wantsInput: Self.inputSize(own) > 0)
        if index == layer { found = backward }
        stages[index] = .recurrent(backward)
      case .dense:
        guard let dense = network.runners[network.layerRunners[index].own] as? DenseRunner<Double> else { return nil }
        stages[index] = .dense(
          dense, Buffer(steps * rows * own.outputSize), sent: Buffer(rows * Self.inputSize(own)))
      case .merge:
        guard let merge = network.runners[network.layerRunners[index].own] as? MergeRunner<Double> else { return nil }
        stages[index] = .merge(merge, Buffer(steps * rows * own.outputSize))
      case .layerNorm:
        guard let norm = network.runners[network.layerRunners[index].own] as? LayerNormRunner<Double> else {
          return nil
        }
        stages[index] = .layerNorm(
          norm, Buffer(steps * rows * own.outputSize), sent: Buffer(rows * own.outputSize))
      case .dropout: stages[index] = .same(Buffer(steps * rows * own.outputSize))
      // Symbols have no gradient, so nothing goes on from an embedding that advances together with others.
      case .embedding: continue
      case .timeReverse: stages[index] = .reversed(Buffer(steps * rows * own.outputSize))
      case .pool, .attention, .convolution, .convolution2D, .selfAttention, .flatten, .repeated: return nil
      }
    }
    guard let found, let top = stages[network.plan.layers.count - 1] else { return nil }
    target = found
    let width = network.output.width
    for (row, seed) in seeds.enumerated() {
      for (i, value) in seed.gradient.enumerated() {
        top.gradients.base[(seed.step * rows + row) * width + i] = value
      }
    }
  }

  private static func inputSize(_ layer: ModelPlan.Layer) -> Int {
    if case .vector(let size) = layer.input { size } else { 0 }
  }

  /// Runs everything; `step` runs one time step of the target itself.
  func run(_ step: (LossBackward, Int) -> Void) {
    for block in network.plan.blocks.reversed() {
      switch block {
      case .sequence(let layer) where layer >= bottom:
        for t in order(of: layer) { run(layer, t, step) }
      case .lockstep(let layers) where layers.upperBound > bottom:
        for t in (0...span.upperBound).reversed() {
          gatherFeedback(layers, t)
          for layer in layers.reversed() { run(layer, t, step) }
        }
        span = 0...span.upperBound
      default: break
      }
    }
  }

  private func order(of layer: Int) -> [Int] {
    if case .reversed? = stages[layer] {
      let own = Array(span)
      span = min(span.lowerBound, steps - 1 - span.upperBound)...max(span.upperBound, steps - 1 - span.lowerBound)
      return own
    }
    guard case .recurrent(let stage)? = stages[layer] else { return Array(span) }
    span = stage.runner.isReversed ? span.lowerBound...steps - 1 : 0...span.upperBound
    return stage.runner.isReversed ? Array(span) : Array(span.reversed())
  }

  private func run(_ layer: Int, _ t: Int, _ step: (LossBackward, Int) -> Void) {
    guard let stage = stages[layer] else { return }
    let width = network.plan.layers[layer].outputSize
    let sources = network.plan.layers[layer].sources
    // What several layers read gets the sum of what they send.
    func below(_ slot: Int, _ width: Int) -> UnsafeMutablePointer<Double>? {
      stages[sources[slot]].map { $0.gradients.base + t * rows * width }
    }
    func add(_ sent: UnsafeMutablePointer<Double>, to target: UnsafeMutablePointer<Double>, _ width: Int) {
      for i in 0..<rows * width { target[i] += sent[i] }
    }
    let size = Self.inputSize(network.plan.layers[layer])
    switch stage {
    case .recurrent(let backward):
      if backward === target { step(backward, t) } else { backward.step(t) }
      guard let below = below(0, size) else { return }
      backward.sendToInput(t)
      add(backward.inputGradients.base + t * rows * size, to: below, size)
    case .dense(let dense, let gradients, let sent):
      guard let below = below(0, size) else { return }
      dense.sendBack(gradients.base + t * rows * width, t: t, rows: rows, into: sent.base)
      add(sent.base, to: below, size)
    case .merge(let merge, let gradients):
      for (slot, source) in sources.enumerated() where source >= 0 {
        guard let below = below(slot, network.plan.layers[source].outputSize) else { continue }
        merge.addShare(of: slot, gradients.base + t * rows * width, t: t, rows: rows, into: below)
      }
    case .layerNorm(let norm, let gradients, let sent):
      guard let below = below(0, width) else { return }
      norm.sendBack(gradients.base + t * rows * width, t: t, rows: rows, into: sent.base)
      add(sent.base, to: below, width)
    case .reversed(let gradients):
      guard let below = stages[sources[0]]?.gradients else { return }
      add(gradients.base + t * rows * width, to: below.base + (steps - 1 - t) * rows * width, width)
    case .same(let gradients):
      guard let below = below(0, width) else { return }
      add(gradients.base + t * rows * width, to: below, width)
    }
  }

  private func gatherFeedback(_ layers: Range<Int>, _ t: Int) {
    guard let top = stages[layers.upperBound - 1] else { return }
    let count = rows * network.output.width
    for case .recurrent(let stage)? in layers.map({ stages[$0] }) where stage.runner.program.sizes.feedback != nil {
      for i in 0..<count {
        top.gradients.base[t * count + i] += stage.feedbackGradients.base[(t + 1) * count + i]
      }
    }
  }
}
