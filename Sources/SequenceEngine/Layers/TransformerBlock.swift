/// A block of a transformer: self-attention, then a small net for each time step, each with what it read added.
///
///     a(t) = x(t) + attention(norm1(x))(t)            y(t) = a(t) + linear2(relu(linear1(norm2(a(t)))))
///
/// norm1 and norm2 are layer normalisations; x, a and y have D numbers, linear1 puts out `hidden`. With the norms
/// behind the sums instead: a = norm1(x + attention(x)), y = norm2(a + linear2(relu(linear1(a)))). Dropout, where there
/// is any, lies before each sum. Parts and weights have the names of PyTorch's TransformerEncoderLayer. Vaswani et al.:
/// Attention is all you need, NIPS 2017; norms before: Xiong et al.: On layer normalization in the transformer
/// architecture, ICML 2020.
public struct TransformerBlock: Sendable, Equatable {
  /// Where the layer normalisations stand.
  public enum Norm: String, Sendable, CaseIterable { case before, after }

  public var attention: SelfAttention
  /// Numbers between the two matrices; nil: four times D.
  public var hidden: Int?
  public var dropout: Double
  public var norm: Norm

  public init(attention: SelfAttention, hidden: Int? = nil, dropout: Double = 0, norm: Norm = .before) {
    (self.attention, self.hidden, self.dropout, self.norm) = (attention, hidden, dropout, norm)
  }

  /// The block as layers, each of which can be looked at.
  public func layers(
    _ name: String, side: LayerSide = .encoder, reads: LayerSource = .previous
  ) -> [LayerDescription] {
    var described: [LayerDescription] = []
    func add(_ part: LayerGroup.Part, _ kind: LayerKind, _ reads: LayerSource...) -> LayerSource {
      let full = part == .output ? name : "\(name).\(part.rawValue)"
      described.append(
        LayerDescription(
          name: full, kind: kind, side: side, reads: reads, group: LayerGroup(name: name, part: part)))
      return .layer(full)
    }
    func dropped(_ part: LayerGroup.Part, _ source: LayerSource) -> LayerSource {
      dropout > 0 ? add(part, .dropout(rate: dropout), source) : source
    }
    let isBefore = norm == .before
    let normed = isBefore ? add(.norm1, .layerNorm, reads) : reads
    let attended = dropped(.dropout1, add(.selfAttention, .selfAttention(attention), normed))
    var middle = add(.attended, .merge(.sum), reads, attended)
    if !isBefore { middle = add(.norm1, .layerNorm, middle) }
    let inner = add(
      .linear1, .dense(units: hidden, activation: .relu), isBefore ? add(.norm2, .layerNorm, middle) : middle)
    let outer = dropped(.dropout2, add(.linear2, .dense(units: nil, activation: .identity), inner))
    if isBefore {
      _ = add(.output, .merge(.sum), middle, outer)
    } else {
      _ = add(.output, .layerNorm, add(.summed, .merge(.sum), middle, outer))
    }
    return described
  }

  /// The block that some layers are; nil: they are none.
  public init?(_ layers: some Collection<LayerDescription>) {
    func part(_ part: LayerGroup.Part) -> LayerKind? { layers.first { $0.group?.part == part }?.kind }
    guard case .selfAttention(let attention)? = part(.selfAttention), case .dense(let hidden, _)? = part(.linear1)
    else { return nil }
    let dropout = if case .dropout(let rate, _)? = part(.dropout1) { rate } else { 0.0 }
    self.init(
      attention: attention, hidden: hidden, dropout: dropout,
      norm: layers.first?.group?.part == .norm1 ? .before : .after)
  }
}

extension ModelPlanner {
  /// Units of a dense layer that is a part of a transformer's block and has none of its own; nil: it is no such part.
  func blockUnits(_ index: Int) -> Int? {
    guard let part = model.layers[index].group?.part, part == .linear1 || part == .linear2 else { return nil }
    let first = model.group(at: index).lowerBound
    let size = arrival(from: sources[first][0], at: first).flow.size
    let (wide, overflows) = size.multipliedReportingOverflow(by: 4)
    return part == .linear2 ? size : overflows ? .max : wide
  }
}
