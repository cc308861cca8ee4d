extension RecordedPass {
  /// Units, from 1, that say nothing on this example: their output never changes, or no gradient ever reaches them.
  public func deadUnits(layer number: Int) -> [Int] {
    let layer = layers[number]
    return (0..<layer.units).filter { unit in
      let values = stride(from: unit, to: layer.steps * layer.units, by: layer.units).map {
        layer.states[0].values[$0]
      }
      let isStill = values.count > 1 && values.allSatisfy { $0 == values[0] }
      let isDeaf = stride(from: unit, to: layer.steps * layer.units, by: layer.units).allSatisfy {
        layer.stateGradients[0].values[$0] == 0
      }
      return isStill || isDeaf
    }.map { $0 + 1 }
  }
}
