/// `run stale`: what is stale is run again, on what stands above it. All else is put where it belongs without being run.
extension Session {
  /// Leaves the session as running every entry anew would, and runs only what has to be.
  func runStale(_ stale: [Int]) -> Outcome {
    let entries = document.entries.filter { $0.kind == .commands && $0.wasRun && !$0.isAside && !$0.isSlip }
    var wanted = Set(stale)
    let isAnew = entries.contains { wanted.contains($0.id) && travels($0) }
    // What undo took back is only known when everything before it has happened.
    if isAnew { wanted = Set(entries.map(\.id)) }
    let shelf = Shelf([workspace] + history.workspaces)
    addUnavailable(to: &wanted, entries, shelf)
    // One `undo` takes all of it back: what lies between never was what the notebook says.
    history.push(workspace, before: "run stale", of: entryRuns)
    let outer = history
    // An `undo` among the entries takes back one of those before it.
    if isAnew { history = UndoHistory() }
    defer { history = outer }
    let waiting = queue(entries.map(\.id).filter(wanted.contains))
    defer { giveUp(waiting) }
    interpreter.workspace = start
    var promise = Staleness.Promise(start)
    var ending: Outcome?
    for entry in entries {
      betweenEntries()
      if ending == nil, interpreter.environment.isInterrupted() { ending = .interrupted }
      if let footprint = staleness[entry], !isAnew, promise.keeps(footprint),
        let parts = shelf.parts(footprint), !wanted.contains(entry.id) || footprint.outcome == .done
      {
        interpreter.workspace.take(parts)
        promise.take(footprint, of: entry.id, isPending: false)
        interpreter.document.change(entry.id) { $0.status = footprint.outcome }
        continue
      }
      // After a failure the rest stays stale, but what does not depend on it keeps its place.
      guard ending == nil, document[id: entry.id] != nil else {
        if let footprint = staleness[entry] { promise.take(footprint, of: entry.id, isPending: true) }
        continue
      }
      tell(.told(entry.text))
      let outcome = run(entry: entry.id, undo: isAnew ? .eachStatement : .none, asMeant: false)
      if outcome == .quit {
        isQuitting = false
      } else if outcome != .done {
        ending = outcome
      }
      if let done = document[id: entry.id], let footprint = staleness[done] {
        promise.take(footprint, of: entry.id, isPending: outcome != .done)
      }
    }
    if let ending = interpreter.workspace.refreshStepper() { tell(.output(.note(ending))) }
    refreshMarks()
    keep()
    return ending ?? .done
  }

  /// Whether an entry takes back what others have done; of one that this session has not run, whether it may.
  private func travels(_ entry: Entry) -> Bool {
    staleness[entry]?.travels ?? ["undo", "redo"].contains { entry.text.contains($0) }
  }

  /// Adds the entries whose results are needed, and are in memory no more.
  private func addUnavailable(to wanted: inout Set<Int>, _ entries: [Entry], _ shelf: Shelf) {
    var isComplete = false
    while !isComplete {
      isComplete = true
      var promise = Staleness.Promise(start)
      func check() {
        for (resource, content) in promise.known where !shelf.holds(resource, content) {
          if let writer = promise.writers[resource], wanted.insert(writer).inserted { isComplete = false }
        }
      }
      for entry in entries {
        if wanted.contains(entry.id) { check() }
        guard let footprint = staleness[entry] else { continue }
        promise.take(footprint, of: entry.id, isPending: wanted.contains(entry.id))
      }
      check()
    }
  }

  /// Marks entries as waiting for their turn, and returns what they were.
  func queue(_ ids: [Int]) -> [Int: Entry.Status] {
    var before: [Int: Entry.Status] = [:]
    for id in ids {
      interpreter.document.change(id) { entry in
        before[id] = entry.status
        entry.status = .queued
      }
    }
    return before
  }

  /// Entries whose turn did not come are what they were.
  func giveUp(_ waiting: [Int: Entry.Status]) {
    for (id, status) in waiting {
      interpreter.document.change(id) { if $0.status == .queued { $0.status = status } }
    }
  }
}

/// Contents of parts of the session, as far as the present and the past still hold them.
private struct Shelf {
  private var places: [Resource: [UInt64: Int]] = [:]
  private let workspaces: [Workspace]

  init(_ workspaces: [Workspace]) {
    self.workspaces = workspaces
    for (place, workspace) in workspaces.enumerated() {
      for resource in workspace.resources {
        let content = workspace.fingerprint(of: resource)
        if places[resource]?[content] == nil { places[resource, default: [:]][content] = place }
      }
    }
  }

  func holds(_ resource: Resource, _ content: UInt64) -> Bool { content == 0 || places[resource]?[content] != nil }

  /// What an entry left; nil when some of it is gone.
  func parts(_ footprint: Footprint) -> [(resource: Resource, from: Workspace)]? {
    var parts: [(order: Int, resource: Resource, from: Workspace)] = []
    for (resource, content) in footprint.writes {
      if content == 0 {
        parts.append((0, resource, Workspace()))
      } else if let place = places[resource]?[content] {
        // Models are put in the order in which they were made.
        let order = workspaces[place].models.firstIndex { resource == .model($0.name) } ?? Int.max
        parts.append((order, resource, workspaces[place]))
      } else {
        return nil
      }
    }
    return parts.sorted { $0.order < $1.order }.map { ($0.resource, $0.from) }
  }
}

extension Workspace {
  fileprivate mutating func take(_ parts: [(resource: Resource, from: Workspace)]) {
    for (resource, other) in parts { take(resource, from: other) }
  }
}
