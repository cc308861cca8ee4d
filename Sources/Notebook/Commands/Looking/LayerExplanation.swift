import Script
import SequenceEngine

/// What `explain` says of a layer: its equations as built, its parameters, and one unit of the unrolled example in
/// numbers.
enum LayerExplanation {
  static func explain(_ index: Int, _ command: Command, _ context: CommandContext) throws {
    let (entry, _) = try context.requireModel()
    let plan = try ModelPlan(entry.description, for: try context.requireData().shape)
    let layer = plan.layers[index]
    let parts = index == group(index, entry).upperBound - 1 ? group(index, entry) : index..<index + 1
    let parameters = parts.flatMap { plan.parameters[plan.layers[$0].parameters] }
    if parts.count > 1, let block = TransformerBlock(entry.description.layers[parts]) {
      return context.answer(
        BlockExplanation(name: layer.name, block: block, plan: plan, parts: parts).lines.joined(separator: "\n"))
    }
    let lead = plan.layers[entry.description.lead(of: parts)]
    let joined = joining(layers: parts.map { plan.layers[$0] })
    var lines = [(["\(layer.name): \(sentence(lead))"] + joined).joined(separator: "; "), ""]
    if case .recurrent(let recurrent) = lead.description.kind {
      lines += recurrent.cell.equations.map { "  " + recurrent.withChosenFunctions($0.text) }
      lines += CellVariationExplanation.lines(recurrent)
      let states = recurrent.cell.states
      let have = states.count == 1 ? "has \(recurrent.units)" : "have \(recurrent.units) each"
      lines += ["", "  x(t) has \(size(lead.input)) numbers, \(states.joined(separator: " and ")) \(have)"]
    }
    if case .attention(let attention) = layer.description.kind {
      lines += AttentionExplanation(layer: layer, attention: attention, plan: plan).equations
    }
    lines += TransformExplanation.equations(of: layer)
    for parameter in parameters {
      let gates = parameter.parts.map(\.gate)
      let rows = gates.count > 1 ? "   rows: \(gates.joined(separator: ", "))" : ""
      lines.append("  \(parameter.name)  [\(parameter.shape.map(String.init).joined(separator: " × "))]\(rows)")
    }
    lines.append("  \(NumberFormat.integer.text(Double(parameters.reduce(0) { $0 + $1.count }))) parameters")
    lines += try liveNumbers(index, command, context)
    context.answer(lines.joined(separator: "\n"))
  }

  private static func group(_ index: Int, _ entry: ModelEntry) -> Range<Int> { entry.description.group(at: index) }

  /// How the parts of a layer come together.
  private static func joining(layers: [ModelPlan.Layer]) -> [String] {
    layers.compactMap { layer -> String? in
      if layers.count > 1, case .dropout(let rate, let span) = layer.description.kind {
        return "while training " + dropout(rate, span) + " before it reads them"
      }
      guard case .merge(let merge) = layer.description.kind, let group = layer.description.group else { return nil }
      guard layer.description.bringsDirectionsTogether else {
        return "residual: what the layer reads is added"
      }
      return
        "\(group.name).forward runs from the first time step to the last, \(group.name).reverse from the last to the "
        + "first, and what they put out becomes \(merge.sentence)"
    }
  }

  /// One unit of the unrolled example in numbers; nothing when none was asked for and nothing is unrolled.
  private static func liveNumbers(_ index: Int, _ command: Command, _ context: CommandContext) throws -> [String] {
    let asked = command.option("unit") ?? command.option("t")
    guard asked != nil || context.workspace.stepper?.recorded[context.workspace.current ?? ""] != nil else { return [] }
    let pass = try context.workspace.recordedPass()
    if let own = (pass.attentions + pass.selfAttentions).first(where: { $0.index == index }) {
      let data = try context.requireData()
      let t = try command.option("t").map { try context.integer($0, 1...max(own.steps, 1)) }
      let view = AttentionView(title: "", pass: pass, attention: own, cursor: 1, data: data)
      return AttentionExplanation.numbers(
        own, at: t ?? min(context.workspace.stepper?.t ?? 1, own.steps), sources: view.sourceSymbols)
    }
    guard let layer = pass.layers.first(where: { $0.index == index }) else {
      guard let asked else { return [] }
      throw context.failure(pass.plan.stateless(index), at: asked)
    }
    let unit = try command.option("unit").map { try context.integer($0, 1...layer.units) } ?? 1
    var t = min(context.workspace.stepper?.t ?? 1, layer.steps)
    if let argument = command.option("t") { t = try context.integer(argument, 1...layer.steps) }
    let (exact, rough) = (NumberFormat.significant(5), NumberFormat.significant(3))
    var lines = ["", "  unit \(unit) at t = \(t) of the unrolled example:"]
    let before = layer.isReversed ? t + 1 : t - 1
    for (number, state) in layer.stateNames.enumerated() {
      let value =
        (1...layer.steps).contains(before)
        ? layer.states[number].at(before)[unit - 1] : pass.startState(number, of: layer)[unit - 1]
      lines.append("    \(state)(\(before)) = \(exact.text(value))")
    }
    let sized: [String] =
      if case .recurrent(let own) = pass.plan.layers[index].description.kind { own.cell.gatesOfOwnSize } else { [] }
    for gate in layer.gates
    where layer.units.isMultiple(of: max(gate.values.width, 1)) && !sized.contains(gate.name) {
      // A gate of a block of units has one value for all of them.
      let place = (unit - 1) / (layer.units / gate.values.width)
      let slope = gate.gradients.map { "   dL/d\(gate.name) = \(rough.text($0.at(t)[place]))" } ?? ""
      lines.append("    \(gate.name) = \(exact.text(gate.values.at(t)[place]))\(slope)")
    }
    for (number, state) in layer.stateNames.enumerated() {
      let value = exact.text(layer.states[number].at(t)[unit - 1])
      let slope = rough.text(layer.stateGradients[number].at(t)[unit - 1])
      lines.append("    \(state) = \(value)   dL/d\(state) = \(slope)")
    }
    return lines
  }

  private static func dropout(_ rate: Double, _ span: DropoutSpan) -> String {
    "\(NumberFormat.percent(0).text(rate)) of the numbers are set to 0"
      + (span == .sequence ? ", the same at all time steps of a sequence," : "")
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
        + (layer.description.tied.map { ", W the table of \($0)" } ?? "")
    case .dropout(let rate, let span): "while training " + dropout(rate, span)
    case .attention(let attention):
      "\(attention.score.rawValue) attention\(attention.heads > 1 ? " with \(attention.heads) heads" : "")"
    case .merge(let merge): merge.sentence
    case .layerNorm: "zero mean and unit variance over the numbers of each time step, then a gain and a shift of each"
    case .convolution(let convolution):
      "a window of \(convolution.width) time steps, \(convolution.padding == .same ? "around each" : "up to each")"
    case .convolution2D(let own):
      "a window of \(own.height) time steps and \(own.width) columns around each place"
        + (own.pool > 1 ? ", and of each \(own.pool) by \(own.pool) places the largest" : "")
    case .selfAttention(let attention):
      "each step looks at \(attention.isCausal ? "itself and those before" : "every step of the sequence")"
    case .flatten(let steps):
      steps.map { "the last \($0) time steps, one behind the other" } ?? "all time steps, one behind the other"
    case .repeated: "the same vector at each time step of the target"
    case .timeReverse: "each sequence from its last time step to its first"
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

extension Merge {
  fileprivate var sentence: String {
    switch self {
    case .concat: "one vector behind the other"
    case .sum: "the sum of its vectors"
    case .mean: "the mean of its vectors"
    case .product: "the product of its vectors, number by number"
    }
  }
}
