extension RecordedPass {
  /// Largest singular value of J = dh(T)/dh(T − 1), time counted as the layer runs through it, other states held: the most
  /// by which the last step stretches a change of h.
  ///
  /// Power iteration on JᵀJ: J v by central differences of one step, Jᵀ u by backpropagation through it. Each call goes on
  /// where the one before ended, so that along a training a few rounds are enough.
  ///
  /// - Parameter direction: where to start; left where the iteration ended. [H].
  /// - Returns: NaN for a single time step, or where a value is not finite.
  public func lastStepGain(layer number: Int, startingAt direction: inout [Double], rounds: Int = 4) -> Double {
    let layer = layers[number]
    let units = layer.units
    guard steps > 1, units > 0 else { return .nan }
    let last = layer.isReversed ? 0 : steps - 1
    let states = layer.states.map { $0.at(layer.isReversed ? 2 : steps - 1) }
    guard states.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return .nan }
    let isKnown = direction.count == units && direction.contains { $0 != 0 } && direction.allSatisfy(\.isFinite)
    // A little of every direction, so that none is missed by starting at a right angle to it.
    let start = isKnown ? direction : [Double](repeating: 0, count: units)
    var v = Self.unit(start.indices.map { start[$0] + 1e-3 * (1 + Double($0 % 7) / 7) })
    return withStepRunner(layer) { runner in
      var gain = 0.0
      for _ in 0..<rounds {
        let width = 1e-6
        let both = states.enumerated().map { state, own -> [Double] in
          guard state == 0 else { return own + own }
          let up: [Double] = own.indices.map { own[$0] + width * v[$0] }
          let down: [Double] = own.indices.map { own[$0] - width * v[$0] }
          return up + down
        }
        let image = run(runner, [last], of: layer, rows: 2, from: both) { () -> [Double] in
          let h = runner.finalStates()[0]
          return (0..<units).map { (h[$0] - h[units + $0]) / (2 * width) }
        }
        guard let image, image.allSatisfy(\.isFinite) else { return .nan }
        guard image.contains(where: { $0 != 0 }) else { return 0 }
        let still = [Double](repeating: 0, count: units)
        let seeds: [[Double]] = states.indices.map { $0 == 0 ? Self.unit(image) : still }
        let back = run(runner, [last], of: layer, rows: 1, from: states) { runner.carry(seeds)[0] }
        guard let back else { return .nan }
        gain = back.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard gain > 0, gain.isFinite else { return gain }
        v = back.map { $0 / gain }
      }
      direction = v
      return gain
    } ?? .nan
  }

  private static func unit(_ vector: [Double]) -> [Double] {
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? vector.map { $0 / length } : vector
  }
}
