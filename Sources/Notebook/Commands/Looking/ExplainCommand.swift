import Script
import SequenceEngine

/// `explain`: a layer's equations as built, a number of the unrolled example, or a word of the field.
enum ExplainCommand {
  static let command = NotebookCommand(
    CommandSpec(
      "explain", family: "looking", summary: "explain a layer's equations, a number of the unrolled example, or a word",
      arguments: [ArgumentSpec("TOPIC", .verbatim, "a layer, a number such as hidden(1, 17)[3], or a word")],
      options: [
        OptionSpec("unit", .integer, "numbers of this unit of a recurrent layer, from 1", default: "1"),
        OptionSpec("t", .integer, "at this time step of the unrolled example", default: "where it stands"),
      ],
      examples: [
        "explain lstm1", "explain lstm1 unit=3 t=10", "explain hidden(1, 17)[3]",
        "explain gate(lstm1, \"forget\", 5)[2]",
        "explain grad(1, 10)", "explain vanishing gradient",
      ],
      help: """
        While an example is unrolled, and with unit= or t=, the numbers of one unit stand below the equations: every gate
        and state, the states of the step before, and the gradient of the loss at each.

        Of hidden(…)[i], cell_state(…)[i], gate(…)[i], input(…)[i], output(…)[i] and grad(…): the equation with live
        numbers, its weighted sums with the largest parts, every route by which its gradient comes back, adding up to
        the gradient, and the same gradient by finite differences.
        """, isLook: true)
  ) { command, context in
    guard let argument = command.argument("TOPIC") else { return }
    guard case .verbatim(let written) = argument.value else { return }
    if ValueExplanation.isValue(written) { return try ValueExplanation.explain(written, argument, context) }
    let topic = written.split(separator: " ").joined(separator: " ").lowercased()
    if let index = try layer(topic, context) { return try LayerExplanation.explain(index, command, context) }
    if let option = command.option("unit") ?? command.option("t") {
      throw context.failure(
        "\(option.name.text)= goes with a layer, and '\(legible(topic))' is none", at: option,
        hint: "for example: explain lstm1 unit=3")
    }
    if let cell = try cell(topic, context) { return context.answer(cell) }
    if let text = Glossary.text(of: topic) { return context.answer(text) }
    let known = Glossary.entries.keys.sorted()
    let layers = try context.workspace.knownModel()?.description.layers.map(\.name) ?? []
    let near = nearestName(to: topic, among: known + layers).map { "did you mean '\($0)'?" }
    throw context.failure(
      "nothing is known about '\(legible(topic))'", at: argument,
      hint: near
        ?? (layers.isEmpty ? "" : "layers: \(layers.joined(separator: ", ")); ")
        + "words: \(known.joined(separator: ", "))")
  }

  /// A cell by its name: what is said of the word, its equations, and where they come from.
  private static func cell(_ topic: String, _ context: CommandContext) throws -> String? {
    if let own = context.workspace.cells.first(where: { $0.key.lowercased() == topic })?.value {
      return own.definition.source
    }
    let forms = BuiltInCells.all.filter { $0.kind == topic }
    guard let first = forms.first else { return nil }
    let word = Glossary.entries[topic].map { [$0, ""] } ?? ["\(topic): \(first.summary)", ""]
    return
      (word
      + forms.flatMap { form in
        let asked = form.variant.map { ["with \($0.option)=\($0.value): \(form.summary)"] } ?? []
        return asked + [form.source, "  \(form.paper)", ""]
      }).dropLast().joined(separator: "\n")
  }

  private static func layer(_ topic: String, _ context: CommandContext) throws -> Int? {
    guard let layers = try context.workspace.knownModel()?.description.layers else { return nil }
    let groups = ModelDescription(name: "", layers: layers).groups
    if let number = Int(topic), groups.indices.contains(number - 1) { return groups[number - 1].upperBound - 1 }
    return layers.firstIndex { $0.name.lowercased() == topic }
  }
}
