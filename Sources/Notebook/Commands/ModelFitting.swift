import Script
import SequenceEngine

/// How a model under construction is fitted to the data after every change of its layers.
extension CommandContext {
  /// Gives a model other layers: weights of layers that stay are kept. Layers that do not make a whole model yet are
  /// accepted when a `dense`, or a `mean` and a `dense`, would make it whole.
  func change(_ entry: ModelEntry, to layers: [LayerDescription]) throws -> (entry: ModelEntry, plan: ModelPlan?) {
    var entry = entry
    let old = entry.state ?? entry.kept
    entry.description.layers = layers
    try entry.description.checkWiring()
    entry.evaluations = [:]
    entry.state = nil
    guard let shape = workspace.dataset?.shape, !layers.isEmpty else {
      entry.kept = old
      return (entry, nil)
    }
    let plan = try Self.trial(entry.description, for: shape)
    try plan.checkMemory()
    let isWhole = plan.layers.count == layers.count
    if isWhole {
      entry.state = try weights(of: entry.description, for: shape, keeping: old, was: entry.shape ?? shape)
      entry.kept = nil
      entry.shape = shape
      if entry.state?.updates == 0 {
        entry.history = []
        entry.past = TrainingPast()
      }
    } else {
      entry.kept = old
    }
    return (entry, plan)
  }

  /// Weights for a model: those of before where its layers stay, start values elsewhere. A check asks only whether the
  /// model fits.
  func weights(
    of description: ModelDescription, for shape: DataShape, keeping old: ModelState? = nil, was oldShape: DataShape
  ) throws(ModelError) -> ModelState {
    guard workspace.doubts == nil else { return try ModelState(withoutWeights: description, for: shape) }
    guard let old else { return try ModelState(description, for: shape, seed: workspace.seed) }
    return try old.rebuilt(description, for: shape, seed: workspace.seed, was: oldShape)
  }

  /// The model's plan, or the plan of the model with the end that it still lacks.
  static func trial(_ model: ModelDescription, for shape: DataShape) throws -> ModelPlan {
    if shape.decoderInput != nil { return try decoderTrial(model, for: shape) }
    let dense = LayerDescription(name: "output", kind: .dense(units: nil, activation: .identity))
    let mean = LayerDescription(name: "mean", kind: .pool(.mean))
    let steps = LayerDescription(name: "steps", kind: .repeated(steps: nil))
    if let plan = try? ModelPlan(model, for: shape) { return plan }
    var ended = model
    ended.layers += [mean, dense]
    if let plan = try? ModelPlan(ended, for: shape, allowsOpenEnds: true) {
      ended.layers = model.layers + [dense]
      return (try? ModelPlan(ended, for: shape, allowsOpenEnds: true)) ?? plan
    }
    ended.layers = model.layers + [steps, dense]
    if let plan = try? ModelPlan(ended, for: shape, allowsOpenEnds: true) { return plan }
    ended.layers = model.layers + [dense]
    do {
      return try ModelPlan(ended, for: shape, allowsOpenEnds: true)
    } catch {
      let isOwn = model.layers.contains { $0.name == error.layer }
      throw isOwn ? error : ModelError(error.message, layer: model.layers.last?.name)
    }
  }

  /// The line that answers `add`: number and name, shapes, what it computes, parameters.
  ///
  /// - Parameter group: the parts of the layer, in order.
  func line(_ group: [LayerDescription], in model: ModelDescription, _ plan: ModelPlan?) -> String {
    guard let first = group.first(where: { $0.group?.part != .dropout }), let layer = group.last,
      let index = model.layers.firstIndex(where: { $0.name == layer.name })
    else { return "" }
    let settings = [model.settings(of: index), model.wiring(of: index)].filter { !$0.isEmpty }.joined(separator: ", ")
    let parts = group.compactMap { part in plan?.layers.first { $0.name == part.name } }
    guard let lead = parts.first, let planned = parts.last, let plan else {
      return [layer.name, "? → \(first.kind.sizeWords)", settings, "fitted when there are data"]
        .filter { !$0.isEmpty }.joined(separator: "   ")
    }
    let count = parts.reduce(0) { plan.parameters[$1.parameters].reduce($0) { $0 + $1.count } }
    let parameters = count == 0 ? "no parameters" : "\(NumberFormat.integer.text(Double(count))) parameters"
    return [layer.name, "\(lead.input.words) → \(planned.outputSize)", settings, parameters]
      .filter { !$0.isEmpty }.joined(separator: "   ")
  }

  /// Refuses data along which a model cannot carry its states.
  func checkCarrying(_ model: ModelDescription, _ data: Dataset) throws {
    let isStateful = model.layers.contains {
      if case .recurrent(let recurrent) = $0.kind { recurrent.stateful != nil } else { false }
    }
    guard isStateful else { return }
    try ModelPlan(model, for: data.shape).checkCarrying(data)
  }

  func recordModel(_ entry: ModelEntry, _ plan: ModelPlan?) {
    guard let plan, plan.layers.count == entry.description.layers.count else { return }
    record(
      "model",
      [
        ("name", .text(entry.name)), ("layers", .list(plan.layers.map { .text($0.name) })),
        ("params", .number(Double(plan.parameterCount))), ("pattern", .text(plan.pattern)),
      ])
  }
}

extension CellVariation {
  /// What was changed in a cell, as it is told.
  var words: [String] { options.map { $0.replacing("_", with: " ").replacing("=", with: " ") } }

  /// What `add` takes for it.
  var options: [String] {
    [("recurrent_dropout", recurrentDropout), ("zoneout", zoneout)].filter { $0.1 > 0 }.map {
      "\($0.0)=\(NumberFormat.general.text($0.1))"
    } + (normalises ? ["layernorm"] : []) + (projection.map { ["projection=\($0)"] } ?? [])
  }
}

extension StateReset {
  /// What `stateful=` takes.
  var word: String {
    switch self {
    case .epoch: "epoch"
    case .never: "never"
    case .every(let count): "\(count)"
    }
  }
}

extension InputKind {
  /// `32`, or `token of 65`.
  var words: String {
    switch self {
    case .vector(let size): "\(size)"
    case .token(let vocabulary): "token of \(vocabulary)"
    }
  }
}

extension LayerKind {
  /// What a layer computes and what was chosen for it, in a few words.
  var settings: String {
    switch self {
    case .embedding, .pool, .merge, .layerNorm, .timeReverse: return ""
    case .flatten(let steps): return steps.map { "the last \($0) steps, zeros in front of shorter sequences" } ?? ""
    case .repeated(let steps): return steps.map { "at \($0) steps" } ?? "at each step of the target"
    case .dropout(let rate, let span):
      return "p = \(NumberFormat.general.text(rate))" + (span == .sequence ? " at all time steps" : "")
    case .dense(_, let activation): return activation == .identity ? "" : activation.rawValue
    case .convolution(let convolution):
      let function = convolution.activation == .identity ? "" : ", \(convolution.activation.rawValue)"
      return "width \(convolution.width), \(convolution.padding.rawValue)" + function
    case .convolution2D(let own): return own.words
    case .selfAttention(let attention):
      return
        ([attention.heads == 1 ? "1 head" : "\(attention.heads) heads"] + (attention.isCausal ? ["causal"] : [])
        + (attention.positions == .none ? [] : ["\(attention.positions.rawValue) positions"])).joined(separator: ", ")
    case .attention(let attention):
      return attention.score.rawValue + (attention.heads > 1 ? ", \(attention.heads) heads" : "")
    case .recurrent(let layer):
      var words: [String] = []
      for option in layer.cell.options {
        switch layer.options[option.name] ?? option.value {
        case .function(let function): words.append(function)
        case .number(let number): words.append("\(option.name) \(NumberFormat.general.text(number))")
        }
      }
      if let variant = BuiltInCells.cell(of: layer.cell)?.variant {
        words.append(variant.value == "yes" ? variant.option : "\(variant.option) \(variant.value)")
      }
      if layer.bias != .one { words.append("bias \(layer.bias.rawValue)") }
      if let returns = layer.returns { words.append("return \(returns.rawValue)") }
      if layer.feedback { words.append("feedback from the output") }
      if layer.isReversed { words.append("reverse") }
      if let window = layer.window { words.append("window \(window)") }
      words += layer.variation.words
      if layer.start == .learned { words.append("start learned") }
      if let reset = layer.stateful { words.append("stateful" + (reset == .epoch ? "" : " \(reset.word)")) }
      return words.joined(separator: ", ")
    }
  }

  /// The word that the kind is asked for with.
  var word: String {
    switch self {
    case .embedding: "embedding"
    case .recurrent(let layer): layer.cell.name
    case .dense: "dense"
    case .dropout: "dropout"
    case .pool(let pooling): pooling.rawValue
    case .attention: "attention"
    case .merge(let merge): merge.rawValue
    case .layerNorm: "layernorm"
    case .convolution: "conv"
    case .convolution2D: "conv2d"
    case .selfAttention: "self_attention"
    case .flatten: "flatten"
    case .repeated: "repeat"
    case .timeReverse: "time_reverse"
    }
  }

  var sizeWords: String {
    switch self {
    case .embedding(let size): "\(size)"
    case .recurrent(let layer): "\(layer.units)"
    case .dense(let units, _): units.map(String.init) ?? "?"
    case .convolution(let convolution): "\(convolution.units)"
    case .convolution2D(let convolution): "\(convolution.units)"
    case .dropout, .pool, .attention, .merge, .layerNorm, .selfAttention, .flatten, .repeated, .timeReverse: "?"
    }
  }
}
