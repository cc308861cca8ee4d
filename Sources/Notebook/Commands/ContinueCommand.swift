import Script
import SequenceEngine

/// `continue`: on to where a condition becomes true, along unrolled time or along the updates that were made.
enum ContinueCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "continue", family: "stepping", summary: "go on to where a condition becomes true, in time or over updates",
      forms: [
        CommandForm(options: [over], summary: "forward: to t+1 (in the backward pass t-1), or to later updates"),
        CommandForm([.keyword("reverse")], options: [over], summary: "the other way"),
      ],
      examples: ["continue", "continue reverse", "continue reverse over=updates"],
      help: """
        Along time it stops at the first time step where a condition set by break when is true and was not at the step
        before it, or where a watched answer changes; without one it stands at the end of the example.

        Over updates it goes along those that were made: reverse back to the last earlier update that made a condition
        true (or changed a watched answer), forward, after going back, to the next one; without one it stands at the
        oldest that is kept, or at the last that was made. The updates between snapshots are made again to ask probes
        after each, and to score the validation or test part for valid.* and test.*; how many is told first. Other measures
        are answered from the history; seconds is refused, for the time of each update is not kept. Ctrl-C leaves all as it
        was, undo takes it back. Beyond the last update train goes on.

        It goes along time when a condition mentions t, and over updates otherwise; over= says which.
        """)
  ) { command, context in
    let isReverse = !command.keywords.isEmpty
    if isOverUpdates(command, context.workspace.breaks) {
      try continueOverUpdates(isReverse: isReverse, context)
    } else {
      try continueThroughTime(isReverse: isReverse, context)
    }
  }

  private static let over = OptionSpec(
    "over", .word(.choice("time", "updates")), "the axis", default: "time where a condition is on t, else updates")

  /// Whether a command is this one and moves the model, not the place in time alone.
  static func goesOverUpdates(_ command: Command, _ breaks: Breakpoints) -> Bool {
    command.verb.text == self.command.spec.verb && isOverUpdates(command, breaks)
  }

  private static func isOverUpdates(_ command: Command, _ breaks: Breakpoints) -> Bool {
    if case .word(let axis)? = command.option("over")?.value { return axis == "updates" }
    return !breaks.list.isEmpty && !breaks.list.contains(where: \.dependsOnTime)
  }

  // MARK: Time

  private static func continueThroughTime(isReverse: Bool, _ context: CommandContext) throws {
    _ = try context.workspace.recordedPass()
    guard let stepper = context.workspace.stepper else { return }
    guard context.workspace.breaks.list.contains(where: \.dependsOnTime) else {
      throw SessionError(
        context.workspace.breaks.list.isEmpty ? "no condition is set" : "no condition depends on t",
        hint: "for example: break when grad(1, t) < 1e-6")
    }
    let end = (stepper.pass == .forward) != isReverse ? stepper.steps : 1
    let hits = try context.walk(to: end)
    for hit in hits { context.tell(hit) }
    if hits.isEmpty { context.note("no condition becomes true on the way to t = \(end)") }
    if context.workspace.stepper?.t != stepper.t { try SteppingCommands.showStep(context) }
  }

  // MARK: Updates

  private static func continueOverUpdates(isReverse: Bool, _ context: CommandContext) throws {
    let travel = try UpdateTravel(context)
    try context.endCheck()
    let conditions = try stopping(context)
    let reach = try travel.reach(of: travel.entry)
    let present = travel.entry.state?.updates ?? 0
    let end = isReverse ? reach.lowerBound : reach.upperBound
    guard isReverse ? present > end : present < end else {
      throw SessionError(
        isReverse
          ? "\(travel.entry.name) is at the oldest update that can be gone back to, \(end)"
          : "\(travel.entry.name) is at the last update that was made, \(end)",
        hint: isReverse ? "undo goes further back" : "to go on: train steps=100, which stops where a condition is met")
    }
    let found = try search(from: present, to: end, conditions, travel, context)
    try travel.go(to: found?.update ?? end)
    if let ending = context.workspace.refreshStepper() { context.note(ending) }
    if let found {
      if !found.evaluations.isEmpty, var entry = context.workspace.currentModel {
        entry.evaluations = found.evaluations
        context.workspace.update(entry)
      }
      try context.open(found.hits, at: found.update)
      for (number, value) in found.answers {
        context.workspace.breaks.stand(
          number, Breakpoint.Standing(value: value, model: travel.entry.name, update: found.update))
      }
    } else {
      context.note("no condition becomes true on the way to update \(end)")
    }
  }

  /// The conditions that can stop it: a watched number stops nothing.
  private static func stopping(_ context: CommandContext) throws -> [Breakpoint] {
    guard !context.workspace.breaks.list.isEmpty else {
      throw SessionError("no condition is set", hint: "for example: break when grad.norm > 10")
    }
    let known = try context.workspace.breaks.list.filter { breakpoint in
      if case .bool = try breakpoint.value(in: context) { true } else { false }
    }
    if let (own, name) = known.lazy.compactMap({ own in
      own.expression.names.first(where: Measures.ofTime.contains).map { (own, $0) }
    }).first {
      throw SessionError(
        "condition \(own.number) asks \(name), and how long each update took is not kept: updates that are made again take "
          + "a time of their own",
        hint: "take it away: unbreak \(own.number); step, loss and epoch are known of every update")
    }
    guard !known.isEmpty else {
      throw SessionError("only numbers are watched, and they stop nothing", hint: "for example: break when loss < 0.1")
    }
    return known
  }

  private static func search(
    from present: Int, to end: Int, _ conditions: [Breakpoint], _ travel: UpdateTravel, _ context: CommandContext
  ) throws -> UpdateSearch.Found? {
    let count = abs(present - end)
    if conditions.contains(where: \.isDear) {
      let time = travel.time(travel.seconds(travel.entry, count))
      context.tell(
        "up to \(count) updates are made again and asked about\(time.isEmpty ? "" : time + " and the asking")")
    }
    let bench = ConditionBench(context.workspace, of: travel.entry.name, interruption: context.checkInterrupt)
    let search = UpdateSearch(travel.entry, conditions, bench, visit: context.counting("asking", of: count))
    return end < present
      ? try search.last(after: end, through: present - 1) : try search.first(after: present, through: end)
  }
}
