import Script
import SequenceEngine

/// Looking: every picture is a query on the recorded pass of the shown example.
enum LookingCommands {
  static let all: [NotebookCommand] =
    [
      show, ExplainCommand.command, DiffCommand.command, NeighboursCommand.command, DoctorCommand.command,
    ] + ListCommands.all

  enum Subject: String, CaseIterable {
    case data, hidden, cell_state, gates, gradients, weights, jacobian, spectrum, saturation, attention, loss,
      horizon, histogram
  }

  private static let show = NotebookCommand(
    CommandSpec(
      "show", family: "looking", summary: "show something of the model, the data, or the unrolled example",
      forms: [
        CommandForm(
          [ArgumentSpec("SUBJECT", .word(Vocabulary("subject", choices: Subject.allCases.map(\.rawValue))), "what")],
          options: [
            OptionSpec("layer", .layer, "one layer", default: "every recurrent layer"),
            OptionSpec("unit", .integer, "one unit, from 1"),
            OptionSpec("t", .range, "time steps A..B", default: "all"),
            OptionSpec(
              "of", .word(.choice("weights", "gradients")), "what a histogram counts, or which numbers of attention",
              default: "weights"),
            formOption,
          ]),
        ModelView.form, FlowCommand.form, TruncationCommand.form, RecallCommand.form, ConnectivityCommand.form,
        NeuronsCommand.form,
        FixedPointsCommand.form, SweepView.form,
      ],
      examples: [
        "show gradients", "show gates layer=lstm1 t=1..20", "show hidden unit=3 as=plot", "show horizon as=text",
        "show neurons on=[3, 5] off=7", "show neurons match=early", "show model as=unrolled",
      ],
      help: """
        hidden, cell_state, gates, gradients, jacobian, saturation, loss and horizon are of the unrolled example; the first is
        unrolled when none is. With compare on, every compared model is shown, and what tells each from the first is said in words. as=text says the picture in words.

        spectrum: eigenvalues and singular values of each recurrent matrix (as=table lists them, as=plot draws their sizes).
        histogram: how the weights of each layer are spread, or with of=gradients their gradients on this example.
        attention: the weight of each step of the source at each step of the decoder, or in self-attention and a
        transformer of each step at each other one, a map for each head; with of=gradients dL/d of it.
        horizon: how far back the gradient is heard, how one step stretches it and the most that the cell could, time
        constants of states that a gate multiplies, Lyapunov exponents, dead units, and what truncation cuts.
        flow: row s, column t: how much of dL/dh(t) came from the loss of step s. A credit is the part of dL(s)/dh(t) along
        dL/dh(t), so the credits of a column add up to its norm. With one loss for the sequence: the paths it came on.
        neurons: on=[3, 5] off=7 finds the places in the data, t=5..9 the units that are on there, match=MODEL the same
        units in another model, for example in a copy from before more training.
        fixed_points: states that a step leaves where they are while the input is held, found from where the layer really
        goes: stable points, saddles with the directions that lead away, and slow points.
        jacobian: the largest singular value of dh(T)/dh(t) for every t; with t=A..B all singular values of dh(B)/dh(A).
        """, isLook: true)
  ) { command, context in
    switch command.keywords.first {
    case "model": return try ModelView.show(command, context)
    case "flow": return try FlowCommand.show(command, context)
    case "truncation": return try TruncationCommand.show(command, context)
    case "recall": return try RecallCommand.show(command, context)
    case "connectivity": return try ConnectivityCommand.show(command, context)
    case "sweep": return try SweepView.show(command, context)
    case "fixed_points": return try FixedPointsCommand.show(command, context)
    case "neurons": return try NeuronsCommand.show(command, context)
    default: break
    }
    guard let argument = command.argument("SUBJECT") else { return }
    let subject: Subject = try context.choice(argument, "subject")
    let form = try command.option("as").map { try context.word($0) }
    switch subject {
    case .histogram: return try HistogramView.show(command, context, as: form)
    case .data:
      let data = try context.requireData()
      return context.answer(try DataView.output(data, as: form, at: command.option("as"), context))
    case .loss:
      let pictures = try (context.workspace.shownModels.isEmpty ? [""] : context.workspace.shownModels).map { name in
        [LossView.output(context, try context.requireModel(named: name.isEmpty ? nil : name).entry)]
      }
      for output in pictures.onOneScale.joined() { context.answer(output.shown(as: form)) }
      return
    default: break
    }
    var views: [View] = []
    var pictures: [[Output]] = []
    var traces: [[[(name: String, value: EventRecord.Field)]]] = []
    try forShownModels(command, context, needsRecurrence: subject != .weights && subject != .attention) { view in
      if subject == .attention { return try AttentionView.show(view, command, form, context) }
      views.append(view)
      if subject == .horizon {
        let horizon = try horizon(view, context)
        pictures.append(horizon.outputs(form))
        return traces.append(horizon.traces)
      }
      let unit = try command.option("unit").map { try context.integer($0) }
      let figure = Figure(
        title: view.name, pass: view.pass, layers: view.layers, window: view.window, unit: unit, cursor: view.cursor,
        check: context.checkInterrupt)
      pictures.append(try figure.outputs(subject, form))
      traces.append(view.layers.map { figure.trace(subject, $0) })
    }
    for (outputs, traces) in zip(pictures.onOneScale, traces) {
      for output in outputs { context.answer(output.shown(as: form)) }
      for trace in traces { context.record("trace", trace) }
    }
    if form != "csv", let words = RaceDifference(views).sentences(subject) { context.answer(words) }
  }

  private static func horizon(_ view: View, _ context: CommandContext) throws -> HorizonView {
    let entry = try context.requireModel(named: view.name.isEmpty ? nil : view.name).entry
    return try HorizonView(
      view, entry.settings.backpropagation,
      progress: { try context.progress(Progress("measuring steps", done: $0, total: $1)) },
      check: context.checkInterrupt)
  }

  static let formOption = OptionSpec(
    "as", .word(.choice("heatmap", "plot", "bars", "table", "csv", "text")), "how it is drawn", default: "what fits")

  /// What is looked at of one model.
  struct View {
    let name: String
    let pass: RecordedPass
    /// Numbers among the recurrent layers.
    let layers: [Int]
    /// Whether one layer was asked for, or there is no other.
    let isOne: Bool
    let window: ClosedRange<Int>
    let cursor: Int
  }

  /// Looks at the current model's unrolled example, and with compare on at every compared one's.
  ///
  /// - Parameter needsRecurrence: whether a model without recurrent layers is refused.
  static func forShownModels(
    _ command: Command, _ context: CommandContext, needsRecurrence: Bool = true, _ look: (View) throws -> Void
  ) throws {
    for name in context.workspace.shownModels.isEmpty ? [""] : context.workspace.shownModels {
      _ = try context.requireModel(named: name.isEmpty ? nil : name)
      if let layer = command.option("layer") { _ = try context.layer(layer) }
      let pass = try context.workspace.recordedPass(of: name)
      let layers =
        pass.layers.isEmpty && !needsRecurrence && command.option("layer") == nil
        ? [] : try chosenLayers(command, context, pass, isCurrent: name == context.workspace.current)
      var window = 1...max(pass.steps, 1)
      if let range = command.option("t") { window = try timeWindow(range, pass.steps, context) }
      try look(
        View(
          name: name, pass: pass, layers: layers, isOne: layers.count == 1, window: window,
          cursor: context.workspace.stepper?.t ?? 1))
    }
  }

  /// The chosen recurrent layers of the current model by number, where nothing is unrolled.
  static func recurrentLayers(_ command: Command, _ context: CommandContext, _ plan: ModelPlan) throws -> [Int] {
    guard let argument = command.option("layer") else {
      guard !plan.recurrentLayers.isEmpty else {
        throw plan.withoutStates
      }
      return Array(plan.recurrentLayers.indices)
    }
    let index = try context.layer(argument).index
    let parts = ModelDescription(name: "", layers: plan.layers.map(\.description)).recurrentParts(of: index)
    let numbers = parts.compactMap { plan.recurrentLayers.firstIndex(of: $0) }
    guard !numbers.isEmpty else {
      throw context.failure(plan.stateless(parts.first ?? index), at: argument)
    }
    return numbers
  }

  private static func chosenLayers(
    _ command: Command, _ context: CommandContext, _ pass: RecordedPass, isCurrent: Bool
  ) throws -> [Int] {
    guard let argument = command.option("layer"), isCurrent else {
      guard !pass.layers.isEmpty else {
        throw pass.plan.withoutStates
      }
      return Array(pass.layers.indices)
    }
    let index = try context.layer(argument).index
    // Attention has no states, and is looked at by itself.
    let model = ModelDescription(name: "", layers: pass.plan.layers.map(\.description))
    let looking = pass.plan.attentionLayers + pass.plan.selfAttentionLayers
    if model.parts(of: index).contains(where: looking.contains) { return Array(pass.layers.indices) }
    let parts = model.recurrentParts(of: index)
    let numbers = parts.compactMap { part in pass.layers.firstIndex { $0.index == part } }
    guard !numbers.isEmpty else {
      throw context.failure(pass.plan.stateless(parts.first ?? index), at: argument)
    }
    return numbers
  }

  static func timeWindow(_ argument: Argument, _ steps: Int, _ context: CommandContext) throws -> ClosedRange<
    Int
  > {
    guard case .expression(let expression) = argument.value else { return 1...steps }
    let ends = try context.evaluator.bounds(of: expression)
    guard let lower = Int(exactly: ends.lower), let upper = Int(exactly: ends.upper), lower >= 1, upper >= lower,
      upper <= steps
    else { throw context.failure("t=A..B lies within 1..\(steps), rising", at: argument) }
    return lower...upper
  }
}
