import Script
import SequenceEngine

/// Moving through unrolled time.
enum SteppingCommands {
  static let all: [NotebookCommand] = [unroll, step, back, goto, pass] + WalkingCommands.all + BreakCommands.all

  private static let unroll = NotebookCommand(
    CommandSpec(
      "unroll", family: "stepping",
      summary: "replay one example forward and backward, everything kept, and stand at t = 1",
      options: [
        OptionSpec("example", .integer, "which one of the test part (training part, where there is none)", default: "1")
      ],
      examples: ["unroll", "unroll example=3"],
      help: """
        Shows what goes in and comes out, the hidden states, and the norm of dL/dh at every time step, on one time axis. After
        every change of weights, data or model the same example is unrolled again. L is this example's loss alone.
        """)
  ) { command, context in
    _ = try context.requireModel()
    let data = try context.requireData()
    let part = data.scoredPart(.test)
    let count = data.count(part)
    var number = 1
    if let argument = command.option("example") {
      number = try context.integer(argument)
      if let count, number > count {
        throw context.failure("the \(part.rawValue) part has \(count) examples", at: argument)
      }
    }
    let before = context.workspace.stepper
    try context.workspace.unroll(part: part, index: number - 1)
    if let before, before.part == part, before.index == number - 1 {
      context.workspace.stepper?.overrides = before.overrides
    }
    context.workspace.stepper?.pass = .forward
    try show(context)
  }

  private static let step = NotebookCommand(
    CommandSpec(
      "step", family: "stepping", summary: "go on by a time step: to t+1 forward, to t-1 backward",
      arguments: [ArgumentSpec("N", .integer, "how many", isOptional: true)], examples: ["step", "step 5"])
  ) { command, context in try move(command, context, forward: 1) }

  private static let back = NotebookCommand(
    CommandSpec(
      "back", family: "stepping", summary: "go back by a time step, against the pass",
      arguments: [ArgumentSpec("N", .integer, "how many", isOptional: true)], examples: ["back", "back 5"])
  ) { command, context in try move(command, context, forward: -1) }

  private static let goto = NotebookCommand(
    CommandSpec(
      "goto", family: "stepping", summary: "stand at a time step",
      arguments: [ArgumentSpec("T", .integer, "from 1 to the length of the example")], examples: ["goto 10"])
  ) { command, context in
    guard let argument = command.argument("T") else { return }
    let steps = try context.workspace.shownSteps()
    let t = try context.integer(argument, -1_000_000_000...1_000_000_000)
    guard (1...steps).contains(t) else { throw context.failure("t runs from 1 to \(steps)", at: argument) }
    context.workspace.stepper?.t = t
    try showStep(context)
  }

  private static let pass = NotebookCommand(
    CommandSpec(
      "pass", family: "stepping", summary: "look at the forward or the backward pass; step follows it",
      arguments: [ArgumentSpec("DIRECTION", .word(.choice("forward", "backward")), "which")],
      examples: ["pass backward"],
      help: "Backward, step goes to t-1 and tells what reaches h at each time step, and where it comes from.")
  ) { command, context in
    guard let argument = command.argument("DIRECTION") else { return }
    _ = try context.workspace.recordedPass()
    let backward = try context.word(argument) == "backward"
    context.workspace.stepper?.pass = backward ? .backward : .forward
    if backward, let steps = context.workspace.stepper?.steps { context.workspace.stepper?.t = steps }
    try showStep(context)
  }

  private static func move(_ command: Command, _ context: CommandContext, forward: Int) throws {
    _ = try context.workspace.recordedPass()
    guard let stepper = context.workspace.stepper else { return }
    let count = try command.argument("N").map { try context.integer($0) } ?? 1
    let direction = stepper.pass == .forward ? forward : -forward
    let wanted = stepper.t + direction * count
    let reached = max(1, min(stepper.steps, wanted))
    let hits = try context.walk(to: reached)
    for hit in hits { context.tell(hit) }
    if context.workspace.stepper?.t != stepper.t { try showStep(context) }
    guard hits.isEmpty else { return }
    if reached != wanted { context.note("t = \(reached) is the \(direction > 0 ? "last" : "first") time step") }
  }

  /// The strips of every shown model.
  static func show(_ context: CommandContext) throws {
    let data = try context.requireData()
    for name in context.workspace.shownModels {
      let runs = try context.workspace.shownPasses(of: name)
      guard let stepper = context.workspace.stepper, let pass = runs.last?.pass else { continue }
      for run in runs {
        var view = UnrolledView(name: run.name, pass: run.pass, stepper: stepper, data: data)
        view.isOriginal = runs.count > 1 && run.name == name
        context.answer(view.output)
      }
      for layer in pass.layers {
        context.record(
          "trace",
          [
            ("model", .text(name)), ("layer", .text(layer.name)), ("t", .number(Double(stepper.t))),
            ("gradient_norms", .list(layer.stateGradients[0].prefix(layer.steps).norms.map { .number($0) })),
          ])
      }
    }
  }

  /// The time step where the reader stands, in numbers.
  static func showStep(_ context: CommandContext) throws {
    let data = try context.requireData()
    for name in context.workspace.shownModels {
      for run in try context.workspace.shownPasses(of: name) {
        guard let stepper = context.workspace.stepper else { continue }
        context.answer(.table(StepTable(name: run.name, pass: run.pass, stepper: stepper, data: data).table))
        for layer in run.pass.layers where stepper.t <= layer.steps {
          let isForward = stepper.pass == .forward
          let series = isForward ? layer.states[0] : layer.stateGradients[0]
          context.record(
            "trace",
            [
              ("model", .text(run.name)), ("layer", .text(layer.name)), ("t", .number(Double(stepper.t))),
              ("pass", .text(stepper.pass.rawValue)),
              (isForward ? "state" : "gradient", .list(series.at(stepper.t).map { .number($0) })),
            ])
        }
      }
    }
  }
}
