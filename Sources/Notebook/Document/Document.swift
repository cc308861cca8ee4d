/// The notebook: entries in order, and the file that they belong to.
public struct Document: Sendable, Equatable {
  public internal(set) var entries: [Entry] = []
  /// The file that was opened or written last.
  public internal(set) var path: String?
  /// Files that this session wrote or opened: these may be written again.
  var ownFiles: Set<String> = []
  /// Whether entries differ from the file.
  public internal(set) var isChanged = false
  private var nextIdentity = 1
  private var runs = 0

  public init() {}

  /// The texts of the commands that were run, in order.
  var done: [String] { entries.filter { $0.kind == .commands && $0.status == .done }.map(\.text) }

  /// The script in percent format: every entry behind a `# %%` border, prose as comments.
  public var script: String {
    entries.filter { $0.status != .failed }.map(\.percentFormat).joined(separator: "\n")
  }

  /// Adds an entry at the end and says which it is.
  @discardableResult
  public mutating func append(_ kind: Entry.Kind = .commands, _ text: String, title: String = "") -> Int {
    var entry = Entry(id: nextIdentity, kind: kind, text: text)
    entry.title = title
    nextIdentity += 1
    entries.append(entry)
    isChanged = true
    return entry.id
  }

  /// Puts a script's entries in the place of all.
  mutating func replaceEntries(with new: [(kind: Entry.Kind, title: String, text: String)]) {
    entries = []
    for entry in new { append(entry.kind, entry.text, title: entry.title) }
    isChanged = false
  }

  public subscript(id id: Int) -> Entry? {
    get { entries.first { $0.id == id } }
    set {
      guard let index = entries.firstIndex(where: { $0.id == id }), let newValue else { return }
      entries[index] = newValue
    }
  }

  /// The N of the next `In N`.
  mutating func nextNumber() -> Int {
    runs += 1
    return runs
  }
}

extension Entry {
  fileprivate var percentFormat: String {
    switch kind {
    case .commands: "# %%\(title.isEmpty ? "" : " " + title)\n\(text)\n"
    case .prose:
      "# %% [markdown]\(title.isEmpty ? "" : " " + title)\n"
        + text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "#" : "# \($0)" }
        .joined(separator: "\n") + "\n"
    }
  }
}
