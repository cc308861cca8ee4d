/// One thing that could stand at the cursor.
public struct Candidate: Sendable, Hashable {
  /// What is inserted: `activation=`, `lstm`, `"data.csv"`.
  public let text: String
  /// One line that explains it.
  public let summary: String

  public init(_ text: String, _ summary: String = "") {
    self.text = text
    self.summary = summary
  }
}

/// The names that completion takes from the session.
public protocol CompletionHost {
  func candidates(for vocabulary: Vocabulary) -> [Candidate]
  var variables: [Candidate] { get }
  /// Commands that `def` made.
  var definedCommands: [CommandSpec] { get }
  /// File names that continue a path begun, without quotes; folders end in `/`.
  func files(startingWith path: String) -> [String]
}
