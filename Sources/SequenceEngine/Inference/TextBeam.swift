extension Generator {
  /// Continues a text by as many symbols as `count` says, keeping several beginnings at each step.
  ///
  /// - Parameters:
  ///   - prime: what is read first; not empty.
  ///   - progress: called before each step with (done, total); throwing stops it.
  public func beam(
    _ prime: [Int32], count: Int, beam: Int, progress: (Int, Int) throws -> Void = { _, _ in }
  ) throws -> BeamTree {
    reset()
    let first = try read(.tokens(prime), steps: prime.count).last ?? []
    return try BeamTree(beam: beam, limit: count, end: nil) { t, rows, symbols in
      try progress(t, count)
      guard t > 0 else { return [Self.logSoftmax(first)] }
      keep(rows)
      return try read(symbols.map { .tokens([$0]) }, steps: 1).map { Self.logSoftmax($0.last ?? []) }
    }
  }

  /// ln softmax of logits.
  static func logSoftmax(_ logits: [Double]) -> [Double] {
    var logs = logits
    logs.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { Double.logSoftmax(base, stride: buffer.count, rows: 1, n: buffer.count) }
    }
    return logs
  }
}
