import SequenceEngine

/// A training that went past the update at which a condition became true, because probes are asked seldom.
extension TrainingRun {
  /// Puts every model at the first update since the last question that meets one of the conditions.
  ///
  /// - Returns: what was met there.
  mutating func goBackToFirst(of hits: [BreakHit]) throws -> [BreakHit] {
    let present = updates
    for index in runners.indices { runners[index].entry.past.keep(runners[index].trainer.state) }
    guard let entry = runners.first?.entry else { return hits }
    let most = hits.compactMap(\.every).max() ?? 1
    let count = context.counting("asking again", of: most)
    guard let found = try breaks.first(of: hits, entry, at: present, visit: count) else { return hits }
    let over = present - found.update
    guard over > 0 else { return found.hits }
    let routes = runners.compactMap { $0.entry.past.legs(from: 0, to: $0.trainer.updates - over).first }
    guard routes.count == runners.count else { return hits }
    for (index, route) in routes.enumerated() {
      let trainer = runners[index].trainer
      let state = try route.replay { [context] _, _ in try context.checkInterrupt() }
      runners[index].entry.stand(route, state)
      runners[index].trainer = try Trainer(state, trainer.dataset, trainer.settings)
    }
    made -= over
    try breaks.stand(runners[0].entry, runners[0].trainer, found.hits)
    context.note(
      "\(counted(over, "update")) made before it was asked \(over == 1 ? "is" : "are") taken back; "
        + "rewind \(present) goes there")
    return found.hits
  }
}
