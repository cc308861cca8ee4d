import Script

/// `assert`: a script is its own test.
extension Interpreter {
  func assert(_ condition: Expression, _ message: Expression?, at place: Place) throws {
    let evaluator = evaluator(place)
    let draws = workspace.randomDraws
    let holds = try evaluator.bool(condition)
    let text = place.source[condition.range]
    emit(.record(EventRecord("assert", [("ok", .flag(holds)), ("text", .text(text))])))
    guard !holds else { return }
    var found = "assertion failed: \(text)"
    if case .binary(let comparison, let left, let right) = condition.kind, comparison != .and, comparison != .or {
      // The same draws of random() as in the comparison.
      workspace.randomDraws = draws
      let (a, b) = (try evaluator.evaluate(left), try evaluator.evaluate(right))
      found += "; the left side is \(a.literal), the right side is \(b.literal)"
    }
    throw Diagnostic(found, at: condition.range, in: place.source, hint: try message.map { try evaluator.text($0) })
  }
}
