/// What the host of an expression knows: its variables, measures, layers and probes.
public protocol EvaluationScope {
  /// The value of a variable, a measure, or a layer (whose value is its name as a text); nil when there is none.
  func value(of name: String) throws -> Value?
  /// Answers a probe such as `grad(1, 5)`; nil when there is no function of that name. Throw `EvaluationFailure` to
  /// refuse the arguments; the evaluator adds the place.
  func call(_ function: String, _ arguments: [Value]) throws -> Value?
  /// The next number of `random()`, from 0 up to 1.
  func random() throws -> Double
  /// Every name that `value(of:)` answers, for "did you mean".
  var knownNames: [String] { get }
  /// Every probe that `call` answers.
  var knownFunctions: [String] { get }
}

/// What a host throws when it cannot answer: the message without a place.
public struct EvaluationFailure: Error, Sendable {
  public let message: String
  public let hint: String?

  public init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }
}
