import Script

extension Expression {
  /// The expressions that it is made of.
  var parts: [Expression] {
    switch kind {
    case .number, .bool, .name: []
    case .string(let pieces): pieces.compactMap { if case .value(let value, _) = $0 { value } else { nil } }
    case .list(let items): items
    case .range(let lower, let upper, let step): [lower, upper] + [step].compactMap { $0 }
    case .call(_, let arguments): arguments
    case .index(let list, let index): [list, index]
    case .unary(_, let operand): [operand]
    case .binary(_, let left, let right): [left, right]
    }
  }

  /// Every name of a variable, measure or layer in it.
  var names: Set<String> {
    if case .name(let name) = kind { return [name] }
    return parts.reduce(into: []) { $0.formUnion($1.names) }
  }

  /// Every call in it: a function and what it is given.
  var calls: [(function: Name, arguments: [Expression])] {
    let own: [(function: Name, arguments: [Expression])] =
      if case .call(let function, let arguments) = kind { [(function, arguments)] } else { [] }
    return own + parts.flatMap(\.calls)
  }

  /// Every function that it calls.
  var functions: [Name] { calls.map(\.function) }

  /// Whether it is written out, so that its value says nothing new.
  private var isLiteral: Bool {
    switch kind {
    case .number, .bool, .string: true
    case .unary(_, let operand): operand.isLiteral
    default: false
    }
  }

  /// What a condition compares, literals aside: the parts whose values explain its answer.
  var comparedParts: [Expression] {
    switch kind {
    case .binary(.and, let left, let right), .binary(.or, let left, let right):
      left.comparedParts + right.comparedParts
    case .unary(.not, let operand): operand.comparedParts
    case .binary(let op, let left, let right) where op.isComparison: [left, right].filter { !$0.isLiteral }
    case .call(let function, let arguments) where function.text.hasPrefix("is_"): arguments
    default: isLiteral ? [] : [self]
    }
  }
}

extension Expression.BinaryOperator {
  fileprivate var isComparison: Bool {
    switch self {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: true
    default: false
    }
  }
}
