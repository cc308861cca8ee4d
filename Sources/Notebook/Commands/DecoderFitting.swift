import Script
import SequenceEngine

/// How an encoder-decoder under construction is fitted to its data.
extension CommandContext {
  /// The plan of a model for pairs of sequences, or of the model with what it still lacks: a decoder, its recurrent layer,
  /// its last dense.
  static func decoderTrial(_ model: ModelDescription, for shape: DataShape) throws -> ModelPlan {
    var ended = model
    func add(_ name: String, _ kind: LayerKind, _ side: LayerSide) {
      ended.layers.append(LayerDescription(name: name, kind: kind, side: side))
    }
    func recurrents(_ side: LayerSide) -> [RecurrentLayer] {
      model.layers.compactMap { layer in
        if case .recurrent(let own) = layer.kind, layer.side == side { own } else { nil }
      }
    }
    let hasDecoder = model.layers.contains { $0.side == .decoder }
    if !recurrents(.decoder).isEmpty, let plan = try? ModelPlan(model, for: shape) { return plan }
    var missing = recurrents(.encoder).last
    if missing == nil {
      missing = RecurrentLayer(cell: try CellDefinition(parsing: BuiltInCells.gru), units: 32)
      if let missing, !hasDecoder { add("encoder state", .recurrent(missing), .encoder) }
    }
    missing?.isReversed = false
    let looks = model.layers.contains { if case .attention = $0.kind { true } else { false } }
    if hasDecoder, recurrents(.encoder).isEmpty, !looks { add("attention", .attention(Attention(.additive)), .decoder) }
    if recurrents(.decoder).isEmpty, let missing { add("decoder state", .recurrent(missing), .decoder) }
    let dense = LayerKind.dense(units: nil, activation: .identity)
    add("output", dense, .decoder)
    do {
      return try ModelPlan(ended, for: shape, allowsOpenEnds: true)
    } catch {
      // Of a decoder with several recurrent layers the later ones may still be missing, before its last dense is there.
      if case .dense? = model.layers.last?.kind { throw named(error, in: model) }
      ended = model
      for (number, own) in recurrents(.encoder).enumerated().dropFirst(recurrents(.decoder).count) {
        var own = own
        own.isReversed = false
        add("decoder state \(number + 1)", .recurrent(own), .decoder)
      }
      add("output", dense, .decoder)
      if let plan = try? ModelPlan(ended, for: shape, allowsOpenEnds: true) { return plan }
      throw named(error, in: model)
    }
  }

  /// An error of a layer that was only assumed, told of the last one that is there.
  private static func named(_ error: ModelError, in model: ModelDescription) -> ModelError {
    let isOwn = model.layers.contains { $0.name == error.layer }
    return isOwn ? error : ModelError(error.message, layer: model.layers.last?.name)
  }
}

extension ModelPlan {
  /// How the two sides of an encoder-decoder meet, a line for each link, and where time becomes coarser.
  var wiring: [String] {
    let coarser = layers.filter { layer in
      layer.stepsPerStep > (layer.sources.map { $0 < 0 ? 1 : layers[$0].stepsPerStep }.max() ?? 1)
    }.map { "from \($0.name) on, one time step stands for \($0.stepsPerStep) of the input" }
    let starts = handovers.map { own -> String in
      guard case .recurrent(let decoder) = layers[own.decoder].description.kind else { return "" }
      let zero = decoder.cell.states.indices.filter { state in !own.states.contains { $0.decoder == state } }
      let rest = zero.map { decoder.cell.states[$0] }.joined(separator: ", ")
      return "\(layers[own.decoder].name) starts from the last state of \(layers[own.encoder].name)"
        + (rest.isEmpty ? "" : ", \(rest) from zero")
    }
    let fromZero = recurrentLayers(of: .decoder).filter { layer in !handovers.contains { $0.decoder == layer } }
      .map { "\(layers[$0].name) starts from zeros" }
    let looks = attentionLayers.map { index -> String in
      let keys = decoderStart.map { layers[$0 - 1].name } ?? ""
      let query = layers[index].attending?.looker.map { "the state of \(layers[$0].name) of the step before" }
      let source = layers[index].sources[0]
      return "\(layers[index].name) looks at every step of \(keys) with "
        + (query ?? (source < 0 ? "what it reads" : "what \(layers[source].name) puts out"))
    }
    return coarser + starts + fromZero + looks
  }
}
