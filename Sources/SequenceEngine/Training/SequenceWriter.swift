/// Lets an encoder-decoder write targets: its decoder reads its own symbol of the step before, up to the end symbol.
public final class SequenceWriter {
  /// One target that was written.
  public struct Written: Sendable, Equatable {
    /// Without the end symbol.
    public var symbols: [Int32]
    /// ln of the probability of every symbol, the end symbol last where it was written; [T'].
    public var logProbabilities: [Double]
    /// Whether it came to the end symbol before the limit.
    public var isEnded: Bool

    /// Mean of ln p over the steps: what hypotheses of different length are compared by.
    var score: Double { logProbabilities.reduce(0, +) / Double(max(logProbabilities.count, 1)) }
  }

  private let network: Network<Double>
  private let end: Int

  /// - Throws: `ModelError` when the model does not fit the data or has no decoder.
  public init(_ state: ModelState, for shape: DataShape, loss: Loss) throws(ModelError) {
    let plan = try ModelPlan(state.description, for: shape)
    guard plan.decoderStart != nil, case .classes(let count) = shape.target else {
      throw ModelError("only a model with a decoder writes targets of their own")
    }
    end = count - 1
    network = Network(plan, loss: loss)
    network.load(state.parameters)
  }

  /// What the model writes for a source, the best first.
  ///
  /// With a beam of 1 each step takes the likeliest symbol. With more, that many beginnings are kept at each step, the ones
  /// with the largest probability, and ended ones are compared by the mean of ln p (Sutskever, Vinyals, Le 2014).
  ///
  /// - Parameters:
  ///   - limit: symbols after which it stops, the end symbol included.
  public func write(_ source: [Int32], limit: Int, beam: Int = 1) -> [Written] {
    guard limit > 0, beam > 0, !source.isEmpty else { return [] }
    let example = Example(input: .tokens(source), target: .classes([]), steps: source.count)
    let rows = Batch(
      Array(repeating: example, count: beam), identities: Array(repeating: 0, count: beam), placement: .perStep)
    network.prepare(rows.toBeWritten(steps: limit, start: Int32(end)), isTraining: false)
    network.readSource()
    var live = [Written(symbols: [], logProbabilities: [], isEnded: false)]
    var ended: [Written] = []
    for t in 0..<limit {
      network.decoderStep(t)
      let candidates = candidates(live, t, beam)
      live = []
      var from: [Int] = []
      for (row, written) in candidates where live.count + ended.count < beam || beam == 1 {
        if written.isEnded {
          ended.append(written)
        } else {
          from.append(row)
          live.append(written)
        }
      }
      guard !live.isEmpty, t + 1 < limit else { break }
      network.reorder(from + Array(repeating: 0, count: beam - from.count), after: t)
      for (row, written) in live.enumerated() {
        network.link?.tokens.base[(t + 1) * beam + row] = written.symbols.last ?? 0
      }
    }
    return (ended + live).sorted { $0.score > $1.score }
  }

  /// The likeliest continuations of all beginnings, with the row of each; at most as many as the beam has.
  private func candidates(_ live: [Written], _ t: Int, _ beam: Int) -> [(row: Int, written: Written)] {
    let width = network.output.width
    var found: [(row: Int, symbol: Int, sum: Double, last: Double)] = []
    for (row, written) in live.enumerated() {
      let logits = network.output.values + (t * beam + row) * width
      var logs = Array(UnsafeBufferPointer(start: logits, count: width))
      logs.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress { Double.logSoftmax(base, stride: width, rows: 1, n: width) }
      }
      let sum = written.logProbabilities.reduce(0, +)
      let best = logs.indices.sorted { (logs[$0], $1) > (logs[$1], $0) }.prefix(beam)
      found += best.map { (row, $0, sum + logs[$0], logs[$0]) }
    }
    let chosen = found.indices.sorted { (found[$0].sum, $1) > (found[$1].sum, $0) }.prefix(beam)
    return chosen.map { index in
      let own = found[index]
      var written = live[own.row]
      written.logProbabilities.append(own.last)
      if own.symbol == end { written.isEnded = true } else { written.symbols.append(Int32(own.symbol)) }
      return (own.row, written)
    }
  }
}
