import Script

/// `assert`: a script is its own test.
extension Interpreter {
  func assert(_ condition: Expression, _ message: Expression?, at place: Place) throws {
    let failure = try failure(of: condition, at: place)
    let text = place.source[condition.range]
    emit(.record(EventRecord("assert", [("ok", .flag(failure == nil)), ("text", .text(text))])))
    guard let failure else { return }
    throw Diagnostic(
      "assertion failed: \(text)" + (failure.isEmpty ? "" : "; " + failure), at: condition.range, in: place.source,
      hint: try message.map { try evaluator(place).text($0) })
  }

  /// Both sides of a comparison that does not hold, empty where it is no comparison; nil when the condition holds.
  func failure(of condition: Expression, at place: Place) throws -> String? {
    let evaluator = evaluator(place)
    let draws = workspace.randomDraws
    guard try !evaluator.bool(condition) else { return nil }
    guard case .binary(let comparison, let left, let right) = condition.kind, comparison != .and, comparison != .or
    else { return "" }
    // The same draws of random() as in the comparison.
    workspace.randomDraws = draws
    let (a, b) = (try evaluator.evaluate(left), try evaluator.evaluate(right))
    return "the left side is \(a.literal), the right side is \(b.literal)"
  }

  /// What is so instead of a condition that does not hold, in words for a student; nil when it holds.
  func shortfall(of condition: Expression, at place: Place) throws -> String? {
    let evaluator = evaluator(place)
    let draws = workspace.randomDraws
    guard try !evaluator.bool(condition) else { return nil }
    workspace.randomDraws = draws
    guard case .binary(let comparison, let left, let right) = condition.kind else { return "" }
    if comparison == .and { return try shortfall(of: left, at: place) ?? shortfall(of: right, at: place) }
    guard let words = comparison.wanted else { return "" }
    let (found, goal) = (try evaluator.evaluate(left), try evaluator.evaluate(right))
    let (name, goalName) = (place.source[left.range], place.source[right.range])
    if case .number(let number) = found, number.isNaN {
      let isScore = left.names.contains { Measures.part(of: $0) != nil }
      return "\(name) has no value yet" + (isScore ? ": evaluate measures it" : "")
    }
    let isPlain = if case .number = right.kind { true } else { goalName == Self.brief(goal) }
    return "\(name) is \(Self.brief(found)); it should be \(words) "
      + (isPlain ? goalName : "\(goalName), which is \(Self.brief(goal))")
  }

  private static func brief(_ value: Value) -> String {
    guard case .number(let number) = value else { return value.literal }
    return NumberFormat.general.text(number)
  }
}

extension Expression.BinaryOperator {
  /// What a comparison asks of its left side; nil: it is no comparison.
  fileprivate var wanted: String? {
    switch self {
    case .equal: "equal to"
    case .notEqual: "other than"
    case .less: "below"
    case .lessOrEqual: "at most"
    case .greater: "above"
    case .greaterOrEqual: "at least"
    case .or, .and, .add, .subtract, .multiply, .divide, .remainder, .power: nil
    }
  }
}
