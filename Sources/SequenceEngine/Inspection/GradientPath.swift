/// A part of dL/dh(t) by the path on which it came, measured along dL/dh(t).
public struct GradientPath: Sendable, Equatable {
  /// `from above`, the name of a gate of step t + 1, or `no gate`.
  public let name: String
  /// [T].
  public let credits: [Double]
}

extension RecordedPass {
  /// dL/dh(t) by its paths: what the layers above send at t, what comes through each gate of the next step, and what comes
  /// through none. At every step the parts add up to ‖dL/dh(t)‖; where gates read other gates, what goes through two of
  /// them is counted twice and taken off `no gate`.
  public func paths(layer number: Int) throws -> [GradientPath] {
    let layer = layers[number]
    let total = layer.stateGradients[0]
    let lengths = total.norms
    let above = (0..<steps).map { t -> Double in
      guard lengths[t] > 0 else { return 0 }
      return (0..<layer.units).reduce(0) { sum, i in
        sum + layer.gradientFromAbove.values[t * layer.units + i] * (total.values[t * layer.units + i] / lengths[t])
      }
    }
    var paths = [GradientPath(name: "from above", credits: above)]
    var rest = zip(lengths, above).map { $0 - $1 }
    for gate in layer.gates {
      let ledger = try ledger(layer: number, route: .gate(gate.name))
      let credits = (1...max(steps, 1)).map { ledger.credits(at: $0).reduce(0, +) }
      rest = zip(rest, credits).map { $0 - $1 }
      paths.append(GradientPath(name: gate.name, credits: credits))
    }
    paths.append(GradientPath(name: layer.gates.isEmpty ? "through time" : "no gate", credits: rest))
    return paths
  }

  /// ‖dL(s)/dh(t)‖ of a recurrent layer, t and s from 1: one entry of the ledger, from that loss alone.
  public func flow(layer number: Int, at t: Int, from s: Int) throws -> Double {
    if plan.decoderStart != nil {
      return try DecoderLedger(self, layers[number], .whole, nil, onlyLossAt: s).write(nil).norm(t, s)
    }
    return try LedgerWriter(self, layers[number], .whole, nil, onlyLossAt: s).write(nil).norm(t, s)
  }
}
