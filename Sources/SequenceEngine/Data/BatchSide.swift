extension Batch {
  /// The batch as the layers of one side read it: a decoder's rows and time steps are its own, and what it reads are the
  /// symbols of the target, each a step late.
  public func read(by side: LayerSide) -> Batch {
    guard side == .decoder, let decoder else { return self }
    let examples = (0..<rows).map { row -> Example in
      let steps = decoder.lengths[row]
      let own = (0..<steps).map { decoder.input[$0 * rows + row] }
      guard case .classes(let classes) = target else {
        return Example(input: .tokens(own), target: .classes([]), steps: steps)
      }
      return Example(
        input: .tokens(own), target: .classes((0..<steps).map { classes[$0 * rows + row] }), steps: steps)
    }
    return Batch(examples, identities: decoder.sourceRows.map { identities[$0] }, placement: placement)
  }
}

extension DataShape {
  /// What the first layer of a side reads at one time step.
  public func input(of side: LayerSide) -> InputKind { side == .decoder ? decoderInput ?? input : input }
}
