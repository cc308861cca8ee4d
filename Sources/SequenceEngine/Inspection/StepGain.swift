extension RecordedPass {
  /// Largest singular value of J = ds(T)/ds(T − 1), s all states together, time counted as the layer runs through it: the
  /// most by which the last step stretches a change of the states. Of a cell with one state J = dh(T)/dh(T − 1).
  ///
  /// Every row of J is one seed carried back through the step. NaN where a value is not finite.
  public func lastStepStretch(layer number: Int) -> Double {
    let layer = layers[number]
    guard layer.stateNames.count > 1 else {
      return jacobianSingularValues(layer: number, from: steps - 1, to: steps, check: {}).first ?? .nan
    }
    guard let (last, states) = lastStep(of: layer) else { return .nan }
    let units = layer.units
    let size = states.count * units
    let seeds = states.indices.map { state -> [Double] in
      var seeds = [Double](repeating: 0, count: size * units)
      for unit in 0..<units { seeds[(state * units + unit) * units + unit] = 1 }
      return seeds
    }
    let repeated = states.map { own in Array(repeatElement(own, count: size).joined()) }
    let carried = withStepRunner(layer) { runner -> [[Double]]? in
      run(runner, [last], of: layer, rows: size, from: repeated) { runner.carry(seeds) }
    }
    guard let rows = carried ?? nil else { return .nan }
    var matrix = [Double](repeating: 0, count: size * size)
    for (state, own) in rows.enumerated() {
      for row in 0..<size {
        for unit in 0..<units { matrix[row * size + state * units + unit] = own[row * units + unit] }
      }
    }
    var direction: [Double] = []
    return SingularValues.largest(of: matrix, rows: size, columns: size, startingAt: &direction)
  }

  /// Comes close to `lastStepStretch` for a small part of what it costs.
  ///
  /// Power iteration on JᵀJ: J v by central differences of one step, Jᵀ u by backpropagation through it. Each call goes on
  /// where the one before ended, so that along a training a few rounds are enough.
  ///
  /// - Parameter direction: where to start; left where the iteration ended. [states · H].
  /// - Returns: NaN for a single time step, or where a value is not finite.
  public func lastStepGain(layer number: Int, startingAt direction: inout [Double], rounds: Int = 4) -> Double {
    let layer = layers[number]
    let units = layer.units
    guard let (last, states) = lastStep(of: layer) else { return .nan }
    let size = states.count * units
    let isKnown = direction.count == size && direction.contains { $0 != 0 } && direction.allSatisfy(\.isFinite)
    // A little of every direction, so that none is missed by starting at a right angle to it.
    let start = isKnown ? direction : [Double](repeating: 0, count: size)
    var v = Self.unit(start.indices.map { start[$0] + 1e-3 * (1 + Double($0 % 7) / 7) })
    return withStepRunner(layer) { runner in
      var gain = 0.0
      for _ in 0..<rounds {
        let width = 1e-6
        let both = states.enumerated().map { state, own -> [Double] in
          let up: [Double] = own.indices.map { own[$0] + width * v[state * units + $0] }
          let down: [Double] = own.indices.map { own[$0] - width * v[state * units + $0] }
          return up + down
        }
        let image = run(runner, [last], of: layer, rows: 2, from: both) { () -> [Double] in
          runner.finalStates().flatMap { own -> [Double] in
            (0..<units).map { (own[$0] - own[units + $0]) / (2 * width) }
          }
        }
        guard let image, image.allSatisfy(\.isFinite) else { return .nan }
        guard image.contains(where: { $0 != 0 }) else { return 0 }
        let target = Self.unit(image)
        let seeds = states.indices.map { Array(target[$0 * units..<($0 + 1) * units]) }
        let back = run(runner, [last], of: layer, rows: 1, from: states) { Array(runner.carry(seeds).joined()) }
        guard let back else { return .nan }
        gain = back.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard gain > 0, gain.isFinite else { return gain }
        v = back.map { $0 / gain }
      }
      direction = v
      return gain
    } ?? .nan
  }

  /// The last time step that the layer runs through, from 0, and the states that it begins with; nil: there is but one,
  /// or a state is not finite.
  private func lastStep(of layer: RecordedLayer) -> (place: Int, states: [[Double]])? {
    guard steps > 1, layer.units > 0 else { return nil }
    let states = layer.states.map { $0.at(layer.isReversed ? 2 : steps - 1) }
    guard states.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return nil }
    return (layer.isReversed ? 0 : steps - 1, states)
  }

  private static func unit(_ vector: [Double]) -> [Double] {
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? vector.map { $0 / length } : vector
  }
}
