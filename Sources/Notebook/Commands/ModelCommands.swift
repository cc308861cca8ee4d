import Script
import SequenceEngine

/// Models, layer by layer.
enum ModelCommands {
  static let all: [NotebookCommand] =
    [model, models, copy, remove] + LayerCommands.all + [summary, CellsCommand.command]

  static let family = "model"

  static let model = NotebookCommand(
    CommandSpec(
      "model", family: family, summary: "start a model, or switch to one",
      arguments: [ArgumentSpec("NAME", .word(.modelName))], examples: ["model plain"],
      help: """
        Optimizer, clip and bptt belong to the model: a new one takes over those in force, and each command changes those
        of the current model. Loss, precision, seed, data and batch belong to the session.
        """)
  ) { command, context in
    guard let argument = command.argument("NAME") else { return }
    let name = try context.newName(argument)
    if let entry = context.workspace.model(name) {
      context.workspace.current = name
      let count = entry.description.layers.count
      context.answer("\(name): \(count) \(count == 1 ? "layer" : "layers")")
    } else {
      context.workspace.startModel(name)
      context.workspace.current = name
      context.answer("\(name): no layers yet; add one, for example: add rnn 32")
    }
  }

  static let models = NotebookCommand(
    CommandSpec("models", family: family, summary: "list the models", isLook: true)
  ) { _, context in
    let workspace = context.workspace
    guard try !workspace.knownModels().isEmpty else {
      throw SessionError("there is no model yet", hint: "start one, for example: model plain, then: add rnn 32")
    }
    let rows: [[Table.Value]] = workspace.models.map { entry in
      [
        .text((entry.name == workspace.current ? "* " : "  ") + entry.name),
        .text(entry.description.shownNames.joined(separator: ", ")),
        entry.state.map { .count($0.parameters.count) } ?? .missing, entry.state.map { .count($0.updates) } ?? .missing,
        entry.history.last.map { .number($0.loss) } ?? .missing,
      ]
    }
    context.answer(
      .table(
        Table(
          columns: [
            .init("model"), .init("layers"), .init("parameters", .number), .init("updates", .number),
            .init("loss", .number),
          ], rows: rows)))
  }

  static let copy = NotebookCommand(
    CommandSpec(
      "copy", family: family, summary: "copy a model with its weights under another name",
      arguments: [ArgumentSpec("FROM", .word(.modelName)), ArgumentSpec("TO", .word(.newName))],
      examples: ["copy plain gated"],
      help: "The current model stays the current one. Optimizer, clip and bptt are copied with it.")
  ) { command, context in
    guard let from = command.argument("FROM"), let to = command.argument("TO") else { return }
    let source = try context.word(from)
    guard var entry = try context.workspace.knownModel(source) else {
      throw Diagnostic.unknownName(
        source, kind: "model", among: context.workspace.models.map(\.name), at: from.range, in: context.source)
    }
    let name = try context.newName(to)
    guard context.workspace.model(name) == nil else {
      throw context.failure(
        "there is a model '\(name)' already", at: to, hint: "choose another name, or: remove \(name)")
    }
    entry.name = name
    entry.description.name = name
    entry.state?.description.name = name
    entry.kept?.description.name = name
    context.workspace.models.append(entry)
    context.answer("\(name) is a copy of \(source)")
  }

  static let remove = NotebookCommand(
    CommandSpec(
      "remove", family: family, summary: "remove a layer by number or name, or a whole model by name",
      arguments: [ArgumentSpec("LAYER-OR-MODEL", .layer)], examples: ["remove 2", "remove plain"])
  ) { command, context in
    guard let argument = command.argument("LAYER-OR-MODEL"), case .layer(let reference) = argument.value else { return }
    let models = try context.workspace.knownModels()
    if case .name(let name) = reference.selector, models.contains(where: { $0.name == name }),
      context.workspace.currentModel?.description.layers.contains(where: { $0.name == name }) != true
    {
      context.workspace.models.removeAll { $0.name == name }
      context.workspace.compared.removeAll { $0 == name }
      if context.workspace.compared.count < 2 { context.workspace.compared = [] }
      if context.workspace.current == name { context.workspace.current = context.workspace.models.last?.name }
      let now = context.workspace.current.map { "; the current model is \($0)" } ?? ""
      return context.answer("removed the model \(name)\(now)")
    }
    let (index, _) = try context.layer(reference, at: argument)
    guard let entry = context.workspace.currentModel else { return }
    var layers = entry.description.layers
    let group = entry.description.group(at: index)
    let removed = layers[group.upperBound - 1].name
    layers.removeSubrange(group)
    let changed = try context.change(entry, to: layers)
    context.workspace.update(changed.entry)
    context.answer("removed \(removed)")
  }

  static let summary = NotebookCommand(
    CommandSpec("summary", family: family, summary: "the current model layer by layer", isLook: true)
  ) { _, context in
    guard let entry = try context.workspace.knownModel() else {
      throw SessionError("there is no model yet", hint: "start one, for example: model plain, then: add rnn 32")
    }
    let plan = try context.workspace.dataset.flatMap { data in
      entry.description.layers.isEmpty ? nil : try CommandContext.trial(entry.description, for: data.shape)
    }
    let hasSides = entry.description.layers.contains { $0.side == .decoder }
    let rows: [[Table.Value]] = entry.description.groups.enumerated().map { index, group in
      let (lead, layer) = (
        entry.description.lead(of: group.lowerBound), entry.description.layers[group.upperBound - 1]
      )
      let planned = plan?.layers[group.upperBound - 1]
      let count = plan.map { plan in
        group.reduce(0) { plan.parameters[plan.layers[$1].parameters].reduce($0) { $0 + $1.count } }
      }
      let isFrozen = entry.state?.frozen.contains(layer.name) == true
      return (hasSides ? [.text(layer.side.rawValue)] : []) + [
        .count(index + 1), .text(layer.name), .text(plan?.layers[group.lowerBound].input.words ?? "?"),
        .text(planned.map { "\($0.outputSize)" + ($0.output == .perSequence ? " once" : "") } ?? lead.kind.sizeWords),
        .text(
          [
            entry.description.settings(of: group.lowerBound), entry.description.wiring(of: group.lowerBound),
            isFrozen ? "frozen" : "",
          ].filter {
            !$0.isEmpty
          }.joined(separator: ", ")),
        count.map { .count($0) } ?? .missing,
      ]
    }
    context.answer(
      .table(
        Table(
          entry.name,
          columns: (hasSides ? [.init("side")] : []) + [
            .init("", .number), .init("layer"), .init("input", .text, alignment: .trailing),
            .init("output", .text, alignment: .trailing), .init(""), .init("parameters", .number),
          ], rows: rows)))
    guard let plan, plan.layers.count == entry.description.layers.count, let shape = context.workspace.dataset?.shape
    else {
      return context.note(
        "the model is not whole yet: " + (plan == nil ? "there are no data" : "end it with add dense"))
    }
    let loss = context.workspace.settings.loss(for: shape)
    for line in plan.wiring { context.answer(line) }
    context.answer(
      "\(NumberFormat.integer.text(Double(plan.parameterCount))) parameters, \(plan.pattern), loss \(loss.rawValue), "
        + entry.settings.toldCommands.joined(separator: ", "))
    context.recordModel(entry, plan)
  }
}
