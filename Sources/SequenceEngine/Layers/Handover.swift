/// A decoder's recurrent layer starts where a recurrent layer of the encoder ended.
public struct Handover: Sendable, Equatable {
  /// Indices in the plan.
  public var encoder: Int
  public var decoder: Int
  /// Pairs of states of the same name; others of the decoder's start at zero.
  public var states: [Pair]

  public struct Pair: Sendable, Equatable {
    public var encoder: Int
    public var decoder: Int
  }
}

extension RecurrentRunner {
  /// Starts from the states that another layer ended with.
  ///
  /// - Parameter rows: the other's row of each of this layer's.
  func start(from encoder: RecurrentRunner, _ states: [Handover.Pair], rows: [Int]) {
    let units = memory.units
    for pair in states {
      for (row, source) in rows.enumerated() {
        (memory.states[pair.decoder].base + row * units).update(
          from: encoder.lastState(pair.encoder, source), count: units)
      }
    }
  }

  /// Hands the gradients of the start states to the layer that they came from.
  func sendStart(to encoder: RecurrentRunner, _ states: [Handover.Pair], rows: [Int]) {
    let units = memory.units
    for pair in states {
      for (row, source) in rows.enumerated() {
        encoder.arrivingGradient(pair.encoder, source).update(
          from: memory.carried[pair.decoder].base + row * units, count: units)
      }
    }
  }

  /// What step t of a layer that runs forward sends to the first state of the step before, [B, H]; attention adds to it.
  func gradientLeaving(_ t: Int) -> UnsafeMutablePointer<Scalar> {
    memory.carried[0].base + (t & 1) * memory.frame.rows * memory.units
  }
}
