/// One attention layer of a recorded pass.
public struct RecordedAttention: Sendable, Equatable {
  public let name: String
  /// Index in the plan.
  public let index: Int
  public let heads: Int
  /// Whether the steps look at those of their own sequence, and not at a decoder's source.
  public let isOwn: Bool
  /// S.
  public let sourceSteps: Int
  /// a(t, s) of each head, [T', heads · S].
  public let weights: RecordedSeries
  /// dL/da(t, s), [T', heads · S].
  public let gradients: RecordedSeries
  /// c(t), [T', K].
  public let contexts: RecordedSeries

  /// T'.
  public var steps: Int { weights.steps }

  /// a(t, ·) of a head, t and head from 1; [S].
  public func weights(at t: Int, head: Int) -> [Double] { Self.part(weights, t, head, sourceSteps) }
  public func gradients(at t: Int, head: Int) -> [Double] { Self.part(gradients, t, head, sourceSteps) }

  /// The mean of a(t, ·) over the heads; [S].
  public func meanWeights(at t: Int) -> [Double] {
    (0..<sourceSteps).map { s in (0..<heads).reduce(0) { $0 + weights.at(t)[$1 * sourceSteps + s] } / Double(heads) }
  }

  private static func part(_ series: RecordedSeries, _ t: Int, _ head: Int, _ size: Int) -> [Double] {
    Array(series.at(t)[(head - 1) * size..<head * size])
  }

  init(
    name: String, index: Int, heads: Int, sourceSteps: Int, isOwn: Bool, weights: RecordedSeries,
    gradients: RecordedSeries, contexts: RecordedSeries
  ) {
    (self.name, self.index, self.heads, self.sourceSteps, self.isOwn) = (name, index, heads, sourceSteps, isOwn)
    (self.weights, self.gradients, self.contexts) = (weights, gradients, contexts)
  }

  /// - Parameter network: after forward and backward over one example.
  init?(_ index: Int, in network: Network<Double>) {
    guard let runner = network.runners[network.layerRunners[index].own] as? AttentionRunner<Double>,
      let source = runner.source
    else { return nil }
    name = network.plan.layers[index].name
    isOwn = false
    self.index = index
    (heads, sourceSteps) = (runner.attention.heads, source.frame.steps)
    let (steps, size) = (runner.outputFrame.steps, runner.attention.heads * source.frame.steps)
    weights = RecordedSeries(
      width: size, values: Array(UnsafeBufferPointer(start: runner.memory.weights.base, count: steps * size)))
    let output = runner.output
    let (input, keySize) = (runner.inputSize, runner.keySize)
    let part = keySize / runner.attention.heads
    contexts = RecordedSeries(
      width: keySize,
      values: (0..<steps).flatMap { t in
        Array(UnsafeBufferPointer(start: output.values + t * output.width + input, count: keySize))
      })
    gradients = RecordedSeries(
      width: size,
      values: (0..<steps).flatMap { t -> [Double] in
        let context = output.gradients + t * output.width + input
        return (0..<size).map { place in
          let (head, s) = place.quotientAndRemainder(dividingBy: source.frame.steps)
          let key = source.values.values + s * keySize + head * part
          return (0..<part).reduce(0) { $0 + context[head * part + $1] * key[$1] }
        }
      })
  }
}
