import Script
import SequenceEngine

/// Conditions on the model: set, listed, taken away.
enum BreakCommands {
  static let all: [NotebookCommand] = [breakWhen, watch, breaks, unbreak]

  private static let every = OptionSpec(
    "every", .integer, "ask every N updates of a training", default: "as often as costs 5 %; measures at each")

  private static let breakWhen = NotebookCommand(
    CommandSpec(
      "break", family: "stepping", summary: "stop training, or a walk through time, when a condition becomes true",
      forms: [
        CommandForm(
          [.keyword("when"), ArgumentSpec("EXPR", .condition, "over measures, probes and variables")], options: [every])
      ],
      examples: ["break when loss < 0.01", "break when grad(1, t) < 1e-6", "break when radius(1) > 1.2 every=1"],
      help: """
        Training stops after the update that makes it true; the model is kept and the example unrolled there. It stops
        again only after the condition was false in between. Measures are asked after every update. Probes need the
        example unrolled again, train.*, valid.* and test.* a part of the data scored, so they are asked every so many
        updates that this costs at most 5 % of the training; breaks tells how many, every=N says it, every=1 asks after
        each update. When a probe is met, the updates since the last question are made again and the model stands at the
        first that meets it. What was true only between two questions is missed: continue reverse over=updates finds it
        afterwards. A measure with every=N is asked at every Nth update alone. Conditions are about the current model.

        A condition on t stops step, play and continue at the time step where it becomes true; training asks it at the
        time step where the reader stands. continue also goes along the updates that were made: see help continue.
        """)
  ) { command, context in try add(command, isWatch: false, context) }

  private static let watch = NotebookCommand(
    CommandSpec(
      "watch", family: "stepping", summary: "stop when an answer changes, or tell a value as it goes",
      arguments: [ArgumentSpec("EXPR", .condition, "over measures, probes and variables")], options: [every],
      examples: ["watch saturation(1) > 0.9", "watch grad(1, 1) / grad(1, T)"],
      help: """
        An answer yes or no stops training and walks like break when, whenever it changes. Any other value stops
        nothing: it is told with the shown rows of train, and at every time step of play.
        """)
  ) { command, context in try add(command, isWatch: true, context) }

  private static func add(_ command: Command, isWatch: Bool, _ context: CommandContext) throws {
    guard let argument = command.argument("EXPR"), case .expression(let expression) = argument.value else { return }
    let every = try command.option("every").map { try context.integer($0) }
    try checkNames(expression, context)
    let value = try context.evaluator.evaluate(expression)
    if !isWatch { _ = try context.evaluator.bool(expression) }
    let model = context.workspace.currentModel
    let standing = Breakpoint.Standing(value: value, model: model?.name, update: model?.state?.updates ?? 0)
    let new = context.workspace.breaks.add(
      isWatch: isWatch, expression, in: context.source, every: every, standing: isWatch ? standing : nil)
    var text = "\(isWatch ? "watch" : "break") \(new.number): \(new.text)"
    if new.isDear, let spacing = TrainingBreaks.spacing(of: new, context.workspace), spacing > 1 {
      text += "   (in training asked every \(spacing) updates; every=1 asks at each)"
    }
    context.answer(text + (isWatch ? "   now \(value.brief)" : ""))
  }

  /// Every name has to be known now, also where the answer does not need it yet.
  private static func checkNames(_ expression: Expression, _ context: CommandContext) throws {
    if case .name = expression.kind { _ = try context.evaluator.evaluate(expression) }
    if case .call(let function, let arguments) = expression.kind,
      !Probes.specs.contains(where: { $0.name == function.text })
    {
      try context.evaluator.check(function, valueCount: arguments.count, expression)
    }
    for part in expression.parts { try checkNames(part, context) }
  }

  private static let breaks = NotebookCommand(
    CommandSpec("breaks", family: "stepping", summary: "list the conditions and watched values", isLook: true)
  ) { _, context in
    let list = context.workspace.breaks.list
    guard !list.isEmpty else { return context.answer("no condition is set; for example: break when loss < 0.01") }
    context.answer(
      list.map { own in
        let isChosen = own.isDear && own.every == nil
        let spacing = isChosen ? TrainingBreaks.spacing(of: own, context.workspace) ?? 1 : 1
        return "\(own.number)  \(own.command)" + (spacing > 1 ? "   asked every \(spacing) updates of a training" : "")
      }.joined(separator: "\n"))
    context.note("unbreak \(list[0].number) takes it away, unbreak all every one")
  }

  private static let unbreak = NotebookCommand(
    CommandSpec(
      "unbreak", family: "stepping", summary: "take a condition or a watched value away",
      forms: [
        CommandForm([.keyword("all")], summary: "every one"),
        CommandForm([ArgumentSpec("N", .integer, "its number, as breaks lists it")]),
      ], examples: ["unbreak 1", "unbreak all"])
  ) { command, context in
    guard let argument = command.argument("N") else {
      context.workspace.breaks.removeAll()
      return context.answer("no condition is set any more")
    }
    let number = try context.integer(argument)
    try context.endCheck()
    guard context.workspace.breaks.remove(number) else {
      let known = context.workspace.breaks.list.map { String($0.number) }.joined(separator: ", ")
      throw context.failure(
        "there is no condition number \(number)", at: argument,
        hint: known.isEmpty ? "none is set" : "there are: \(known)")
    }
    context.answer("condition \(number) is taken away")
  }
}
