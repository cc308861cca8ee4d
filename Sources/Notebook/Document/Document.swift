/// The notebook: entries in order, and the file that they belong to.
public struct Document: Sendable, Equatable {
  public internal(set) var entries: [Entry] = []
  /// The file that was opened or written last, as it was called.
  public private(set) var path: String?
  /// The same for somebody who stands in another folder.
  private(set) var fullPath: String?
  private var realPath: String?
  /// Files that this session wrote or opened, by the path that all their names lead to, as it left them: these may be
  /// written again.
  private var ownFiles: [String: FileMark] = [:]
  /// What stands in the file before its first entry: blank lines, a byte order mark.
  var preamble: [UInt8] = []
  /// The file's line end.
  var lineEnd: [UInt8] = [0x0A]
  /// Whether entries differ from the file.
  public internal(set) var isChanged = false
  /// Whether other entries have taken the place of all, which `undo` then has to forget.
  var wasReplaced = false
  var nextIdentity = 1
  private var runs = 0

  public init() {}

  /// Whether there are entries that no file has; the one that is being run does not count, nor a line such as `write`.
  public var isUnwritten: Bool {
    guard isChanged, entries.contains(where: { !$0.isWaiting && !$0.isAside }) else { return false }
    // What is typed changes the notebook at once, though nothing may come of it that the file does not hold.
    guard let mark else { return true }
    return mark != FileMark(percentFormat.bytes)
  }

  /// How this session has left a file; nil for a file that is not its own.
  func mark(of path: String) -> FileMark? { ownFiles[ScriptFile.realPath(path)] }

  /// How its own file was left.
  var mark: FileMark? { realPath.flatMap { ownFiles[$0] } }

  /// Belongs to a file from now on, which counts among this session's own.
  mutating func belong(to file: String, _ mark: FileMark?) {
    let real = ScriptFile.realPath(file)
    (path, fullPath, realPath) = (file, ScriptFile.fullPath(file), real)
    ownFiles[real] = mark
  }

  /// The entries of commands that were run, in order.
  var done: [Entry] { entries.filter { $0.kind == .commands && ($0.status == .done || $0.status == .stale) } }

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

  /// Begins without entries.
  mutating func replaceEntries() {
    entries = []
    wasReplaced = true
    runs = 0
  }

  /// Takes an entry over from another session, with its number.
  mutating func take(_ entry: Entry) {
    entries.append(entry)
    nextIdentity = max(nextIdentity, entry.id + 1)
    runs = max(runs, entry.number ?? 0)
  }

  public subscript(id id: Int) -> Entry? { entries.last { $0.id == id } }

  /// Changes an entry; nothing happens when it is no longer there.
  package mutating func change(_ id: Int, _ body: (inout Entry) -> Void) {
    guard let index = entries.lastIndex(where: { $0.id == id }) else { return }
    let (kind, text) = (entries[index].kind, entries[index].text)
    body(&entries[index])
    if entries[index].kind != kind || entries[index].text != text { isChanged = true }
  }

  /// Takes away the entry of a line that only stood for a key.
  mutating func remove(_ id: Int) {
    if let number = self[id: id]?.number, number == runs { runs -= 1 }
    entries.removeAll { $0.id == id }
  }

  /// The N of the next `In N`.
  mutating func nextNumber() -> Int {
    runs += 1
    return runs
  }

  // MARK: Running again

  /// Everything is as it was when it was opened: not run.
  mutating func beginAnew() {
    runs = 0
    for index in entries.indices
    where entries[index].kind == .commands && !entries[index].isWaiting && !entries[index].isAside
      && !entries[index].isSlip
    {
      entries[index].status = .fresh
      entries[index].number = nil
      entries[index].clearAnswers()
    }
  }

  /// The entries of commands that a selection means, from the top; those that wait for their turn have it anyway.
  ///
  /// - Throws: `SessionError` when there are none.
  func chosen(_ selection: SessionJob.Selection) throws(SessionError) -> [Int] {
    let commands = entries.filter { $0.kind == .commands && !$0.isWaiting }
    switch selection {
    case .all:
      // What is about the file would write over it, or put another in its place; a slip of typing would end the run.
      let script = commands.filter { !$0.isAside && !$0.isSlip }
      guard !script.isEmpty else { throw SessionError("there are no entries to run") }
      return script.map(\.id)
    case .next:
      guard let next = commands.first(where: { $0.status == .fresh }) else {
        throw SessionError("every entry was run", hint: "run all runs them anew from the first")
      }
      return [next.id]
    case .entry(let id):
      guard commands.contains(where: { $0.id == id }) else { throw SessionError("there is no such entry to run") }
      return [id]
    case .below(let id):
      guard let index = entries.firstIndex(where: { $0.id == id }) else { throw SessionError("there is no such entry") }
      return entries[index...].filter { $0.kind == .commands && !$0.isWaiting && ($0.id == id || !$0.isAside) }
        .map(\.id)
    case .stale:
      let stale = commands.filter { $0.status == .stale && !$0.isAside }
      let fresh = commands.count { $0.status == .fresh }
      guard !stale.isEmpty else {
        throw fresh == 0
          ? SessionError("no entry is stale: nothing above one was changed since it ran")
          : SessionError(
            "no entry is stale, but \(counted(fresh, "entry")) \(fresh == 1 ? "was" : "were") not run yet",
            hint: "run next runs the first of them, run all everything")
      }
      return stale.map(\.id)
    }
  }

  /// The entry that a person calls N: the one marked `In N`, or before it was run the N-th of the notebook.
  func entry(numbered number: Int) throws(SessionError) -> Int {
    // The line that asks is none of them.
    let commands = entries.filter { $0.kind == .commands && $0.status != .running }
    if let marked = commands.first(where: { $0.number == number }) { return marked.id }
    guard commands.indices.contains(number - 1), commands[number - 1].number == nil else {
      throw SessionError("there is no entry \(number)", hint: "an entry is called by its In number; history tells them")
    }
    return commands[number - 1].id
  }
}
