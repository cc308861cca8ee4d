/// What a run of an entry depended on, and what it left: parts of the session with their contents.
struct Footprint: Sendable {
  /// The text that was run.
  var text: String
  /// How it ended.
  var outcome: Entry.Status
  var reads: [Resource: UInt64]
  var files: [String: UInt64]
  var writes: [Resource: UInt64]
  /// Whether it took back or did again what others had done: by itself it cannot be run again.
  var travels = false

  init(text: String, outcome: Entry.Status, _ trace: ReadTrace, start: Workspace, end: Workspace) {
    (self.text, self.outcome, files, travels) = (text, outcome, trace.files, trace.travels)
    let changed = end.changes(since: start)
    writes = Dictionary(
      uniqueKeysWithValues: changed.union(trace.made).union(trace.changed).map { ($0, end.fingerprint(of: $0)) })
    touched = trace.touched.subtracting(trace.reads)
    let needed = (travels ? trace.reads.union(changed) : trace.reads).union(trace.touched)
    reads = Dictionary(uniqueKeysWithValues: needed.map { ($0, start.fingerprint(of: $0)) })
  }

  /// Parts that it would have built on, had they stood above it.
  private var touched: Set<Resource> = []

  /// The same without what only stood below it, and was there from a run before.
  func without(whatIsBelow isBelow: (Resource) -> Bool) -> Footprint {
    var own = self
    for resource in touched where isBelow(resource) {
      own.reads[resource] = nil
      own.writes[resource] = nil
    }
    return own
  }

  /// A part of an entry that was parted: all of it reads, and the last piece leaves the result.
  func piece(_ text: String, isLast: Bool) -> Footprint {
    var piece = self
    piece.text = text
    if !isLast { piece.writes = [:] }
    return piece
  }

  /// Two entries that were joined.
  func joined(with lower: Footprint, text: String) -> Footprint {
    var whole = self
    whole.text = text
    whole.outcome = lower.outcome
    whole.travels = travels || lower.travels
    whole.reads.merge(lower.reads.filter { writes[$0.key] == nil }) { own, _ in own }
    whole.files.merge(lower.files) { $1 }
    whole.writes.merge(lower.writes) { $1 }
    return whole
  }
}
