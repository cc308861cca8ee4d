import SequenceEngine

/// A model's training as it can be gone back to: snapshots, and how the updates between two of them were made.
///
/// Snapshots thin out as they age: those around an update n updates ago lie at most max(32, n/16) apart, so that
/// going back n updates makes at most a sixteenth of them again. The snapshot that a training began with stays as long as
/// there is room.
package struct TrainingPast: Sendable {
  /// A model at one update of a stretch. A reference, so that workspaces that share it share its memory.
  package final class Moment: Sendable {
    let stretch: Int
    let state: ModelState

    init(_ stretch: Int, _ state: ModelState) {
      self.stretch = stretch
      self.state = state
    }

    package var update: Int { state.updates }
    package var bytes: Int { state.bytes }
  }

  /// Updates that were made one after another on one stream of data, with one set of settings.
  struct Stretch: Sendable {
    let number: Int
    let start: Int
    fileprivate(set) var end: Int
    /// What is added to the number of an update for the number of its batch: compared models learn from the same.
    let batchOffset: Int
    let dataset: Dataset
    let settings: TrainingSettings
    /// Whether it begins with the very state that the stretch before it ended with.
    let continues: Bool
  }

  /// Bytes that the snapshots of a workspace may take: a quarter of what undo and rewind have together.
  package static let budget = UndoHistory.budget / 4
  /// Updates between two young snapshots.
  package static let spacing = 32

  package private(set) var moments: [Moment] = []
  private(set) var stretches: [Stretch] = []
  private var nextNumber = 0
  private var limit = TrainingPast.budget
  /// What the history says of updates after the one that the model stands at.
  var laterReports: [UpdateReport] = []
  var laterValidations: [(update: Int, loss: Double)] = []

  package init() {}

  /// The first and the last update that can be gone to; nil when there are none.
  package var reach: ClosedRange<Int>? {
    guard let first = moments.first, let last = stretches.last, first.update <= last.end else { return nil }
    return first.update...last.end
  }

  // MARK: While a model is trained

  /// Training begins or goes on from a state. What was made after it in the past is forgotten.
  ///
  /// - Parameter limit: bytes for the snapshots of this model.
  package mutating func begin(
    _ state: ModelState, _ dataset: Dataset, _ settings: TrainingSettings, batchOffset: Int,
    limit: Int = TrainingPast.budget
  ) {
    self.limit = limit
    forget(after: state.updates)
    let continues = moments.last?.state == state && moments.last?.stretch == stretches.last?.number
    if continues, let last = stretches.last, last.settings == settings, last.batchOffset == batchOffset,
      last.dataset.isCertainlySame(as: dataset)
    {
      return
    }
    stretches.append(
      Stretch(
        number: nextNumber, start: state.updates, end: state.updates, batchOffset: batchOffset, dataset: dataset,
        settings: settings, continues: continues))
    if !continues { moments.append(Moment(nextNumber, state)) }
    nextNumber += 1
  }

  /// Whether the model is to be kept at this update.
  package func isDue(_ update: Int) -> Bool {
    guard let last = moments.last else { return false }
    return update - last.update >= Self.spacing && 2 * last.bytes <= limit
  }

  /// Keeps the model as it is now; `isDue` says when, and the last update of a training is kept always.
  package mutating func keep(_ state: ModelState) {
    guard let last = stretches.indices.last else { return }
    stretches[last].end = max(stretches[last].end, state.updates)
    if (moments.last?.update ?? -1) < state.updates { moments.append(Moment(stretches[last].number, state)) }
    thin()
  }

  /// Keeps a state that was gone back to, so that a training from there goes on with it.
  mutating func stand(_ route: Route, _ state: ModelState) {
    guard let stretch = route.stretches.last, route.target == state.updates else { return }
    let place = moments.firstIndex { ($0.stretch, $0.update) >= (stretch.number, state.updates) } ?? moments.count
    if let known = moments.dropFirst(place).first, (known.stretch, known.update) == (stretch.number, state.updates) {
      return
    }
    moments.insert(Moment(stretch.number, state), at: place)
  }

  private mutating func forget(after update: Int) {
    laterReports = []
    laterValidations = []
    stretches.removeAll { $0.start > update || ($0.start == update && !$0.continues) }
    for index in stretches.indices { stretches[index].end = min(stretches[index].end, update) }
    let known = Set(stretches.map(\.number))
    moments.removeAll { $0.update > update || !known.contains($0.stretch) }
  }

  // MARK: Thinning

  /// A snapshot that nothing else leads to: the first of a stretch that began with a state of its own.
  private func isOrigin(_ moment: Moment) -> Bool {
    stretches.contains { $0.number == moment.stretch && $0.start == moment.update && !$0.continues }
  }

  private mutating func thin() {
    guard let last = moments.last else { return }
    let origins = Set(stretches.lazy.filter { !$0.continues }.map(\.number))
    var kept: [Moment] = []
    for (index, moment) in moments.enumerated() {
      let isFirstOfStretch = kept.last?.stretch != moment.stretch && origins.contains(moment.stretch)
      if let before = kept.last, index + 1 < moments.count, !isFirstOfStretch {
        let after = moments[index + 1]
        if after.update - before.update <= max(Self.spacing, (last.update - after.update) / 16) { continue }
      }
      kept.append(moment)
    }
    moments = kept
    while moments.count > 1, moments.reduce(0, { $0 + $1.bytes }) > limit { dropOne() }
    if let only = moments.first, moments.count == 1, only.bytes > limit { moments = [] }
    if let first = moments.first { stretches.removeAll { $0.number < first.stretch } }
  }

  /// Drops the snapshot that is missed least: whose neighbours lie closest for their age; else the oldest.
  private mutating func dropOne() {
    guard let present = moments.last?.update else { return }
    let inner = moments.indices.dropFirst().dropLast().filter { !isOrigin(moments[$0]) }
    let chosen = inner.min { cost($0, present) < cost($1, present) }
    moments.remove(at: chosen ?? 0)
  }

  private func cost(_ index: Int, _ present: Int) -> Double {
    Double(moments[index + 1].update - moments[index - 1].update) / Double(present - moments[index].update + 1)
  }
}

extension ModelState {
  /// Bytes of its numbers.
  package var bytes: Int {
    let carriedCount = carried?.joined().reduce(0) { $0 + $1.count } ?? 0
    return 256 + 8 * (parameters.count * (1 + (optimizer?.slots.count ?? 0)) + carriedCount)
  }
}

extension Dataset {
  /// Whether it was asked for in the same words and batched alike.
  func isAlike(_ other: Dataset) -> Bool {
    request == other.request && split == other.split && batch == other.batch && seed == other.seed
  }

  /// The same for data that are made and not read from a file, which may have changed since.
  fileprivate func isCertainlySame(as other: Dataset) -> Bool { request.file == nil && isAlike(other) }
}
