import Script

/// What is printed, and what of it is the same in every run.
struct PrintedText {
  let text: String
  private let comparable: String

  /// Stands for a time where two runs are compared.
  private static let time = "…"

  init(_ text: String, tellsTime: Bool) {
    self.text = text
    comparable = tellsTime ? Self.time : text
  }

  init(_ parts: [PrintedText], separator: String) {
    text = parts.map(\.text).joined(separator: separator)
    comparable = parts.map(\.comparable).joined(separator: separator)
  }

  var event: SessionEvent { comparable == text ? .printed(text) : .timed(text, comparable: comparable) }
}

extension Interpreter {
  /// Writes values in one line.
  func printLine(_ expressions: [Expression], at place: Place) throws {
    var parts: [PrintedText] = []
    var bytes = 0
    for expression in expressions {
      let part = try printed(expression, at: place)
      bytes += part.text.utf8.count
      guard bytes <= 2 * Limits.textBytes else {
        throw Diagnostic("this is more than one line can show", at: expression.range, in: place.source)
      }
      parts.append(part)
    }
    emit(PrintedText(parts, separator: " ").event)
  }

  /// Of a string with times in it the rest is compared.
  private func printed(_ expression: Expression, at place: Place) throws -> PrintedText {
    let evaluator = evaluator(place)
    guard tellsTime(expression), case .string(let parts) = expression.kind else {
      return PrintedText(try evaluator.evaluate(expression).description, tellsTime: tellsTime(expression))
    }
    let pieces = try evaluator.pieces(of: parts, expression).map { piece in
      PrintedText(piece.text, tellsTime: piece.value.map(tellsTime) ?? false)
    }
    return PrintedText(pieces, separator: "")
  }

  /// Whether a value comes from a measure of time, which differs from run to run.
  func tellsTime(_ expression: Expression) -> Bool {
    expression.names.contains { name in
      timeVariables.contains(name)
        || Measures.ofTime.contains(name) && !workspace.scopes.contains { $0[name] != nil }
    }
  }

  /// Notes whether a variable is given a measure of time.
  func noteTime(_ variable: String, _ value: Expression) {
    if tellsTime(value) { timeVariables.insert(variable) } else { timeVariables.remove(variable) }
  }
}
