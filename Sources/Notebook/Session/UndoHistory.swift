import SequenceEngine

/// Workspaces of before, to go back to, within a budget of bytes: the oldest are given up first. The snapshots of
/// trainings that they hold for `rewind` count as well, each once.
struct UndoHistory {
  /// A workspace, and the change that lies between it and the next one toward the present: of the workspace, or of the
  /// notebook's entries alone.
  struct Moment {
    let workspace: Workspace
    let change: String
    let arrangement: Arrangement?
    /// What entries had answered before several of them were run again.
    let runs: EntryRuns?
    /// Whether a script that holds the entries one below the other makes the change in the same place.
    let isOfScript: Bool
    /// Bytes of its own, counted once: a workspace is never changed while it is kept, and may have many variables.
    let size: Int

    /// Recorded passes are left out: they are made again when they are needed.
    init(
      _ workspace: Workspace, _ change: String, _ arrangement: Arrangement? = nil, runs: EntryRuns? = nil,
      isOfScript: Bool = true
    ) {
      var kept = workspace
      kept.stepper?.recorded = [:]
      kept.stepper?.originals = [:]
      (self.workspace, self.change, self.arrangement) = (kept, change, arrangement)
      (self.runs, self.isOfScript) = (runs, isOfScript)
      size = kept.size + (arrangement?.size ?? 0) + (runs?.size ?? 0)
    }
  }

  private var past: [Moment] = []
  /// What the past takes.
  private var use = UndoUse()
  private var future: [Moment] = []

  static let budget = 512_000_000

  /// Keeps the workspace from before a change; what was taken back can then no longer be done again.
  mutating func push(_ workspace: Workspace, before change: String, isOfScript: Bool = true) {
    keep(Moment(workspace, change, isOfScript: isOfScript))
    future = []
    trim()
  }

  /// Keeps also what the entries had answered, before they are run again.
  mutating func push(_ workspace: Workspace, before change: String, of runs: EntryRuns) {
    keep(Moment(workspace, change, runs: runs, isOfScript: false))
    future = []
    trim()
  }

  /// Keeps what the notebook's entries were before they were changed; nothing is kept when they were not.
  mutating func push(_ workspace: Workspace, arranging before: [Entry], into after: [Entry], change: String) {
    guard before != after else { return }
    keep(Moment(workspace, change, Arrangement(before, after)))
    future = []
    trim()
  }

  /// The change that `undo` or `redo` would go over.
  func next(back: Bool) -> Moment? { back ? past.last : future.last }

  mutating func undo(_ current: Workspace, _ runs: EntryRuns) -> Moment? {
    guard let before = takeLast() else { return nil }
    future.append(before.opposite(current, runs))
    return before
  }

  mutating func redo(_ current: Workspace, _ runs: EntryRuns) -> Moment? {
    guard let after = future.popLast() else { return nil }
    keep(after.opposite(current, runs))
    return after
  }

  /// The workspace from before the last change, which is forgotten: it cannot be done again.
  mutating func takeBack() -> Workspace? { takeLast()?.workspace }

  /// Forgets changes of entries: another notebook has taken the place of theirs.
  mutating func forgetArrangements() {
    past.removeAll { $0.arrangement != nil }
    future.removeAll { $0.arrangement != nil }
    use = UndoUse()
    for moment in past { use.addYoungest(moment) }
  }

  /// Everything that is kept, the nearest to the present first.
  var workspaces: [Workspace] { past.reversed().map(\.workspace) + future.reversed().map(\.workspace) }

  /// What `undo` answers.
  var summary: String {
    let steps = past.count == 1 ? "1 more change" : "\(past.count) more changes"
    return "\(steps) can be taken back (\(MemorySize(Double(use.bytes))) of \(MemorySize(Double(Self.budget))) in use)"
  }

  private mutating func keep(_ moment: Moment) {
    past.append(moment)
    use.addYoungest(moment)
  }

  private mutating func takeLast() -> Moment? {
    guard let moment = past.popLast() else { return nil }
    use.removeYoungest(moment)
    return moment
  }

  private mutating func trim() {
    var givenUp = 0
    // What the present workspace holds for `rewind` has its own share.
    while use.bytes > Self.budget - TrainingPast.budget, givenUp < past.count {
      use.removeOldest(past[givenUp])
      givenUp += 1
    }
    past.removeFirst(givenUp)
  }
}

extension UndoHistory.Moment {
  /// The way back over the same change, from where the session is.
  fileprivate func opposite(_ current: Workspace, _ present: EntryRuns) -> Self {
    Self(current, change, arrangement, runs: runs == nil ? nil : present, isOfScript: isOfScript)
  }
}
