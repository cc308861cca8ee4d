import Script
import SequenceEngine

/// `explain`: a layer's equations as built, or a word of the field.
enum ExplainCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "explain", family: "looking", summary: "explain a layer with its equations, or a word of the field",
      arguments: [ArgumentSpec("TOPIC", .verbatim, "a layer's name or number, or a word")],
      examples: ["explain lstm1", "explain vanishing gradient", "explain 1"], isLook: true)
  ) { command, context in
    guard let argument = command.argument("TOPIC") else { return }
    guard case .verbatim(let written) = argument.value else { return }
    let topic = written.split(separator: " ").joined(separator: " ").lowercased()
    if let index = try layer(topic, context) { return try explain(index, context) }
    if let text = Glossary.entries[topic] ?? Glossary.entries[topic.replacing("_", with: " ")] {
      return context.answer(text)
    }
    let known = Glossary.entries.keys.sorted()
    let layers = try context.workspace.knownModel()?.description.layers.map(\.name) ?? []
    let near = nearestName(to: topic, among: known + layers).map { "did you mean '\($0)'?" }
    throw context.failure(
      "nothing is known about '\(legible(topic))'", at: argument,
      hint: near ?? "layers: \(layers.joined(separator: ", ")); words: \(known.joined(separator: ", "))")
  }

  private static func layer(_ topic: String, _ context: CommandContext) throws -> Int? {
    guard let layers = try context.workspace.knownModel()?.description.layers else { return nil }
    if let number = Int(topic), layers.indices.contains(number - 1) { return number - 1 }
    return layers.firstIndex { $0.name.lowercased() == topic }
  }

  private static func explain(_ index: Int, _ context: CommandContext) throws {
    let (entry, _) = try context.requireModel()
    let plan = try ModelPlan(entry.description, for: try context.requireData().shape)
    let layer = plan.layers[index]
    let parameters = plan.parameters[layer.parameters]
    var lines = ["\(layer.name): \(sentence(layer))", ""]
    if case .recurrent(let recurrent) = layer.description.kind {
      lines += recurrent.cell.equations.map { "  " + recurrent.withChosenFunctions($0.text) }
      let states = recurrent.cell.states
      let have = states.count == 1 ? "has \(recurrent.units)" : "have \(recurrent.units) each"
      lines += ["", "  x(t) has \(size(layer.input)) numbers, \(states.joined(separator: " and ")) \(have)"]
    }
    for parameter in parameters {
      let gates = parameter.parts.map(\.gate)
      let rows = gates.count > 1 ? "   rows: \(gates.joined(separator: ", "))" : ""
      lines.append("  \(parameter.name)  [\(parameter.shape.map(String.init).joined(separator: " × "))]\(rows)")
    }
    lines.append("  \(NumberFormat.integer.text(Double(parameters.reduce(0) { $0 + $1.count }))) parameters")
    if let stepper = context.workspace.stepper, let pass = stepper.recorded[entry.name],
      let recorded = pass.layers.first(where: { $0.index == index })
    {
      lines += ["", "  unit 1 at t = \(stepper.t) of the unrolled example:"]
      for gate in recorded.gates {
        lines.append("    \(gate.name) = \(NumberFormat.significant(5).text(gate.values.at(stepper.t)[0]))")
      }
      for (number, state) in recorded.stateNames.enumerated() {
        let value = NumberFormat.significant(5).text(recorded.states[number].at(stepper.t)[0])
        let slope = NumberFormat.significant(3).text(recorded.stateGradients[number].at(stepper.t)[0])
        lines.append("    \(state) = \(value)   dL/d\(state) = \(slope)")
      }
    }
    context.answer(lines.joined(separator: "\n"))
  }

  private static func size(_ input: InputKind) -> Int {
    switch input {
    case .vector(let size): size
    case .token(let vocabulary): vocabulary
    }
  }

  private static func sentence(_ layer: ModelPlan.Layer) -> String {
    switch layer.description.kind {
    case .embedding(let size): "a table with a row of \(size) numbers for each token"
    case .recurrent(let recurrent):
      "\(recurrent.units) units of the cell \(recurrent.cell.name)\(recurrent.feedback ? ", reading the model's last output" : "")"
    case .dense(_, let activation):
      "y = \(activation == .identity ? "W x + b" : "\(activation.rawValue)(W x + b)"), the same at every time step"
    case .dropout(let rate): "sets \(NumberFormat.percent(0).text(rate)) of the numbers to 0 while training"
    case .pool(let pooling):
      pooling == .last ? "the last time step of each sequence" : "the \(pooling.rawValue) over time"
    }
  }
}

extension RecurrentLayer {
  /// An equation with the functions that the layer's options chose: `tanh(…)` for `activation(…)`.
  fileprivate func withChosenFunctions(_ equation: String) -> String {
    cell.options.reduce(equation) { text, option in
      guard case .function(let function) = options[option.name] ?? option.value else { return text }
      return text.replacing("\(option.name)(", with: "\(function)(")
    }
  }
}
