import Glibc

/// Runs a model forward one time step at a time at constant cost, its states carried along: for sampling text, forecasting
/// and predictions.
public final class Generator {
  public let plan: ModelPlan
  private let network: Network<Double>
  private var states: [[[Double]]]?

  /// - Throws: `ModelError` when the model does not fit the data or runs backward, which cannot be continued.
  public init(_ state: ModelState, for shape: DataShape, loss: Loss) throws(ModelError) {
    plan = try ModelPlan(state.description, for: shape)
    try plan.refuseDecoder("texts are continued")
    network = Network(plan, loss: loss)
    network.load(state.parameters)
    if let layer = plan.layerThatReadsAhead {
      throw ModelError("a layer that reads what is yet to come cannot be continued step by step", layer: layer)
    }
  }

  /// Everything that was read, for layers that look back at it: they read it anew at each call.
  private var past: Example?

  /// Forgets everything that was read.
  public func reset() { (states, past) = (nil, nil) }

  /// Reads some time steps and returns what the model puts out after each, [T][O]; states go on from the call before.
  public func read(_ input: SequenceInput, steps: Int) -> [[Double]] {
    guard steps > 0 else { return [] }
    var example = Example(input: input, target: .classes([]), steps: steps)
    if plan.layerThatNeedsTheWhole != nil {
      example = past?.followed(by: example) ?? example
      past = example
    }
    network.prepare(Batch([example], identities: [0], placement: plan.shape.placement), isTraining: false)
    if past == nil, let states {
      network.setInitialStates(states)
      carryFeedback()
    }
    network.forward()
    states = network.finalStates()
    keepFeedback()
    let width = network.output.width
    return (max(0, network.outputFrame.steps - steps)..<network.outputFrame.steps).map { t in
      (0..<width).map { network.output.values[t * width + $0] }
    }
  }

  private var lastOutput: [Double] = []

  private func keepFeedback() {
    let output = network.output
    let last = (network.outputFrame.steps - 1) * output.width
    lastOutput = (0..<output.width).map { output.values[last + $0] }
  }

  private func carryFeedback() {
    for layer in plan.recurrentLayers {
      guard let runner = network.recurrent(layer), runner.program.sizes.feedback != nil else { continue }
      for (place, value) in lastOutput.enumerated() { runner.memory.feedback.base[place] = value }
    }
  }

  /// Probabilities of the classes from logits.
  ///
  /// - Parameters:
  ///   - temperature: logits are divided by it; 0 takes the likeliest alone.
  ///   - topK: only this many likeliest stay; 0: all.
  ///   - topP: only the likeliest whose probabilities reach this sum stay; 1: all. Holtzman et al.: The curious case of
  ///     neural text degeneration, ICLR 2020.
  public static func probabilities(_ logits: [Double], temperature: Double, topK: Int, topP: Double) -> [Double] {
    guard let best = logits.max(), best.isFinite else { return logits.map { _ in .nan } }
    guard temperature > 0 else {
      let first = logits.firstIndex(of: best)
      return logits.indices.map { $0 == first ? 1 : 0 }
    }
    var weights = logits.map { exp(($0 - best) / temperature) }
    let total = weights.reduce(0, +)
    weights = weights.map { $0 / total }
    let order = weights.indices.sorted { (weights[$0], $1) > (weights[$1], $0) }
    var kept = topK > 0 ? min(topK, order.count) : order.count
    var sum = 0.0
    for (rank, index) in order.enumerated() {
      sum += weights[index]
      if sum >= topP {
        kept = min(kept, rank + 1)
        break
      }
    }
    for index in order.dropFirst(kept) { weights[index] = 0 }
    let remaining = weights.reduce(0, +)
    return weights.map { $0 / remaining }
  }

  /// Draws a class by its probabilities with a number from [0, 1).
  public static func draw(_ probabilities: [Double], _ uniform: Double) -> Int {
    var rest = uniform
    for (index, probability) in probabilities.enumerated() {
      rest -= probability
      if rest < 0 { return index }
    }
    return probabilities.lastIndex { $0 > 0 } ?? 0
  }
}

extension Example {
  /// This input and behind it another's of the same kind.
  fileprivate func followed(by other: Example) -> Example {
    var both = self
    switch (input, other.input) {
    case (.tokens(let first), .tokens(let second)): both.input = .tokens(first + second)
    case (.vectors(let first, let size), .vectors(let second, _)): both.input = .vectors(first + second, size: size)
    default: return other
    }
    both.steps += other.steps
    return both
  }
}
