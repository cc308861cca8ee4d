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
    layers = description.groups.map { group in
      let (layer, last) = (description.layers[description.lead(of: group)], description.layers[group.upperBound - 1])
      func fitted(_ index: Int) -> ModelPlan.Layer? {
        sizes.flatMap { $0.layers.indices.contains(index) ? $0.layers[index] : nil }
      }
      let planned = fitted(group.upperBound - 1)
      let parameters = group.compactMap(fitted).reduce(0) { sum, own in
        sizes?.parameters[own.parameters].reduce(sum) { $0 + $1.count } ?? sum
      }
      let words = [description.command(of: group.lowerBound), description.wiring(of: group.lowerBound)].filter {
        !$0.isEmpty
      }
      var shown = ModelSnapshot.Layer(
        name: last.name, description: words.joined(separator: " "),
        inputSize: fitted(group.lowerBound)?.input.size ?? 0, outputSize: planned?.outputSize ?? 0,
        parameters: parameters, isDecoder: layer.side == .decoder)
      if case .recurrent(let recurrent) = layer.kind {
        shown.isRecurrent = recurrent.window == nil
        shown.isBackwardInTime = recurrent.isReversed
        shown.isBidirectional = description.layers[group].contains { $0.group?.part == .reverse }
      }
      shown.returnsLast = group.contains { fitted($0)?.returnsLast == true }
      return shown
    }
    // Between the sides of an encoder-decoder another arrow: from there on time runs anew.
    let shownLayers = layers
    let sides = LayerSide.allCases.map { side in
      zip(description.groups, shownLayers).filter { description.layers[$0.0.lowerBound].side == side }.map {
        group, shown in
        let words = description.wiring(of: group.lowerBound)
        return description.short(of: group.lowerBound, size: shown.outputSize)
          + (words.isEmpty ? "" : " " + words)
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
      let parts = description.groups[index]
      if norms.count == description.layers.count {
        layers[index].gradientNorm =
          parts.count == 1
          ? norms[parts.lowerBound] : parts.reduce(0) { $0 + norms[$1] * norms[$1] }.squareRoot()
      }
      let names = parts.map { description.layers[$0].name }
      // Of a layer of several parts the worst of them is told.
      layers[index].saturation =
        unrolled?.layers.filter { names.contains($0.name) && $0.saturation.isFinite }.map(\.saturation).max()
      layers[index].radius = names.compactMap { measures?.radius(of: $0, with: entry.state?.parameters ?? []) }.max()
    }
    return ModelSnapshot(
      name: entry.name, summary: summary, pattern: plan?.pattern ?? "",
      parameters: layers.reduce(0) { $0 + $1.parameters },
      updates: entry.state?.updates ?? 0, layers: layers)
  }
}

extension LayerKind {
  /// "rnn 64 tanh", "dense 1": kind, size and the function where it matters.
  func short(size: Int) -> String {
    var words = [word]
    switch self {
    case .embedding, .recurrent: words.append(sizeWords)
    case .dense: if size > 0 { words.append("\(size)") }
    case .dropout(let rate, _): words.append(NumberFormat.general.text(rate))
    case .attention(let attention): words.append(attention.score.rawValue)
    case .convolution(let convolution): words.append("\(convolution.units) width \(convolution.width)")
    case .convolution2D(let own): words.append("\(own.units)")
    case .selfAttention(let attention): if attention.heads > 1 { words.append("\(attention.heads) heads") }
    case .flatten(let steps), .repeated(let steps): if let steps { words.append("\(steps)") }
    case .pool, .merge, .layerNorm, .timeReverse: break
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
    case .dropout(let rate, let span):
      words.append(NumberFormat.general.text(rate))
      if span == .sequence { words.append("each=sequence") }
    case .attention(let attention):
      words.append(attention.score.rawValue)
      if attention.heads > 1 { words.append("heads=\(attention.heads)") }
    case .convolution(let convolution):
      words += ["\(convolution.units)", "width=\(convolution.width)"]
      if convolution.activation != .identity { words.append("activation=\(convolution.activation.rawValue)") }
      if convolution.padding != .same { words.append("padding=\(convolution.padding.rawValue)") }
    case .convolution2D(let own): words += own.optionWords
    case .selfAttention(let attention): words += attention.optionWords
    case .flatten(let steps), .repeated(let steps): if let steps { words.append("\(steps)") }
    case .pool, .merge, .layerNorm, .timeReverse: break
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
      if let window = layer.window { words.append("window=\(window)") }
      words += layer.variation.options
      if layer.start == .learned { words.append("start=learned") }
      if let reset = layer.stateful { words.append("stateful" + (reset == .epoch ? "" : "=\(reset.word)")) }
    }
    return words.joined(separator: " ")
  }
}
