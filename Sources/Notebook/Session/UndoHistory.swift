import SequenceEngine

/// Workspaces of before, to go back to, within a budget of bytes: the oldest are given up first. The snapshots of
/// trainings that they hold for `rewind` count as well, each once.
struct UndoHistory {
  /// A workspace, and the change that lies between it and the next one toward the present: of the workspace, or of the
  /// notebook's entries alone.
  typealias Moment = (workspace: Workspace, change: String, arrangement: Arrangement?)

  private var past: [Moment] = []
  private var future: [Moment] = []

  static let budget = 512_000_000

  /// Keeps the workspace from before a change; what was taken back can then no longer be done again.
  mutating func push(_ workspace: Workspace, before change: String) {
    past.append((Self.kept(workspace), change, nil))
    future = []
    trim()
  }

  /// Keeps what the notebook's entries were before they were changed; nothing is kept when they were not.
  mutating func push(_ workspace: Workspace, arranging before: [Entry], into after: [Entry], change: String) {
    guard before != after else { return }
    past.append((Self.kept(workspace), change, Arrangement(before, after)))
    future = []
    trim()
  }

  mutating func undo(_ current: Workspace) -> Moment? {
    guard let before = past.popLast() else { return nil }
    future.append((Self.kept(current), before.change, before.arrangement))
    return before
  }

  mutating func redo(_ current: Workspace) -> Moment? {
    guard let after = future.popLast() else { return nil }
    past.append((Self.kept(current), after.change, after.arrangement))
    return after
  }

  /// The workspace from before the last change, which is forgotten: it cannot be done again.
  mutating func takeBack() -> Workspace? { past.popLast()?.workspace }

  /// Everything that is kept, the nearest to the present first.
  var workspaces: [Workspace] { past.reversed().map(\.workspace) + future.reversed().map(\.workspace) }

  /// What `undo` answers.
  var summary: String {
    let bytes = sizes.last ?? 0
    let steps = past.count == 1 ? "1 more change" : "\(past.count) more changes"
    return "\(steps) can be taken back (\(MemorySize(Double(bytes))) of \(MemorySize(Double(Self.budget))) in use)"
  }

  /// Recorded passes are made again when they are needed.
  private static func kept(_ workspace: Workspace) -> Workspace {
    var kept = workspace
    kept.stepper?.recorded = [:]
    kept.stepper?.originals = [:]
    return kept
  }

  private mutating func trim() {
    // What the present workspace holds for `rewind` has its own share.
    let kept = sizes.prefix { $0 <= Self.budget - TrainingPast.budget }.count
    past.removeFirst(past.count - kept)
  }

  /// Bytes of the last change's workspace, of the last two, and so on.
  private var sizes: [Int] {
    var counted: Set<ObjectIdentifier> = []
    var sum = 0
    var data: Dataset?
    return past.reversed().map { moment in
      sum += moment.workspace.size + (moment.arrangement?.size ?? 0)
      // Data that several workspaces share count once.
      if let own = moment.workspace.dataset, data?.isAlike(own) != true {
        sum += moment.workspace.dataBytes
        data = own
      }
      for snapshot in moment.workspace.models.flatMap(\.past.moments)
      where counted.insert(ObjectIdentifier(snapshot)).inserted {
        sum += snapshot.bytes
      }
      return sum
    }
  }
}
