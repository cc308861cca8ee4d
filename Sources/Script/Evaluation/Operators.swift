import Glibc

extension Evaluator {
  func apply(_ op: Expression.UnaryOperator, to operand: Expression) throws -> Value {
    switch op {
    case .negate: .number(-(try number(operand)))
    case .not: .bool(!(try bool(operand)))
    }
  }

  func apply(_ op: Expression.BinaryOperator, _ left: Expression, _ right: Expression) throws -> Value {
    switch op {
    case .or: return .bool(try bool(left) || bool(right))
    case .and: return .bool(try bool(left) && bool(right))
    default: break
    }
    let (a, b) = (try evaluate(left), try evaluate(right))
    switch (op, a, b) {
    case (.equal, _, _): return .bool(Self.areEqual(a, b) ?? false)
    // Every comparison with NaN is false, this one too.
    case (.notEqual, _, _): return .bool(Self.areEqual(a, b).map(!) ?? false)
    case (_, .number(let x), .number(let y)): return Self.combine(op, x, y)
    case (.add, .text(let x), .text(let y)) where x.utf8.count + y.utf8.count <= Limits.textBytes: return .text(x + y)
    case (.add, .list(let x), .list(let y)) where !Value.areTooLong([a, b]): return .list(x + y)
    case (.add, .text, .text), (.add, .list, .list):
      throw Diagnostic("the sum is too long; \(Self.longest)", at: left.range.joined(with: right.range), in: source)
    case (_, .text(let x), .text(let y)):
      if let ordered = Self.order(op, x, y) { return .bool(ordered) }
    default: break
    }
    throw Diagnostic(
      "'\(op.rawValue)' does not go with \(a.briefly) on the left and \(b.briefly) on the right",
      at: left.range.joined(with: right.range), in: source, hint: Self.advice(op, a, b))
  }

  private static func advice(_ op: Expression.BinaryOperator, _ a: Value, _ b: Value) -> String? {
    switch (op, a, b) {
    case (.add, .text, _), (.add, _, .text): "write values into a text with braces: \"loss {loss}\""
    case (.add, .list, _): "to put a value at the end of a list write list + [value]"
    default: nil
    }
  }

  /// Whether two values are the same; nil when NaN is among them. Values of different kinds differ.
  private static func areEqual(_ a: Value, _ b: Value) -> Bool? {
    switch (a, b) {
    case (.number(let x), .number(let y)): return x.isNaN || y.isNaN ? nil : x == y
    case (.list(let x), .list(let y)):
      guard x.count == y.count else { return false }
      let parts = zip(x, y).map { areEqual($0, $1) }
      return parts.contains(nil) ? nil : parts.allSatisfy { $0 == true }
    default: return a == b
    }
  }

  private static func order<T: Comparable>(_ op: Expression.BinaryOperator, _ x: T, _ y: T) -> Bool? {
    switch op {
    case .less: x < y
    case .lessOrEqual: x <= y
    case .greater: x > y
    case .greaterOrEqual: x >= y
    default: nil
    }
  }

  private static func combine(_ op: Expression.BinaryOperator, _ x: Double, _ y: Double) -> Value {
    switch op {
    case .add: .number(x + y)
    case .subtract: .number(x - y)
    case .multiply: .number(x * y)
    case .divide: .number(x / y)
    case .remainder: .number(remainder(x, y))
    case .power: .number(pow(x, y))
    default: .bool(order(op, x, y) ?? false)
    }
  }

  /// The remainder that has the divisor's sign: `-1 % 3` is 2.
  private static func remainder(_ x: Double, _ y: Double) -> Double {
    let rest = fmod(x, y)
    return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest
  }
}
