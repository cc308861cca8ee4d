/// What looking on may cost while a training runs: a small share of the time that it trains.
///
/// Time spent training earns the right to spend, a part for publishing and a part for replaying the shown example, so that
/// neither starves the other; each pays what it really took.
package struct WatchBudget {
  /// Shares of training time that may be spent: 3 % together.
  package static let publishingShare = 0.01
  package static let replayShare = 0.02
  /// Seconds between two snapshots, at least.
  package static let interval = 1.0 / 30
  /// After so many seconds a snapshot is due whatever it costs: progress has to be seen.
  package static let patience = 0.5

  private var publishing = Purse(share: publishingShare)
  private var replaying = Purse(share: replayShare)
  private var lastPublished = -Double.infinity

  package init() {}

  /// Training has gone on for so many seconds.
  package mutating func earn(_ seconds: Double) {
    publishing.earn(seconds)
    replaying.earn(seconds)
  }

  /// Whether the last snapshot is old enough for another one.
  package func isIntervalOver(at now: Double) -> Bool { now - lastPublished >= Self.interval }

  package func isPublishDue(at now: Double) -> Bool {
    isIntervalOver(at: now) && (publishing.hasEnough || now - lastPublished >= Self.patience)
  }

  /// Whether the shown example may be replayed for the snapshot that is due.
  package var allowsReplay: Bool { replaying.hasEnough }

  /// A snapshot was published; `seconds` is what it took without the replay.
  package mutating func publish(at now: Double, costing seconds: Double) {
    lastPublished = now
    publishing.pay(seconds)
  }

  package mutating func replay(costing seconds: Double) { replaying.pay(seconds) }

  private struct Purse {
    let share: Double
    /// Seconds that may be spent; below zero where the last cost was larger than thought.
    var saved = 0.0
    /// What the last time cost, which is what the next one is thought to cost.
    var cost = 0.0

    var hasEnough: Bool { saved >= cost }

    mutating func earn(_ seconds: Double) {
      // What was not spent for long must not become a burst.
      saved = min(saved + share * seconds, 2 * cost + 0.001)
    }

    mutating func pay(_ seconds: Double) {
      cost = seconds
      saved -= seconds
    }
  }
}
