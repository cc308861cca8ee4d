import Script

extension CheckWalk {
  /// The value of an expression; nil when only a run can tell it, and when there is an error in it, which is told.
  ///
  /// Every part is looked at, also behind one that is unknown. Names and calls are looked at even where nothing is reached.
  @discardableResult
  func value(of expression: Expression, at place: Interpreter.Place) -> Value? {
    let isKnown: Bool
    switch expression.kind {
    case .number, .bool: isKnown = true
    case .string(let parts):
      isKnown = areKnown(
        parts.compactMap { if case .value(let value, _) = $0 { value } else { nil } }, at: place)
    case .list(let items): isKnown = areKnown(items, at: place)
    case .range(let lower, let upper, let step):
      isKnown = areKnown([lower, upper] + [step].compactMap { $0 }, at: place)
    case .name:
      let value = attempt(expression.range, place) { try interpreter.evaluator(place).evaluate(expression) }
      return isReached ? value : nil
    case .call(let function, let arguments):
      isKnown = check(function, arguments, expression, at: place)
    case .index(let list, let index): isKnown = areKnown([list, index], at: place)
    case .unary(_, let operand): isKnown = areKnown([operand], at: place)
    case .binary(let op, let left, let right) where op == .and || op == .or:
      isKnown = areKnown(left, then: right, decidedBy: op == .or, at: place)
    case .binary(_, let left, let right): isKnown = areKnown([left, right], at: place)
    }
    guard isKnown, isReached else { return nil }
    return attempt(expression.range, place) { try interpreter.evaluator(place).evaluate(expression) }
  }

  /// The value as `read` takes it, which refuses what is of another kind.
  @discardableResult
  func value<Result>(
    of expression: Expression, at place: Interpreter.Place, _ read: (Evaluator) throws -> Result
  ) -> Result? {
    guard value(of: expression, at: place) != nil else { return nil }
    return attempt(expression.range, place) { try read(interpreter.evaluator(place)) }
  }

  /// What `for` runs over. A range is never made a list: it may be long.
  func sequence(of expression: Expression, at place: Interpreter.Place) -> AnySequence<Value>? {
    guard case .range(let lower, let upper, let step) = expression.kind else {
      return value(of: expression, at: place) { try $0.sequence(of: expression) }
    }
    guard areKnown([lower, upper] + [step].compactMap { $0 }, at: place), isReached else { return nil }
    return attempt(expression.range, place) { try interpreter.evaluator(place).sequence(of: expression) }
  }

  private func areKnown(_ expressions: [Expression], at place: Interpreter.Place) -> Bool {
    expressions.reduce(true) { known, expression in value(of: expression, at: place) != nil && known }
  }

  /// The right side of `and` and `or` is reached only when the left side leaves the answer open.
  private func areKnown(
    _ left: Expression, then right: Expression, decidedBy answer: Bool, at place: Interpreter.Place
  ) -> Bool {
    let first = value(of: left, at: place)
    if case .bool(let flag)? = first, flag != answer { return value(of: right, at: place) != nil }
    withoutReaching { value(of: right, at: place) }
    return first != nil
  }

  private func check(
    _ function: Name, _ arguments: [Expression], _ expression: Expression, at place: Interpreter.Place
  ) -> Bool {
    let values = arguments.map { value(of: $0, at: place) }
    let before = errors
    _ = attempt(expression.range, place) {
      let isProbe = Probes.specs.contains { $0.name == function.text }
      if isProbe {
        isReached
          ? try SessionScope(owner: interpreter).check(function.text, values)
          : try Probes.check(function.text, valueCount: values.count)
      } else if !isReached || values.contains(nil) {
        try interpreter.evaluator(place).check(function, valueCount: values.count, expression)
      }
    }
    return errors == before && !values.contains(nil) && !Probes.specs.contains { $0.name == function.text }
  }
}
