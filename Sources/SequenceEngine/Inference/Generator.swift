import Glibc

/// Runs a model forward one time step at a time at constant cost, its states carried along: for sampling text, forecasting
/// and predictions.
public final class Generator {
  public let plan: ModelPlan
  private let reader: any StepReader
  /// What is carried from one time step to the next, as far as it does not grow with them.
  var memory = Memory()

  /// What a model remembers of all that it read: two generators of the same model with the same memory go on alike.
  public struct Memory: Sendable, Equatable {
    /// [recurrent layer][state][B·H], and behind them what layers with a window read last; nil: nothing was read.
    var states: [[[Double]]]?
    /// What was put out last, where a layer reads it; [B, O].
    var lastOutput: [Double] = []

    public init() {}

    /// Numbers in it.
    public var count: Int { (states ?? []).joined().reduce(lastOutput.count) { $0 + $1.count } }
  }

  /// - Parameter precision: in which the model is computed.
  /// - Throws: `ModelError` when the model does not fit the data or runs backward, which cannot be continued.
  public init(
    _ state: ModelState, for shape: DataShape, loss: Loss, precision: Precision = .double
  ) throws(ModelError) {
    plan = try ModelPlan(state.description, for: shape)
    try plan.refuseDecoder("texts are continued")
    reader =
      precision == .float
      ? TypedStepReader<Float>(plan, state.parameters, loss) : TypedStepReader<Double>(plan, state.parameters, loss)
    if let layer = plan.layerThatReadsAhead {
      throw ModelError("a layer that reads what is yet to come cannot be continued step by step", layer: layer)
    }
  }

  /// Everything that was read by each row, for layers that look back at it: they read it anew at each call.
  private var past: [Example] = []

  /// Forgets everything that was read.
  public func reset() { (memory, past) = (Memory(), []) }

  /// Reads some time steps and returns what the model puts out after each, [T][O]; states go on from the call before.
  ///
  /// - Throws: `ModelError` when what has to be in memory at once is too large for the machine.
  public func read(_ input: SequenceInput, steps: Int) throws(ModelError) -> [[Double]] {
    try read([input], steps: steps).first ?? []
  }

  /// The same for several sequences side by side, as many as in the call before; [row][T][O].
  func read(_ inputs: [SequenceInput], steps: Int) throws(ModelError) -> [[[Double]]] {
    guard steps > 0, !inputs.isEmpty else { return [] }
    try plan.checkReading(steps: steps + (past.first?.steps ?? 0), rows: inputs.count)
    var examples = inputs.map { Example(input: $0, target: .classes([]), steps: steps) }
    let looksBack = plan.layerThatNeedsTheWhole != nil
    if looksBack {
      if past.count == examples.count { examples = zip(past, examples).map { $0.followed(by: $1) } }
      past = examples
    }
    let batch = Batch(
      examples, identities: Array(repeating: 0, count: examples.count), placement: plan.shape.placement)
    let (output, own) = reader.read(batch, after: looksBack ? nil : memory)
    memory.states = own
    let (width, rows) = (plan.shape.target.outputSize, examples.count)
    let all = output.count / max(width * rows, 1)
    func vector(_ t: Int, _ row: Int) -> [Double] {
      Array(output[(t * rows + row) * width..<(t * rows + row + 1) * width])
    }
    memory.lastOutput = (0..<rows).flatMap { vector(all - 1, $0) }
    return (0..<rows).map { row in (max(0, all - steps)..<all).map { vector($0, row) } }
  }

  /// Goes on with copies of some rows in place of all.
  func keep(_ rows: [Int]) {
    guard let known = memory.states, let before = rowCount, rows != Array(0..<before) else { return }
    past = past.isEmpty ? [] : rows.map { past[$0] }
    memory.lastOutput = Self.copies(of: rows, among: before, memory.lastOutput.count / before, memory.lastOutput)
    let widths =
      plan.recurrentLayers.map { plan.layers[$0].outputSize }
      + plan.windowedLayers.map { layer in
        if case .vector(let size) = plan.layers[layer].input { size } else { 1 }
      }
    memory.states = zip(known, widths).map { layer, width in
      layer.map { Self.copies(of: rows, among: before, width, $0) }
    }
  }

  /// Some rows of numbers that lie [step][row][width]: the steps that a window reaches back to follow one another.
  private static func copies(of rows: [Int], among count: Int, _ width: Int, _ values: [Double]) -> [Double] {
    var copies: [Double] = []
    for step in 0..<values.count / (count * width) {
      for row in rows {
        let first = (step * count + row) * width
        copies += values[first..<first + width]
      }
    }
    return copies
  }

  private var rowCount: Int? {
    let width = plan.shape.target.outputSize
    return memory.lastOutput.isEmpty || width == 0 ? nil : memory.lastOutput.count / width
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
    guard topK > 0 || topP < 1 else { return weights }
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
