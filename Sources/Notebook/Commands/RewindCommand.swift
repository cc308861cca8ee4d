import Script
import SequenceEngine

/// Going back over the training axis, and forward again.
enum RewindCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "rewind", family: "training", summary: "go to an earlier update of the training, bit for bit",
      arguments: [ArgumentSpec("STEP", .integer, "the update, from the first kept one to the last made")],
      examples: ["rewind 120", "rewind 0"],
      help: """
        Snapshots are kept while training, fewer the older they are, and the updates between are made again with the
        same batches, dropout, optimizer memory and settings; how many is told first. Compared models go to the same
        update. Data and settings become those of then, so that training on gives the same bits as before. Until it
        trains on, the later updates stay known: rewind goes forward to them as well. undo takes it back; Ctrl-C leaves
        all as it was.

        Snapshots take at most 128 MB of the 512 MB that undo and rewind have.
        """)
  ) { command, context in
    guard let argument = command.argument("STEP") else { return }
    let target = try context.integer(argument, 0...1_000_000_000)
    var entries = [try context.requireModel().entry]
    for name in context.workspace.compared where name != entries[0].name {
      entries.append(try context.requireModel(named: name).entry)
    }
    try context.endCheck()
    let routes = try entries.map { try route($0, to: target, argument, context) }
    tellCost(entries, routes, context)
    let states = try replay(routes, context)
    for (number, route) in routes.enumerated() {
      entries[number].stand(route, states[number])
      context.workspace.update(entries[number])
      context.workspace.beforeSurgery[entries[number].name] = nil
    }
    let restored = restoreSettings(routes[0], of: entries[0], context)
    context.workspace.breaks.forgetStandings()
    for entry in entries { tellPlace(entry, context) }
    if !restored.isEmpty { context.note("as at that update: " + restored.joined(separator: ", ")) }
  }

  private static func route(
    _ entry: ModelEntry, to target: Int, _ argument: Argument, _ context: CommandContext
  ) throws -> TrainingPast.Route {
    guard let reach = entry.past.reach else {
      let reason =
        entry.state?.updates ?? 0 > 0
        ? "no snapshot of \(entry.name) is kept" : "\(entry.name) has not been trained"
      throw context.failure(
        "\(reason): there is nothing to go back to", at: argument, hint: "train it first: train steps=100")
    }
    if target > reach.upperBound {
      let others = context.workspace.compared.count > 1 ? "; for one model say first: compare off" : ""
      throw context.failure(
        "\(entry.name) has made \(reach.upperBound) updates, and \(target) lies in the future", at: argument,
        hint: "to get there: train steps=\(target - reach.upperBound)\(others)")
    }
    guard let route = entry.past.route(to: target) else {
      throw context.failure(
        "the oldest update of \(entry.name) that can be gone back to is \(reach.lowerBound)", at: argument,
        hint: "undo goes further back")
    }
    return route
  }

  private static func tellCost(
    _ entries: [ModelEntry], _ routes: [TrainingPast.Route], _ context: CommandContext
  ) {
    let count = routes.reduce(0) { $0 + $1.updates }
    guard count > 0 else { return }
    var text = count == 1 ? "1 update is made again" : "\(count) updates are made again"
    let seconds = zip(entries, routes).reduce(0.0) { sum, pair in
      sum + pair.0.trainingSeconds / Double(max(pair.0.history.last?.update ?? 1, 1)) * Double(pair.1.updates)
    }
    // A script says the same at every run.
    if context.isTyped, seconds > 0 { text += ", about \(NumberFormat.significant(2).text(seconds)) s" }
    context.tell(text)
  }

  private static func replay(_ routes: [TrainingPast.Route], _ context: CommandContext) throws -> [ModelState] {
    let total = routes.reduce(0) { $0 + $1.updates }
    var done = 0
    var lastProgress = -1.0
    return try routes.map { route in
      try route.replay { _, _ in
        done += 1
        let now = context.environment.now()
        if now - lastProgress >= 0.1 || done == total {
          lastProgress = now
          try context.progress(Progress("going back", done: done, total: total))
        }
        try context.checkInterrupt()
      }
    }
  }

  /// Data and settings become what the next update was made with. Where nothing was made after it, they stay.
  private static func restoreSettings(
    _ route: TrainingPast.Route, of entry: ModelEntry, _ context: CommandContext
  ) -> [String] {
    guard let stretch = route.stretches.last, let end = entry.past.reach?.upperBound, route.target < end else {
      return []
    }
    var restored: [String] = []
    let present = context.workspace.settings
    if stretch.settings.optimizer != present.optimizer {
      let optimizer = stretch.settings.optimizer
      restored.append("optimizer \(optimizer.rule.rawValue) rate=\(Value.number(optimizer.rate).literal)")
    }
    if stretch.settings.clipping != present.clipping { restored.append(stretch.settings.clipping.command) }
    if stretch.settings.backpropagation != present.backpropagation { restored.append("bptt") }
    if stretch.settings.loss != present.loss { restored.append("loss") }
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

  private static func tellPlace(_ entry: ModelEntry, _ context: CommandContext) {
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

extension Clipping {
  /// As the language writes it.
  fileprivate var command: String {
    switch self {
    case .off: "clip off"
    case .norm(let bound): "clip norm=\(Value.number(bound).literal)"
    case .value(let bound): "clip value=\(Value.number(bound).literal)"
    case .layer(let bound): "clip layer=\(Value.number(bound).literal)"
    }
  }
}
