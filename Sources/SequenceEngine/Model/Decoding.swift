/// A decoder that runs step by step and reads what it wrote itself.
extension Network {
  /// Runs the encoder and hands its states over.
  func readSource() {
    guard let start = plan.decoderStart else { return }
    forward(0..<layerRunners[start].own)
    link?.begin()
  }

  /// One time step of all layers of the decoder.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func decoderStep(_ t: Int) {
    guard let link, let start = plan.decoderStart else { return }
    for runner in runners[layerRunners[start].own...] { runner.forward(t..<t + 1, link.context) }
  }

  /// The likeliest symbol of a decoder's row at step t.
  func likeliest(_ t: Int, _ row: Int) -> Int32 {
    let logits = output.values + (t * outputFrame.rows + row) * output.width
    var best = 0
    for i in 1..<max(output.width, 1) where logits[i] > logits[best] { best = i }
    return Int32(best)
  }

  /// Runs everything forward, the decoder step by step.
  ///
  /// - Parameters:
  ///   - readsOwn: whether a row reads, at a step from 1 on, the symbol that it found likeliest in the step before.
  ///   - end: nothing is computed any more when every row has written this symbol; nil: to the last step.
  func forwardDecoding(end: Int32? = nil, _ readsOwn: (_ t: Int, _ row: Int) -> Bool) {
    guard let link else { return }
    readSource()
    let rows = link.frame.rows
    var hasEnded = [Bool](repeating: false, count: rows)
    for t in 0..<link.frame.steps {
      decoderStep(t)
      for row in 0..<link.frame.active[t] {
        let best = likeliest(t, row)
        if best == end { hasEnded[row] = true }
        guard t + 1 < link.frame.steps, row < link.frame.active[t + 1], readsOwn(t + 1, row) else { continue }
        link.tokens.base[(t + 1) * rows + row] = best
      }
      if end != nil, hasEnded.allSatisfy({ $0 }) { return }
    }
  }

  /// What each row of a batch writes by itself up to the end symbol, which is left out, or to the limit.
  func write(_ batch: Batch, limit: Int, context: PassContext) -> [[Int32]] {
    guard case .classes(let count) = plan.shape.target, let link else { return [] }
    let end = Int32(count - 1)
    prepare(batch.toBeWritten(steps: limit, start: end), context)
    forwardDecoding(end: end) { _, _ in true }
    return (0..<batch.rows).map { row in
      var written: [Int32] = []
      for t in 0..<link.frame.steps {
        let symbol = likeliest(t, row)
        if symbol == end { break }
        written.append(symbol)
      }
      return written
    }
  }

  /// Gives rows of the decoder the states, after step t, of other rows.
  func reorder(_ rows: [Int], after t: Int) {
    for layer in plan.recurrentLayers(of: .decoder) {
      guard let runner = recurrent(layer) else { continue }
      let units = runner.memory.units
      for state in runner.memory.states {
        let slot = state.base + (t + 1) * rows.count * units
        let before = Array(UnsafeBufferPointer(start: slot, count: rows.count * units))
        for (row, from) in rows.enumerated() {
          for i in 0..<units { slot[row * units + i] = before[from * units + i] }
        }
      }
    }
  }
}

extension Batch {
  /// The same sources with a decoder that reads the start symbol first, and for so many steps what it writes.
  func toBeWritten(steps: Int, start: Int32) -> Batch {
    let first = [start] + Array(repeating: 0, count: max(steps - 1, 0))
    let examples = (0..<rows).map { row -> Example in
      let length = lengths[row]
      let source: SequenceInput =
        switch input {
        case .tokens(let tokens): .tokens((0..<length).map { tokens[$0 * rows + row] })
        case .vectors(let values, let size):
          .vectors((0..<length).flatMap { t in (0..<size).map { values[(t * rows + row) * size + $0] } }, size: size)
        }
      return Example(
        input: source, target: .classes(Array(repeating: -1, count: first.count)), steps: length, decoderInput: first)
    }
    return Batch(examples, identities: identities, placement: placement)
  }
}
