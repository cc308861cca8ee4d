/// Which entries no longer fit what stands above them.
///
/// The entries are followed from the top with what each run has read and left. An entry is stale when something that it
/// read is not what stands above it any more, or depends on a stale one; and when what it changed was changed again from
/// above. One whose surroundings are as they were is not stale, whatever happened between.
struct Staleness {
  /// The footprint of each text that an entry was run with.
  private var runs: [Int: [String: Footprint]] = [:]
  /// The text that an entry was run with last.
  private var latest: [Int: String] = [:]

  subscript(entry: Entry) -> Footprint? { runs[entry.id]?[entry.text] }

  mutating func remember(_ footprint: Footprint, of id: Int) {
    runs[id, default: [:]][footprint.text] = footprint
    latest[id] = footprint.text
  }

  mutating func forget() { self = Staleness() }

  /// What an entry left when it was run last, whatever its text is now.
  private func last(_ id: Int) -> Footprint? { latest[id].flatMap { runs[id]?[$0] } }

  /// What the entries above one promise, as it stands in the notebook.
  struct Promise {
    private let start: Workspace
    private var contents: [Resource: UInt64] = [:]
    /// The entry that left a part last.
    private(set) var writers: [Resource: Int] = [:]
    /// Parts that wait for a stale entry to be run.
    private var pending: Set<Resource> = []

    init(_ start: Workspace) { self.start = start }

    subscript(resource: Resource) -> UInt64 { contents[resource] ?? start.fingerprint(of: resource) }

    /// Every part that an entry has left, with its content.
    var known: [(resource: Resource, content: UInt64)] {
      contents.filter { !pending.contains($0.key) }.map { ($0.key, $0.value) }
    }

    func keeps(_ footprint: Footprint) -> Bool {
      footprint.reads.allSatisfy { !pending.contains($0.key) && self[$0.key] == $0.value }
        && footprint.files.allSatisfy { FileContent.mark($0.key) == $0.value }
    }

    /// Whether nothing above has left it.
    func lacks(_ resource: Resource) -> Bool { writers[resource] == nil && self[resource] == 0 }

    mutating func take(_ footprint: Footprint, of id: Int, isPending: Bool) {
      for (resource, content) in footprint.writes {
        contents[resource] = content
        writers[resource] = id
        if isPending { pending.insert(resource) } else { pending.remove(resource) }
      }
    }

    /// The same content, whatever a run found there: what somebody runs again by hand is meant so.
    func accepted(_ reads: [Resource: UInt64]) -> [Resource: UInt64] {
      Dictionary(uniqueKeysWithValues: reads.keys.map { ($0, pending.contains($0) ? 0 : self[$0]) })
    }
  }

  /// - Parameter id: the entry that it ends above; nil: at the end.
  func promise(above id: Int?, in document: Document, from start: Workspace) -> Promise {
    var promise = Promise(start)
    for entry in document.entries where entry.kind == .commands {
      if entry.id == id { break }
      _ = follow(entry, &promise)
    }
    return promise
  }

  /// Takes an entry into what is promised; whether it is stale, nil for one that was not run.
  func follow(_ entry: Entry, _ promise: inout Promise) -> Bool? {
    guard entry.wasRun, let footprint = self[entry] else {
      // What it left was made by another text, or is being made anew.
      if let old = last(entry.id) { promise.take(old, of: entry.id, isPending: true) }
      return entry.wasRun && last(entry.id) != nil ? true : nil
    }
    let isStale = !promise.keeps(footprint)
    promise.take(footprint, of: entry.id, isPending: isStale)
    return isStale
  }

  /// The entries that were run and have a footprint, each with whether it is stale.
  func marks(of document: Document, from start: Workspace, present: Workspace) -> [Int: Bool] {
    var promise = Promise(start)
    var marks: [Int: Bool] = [:]
    for entry in document.entries where entry.kind == .commands {
      if let isStale = follow(entry, &promise) { marks[entry.id] = isStale }
    }
    for (resource, content) in promise.known where !Self.wanders(resource) {
      guard let id = promise.writers[resource], marks[id] == false else { continue }
      if present.fingerprint(of: resource) != content { marks[id] = true }
    }
    return marks
  }

  /// Where somebody stands in time is nobody's result.
  private static func wanders(_ resource: Resource) -> Bool { resource == .moment || resource == .draws }
}

extension Session {
  /// Brings the marks of all entries up to date.
  func refreshMarks() {
    for (id, isStale) in staleness.marks(of: document, from: start, present: workspace) {
      guard let entry = document[id: id], entry.wasRun else { continue }
      let status = isStale ? .stale : staleness[entry]?.outcome ?? entry.status
      if status != entry.status { interpreter.document.change(id) { $0.status = status } }
    }
  }

  /// Keeps what the run of an entry depended on and left.
  ///
  /// - Parameter asMeant: whether it counts as up to date whatever it has found, as somebody wanted it run here and now.
  func remember(_ entry: Entry, _ trace: ReadTrace, outcome: Entry.Status, since before: Workspace, asMeant: Bool) {
    let promise = staleness.promise(above: entry.id, in: document, from: start)
    var footprint = Footprint(text: entry.text, outcome: outcome, trace, start: before, end: workspace)
      .without { promise.lacks($0) }
    if asMeant { footprint.reads = promise.accepted(footprint.reads) }
    staleness.remember(footprint, of: entry.id)
  }

  /// What was looked at while the running entry trained has seen its result.
  func rememberLooks() {
    for look in looks {
      guard let entry = document[id: look.entry] else { continue }
      remember(entry, look.trace, outcome: entry.status, since: workspace, asMeant: true)
    }
    looks = []
  }

  /// Pieces and joined entries depend on what the whole and the parts depended on.
  func rememberArrangement(of id: Int, from before: [Entry]) {
    guard let old = before.first(where: { $0.id == id }), let now = document[id: id], old.text != now.text else {
      return
    }
    let known = Set(before.map(\.id))
    let pieces = document.entries.filter { !known.contains($0.id) }
    if let footprint = staleness[old], !pieces.isEmpty {
      for piece in pieces { staleness.remember(footprint.piece(piece.text, isLast: false), of: piece.id) }
      staleness.remember(footprint.piece(now.text, isLast: true), of: id)
    } else if let lower = before.first(where: { old in document[id: old.id] == nil }), let own = staleness[old],
      let other = staleness[lower]
    {
      staleness.remember(own.joined(with: other, text: now.text), of: id)
    }
  }
}
