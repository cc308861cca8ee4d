extension CellDefinition {
  /// Indices of the states that carry the past, in their order: those that an equation reads. For most cells that is
  /// the output alone, for an LSTM h and c, for a linear recurrent unit its two inner states, whose output is only read
  /// out. Never empty.
  public var memories: [Int] {
    let read = states.indices.filter { index in equations.contains { $0.value.reads(states[index]) } }
    return read.isEmpty ? [0] : read
  }
}

extension CellExpression {
  /// Whether a name stands anywhere in the expression.
  func reads(_ name: String) -> Bool {
    switch kind {
    case .number, .primed: false
    case .name(let other): other == name
    case .negation(let value): value.reads(name)
    case .binary(_, let left, let right): left.reads(name) || right.reads(name)
    case .call(_, let arguments): arguments.contains { $0.reads(name) }
    }
  }
}
