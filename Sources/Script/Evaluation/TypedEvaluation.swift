extension Evaluator {
  /// The value of an expression that must be a number.
  public func number(_ expression: Expression) throws -> Double {
    let value = try evaluate(expression)
    guard case .number(let number) = value else { throw mismatch("a number", value, expression) }
    return number
  }

  /// The value of an expression that must be a whole number.
  public func whole(_ expression: Expression) throws -> Int {
    let number = try number(expression)
    guard let whole = Int(exactly: number) else {
      throw error("expected a whole number, found \(Value.number(number))", expression)
    }
    return whole
  }

  /// The value of an expression that must be yes or no, as a condition must.
  public func bool(_ expression: Expression) throws -> Bool {
    let value = try evaluate(expression)
    guard case .bool(let flag) = value else { throw mismatch("yes or no", value, expression) }
    return flag
  }

  /// The value of an expression that must be a text.
  public func text(_ expression: Expression) throws -> String {
    let value = try evaluate(expression)
    guard case .text(let text) = value else { throw mismatch("a text", value, expression) }
    return text
  }

  /// The two ends of `A..B`, which need not rise: `teacher_forcing 1.0..0.0`, `t=1..50`. A number is both ends.
  public func bounds(of expression: Expression) throws -> (lower: Double, upper: Double) {
    guard case .range(let lower, let upper, _) = expression.kind else {
      let value = try number(expression)
      return (value, value)
    }
    return (try number(lower), try number(upper))
  }

  /// The values that `for` and `sweep` run over, one at a time: a range is never stored.
  public func sequence(of expression: Expression) throws -> AnySequence<Value> {
    if case .range = expression.kind {
      let range = try range(of: expression)
      return AnySequence(range.lazy.map(Value.number))
    }
    let value = try evaluate(expression)
    guard case .list(let items) = value else { throw mismatch("a list or a range", value, expression) }
    return AnySequence(items)
  }

  func mismatch(_ expected: String, _ found: Value, _ expression: Expression) -> Diagnostic {
    error("expected \(expected), found \(found.briefly)", expression)
  }

  func range(of expression: Expression) throws -> NumberRange {
    guard case .range(let lower, let upper, let step) = expression.kind else {
      throw error("expected a range A..B", expression)
    }
    let (start, end) = (try number(lower), try number(upper))
    let by = try step.map(number) ?? 1
    guard start.isFinite, end.isFinite, by.isFinite else { throw error("a range needs finite numbers", expression) }
    guard by != 0 else { throw error("the step of a range is not 0", step ?? expression) }
    if (end - start) * by < 0 {
      let ends = "\(Value.number(start))..\(Value.number(end))"
      let hint = step == nil ? "write \(ends) by -1" : "turn the step's sign"
      throw error("the range \(ends) by \(Value.number(by)) never gets there", expression, hint: hint)
    }
    guard let range = NumberRange(from: start, to: end, by: by) else {
      throw error("the range has too many values", expression)
    }
    return range
  }
}

/// `start..end by step`: value k is start + k·step, so that no rounding adds up. Both ends are included; an end that
/// rounding alone keeps a step from reaching (by less than 1e-9 of a step) is reached.
public struct NumberRange: Sendable, RandomAccessCollection {
  public let start: Double
  public let step: Double
  public let endIndex: Int
  public var startIndex: Int { 0 }

  /// Nil when the values cannot be counted.
  init?(from start: Double, to end: Double, by step: Double) {
    let steps = ((end - start) / step + 1e-9).rounded(.down)
    guard steps >= 0, steps < 1e15 else { return nil }
    self.start = start
    self.step = step
    endIndex = Int(steps) + 1
  }

  public subscript(place: Int) -> Double { start + Double(place) * step }
}

extension Value {
  /// Kind and, when it is short, the value itself: `the text "rnn"`, `a list`.
  var briefly: String {
    switch self {
    case .number: "the number \(literal)"
    case .text(let text) where text.count <= 40: "the text \(literal)"
    case .bool: literal
    default: kindName
    }
  }
}
