import Script
import SequenceEngine

/// Start values of weights.
enum WeightCommands {
  static let all: [NotebookCommand] = [initialise, spectral]

  private static let initialise = NotebookCommand(
    CommandSpec(
      "init", family: "training", summary: "draw the weights of a layer anew",
      arguments: [
        ArgumentSpec("LAYER", .layer, "a layer, or a part of one: .recurrent .input .bias"),
        ArgumentSpec(
          "KIND", .word(Vocabulary("initialiser", choices: Initialiser.allCases.map(\.rawValue))), "how they are drawn"),
      ],
      options: [
        OptionSpec("scale", .number, "deviation (normal), bound (uniform), else a factor", default: "0.1 or 1")
      ],
      examples: ["init rnn1.recurrent orthogonal", "init 1.bias zeros", "init rnn1.input normal scale=0.01"],
      help: "Without a part all weights of the layer are drawn; of a vector identity and orthogonal make zeros.")
  ) { command, context in
    guard let layerArgument = command.argument("LAYER"), let kindArgument = command.argument("KIND") else { return }
    let (index, part) = try context.layer(layerArgument)
    let kind: Initialiser = try context.choice(kindArgument, "initialiser")
    let scale = try command.option("scale").map { try context.number($0, 0...1e6) }
    var (entry, state) = try context.requireModel()
    let plan = try ModelPlan(state.description, for: try context.requireData().shape)
    let chosen = try context.parameters(of: index, part: part, in: plan, at: layerArgument)
    try context.endCheck()
    for parameter in chosen {
      plan.initialise(parameter, kind, scale: scale, seed: context.workspace.seed, in: &state.parameters)
    }
    entry.state = state
    context.workspace.update(entry)
    let names = chosen.map { "\(plan.parameters[$0].role.rawValue) (\(plan.parameters[$0].name))" }
    context.answer("\(plan.layers[index].name): \(kind.rawValue) \(names.joined(separator: ", "))")
  }

  private static let spectral = NotebookCommand(
    CommandSpec(
      "spectral", family: "training", summary: "tell or set the spectral radius of a layer's recurrent matrices",
      arguments: [
        ArgumentSpec("LAYER", .layer, "a recurrent layer"),
        ArgumentSpec("RADIUS", .number, "the largest absolute eigenvalue it shall have", isOptional: true),
      ], examples: ["spectral rnn1 1.5", "spectral 1"],
      help:
        "The spectral radius is the largest absolute value of an eigenvalue. Gated cells have one matrix for each gate."
    )
  ) { command, context in
    guard let layerArgument = command.argument("LAYER") else { return }
    let (index, _) = try context.layer(layerArgument)
    var (entry, state) = try context.requireModel()
    let plan = try ModelPlan(state.description, for: try context.requireData().shape)
    guard !plan.recurrentMatrices(of: index).isEmpty else {
      throw context.failure("\(plan.layers[index].name) has no square recurrent matrix", at: layerArgument)
    }
    let wanted = try command.argument("RADIUS").map { try context.number($0, 0...1e6) }
    try context.endCheck()
    if let radius = wanted {
      try plan.setSpectralRadius(radius, layer: index, in: &state.parameters, check: context.checkInterrupt)
      entry.state = state
      context.workspace.update(entry)
    }
    let radii = try plan.recurrentMatrices(of: index).map { matrix -> String in
      let radius = try Eigenvalues.spectralRadius(
        matrix.values(in: state.parameters), size: matrix.size, check: context.checkInterrupt)
      return "\(matrix.gate) \(NumberFormat.significant(4).text(radius))"
    }
    context.answer("spectral radius of \(plan.layers[index].name):  \(radii.joined(separator: "   "))")
  }
}

extension CommandContext {
  /// The parameters of a layer that a part names: all without one.
  func parameters(of layer: Int, part: Name?, in plan: ModelPlan, at argument: Argument) throws -> [Int] {
    let model = ModelDescription(name: "", layers: plan.layers.map(\.description))
    let all = model.parts(of: layer).flatMap { plan.layers[$0].parameters }
    guard !all.isEmpty else { throw failure("\(plan.layers[layer].name) has no weights", at: argument) }
    guard let part else { return all }
    let known = ["recurrent", "input", "bias", "start"]
    guard known.contains(part.text) else {
      throw Diagnostic.unknownName(part.text, kind: "part of a layer", among: known, at: part.range, in: source)
    }
    let chosen = all.filter { plan.parameters[$0].role.rawValue == part.text }
    guard !chosen.isEmpty else {
      throw failure("\(plan.layers[layer].name) has no \(part.text) weights", at: argument)
    }
    return chosen
  }
}
