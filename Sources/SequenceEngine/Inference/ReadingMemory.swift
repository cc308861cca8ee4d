extension SequenceInput {
  /// Time steps of one sequence; 0 for time steps without numbers.
  public var steps: Int {
    switch self {
    case .tokens(let tokens): tokens.count
    case .vectors(let values, let size): size > 0 ? values.count / size : 0
    }
  }

  /// Some of its time steps.
  public func steps(_ range: Range<Int>) -> SequenceInput {
    switch self {
    case .tokens(let tokens): .tokens(Array(tokens[range]))
    case .vectors(let values, let size):
      .vectors(Array(values[range.lowerBound * size..<range.upperBound * size]), size: size)
    }
  }
}

extension ModelPlan {
  /// Refuses sequences that cannot be read at once: weights of attention grow with the square of the time steps.
  func checkReading(steps: Int, rows: Int = 1, decoderSteps: Int = 0) throws(ModelError) {
    let needed = batchMemory(steps: steps, rows: rows, scalarSize: 8, decoderSteps: decoderSteps)
    guard !(needed.bytes < MemorySize.allowed.bytes) else { return }
    let what = rows == 1 ? "a sequence" : "\(PlainNumber.grouped(rows)) sequences"
    throw ModelError(
      "reading \(what) of \(PlainNumber.counted(steps, "time step")) at once would need \(needed); this machine has "
        + "\(MemorySize.machine), of which \(MemorySize.allowed) may be taken; give it fewer time steps")
  }
}
