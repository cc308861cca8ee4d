import Script

/// The line being typed, as the line editor has it.
public struct LineState: Sendable, Hashable {
  /// `unroll> `, or what a history search shows.
  public var prompt = "unroll> "
  /// Lines are separated by `\n`.
  public var text = ""
  /// In UTF-8 bytes.
  public var cursor = 0
  /// "ins" or "cmd" in vi mode; empty otherwise.
  public var mode = ""
  /// Whether the editor waits for more keys of its own: a history search, an argument, the second key of a sequence.
  public var isBusy = false
  /// What Tab offers now; empty when nothing was asked.
  public var candidates: [Candidate] = []
  /// How the command being typed is used, and the argument that the cursor stands at.
  public var signature: String?
  public var argument: String?

  public init() {}

  /// An empty line, on which keys move through time instead of typing.
  public var isEmpty: Bool { text.isEmpty && !isBusy }
}
