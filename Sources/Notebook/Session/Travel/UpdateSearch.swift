import Script
import SequenceEngine

/// Looks through updates that a training made for one at which a condition becomes true: true after it, and not after the
/// update before it.
///
/// Updates are made again snapshot by snapshot, so that memory for one model is enough. Where conditions ask measures
/// alone, the history of the training answers and nothing is made again.
struct UpdateSearch {
  private let past: TrainingPast
  private let reports: [Int: UpdateReport]
  private let conditions: [Breakpoint]
  private let bench: ConditionBench
  /// Called after each update that was asked about; throwing ends the search.
  private let visit: () throws -> Void

  struct Found {
    let update: Int
    let hits: [BreakHit]
    /// What every condition that was asked answered there, by number.
    let answers: [Int: Value]
    /// How the parts of the data that they are about were scored there.
    var evaluations: [DataPart: Evaluation] = [:]
  }

  init(
    _ entry: ModelEntry, _ conditions: [Breakpoint], _ bench: ConditionBench, visit: @escaping () throws -> Void
  ) {
    past = entry.past
    reports = Dictionary((entry.history + past.laterReports).map { ($0.update, $0) }) { _, later in later }
    self.conditions = conditions
    self.bench = bench
    self.visit = visit
  }

  /// The first update after one, up to another.
  ///
  /// - Parameter standing: answers after the first one, by condition; nil: they are asked there.
  func first(after start: Int, through end: Int, standing: [Int: Value]? = nil) throws -> Found? {
    var answers = standing
    for leg in past.legs(from: start, to: end).reversed() {
      if let found = try look(through: leg, from: start, &answers, stopsAtFirst: true) { return found }
    }
    return nil
  }

  /// The last update up to one, later than another.
  func last(after start: Int, through end: Int) throws -> Found? {
    for leg in past.legs(from: start, to: end) {
      var answers: [Int: Value]?
      if let found = try look(through: leg, from: start, &answers, stopsAtFirst: false) { return found }
    }
    return nil
  }

  private func look(
    through leg: TrainingPast.Route, from start: Int, _ answers: inout [Int: Value]?, stopsAtFirst: Bool
  ) throws -> Found? {
    let first = max(start, leg.moment.update)
    var found: Found?
    /// Whether the search is over.
    func take(
      _ update: Int, _ report: UpdateReport?, recent: RecentSequences, _ show: () throws -> Void
    ) throws -> Bool {
      guard update >= first else { return false }
      bench.show(report, update: update, recent: recent)
      guard update > first || answers == nil else { return false }
      if needsWeights { try show() }
      let values = try conditions.map { ($0, try $0.value(in: bench)) }
      let hits = values.compactMap { condition, value -> BreakHit? in
        guard update > first, condition.stops(value, after: answers?[condition.number]) else { return nil }
        return BreakHit(breakpoint: condition, facts: condition.facts(in: bench), value: value)
      }
      let known = Dictionary(values.map { ($0.number, $1) }) { _, last in last }
      answers = known
      if update > first { try visit() }
      guard !hits.isEmpty else { return false }
      found = Found(update: update, hits: hits, answers: known, evaluations: bench.evaluations)
      return stopsAtFirst
    }
    if !needsWeights, !conditions.contains(where: \.asksRecent),
      (first...leg.target).allSatisfy({ $0 == 0 || reports[$0] != nil })
    {
      for update in first...leg.target where try take(update, reports[update], recent: RecentSequences(), {}) { break }
      return found
    }
    let state = leg.moment.state
    _ = try take(leg.moment.update, reports[leg.moment.update], recent: state.recent) {
      bench.show(weights: state.parameters, update: state.updates, of: state.description)
      if !parts.isEmpty, let stretch = leg.stretches.first {
        try bench.score(parts, with: Trainer(state, stretch.dataset, stretch.settings))
      }
    }
    do {
      _ = try leg.replay { trainer, report in
        try bench.checkInterrupt()
        let isOver = try take(report.update, report, recent: report.recent) {
          bench.show(weights: trainer.parameters, update: trainer.updates, of: state.description)
          try bench.score(parts, with: trainer)
        }
        if isOver { throw Enough() }
      }
    } catch is Enough {}
    return found
  }

  private struct Enough: Error {}

  private var needsWeights: Bool { conditions.contains(where: \.isDear) }

  /// Parts of the data that are scored after each update.
  private var parts: [DataPart: Bool] {
    conditions.reduce(into: [:]) { $0.merge($1.scoredParts) { $0 || $1 } }
  }
}
