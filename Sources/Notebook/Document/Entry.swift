/// One In/Out pair of the notebook, or a piece of prose between them.
public struct Entry: Sendable, Equatable, Identifiable {
  public enum Kind: Sendable, Hashable { case commands, prose }

  public enum Status: Sendable, Hashable {
    /// Not run since it was opened or edited.
    case fresh
    /// Waiting for its turn.
    case queued
    case running
    case done, failed, interrupted
    /// Run, but an entry above it was edited or run again since.
    case stale
  }

  /// One thing that an entry's commands answered.
  public enum Answer: Sendable, Equatable {
    case output(Output)
    case warning(String)
    /// A diagnostic as it is rendered: headline, line, caret.
    case failure(String)
  }

  public let id: Int
  public var kind: Kind
  /// Commands as entered, or Markdown.
  public var text: String
  /// What follows `# %%` on the border of the file.
  public var title = ""
  public var status: Status
  /// The N of `In N`: the how-manieth run of this session; nil before it was run.
  public var number: Int?
  public var answers: [Answer] = []  // [answers], oldest first
  /// Written by a key, not typed: a run of the same moves is one entry.
  public var isGesture = false

  public init(id: Int, kind: Kind = .commands, text: String, status: Status = .fresh) {
    self.id = id
    self.kind = kind
    self.text = text
    self.status = status
  }
}
