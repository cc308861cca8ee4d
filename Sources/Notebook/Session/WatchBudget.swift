/// What looking on may cost while a training runs: a small share of the time that it trains.
///
/// Time spent training earns the right to spend; publishing and replaying pay what they really took.
struct WatchBudget {
  /// The share of training time that may be spent.
  static let share = 0.03
  /// Seconds between two snapshots, at least.
  static let interval = 1.0 / 30
  /// After so many seconds a snapshot is due whatever it costs: progress has to be seen.
  static let patience = 0.5

  /// Seconds that may be spent now; below zero where the last cost was larger than thought.
  private var saved = 0.0
  private var lastPublished = -Double.infinity
  private var publishing = 0.0
  private var replaying = 0.0

  /// An update took so many seconds.
  mutating func earn(_ seconds: Double) {
    // What was not spent for long must not become a burst.
    saved = min(saved + Self.share * seconds, max(0.02, 2 * (publishing + replaying)))
  }

  func isPublishDue(at now: Double) -> Bool {
    let waited = now - lastPublished
    return waited >= Self.patience || (waited >= Self.interval && saved >= publishing)
  }

  /// Whether the shown example may be replayed for the snapshot that is due.
  var allowsReplay: Bool { saved >= publishing + replaying }

  /// A snapshot was published; `seconds` is what it took without the replay.
  mutating func publish(at now: Double, costing seconds: Double) {
    lastPublished = now
    publishing = seconds
    saved -= seconds
  }

  mutating func replay(costing seconds: Double) {
    replaying = seconds
    saved -= seconds
  }
}
