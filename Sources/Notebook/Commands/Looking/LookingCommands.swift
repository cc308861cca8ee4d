import Script
import SequenceEngine

/// Looking: every picture is a query on the recorded pass of the shown example.
enum LookingCommands {
  static let all: [NotebookCommand] = [
    show, ExplainCommand.command, DiffCommand.command, NeighboursCommand.command, DoctorCommand.command,
  ]

  enum Subject: String, CaseIterable {
    case model, data, hidden, cell_state, gates, gradients, weights, jacobian, spectrum, saturation, loss, horizon, histogram
  }

  private static let show = NotebookCommand(
    CommandSpec(
      "show", family: "looking", summary: "show something of the model, the data, or the unrolled example",
      arguments: [
        ArgumentSpec("SUBJECT", .word(Vocabulary("subject", choices: Subject.allCases.map(\.rawValue))), "what")
      ],
      options: [
        OptionSpec("layer", .layer, "one layer", default: "every recurrent layer"),
        OptionSpec("unit", .integer, "one unit, from 1"),
        OptionSpec("t", .range, "time steps A..B", default: "all"),
        OptionSpec("of", .word(.choice("weights", "gradients")), "what a histogram counts", default: "weights"),
        OptionSpec(
          "as", .word(.choice("heatmap", "plot", "bars", "table", "csv", "text")), "how it is drawn",
          default: "what fits"),
      ],
      examples: [
        "show gradients", "show gates layer=lstm1 t=1..20", "show hidden unit=3 as=plot", "show horizon as=text",
      ],
      help: """
        hidden, cell_state, gates, gradients, jacobian, saturation, loss and horizon are of the unrolled example; the first is
        unrolled when none is. With compare on, every compared model is shown. as=text says the picture in words.

        spectrum: eigenvalues and singular values of each recurrent matrix (as=table lists them, as=plot draws their sizes).
        histogram: how the weights of each layer are spread, or with of=gradients their gradients on this example.
        jacobian: the largest singular value of dh(T)/dh(t) for every t; with t=A..B all singular values of dh(B)/dh(A).
        """, isLook: true)
  ) { command, context in
    guard let argument = command.argument("SUBJECT") else { return }
    let subject: Subject = try context.choice(argument, "subject")
    let form = try command.option("as").map { try context.word($0) }
    switch subject {
    case .model: return try ModelView.show(context, as: form)
    case .histogram: return try HistogramView.show(command, context, as: form)
    case .data:
      let data = try context.requireData()
      return context.answer(try DataView.output(data, as: form, at: command.option("as"), context))
    case .loss:
      for name in context.workspace.shownModels.isEmpty ? [""] : context.workspace.shownModels {
        let entry = try context.requireModel(named: name.isEmpty ? nil : name).entry
        context.answer(LossView.output(context, entry).shown(as: form))
      }
      return
    default: break
    }
    for name in context.workspace.shownModels.isEmpty ? [""] : context.workspace.shownModels {
      _ = try context.requireModel(named: name.isEmpty ? nil : name)
      if let layer = command.option("layer") { _ = try context.layer(layer) }
      let pass = try context.workspace.recordedPass(of: name)
      let layers = try chosenLayers(command, context, pass, isCurrent: name == context.workspace.current)
      var window = 1...max(pass.steps, 1)
      if let range = command.option("t") { window = try timeWindow(range, pass.steps, context) }
      let unit = try command.option("unit").map { try context.integer($0) }
      let figure = Figure(
        title: name, pass: pass, layers: layers, window: window, unit: unit, cursor: context.workspace.stepper?.t ?? 1)
      for output in try figure.outputs(subject, form) { context.answer(output.shown(as: form)) }
      for layer in layers { context.record("trace", figure.trace(subject, layer)) }
    }
  }

  private static func chosenLayers(
    _ command: Command, _ context: CommandContext, _ pass: RecordedPass, isCurrent: Bool
  ) throws -> [Int] {
    guard let argument = command.option("layer"), isCurrent else {
      guard !pass.layers.isEmpty else {
        throw SessionError("the model has no recurrent layer", hint: "add one, for example: add rnn 32")
      }
      return Array(pass.layers.indices)
    }
    let index = try context.layer(argument).index
    guard let number = pass.layers.firstIndex(where: { $0.index == index }) else {
      throw context.failure("\(pass.plan.layers[index].name) is no recurrent layer", at: argument)
    }
    return [number]
  }

  private static func timeWindow(_ argument: Argument, _ steps: Int, _ context: CommandContext) throws -> ClosedRange<
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
