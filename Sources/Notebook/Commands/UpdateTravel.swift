import Script
import SequenceEngine

/// Moving the current model, and every compared one beside it, to another update of their training.
struct UpdateTravel {
  private let context: CommandContext
  /// The current model first.
  private let entries: [ModelEntry]
  /// Where the update was asked for; nil: the models' past gave it.
  private let argument: Argument?

  init(_ context: CommandContext, askedAt argument: Argument? = nil) throws {
    self.context = context
    self.argument = argument
    var entries = [try context.requireModel().entry]
    for name in context.workspace.compared where name != entries[0].name {
      entries.append(try context.requireModel(named: name).entry)
    }
    self.entries = entries
  }

  /// The model that conditions are about.
  var entry: ModelEntry { entries[0] }

  /// The first and the last update that can be gone to.
  func reach(of entry: ModelEntry) throws -> ClosedRange<Int> {
    if let reach = entry.past.reach { return reach }
    let reason =
      entry.state?.updates ?? 0 > 0
      ? "no snapshot of \(entry.name) is kept" : "\(entry.name) has not been trained"
    throw refusal("\(reason): there is nothing to go back to", hint: "train it first: train steps=100")
  }

  /// Goes there: the cost is told first, and Ctrl-C leaves all as it was.
  func go(to target: Int) throws {
    let routes = try entries.map { try route($0, to: target) }
    tellCost(routes.reduce(0) { $0 + $1.updates }, seconds: zip(entries, routes).map { seconds($0, $1.updates) })
    let states = try replay(routes)
    var moved = entries
    for (number, route) in routes.enumerated() {
      moved[number].stand(route, states[number])
      context.workspace.update(moved[number])
      context.workspace.beforeSurgery[moved[number].name] = nil
    }
    let restored = restoreSettings(routes)
    context.workspace.breaks.forgetStandings()
    for entry in moved { tellPlace(entry) }
    if !restored.isEmpty { context.note("as at that update: " + restored.joined(separator: ", ")) }
  }

  private func refusal(_ message: String, hint: String) -> any Error {
    guard let argument else { return SessionError(message, hint: hint) }
    return context.failure(message, at: argument, hint: hint)
  }

  private func route(_ entry: ModelEntry, to target: Int) throws -> TrainingPast.Route {
    let reach = try reach(of: entry)
    if target > reach.upperBound {
      // From an earlier update on, training would make the later ones anew.
      let way = entry.state.map { $0.updates < reach.upperBound } ?? false ? "rewind \(reach.upperBound), then " : ""
      let others = context.workspace.compared.count > 1 ? "; for one model say first: compare off" : ""
      throw refusal(
        "\(entry.name) has made \(reach.upperBound) updates, and \(target) lies in the future",
        hint: "to get there: \(way)train steps=\(target - reach.upperBound)\(others)")
    }
    guard let route = entry.past.route(to: target) else {
      throw refusal(
        "the oldest update of \(entry.name) that can be gone back to is \(reach.lowerBound)",
        hint: "undo goes further back")
    }
    return route
  }

  // MARK: What it costs

  /// Seconds that so many updates of a model took.
  func seconds(_ entry: ModelEntry, _ updates: Int) -> Double {
    entry.trainingSeconds / Double(max(entry.history.last?.update ?? 1, 1)) * Double(updates)
  }

  private func tellCost(_ count: Int, seconds: [Double]) {
    guard count > 0 else { return }
    let text = count == 1 ? "1 update is made again" : "\(count) updates are made again"
    context.tell(text + time(seconds.reduce(0, +)))
  }

  /// ", about 3 s": a script says the same at every run, and tells no times.
  func time(_ seconds: Double) -> String {
    guard context.isTyped, seconds > 0 else { return "" }
    return seconds < 0.1 ? ", at once" : ", about \(NumberFormat.significant(2).text(seconds)) s"
  }

  private func replay(_ routes: [TrainingPast.Route]) throws -> [ModelState] {
    let count = context.counting("going there", of: routes.reduce(0) { $0 + $1.updates })
    return try routes.map { try $0.replay { _, _ in try count() } }
  }

  // MARK: What comes with it

  /// Data and settings become what the next update was made with. Where nothing was made after it, they stay.
  private func restoreSettings(_ routes: [TrainingPast.Route]) -> [String] {
    var restored: [String] = []
    for (entry, route) in zip(entries, routes) {
      guard let stretch = route.stretches.last, let end = entry.past.reach?.upperBound, route.target < end,
        var own = context.workspace.model(entry.name)
      else { continue }
      let owner = entries.count > 1 ? "\(entry.name): " : ""
      let then = ModelSettings(stretch.settings)
      restored += zip(then.commands, own.settings.commands).filter { $0 != $1 }.map { owner + $0.0 }
      own.settings = then
      context.workspace.update(own)
    }
    return restored + restoreSession(routes[0])
  }

  /// Loss, precision, seed and data, which all models share.
  private func restoreSession(_ route: TrainingPast.Route) -> [String] {
    guard let stretch = route.stretches.last, let end = entry.past.reach?.upperBound, route.target < end else {
      return []
    }
    var restored: [String] = []
    let present = context.workspace.settings
    if stretch.settings.loss != present.loss || stretch.settings.smoothing != present.smoothing
      || stretch.settings.balancesClasses != present.balancesClasses
    {
      restored.append("loss")
    }
    if stretch.settings.precision != present.precision {
      restored.append("precision \(stretch.settings.precision.rawValue)")
    }
    context.workspace.settings = stretch.settings
    if let data = context.workspace.dataset, !data.isAlike(stretch.dataset) {
      context.workspace.dataset = stretch.dataset
      context.workspace.split = stretch.dataset.split
      context.workspace.batch = stretch.dataset.batch
      restored.append("data \(stretch.dataset.name) with batch, split and seed")
    }
    return restored
  }

  private func tellPlace(_ entry: ModelEntry) {
    let update = entry.state?.updates ?? 0
    let last = entry.past.reach?.upperBound ?? update
    let loss = entry.history.last.map { "   loss \(NumberFormat.significant(4).text($0.loss))" } ?? ""
    context.tell("\(entry.name) is at update \(update) of \(last)\(loss)")
    context.record(
      "rewind",
      [
        ("model", .text(entry.name)), ("step", .number(Double(update))), ("last", .number(Double(last))),
        ("loss", entry.history.last.map { .number($0.loss) } ?? .nothing),
      ])
  }
}
