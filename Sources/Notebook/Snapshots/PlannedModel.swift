import SequenceEngine

/// A model fitted to the data, as far as it is whole, and what a screen shows of it that training does not change.
struct PlannedModel {
  let description: ModelDescription
  let shape: DataShape?
  /// nil where there are no data or the model is not whole.
  let plan: ModelPlan?
  private let layers: [ModelSnapshot.Layer]
  private let summary: String

  init(_ description: ModelDescription, _ shape: DataShape?) {
    self.description = description
    self.shape = shape
    plan = shape.flatMap { try? ModelPlan(description, for: $0) }
    // Layers that lack an end are shown with the sizes that they will have.
    let sizes = plan ?? shape.flatMap { try? CommandContext.trial(description, for: $0) }
    layers = description.layers.enumerated().map { index, layer in
      let planned = sizes.flatMap { $0.layers.indices.contains(index) ? $0.layers[index] : nil }
      let parameters = planned.flatMap { own in sizes?.parameters[own.parameters].reduce(0) { $0 + $1.count } } ?? 0
      var shown = ModelSnapshot.Layer(
        name: layer.name, description: layer.kind.command, inputSize: planned?.input.size ?? 0,
        outputSize: planned?.outputSize ?? 0, parameters: parameters, isDecoder: layer.side == .decoder)
      if case .recurrent(let recurrent) = layer.kind {
        shown.isRecurrent = true
        shown.isBackwardInTime = recurrent.isReversed
      }
      shown.returnsLast = planned?.returnsLast ?? false
      return shown
    }
    // Between the sides of an encoder-decoder another arrow: from there on time runs anew.
    let shownLayers = layers
    let sides = LayerSide.allCases.map { side in
      zip(description.layers, shownLayers).filter { $0.0.side == side }.map { layer, shown in
        layer.kind.short(size: shown.outputSize)
      }.joined(separator: " → ")
    }
    summary = sides.filter { !$0.isEmpty }.joined(separator: " ⇒ ")
  }

  func snapshot(_ entry: ModelEntry, _ unrolled: UnrolledSnapshot?, _ measures: DearMeasures?) -> ModelSnapshot {
    var layers = layers
    let norms = entry.history.last?.layerGradientNorms ?? []
    for index in layers.indices {
      let name = layers[index].name
      layers[index].isFrozen = entry.state?.frozen.contains(name) == true
      if norms.count == layers.count { layers[index].gradientNorm = norms[index] }
      if let own = unrolled?.layers.first(where: { $0.name == name }), own.saturation.isFinite {
        layers[index].saturation = own.saturation
      }
      layers[index].radius = measures?.radius(of: name, with: entry.state?.parameters ?? [])
    }
    return ModelSnapshot(
      name: entry.name, summary: summary, pattern: plan?.pattern ?? "",
      parameters: layers.reduce(0) { $0 + $1.parameters },
      updates: entry.state?.updates ?? 0, layers: layers)
  }
}

extension InputKind {
  /// Numbers in a vector, or symbols in the vocabulary.
  var size: Int {
    switch self {
    case .vector(let size): size
    case .token(let vocabulary): vocabulary
    }
  }
}

extension LayerKind {
  /// "rnn 64 tanh", "dense 1": kind, size and the function where it matters.
  func short(size: Int) -> String {
    var words = [word]
    switch self {
    case .embedding, .recurrent: words.append(sizeWords)
    case .dense: if size > 0 { words.append("\(size)") }
    case .dropout(let rate): words.append(NumberFormat.general.text(rate))
    case .attention(let attention): words.append(attention.score.rawValue)
    case .pool, .merge: break
    }
    if case .recurrent(let layer) = self, layer.cell.name == "rnn" {
      if case .function(let name)? = layer.options["activation"] { words.append(name) } else { words.append("tanh") }
    }
    if case .dense(_, let activation) = self, activation != .identity { words.append(activation.rawValue) }
    return words.joined(separator: " ")
  }

  /// What `add` takes for a layer like this: "rnn 64 activation=relu".
  var command: String {
    var words = [word]
    switch self {
    case .embedding: words.append(sizeWords)
    case .dense(let units, let activation):
      if let units { words.append("\(units)") }
      if activation != .identity { words.append("activation=\(activation.rawValue)") }
    case .dropout(let rate): words.append(NumberFormat.general.text(rate))
    case .attention(let attention):
      words.append(attention.score.rawValue)
      if attention.heads > 1 { words.append("heads=\(attention.heads)") }
    case .pool, .merge: break
    case .recurrent(let layer):
      words.append("\(layer.units)")
      for (name, value) in layer.options.sorted(by: { $0.key < $1.key }) {
        switch value {
        case .function(let function): words.append("\(name)=\(function)")
        case .number(let number): words.append("\(name)=\(NumberFormat.general.text(number))")
        }
      }
      let builtIn = BuiltInCells.cell(of: layer.cell)
      if let variant = builtIn?.variant { words.append("\(variant.option)=\(variant.value)") }
      if layer.cell.gates.contains("forget"), let bias = layer.forgetBias, bias != 1 {
        words.append("forget_bias=\(NumberFormat.general.text(bias))")
      }
      if layer.bias != .one { words.append("bias=\(layer.bias.rawValue)") }
      if let returns = layer.returns { words.append("return=\(returns.rawValue)") }
      if layer.feedback, builtIn?.readsOutput != true { words.append("feedback=output") }
      if layer.isReversed { words.append("reverse") }
    }
    return words.joined(separator: " ")
  }
}
