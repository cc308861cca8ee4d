/// What a layer reads.
public enum LayerSource: Sendable, Equatable, Codable {
  /// The layer before it, or before the group that it is a part of; the input of its side when there is none.
  case previous
  /// The input of its side.
  case input
  /// An earlier layer of the same side, by name.
  case layer(String)
}

extension KeyedDecodingContainer {
  /// Models that were saved before layers could be wired read the layer before.
  func decode(_ type: [LayerSource].Type, forKey key: Key) throws -> [LayerSource] {
    try decodeIfPresent(type, forKey: key) ?? [.previous]
  }
}

/// A layer that is computed as several: its parts stand side by side in the description, and the last one carries its name.
public struct LayerGroup: Sendable, Equatable, Codable {
  public var name: String
  public var part: Part

  public enum Part: String, Sendable, CaseIterable, Codable {
    /// Leaves out some of the numbers that the layer reads.
    case dropout
    /// Runs from the first time step to the last.
    case forward
    /// Runs from the last time step to the first.
    case reverse
    /// R h of either direction, of a layer with `projection=P`.
    case projected
    case reverseProjected = "reverse_projected"
    /// Brings the two directions together before a residual adds what the layer read.
    case merged
    /// Of a transformer's block: what lies between its input and its output.
    case norm1, attended, norm2, linear1, linear2, dropout1, dropout2, summed
    case selfAttention = "self_attn"
    /// Puts out what the whole group puts out.
    case output
  }

  public init(name: String, part: Part) {
    self.name = name
    self.part = part
  }
}

extension LayerDescription {
  /// A recurrent layer in both directions of time, with dropout before it, with what it read added to what it puts out, or
  /// all of these.
  ///
  /// Dropout: what is left out is left out at all time steps of a sequence, in both directions, but not in what a residual
  /// adds. Gal, Ghahramani: A theoretically grounded application of dropout in recurrent neural networks, NIPS 2016.
  /// Bidirectional: y(t) = merge(h→(t), h←(t)), h← computed from the last time step to the first; with one vector for the
  /// sequence y = merge(h→(T), h←(1)). Schuster, Paliwal: Bidirectional recurrent neural networks, IEEE Transactions on
  /// Signal Processing 45 (1997). Residual: y(t) = x(t) + h(t). He et al.: Deep residual learning for image recognition,
  /// CVPR 2016. With `projection=P` what it puts out is R h(t), P numbers (`CellVariation.projection`).
  ///
  /// - Parameters:
  ///   - bidirectional: how the two directions become one vector; nil: one direction.
  ///   - residual: returns all time steps.
  ///   - dropout: probability that a number that it reads is left out while training; nil: none is.
  public static func group(
    _ name: String, _ layer: RecurrentLayer, bidirectional: Merge?, residual: Bool, dropout: Double? = nil,
    side: LayerSide = .encoder, reads: LayerSource = .previous
  ) -> [LayerDescription] {
    let isSingle = bidirectional == nil && !residual
    guard !isSingle || dropout != nil || layer.variation.projection != nil else {
      return [LayerDescription(name: name, kind: .recurrent(layer), side: side, reads: [reads])]
    }
    var own = layer
    if residual { own.returns = .all }
    var described: [LayerDescription] = []
    func add(_ part: LayerGroup.Part, _ kind: LayerKind, _ reads: [LayerSource], tied: String? = nil) -> LayerSource {
      let full = part == .output ? name : "\(name).\(part.rawValue)"
      described.append(
        LayerDescription(
          name: full, kind: kind, side: side, reads: reads, group: LayerGroup(name: name, part: part), tied: tied))
      return .layer(full)
    }
    /// One direction of time, the part that puts its output out.
    func run(_ part: LayerGroup.Part, from source: LayerSource, output: LayerGroup.Part) -> LayerSource {
      guard let size = own.variation.projection else {
        return add(isSingle ? .output : part, .recurrent(own), [source])
      }
      let states = add(part, .recurrent(own), [source])
      let kind = LayerKind.dense(units: size, activation: .identity)
      return add(isSingle ? .output : output, kind, [states], tied: "\(name).\(part.rawValue)")
    }
    var source = reads
    if let dropout { source = add(.dropout, .dropout(rate: dropout, each: .sequence), [reads]) }
    if bidirectional != nil { own.isReversed = false }
    var last = run(.forward, from: source, output: .projected)
    if let bidirectional {
      own.isReversed = true
      let both = [last, run(.reverse, from: source, output: .reverseProjected)]
      last = add(residual ? .merged : .output, .merge(bidirectional), both)
    }
    if residual { _ = add(.output, .merge(.sum), [reads, last]) }
    return described
  }

  /// PyTorch's name of one of its weights: `lstm1.weight_ih_l0`, `lstm1.weight_ih_l0_reverse`,
  /// `transformer1.self_attn.in_proj_weight`.
  func parameterName(_ suffix: String) -> String {
    guard let group else { return "\(name).\(suffix)" }
    switch group.part {
    case .forward, .merged: return "\(group.name).\(suffix)"
    case .reverse: return "\(group.name).\(suffix)_reverse"
    case .output: return kind == .layerNorm ? "\(group.name).norm2.\(suffix)" : "\(group.name).\(suffix)"
    case .projected, .reverseProjected, .dropout, .selfAttention, .norm1, .attended, .norm2, .linear1, .linear2,
      .dropout1,
      .dropout2, .summed:
      return "\(name).\(suffix)"
    }
  }
}

extension ModelDescription {
  /// The layers as they were added, in order: of each the places of its parts.
  public var groups: [Range<Int>] {
    var found: [Range<Int>] = []
    for (index, layer) in layers.enumerated() {
      if let group = layer.group, let last = found.last, layers[last.lowerBound].group?.name == group.name {
        found[found.count - 1] = last.lowerBound..<index + 1
      } else {
        found.append(index..<index + 1)
      }
    }
    return found
  }

  /// The part that says what a layer is: the first that is no dropout before it.
  public func lead(of group: Range<Int>) -> Int {
    group.first { layers[$0].group?.part != .dropout } ?? group.lowerBound
  }

  /// The parts of the layer that one at this place belongs to.
  public func group(at index: Int) -> Range<Int> { groups.first { $0.contains(index) } ?? index..<index + 1 }
}
