/// What was entered in a session, in order, and the files that it belongs to.
public struct Document: Sendable, Equatable {
  /// Entries that were done without an error, as they were entered.
  public var entries: [String] = []
  /// The file that was opened or written last.
  public var path: String?
  /// Files that this session wrote or opened: these may be written again.
  public var ownFiles: Set<String> = []

  public init() {}

  /// The script in percent format: every entry behind a `# %%` border.
  public var script: String {
    entries.map { "# %%\n\($0)\n" }.joined(separator: "\n")
  }
}
