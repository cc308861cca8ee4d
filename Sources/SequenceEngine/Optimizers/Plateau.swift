/// What a schedule that lowers the rate on plateaus of the validation loss has seen: a part of a model's state, so that
/// training goes on with the same bits after a pause, from a file, and when updates are made again.
public struct Plateau: Sendable, Equatable, Codable {
  /// The model's updates when the schedule that it belongs to began.
  public var start: Int
  /// nil: nothing was scored yet.
  public var best: Double?
  /// Scores since the best one, or since the rate fell.
  public var waited = 0
  /// The rate over the optimizer's.
  public var share = 1.0

  public init(start: Int) { self.start = start }

  /// After one more score of the validation part.
  func noting(_ loss: Double, _ optimizer: Optimizer) -> Plateau {
    guard let schedule = optimizer.schedule else { return self }
    var next = self
    if loss.isFinite, best.map({ loss < $0 }) ?? true {
      (next.best, next.waited) = (loss, 0)
      return next
    }
    next.waited += 1
    if next.waited >= schedule.patience ?? 1 {
      next.waited = 0
      next.share *= schedule.factor
    }
    return next
  }

  /// Whether a file may ask for it.
  var isSane: Bool { start >= 0 && best?.isFinite ?? true && waited >= 0 && (0...1).contains(share) }
}

extension ModelState {
  /// What the optimizer's schedule has seen so far; nil unless it waits for plateaus.
  func plateau(of optimizer: Optimizer) -> Plateau? {
    guard let schedule = optimizer.schedule, schedule.kind == .plateau else { return nil }
    return plateau.flatMap { $0.start == schedule.start ? $0 : nil } ?? Plateau(start: schedule.start)
  }

  /// The learning rate of the next update.
  public func rate(_ optimizer: Optimizer) -> Double {
    optimizer.rate(at: updates) * (plateau(of: optimizer)?.share ?? 1)
  }
}
