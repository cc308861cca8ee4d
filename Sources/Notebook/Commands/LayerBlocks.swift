import SequenceEngine

/// What is said of a layer as it was added, whatever parts it is computed as.
extension ModelDescription {
  /// The layers that one stands for: all parts where it is asked for by the name of the whole.
  func parts(of index: Int) -> [Int] {
    let group = group(at: index)
    return index == group.upperBound - 1 ? Array(group) : [index]
  }

  private func block(at index: Int) -> TransformerBlock? { TransformerBlock(layers[group(at: index)]) }

  /// What was chosen for it, in a few words.
  func settings(of index: Int) -> String { block(at: index)?.words ?? lead(of: index).kind.settings }

  /// What `add` takes for a layer like this, without its wiring.
  func command(of index: Int) -> String { block(at: index)?.command ?? lead(of: index).kind.command }

  /// Kind, size and the choice that matters most.
  func short(of index: Int, size: Int) -> String {
    guard let block = block(at: index) else { return lead(of: index).kind.short(size: size) }
    return "transformer" + (block.attention.heads > 1 ? " \(block.attention.heads) heads" : "")
  }
}

extension TransformerBlock {
  fileprivate var words: String {
    ([LayerKind.selfAttention(attention).settings] + (hidden.map { ["hidden \($0)"] } ?? [])
      + (dropout > 0 ? ["dropout \(NumberFormat.general.text(dropout))"] : [])
      + (norm == .after ? ["norms after"] : [])).joined(separator: ", ")
  }

  fileprivate var command: String {
    (["transformer"] + attention.optionWords + (hidden.map { ["hidden=\($0)"] } ?? [])
      + (dropout > 0 ? ["dropout=\(NumberFormat.general.text(dropout))"] : [])
      + (norm == .after ? ["norm=after"] : [])).joined(separator: " ")
  }
}

extension SelfAttention {
  /// `heads=2 causal positions=learned places=64`.
  var optionWords: [String] {
    (heads > 1 ? ["heads=\(heads)"] : []) + (isCausal ? ["causal"] : [])
      + (positions == .none ? [] : ["positions=\(positions.rawValue)"])
      + (positions == .learned ? ["places=\(places)"] : [])
  }
}

extension Convolution2D {
  /// `8 width=5 height=3 pool=2`.
  var optionWords: [String] {
    ["\(units)", "width=\(width)", "height=\(height)"] + (stride > 1 ? ["stride=\(stride)"] : [])
      + (pool > 1 ? ["pool=\(pool)"] : []) + (activation == .identity ? [] : ["activation=\(activation.rawValue)"])
  }

  /// `3 steps × 5 columns, pool 2, relu`.
  var words: String {
    (["\(height) × \(width)"] + (stride > 1 ? ["stride \(stride)"] : []) + (pool > 1 ? ["pool \(pool)"] : [])
      + (activation == .identity ? [] : [activation.rawValue])).joined(separator: ", ")
  }
}
