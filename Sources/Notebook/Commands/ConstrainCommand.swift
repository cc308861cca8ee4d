import Script
import SequenceEngine

/// `constrain`: what the weights of a layer are brought back into after every update.
enum ConstrainCommand {
  private static let layer = ArgumentSpec("LAYER", .layer, "a layer, or a part of one: .recurrent .input")

  static let command = NotebookCommand(
    CommandSpec(
      "constrain", family: "training", summary: "keep weights within bounds after every update",
      forms: [
        CommandForm([.keyword("off")], summary: "no layer's"),
        CommandForm(
          [layer],
          options: [
            OptionSpec("max_norm", .number, "longest row of a matrix, all weights into one unit"),
            OptionSpec("spectral_norm", .number, "largest singular value of a matrix"),
            OptionSpec("orthogonal", .flag, "the nearest matrix with orthonormal rows", default: "no"),
            OptionSpec("off", .flag, "no longer", default: "no"),
          ], summary: "those of a layer, or of a part of it"),
      ],
      examples: [
        "constrain dense2 max_norm=3", "constrain rnn1.recurrent spectral_norm=1",
        "constrain rnn1.recurrent orthogonal",
        "constrain rnn1.recurrent off", "constrain off",
      ],
      help: """
        After every update the weights are put back to the nearest that keep the bound, biases aside: max_norm scales each row
        that is longer (Srivastava et al. 2014), spectral_norm the whole matrix, orthogonal takes the nearest matrix that keeps
        the length of every vector, so that a linear step neither shrinks nor stretches states and gradients (Henaff, Szlam,
        LeCun 2016). The last two see the matrix of each gate by itself, and cost about n³ for n units. Frozen layers stay as
        they are. Constraints belong to the current model.
        """)
  ) { command, context in
    if command.keywords == ["off"] {
      context.workspace.settings.constraints = []
      return context.answer("\(context.settingOwner)no weights are constrained")
    }
    guard let argument = command.argument("LAYER") else { return }
    let (index, part) = try context.layer(argument)
    guard let model = try context.workspace.knownModel(), model.description.layers.indices.contains(index) else {
      return
    }
    var role: ParameterRole?
    if let part {
      guard part.text == "recurrent" || part.text == "input" else {
        throw context.failure(
          "what is constrained are matrices: .recurrent or .input", at: argument,
          hint: "without a part all matrices of the layer are meant")
      }
      role = ParameterRole(rawValue: part.text)
    }
    let own = model.description.layers[index]
    let names = model.description.recurrentParts(of: index).count > 1 ? own.group?.name ?? own.name : own.name
    let kind = try kind(command, context)
    let shown = role.map { "\(names).\($0.rawValue)" } ?? names
    if let data = context.workspace.dataset, context.workspace.doubts == nil,
      let plan = try? ModelPlan(model.description, for: data.shape),
      plan.matrices(under: WeightConstraint(layer: names, role: role, kind: kind ?? .orthogonal)).isEmpty
    {
      throw context.failure("\(shown) has no matrix", at: argument)
    }
    context.workspace.settings.constraints.removeAll { $0.layer == names && $0.role == role }
    guard let kind else { return context.answer("\(context.settingOwner)\(shown) is not constrained") }
    let constraint = WeightConstraint(layer: names, role: role, kind: kind)
    context.workspace.settings.constraints.append(constraint)
    context.answer("\(context.settingOwner)after every update of \(shown) \(kind.sentence)")
  }

  /// nil: none.
  private static func kind(_ command: Command, _ context: CommandContext) throws -> WeightConstraint.Kind? {
    var kinds: [WeightConstraint.Kind] = []
    if let bound = command.option("max_norm") { kinds.append(.maxNorm(try context.positive(bound))) }
    if let bound = command.option("spectral_norm") { kinds.append(.spectralNorm(try context.positive(bound))) }
    if let flag = command.option("orthogonal"), try context.flag(flag) { kinds.append(.orthogonal) }
    let isOff = try command.option("off").map { try context.flag($0) } ?? false
    guard kinds.count + (isOff ? 1 : 0) == 1 else {
      throw SessionError(
        "constrain it how?", hint: "say one of max_norm=3, spectral_norm=1, orthogonal and off")
    }
    return kinds.first
  }
}

extension WeightConstraint.Kind {
  fileprivate var sentence: String {
    switch self {
    case .maxNorm(let bound): "rows longer than \(Value.number(bound).literal) are scaled down to it"
    case .spectralNorm(let bound): "matrices with a singular value above \(Value.number(bound).literal) are scaled down"
    case .orthogonal: "its matrices become the nearest orthogonal ones"
    }
  }

  fileprivate var option: String {
    switch self {
    case .maxNorm(let bound): "max_norm=\(Value.number(bound).literal)"
    case .spectralNorm(let bound): "spectral_norm=\(Value.number(bound).literal)"
    case .orthogonal: "orthogonal"
    }
  }
}

extension [WeightConstraint] {
  /// As the language writes them.
  var command: String {
    guard !isEmpty else { return "constrain off" }
    return map { own in
      "constrain \(own.layer)\(own.role.map { ".\($0.rawValue)" } ?? "") \(own.kind.option)"
    }.joined(separator: "; ")
  }
}
