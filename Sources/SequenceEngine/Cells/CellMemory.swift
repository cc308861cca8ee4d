extension CellDefinition {
  /// Index of the state that carries the past: the output where an equation reads it, as in most cells, otherwise the
  /// first state that one reads, as in a linear recurrent unit, whose output is only read out.
  public var memory: Int {
    states.firstIndex { state in equations.contains { $0.value.reads(state) } } ?? 0
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
