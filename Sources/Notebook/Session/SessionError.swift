/// Why a command was not done; nothing has changed. The interpreter adds the place.
public struct SessionError: Error, Sendable, Equatable, CustomStringConvertible {
  public var message: String
  /// What to do, or the nearest name.
  public var hint: String?

  public init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }

  public var description: String { hint.map { "\(message); \($0)" } ?? message }
}

/// A person stopped a job with Ctrl-C: what was reached is kept.
public struct Interruption: Error, Sendable, Equatable {
  public init() {}
}
