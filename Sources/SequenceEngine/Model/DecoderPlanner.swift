/// How a decoder is wired to its encoder, and what is refused.
extension ModelPlanner {
  /// Refuses sides that the data do not have or that lie in the wrong order, and layers that a side cannot hold.
  mutating func checkSides() throws(ModelError) {
    decoderStart = model.layers.firstIndex { $0.side == .decoder }
    if let attention = model.layers.first(where: { layer in
      if case .attention = layer.kind { layer.side == .encoder } else { false }
    }) {
      throw ModelError(
        "attention belongs to a decoder, and looks at what the encoder puts out; say decoder before: add attention",
        layer: attention.name)
    }
    guard shape.decoderInput != nil else {
      guard let decoderStart else { return }
      throw ModelError(
        "a decoder needs data in pairs of sequences: data pairs \"FILE\", or data dates",
        layer: model.layers[decoderStart].name)
    }
    guard let decoderStart else {
      throw ModelError(
        "the targets are sequences of their own, which a decoder writes: say decoder, then for example add embedding 16, "
          + "add gru 64 and add dense", layer: model.layers.last?.name)
    }
    guard decoderStart > 0 else {
      throw ModelError(
        "a decoder starts from an encoder's last state; say encoder, then for example add embedding 16 and add gru 64",
        layer: model.layers[0].name)
    }
    for layer in model.layers {
      switch layer.kind {
      case .pool(let pooling):
        throw ModelError(
          "\(pooling.rawValue) makes one vector of a sequence, and neither side of an encoder-decoder takes one; a decoder "
            + "starts from the last state by itself", layer: layer.name)
      case .recurrent(let recurrent):
        if recurrent.returns == .last {
          throw ModelError("a decoder starts from the last state by itself; leave return=last out", layer: layer.name)
        }
        if let window = recurrent.window {
          throw ModelError(
            "a decoder starts from its encoder's last state and carries its own; leave window=\(window) out",
            layer: layer.name)
        }
        if recurrent.start == .learned, layer.side == .decoder {
          throw ModelError("a decoder starts from its encoder's last state; leave start=learned out", layer: layer.name)
        }
        if recurrent.feedback {
          throw ModelError(
            "a decoder reads the symbol of the step before in any case; leave feedback=output out", layer: layer.name)
        }
        if recurrent.isReversed, layer.side == .decoder {
          throw ModelError("a decoder writes from the first symbol to the last; leave reverse out", layer: layer.name)
        }
      case .flatten, .repeated:
        throw ModelError(
          "it makes one vector of a sequence or a sequence of one vector, and both sides of an encoder-decoder read "
            + "sequences; leave it out", layer: layer.name)
      case .convolution, .convolution2D, .selfAttention, .timeReverse:
        guard layer.side == .decoder else { continue }
        throw ModelError(
          "a decoder writes step by step, and this layer reads several steps at once; put it into the encoder",
          layer: layer.name)
      case .embedding, .dense, .dropout, .attention, .merge, .layerNorm: break
      }
    }
  }

  /// The decoder needs something to start from, or to look at.
  func beginDecoder() throws(ModelError) {
    let looks = model.layers.contains { if case .attention = $0.kind { true } else { false } }
    guard looks || layers.contains(where: { $0.program != nil }) else {
      throw ModelError(
        "the encoder needs a recurrent layer, whose last state the decoder starts from, or the decoder attention to look at "
          + "the encoder with; say encoder, then for example add gru 64, or put attention into the decoder",
        layer: layers.last?.name)
    }
  }

  mutating func add(_ attention: Attention, _ index: Int, _ layer: inout ModelPlan.Layer) throws(ModelError) {
    let name = model.layers[index].name
    guard let decoderStart, case .vector(let inputSize) = flow else {
      throw ModelError("tokens arrive here; put an embedding before attention", layer: name)
    }
    let keySize = layers[decoderStart - 1].outputSize
    var attending = ModelPlan.Attending(looker: nil, querySize: inputSize, keySize: keySize)
    if !layers[decoderStart...].contains(where: { $0.program != nil }) {
      guard model.layers.indices.contains(index + 1), case .recurrent(let recurrent) = model.layers[index + 1].kind
      else {
        throw ModelError(
          "before the decoder's recurrent layer attention looks with that layer's state: put it right before that layer, "
            + "or behind it", layer: name)
      }
      attending.looker = index + 1
      attending.querySize = recurrent.units
    }
    let querySize = attending.querySize
    if attention.score == .dot, querySize != keySize {
      throw ModelError(
        "dot compares vectors of one size, and here \(querySize) numbers look at \(keySize); give both sides the same size, "
          + "or take: attention general", layer: name)
    }
    guard attention.heads >= 1, querySize % attention.heads == 0, keySize % attention.heads == 0 else {
      throw ModelError(
        "\(attention.heads) heads do not divide \(querySize) and \(keySize) numbers into equal parts", layer: name)
    }
    switch attention.score {
    case .dot: break
    case .general: try append("key.weight", .input, [querySize, keySize], index)
    case .additive:
      try append("query.weight", .recurrent, [querySize, querySize], index)
      try append("key.weight", .input, [querySize, keySize], index)
      try append("score.weight", .vector, [1, querySize], index)
    }
    layer.attending = attending
    layer.outputSize = inputSize + keySize
  }

  /// Finds where the decoder's recurrent layers start from: the last one of the encoder's last, and so on down.
  mutating func linkDecoder() throws(ModelError) {
    guard let decoderStart else { return }
    // Of a layer in both directions the one that has read the whole source last hands its state over.
    func recurrent(_ range: Range<Int>) -> [Int] {
      range.filter { layers[$0].program != nil && layers[$0].description.group?.part != .reverse }
    }
    let (encoders, decoders) = (recurrent(0..<decoderStart), recurrent(decoderStart..<layers.count))
    guard !decoders.isEmpty else {
      throw ModelError(
        "the decoder needs a recurrent layer, which starts from the encoder's last state; for example: add gru "
          + "\(layers[encoders.last ?? 0].outputSize)", layer: layers[decoderStart].name)
    }
    for (encoder, decoder) in zip(encoders.reversed(), decoders.reversed()) {
      let (from, to) = (layers[encoder], layers[decoder])
      guard from.outputSize == to.outputSize else {
        throw ModelError(
          "it starts from the last state of \(from.name), which has \(from.outputSize) units, and has \(to.outputSize) "
            + "itself; give both the same size", layer: to.name)
      }
      guard case .recurrent(let source) = from.description.kind, case .recurrent(let own) = to.description.kind else {
        continue
      }
      let states = own.cell.states.enumerated().compactMap { number, name in
        source.cell.states.firstIndex(of: name).map { Handover.Pair(encoder: $0, decoder: number) }
      }
      handovers.append(Handover(encoder: encoder, decoder: decoder, states: states))
    }
    let readers = layers[decoderStart...].contains { $0.attending != nil }
    guard !readers, !allowsOpenEnds, var last = encoders.last else { return }
    // What a layer with projection=P puts out belongs to it.
    if model.layers[last + 1].tied == layers[last].name { last += 1 }
    if last < decoderStart - 1 {
      throw ModelError(
        "nothing reads what comes behind the encoder's last recurrent layer: the decoder starts from its state; take it "
          + "away, or give the decoder attention", layer: layers[last + 1].name)
    }
  }
}
