/// What the notebook's entries have answered, and what that depended on: to be put back when a run of several of them is
/// taken back.
struct EntryRuns {
  fileprivate let entries: [Entry]
  fileprivate let staleness: Staleness
  /// Bytes that it may hold of its own.
  var size: Int { entries.reduce(0) { $0 + $1.size } }
}

extension Session {
  /// As it is now.
  var entryRuns: EntryRuns { EntryRuns(entries: document.entries, staleness: staleness) }

  /// Gives the entries back what they had answered; those that were entered or changed since stay as they are.
  func restore(_ runs: EntryRuns) {
    staleness = runs.staleness
    for old in runs.entries {
      interpreter.document.change(old.id) { entry in
        if entry.kind == old.kind, entry.text == old.text, !entry.isWaiting { entry.takeRun(of: old) }
      }
    }
  }

  /// Whether a script of the entries one below the other comes to this one as the session does: for the first time, and
  /// before those below it. Of a line that a key writes anew the latest counts.
  func runsInOrder(_ entry: Entry) -> Bool {
    guard entry.number == nil || entry.isGesture || entry.isKnob,
      let place = document.entries.firstIndex(where: { $0.id == entry.id })
    else { return false }
    return !document.entries[(place + 1)...].contains { $0.number != nil }
  }
}
