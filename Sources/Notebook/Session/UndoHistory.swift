import SequenceEngine

/// Workspaces of before, to go back to, within a budget of bytes: the oldest are given up first.
struct UndoHistory {
  /// A workspace, and the change that lies between it and the next one toward the present.
  private typealias Moment = (workspace: Workspace, change: String)

  private var past: [Moment] = []
  private var future: [Moment] = []

  static let budget = 512_000_000

  /// Keeps the workspace from before a change; what was taken back can then no longer be done again.
  mutating func push(_ workspace: Workspace, before change: String) {
    past.append((Self.kept(workspace), change))
    future = []
    trim()
  }

  mutating func undo(_ current: Workspace) -> (workspace: Workspace, change: String)? {
    guard let before = past.popLast() else { return nil }
    future.append((Self.kept(current), before.change))
    return before
  }

  mutating func redo(_ current: Workspace) -> (workspace: Workspace, change: String)? {
    guard let after = future.popLast() else { return nil }
    past.append((Self.kept(current), after.change))
    return after
  }

  /// The workspace from before the last change, which is forgotten: it cannot be done again.
  mutating func takeBack() -> Workspace? { past.popLast()?.workspace }

  /// What `undo` answers.
  var summary: String {
    let bytes = past.reduce(0) { $0 + $1.workspace.size }
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
    var sum = 0
    let oldestKept = past.indices.reversed().first { index in
      sum += past[index].workspace.size
      return sum > Self.budget
    }
    if let oldestKept { past.removeFirst(oldestKept + 1) }
  }
}
