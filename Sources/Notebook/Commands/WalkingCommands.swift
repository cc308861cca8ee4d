import Script
import SequenceEngine

/// Walking through unrolled time until something holds, or slowly.
enum WalkingCommands {
  static let all: [NotebookCommand] = [ContinueCommand.command, play]

  private static let play = NotebookCommand(
    CommandSpec(
      "play", family: "stepping", summary: "walk through time to its end, a line for each step",
      options: [
        OptionSpec("rate", .number, "time steps a second at a prompt; a script waits for nothing", default: "8")
      ],
      examples: ["play", "play rate=20"],
      help: """
        Goes on from the present time step in the direction of the pass, from the other end when it stands at the end. A
        condition on t ends it. In the notebook Space plays on the screen.
        """)
  ) { command, context in
    let rate = try command.option("rate").map { try context.number($0, 0.1...1000) } ?? 8
    _ = try context.workspace.recordedPass()
    guard let stepper = context.workspace.stepper else { return }
    let isForward = stepper.pass == .forward
    let (start, end) = isForward ? (1, stepper.steps) : (stepper.steps, 1)
    if stepper.t == end { context.workspace.stepper?.t = start }
    try tellStep(context)
    let hits = try context.walk(to: end) {
      if context.isTyped, context.watch == nil { try context.wait(1 / rate) }
      try tellStep(context)
    }
    for hit in hits { context.tell(hit) }
  }

  /// One line: the time step, and the norm of each state or of its gradient.
  private static func tellStep(_ context: CommandContext) throws {
    for name in context.workspace.shownModels {
      let pass = try context.workspace.recordedPass(of: name)
      guard let stepper = context.workspace.stepper else { continue }
      let isForward = stepper.pass == .forward
      var parts = ["t \(String(stepper.t).leading(String(stepper.steps).count))"]
      if context.workspace.shownModels.count > 1 { parts.append(name) }
      for layer in pass.layers where stepper.t <= layer.steps {
        for (index, state) in layer.stateNames.enumerated() {
          let series = isForward ? layer.states[index] : layer.stateGradients[index]
          let what = isForward ? "|\(state)|" : "|dL/d\(state)|"
          parts.append("\(layer.name) \(what) \(NumberFormat.significant(3).text(series.norm(at: stepper.t)))")
        }
      }
      context.answer(parts.joined(separator: "   "))
    }
    for watched in context.workspace.breaks.list where watched.isWatch && watched.dependsOnTime {
      if let value = try? watched.value(in: context), case .number = value {
        context.answer("   \(watched.text) = \(value.brief)")
      }
    }
  }
}

extension CommandContext {
  /// Moves the reader step by step to a time step, or to the first on the way where a condition on t becomes true.
  ///
  /// - Parameter visit: called at every time step that is reached.
  /// - Returns: the conditions that ended the walk.
  func walk(to target: Int, _ visit: () throws -> Void = {}) throws -> [BreakHit] {
    guard let start = workspace.stepper?.t, start != target else { return [] }
    let conditions = workspace.breaks.list.filter(\.dependsOnTime)
    var answers = conditions.map { try? $0.value(in: self) }
    for t in stride(from: start, through: target, by: target > start ? 1 : -1).dropFirst() {
      try checkInterrupt()
      workspace.stepper?.t = t
      try visit()
      var hits: [BreakHit] = []
      for (index, condition) in conditions.enumerated() {
        // Beyond the ends of the example a condition such as grad(1, t + 1) has no answer.
        guard let value = try? condition.value(in: self) else {
          answers[index] = nil
          continue
        }
        if condition.stops(value, after: answers[index] ?? (condition.isWatch ? nil : .bool(false))) {
          hits.append(BreakHit(breakpoint: condition, facts: condition.facts(in: self), value: value))
        }
        answers[index] = value
      }
      if !hits.isEmpty { return hits }
    }
    return []
  }

  /// Waits so many seconds, or until a person wants no more.
  func wait(_ seconds: Double) throws {
    var left = seconds
    while left > 0 {
      try checkInterrupt()
      environment.rest(min(0.05, left))
      left -= 0.05
    }
  }
}
