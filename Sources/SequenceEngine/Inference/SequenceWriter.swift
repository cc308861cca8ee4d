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
  }

  private let plan: ModelPlan
  private let network: Network<Double>
  private let end: Int

  /// - Throws: `ModelError` when the model does not fit the data or has no decoder.
  public init(_ state: ModelState, for shape: DataShape, loss: Loss) throws(ModelError) {
    plan = try ModelPlan(state.description, for: shape)
    guard plan.decoderStart != nil, case .classes(let count) = shape.target else {
      throw ModelError("only a model with a decoder writes targets of their own")
    }
    end = count - 1
    network = Network(plan, loss: loss)
    network.load(state.parameters)
  }

  /// What the model writes for a source, the best first; with a beam of 1 the likeliest symbol at each step.
  ///
  /// - Parameters:
  ///   - limit: symbols after which it stops, the end symbol included.
  /// - Throws: `ModelError` when source, targets and attention between them are too large for the machine's memory.
  public func write(_ source: SequenceInput, limit: Int, beam: Int = 1) throws(ModelError) -> [Written] {
    guard let tree = try search(source, limit: limit, beam: beam) else { return [] }
    return tree.finished.map { node in
      let (symbols, isEnded) = (tree.symbols(node), tree.nodes[node].isEnd)
      return Written(
        symbols: isEnded ? Array(symbols.dropLast()) : symbols, logProbabilities: tree.logProbabilities(node),
        isEnded: isEnded)
    }
  }

  /// The tree of beginnings that the beam kept; nil where there is nothing to write or to read.
  ///
  /// - Throws: as `write` does.
  public func search(_ source: SequenceInput, limit: Int, beam: Int) throws(ModelError) -> BeamTree? {
    guard limit > 0, beam > 0, source.steps > 0 else { return nil }
    try read(source, limit: limit, rows: beam)
    return BeamTree(beam: beam, limit: limit, end: Int32(end)) { t, rows, symbols in
      if t > 0 {
        network.reorder(rows + Array(repeating: 0, count: beam - rows.count), after: t - 1)
        for (row, symbol) in symbols.enumerated() { network.link?.tokens.base[t * beam + row] = symbol }
      }
      network.decoderStep(t)
      return rows.indices.map { Generator.logSoftmax(logits(t, row: $0, of: beam)) }
    }
  }

  /// A target whose symbols somebody else chooses, one after another, up to the end symbol.
  ///
  /// - Parameters:
  ///   - limit: symbols after which it stops, the end symbol included.
  ///   - choose: the symbol of a step, from 0, by its logits; nil: none can be chosen.
  /// - Returns: nil if none could be chosen, or there is nothing to write or to read.
  /// - Throws: as `write` does.
  public func sample(
    _ source: SequenceInput, limit: Int, choose: (_ t: Int, _ logits: [Double]) -> Int32?
  ) throws(ModelError) -> Written? {
    guard limit > 0, source.steps > 0 else { return nil }
    try read(source, limit: limit, rows: 1)
    var written = Written(symbols: [], logProbabilities: [], isEnded: false)
    for t in 0..<limit {
      if let last = written.symbols.last { network.link?.tokens.base[t] = last }
      network.decoderStep(t)
      let logits = logits(t, row: 0, of: 1)
      guard let symbol = choose(t, logits), logits.indices.contains(Int(symbol)) else { return nil }
      written.logProbabilities.append(Generator.logSoftmax(logits)[Int(symbol)])
      guard symbol != Int32(end) else {
        written.isEnded = true
        break
      }
      written.symbols.append(symbol)
    }
    return written
  }

  private func read(_ source: SequenceInput, limit: Int, rows: Int) throws(ModelError) {
    try plan.checkReading(steps: source.steps, rows: rows, decoderSteps: limit)
    let example = Example(input: source, target: .classes([]), steps: source.steps)
    let batch = Batch(
      Array(repeating: example, count: rows), identities: Array(repeating: 0, count: rows), placement: .perStep)
    network.prepare(batch.toBeWritten(steps: limit, start: Int32(end)), isTraining: false)
    network.readSource()
  }

  private func logits(_ t: Int, row: Int, of rows: Int) -> [Double] {
    let width = network.output.width
    return Array(UnsafeBufferPointer(start: network.output.values + (t * rows + row) * width, count: width))
  }
}
