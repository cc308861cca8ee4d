import SequenceEngine

/// Small encoder-decoders and ragged batches of pairs for tests.
enum PairModels {
  static let sources = 5
  /// Symbols of the target; the border symbol comes on top.
  static let targets = 4

  static let shape = DataShape(
    input: .token(vocabulary: sources), target: .classes(count: targets + 1), placement: .perStep,
    decoderInput: .token(vocabulary: targets + 1))

  enum Placement: CaseIterable { case before, behind, none }

  static func description(
    _ placement: Placement, _ attention: Attention = Attention(.dot), cell: String = BuiltInCells.gru, units: Int = 4
  ) -> ModelDescription {
    let recurrent = Models.recurrent(cell, units)
    let dense = LayerKind.dense(units: nil, activation: .identity)
    let decoder: [LayerKind] =
      switch placement {
      case .before: [.embedding(size: 3), .attention(attention), recurrent, dense]
      case .behind: [.embedding(size: 3), recurrent, .attention(attention), dense]
      case .none: [.embedding(size: 3), recurrent, dense]
      }
    return model([.embedding(size: 3), recurrent], decoder)
  }

  static func model(_ encoder: [LayerKind], _ decoder: [LayerKind]) -> ModelDescription {
    let sides = encoder.map { ($0, LayerSide.encoder) } + decoder.map { ($0, LayerSide.decoder) }
    return ModelDescription(
      name: "pairs",
      layers: sides.enumerated().map {
        LayerDescription(name: "layer\($0.offset + 1)", kind: $0.element.0, side: $0.element.1)
      })
  }

  /// Lengths of source and target; the longest source does not have the longest target.
  static let lengths: [(source: Int, target: Int)] = [(6, 2), (4, 5), (4, 3), (1, 1)]

  static func example(_ number: Int, source: Int, target: Int) -> Example {
    let random = CounterRandom(seed: 7, stream: .data).keyed(number)
    let border = Int32(targets)
    let symbols = (0..<target).map { Int32(random.keyed(1).integer($0, below: targets)) }
    return Example(
      input: .tokens((0..<source).map { Int32(random.integer($0, below: sources)) }),
      target: .classes(symbols + [border]), steps: source, decoderInput: [border] + symbols)
  }

  static var examples: [Example] {
    lengths.enumerated().map { example($0.offset, source: $0.element.source, target: $0.element.target) }
  }

  static var batch: Batch {
    Batch(examples, identities: lengths.indices.map { UInt64($0) }, placement: .perStep)
  }
}
