/// The gradients of a recurrent layer's weights, and the stretches of time in which the layer works.
extension RecurrentRunner {
  /// Rows of one time step after another that are worked on together: few enough that what one stage writes is still in the
  /// cache when the next one reads it, and enough that a product over them is worth reading its weights.
  private static var rowsOfStretch: (least: Int, numbers: Int) { (512, 1 << 18) }

  /// Time steps in the order of a pass, in stretches.
  func stretches(of steps: Range<Int>, fromLast: Bool) -> [Range<Int>] {
    let width = program.tapeWidths.max() ?? 1
    let rows = max(Self.rowsOfStretch.least, Self.rowsOfStretch.numbers / max(width, 1))
    let length = max(1, rows / max(memory.frame.rows, 1))
    guard steps.count > length else { return [steps] }
    let count = (steps.count + length - 1) / length
    let parts = (0..<count).map {
      steps.lowerBound + steps.count * $0 / count..<steps.lowerBound + steps.count * ($0 + 1) / count
    }
    return fromLast ? parts.reversed() : parts
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func addWeightGradients(_ store: WeightStore<Scalar>, _ steps: Range<Int>) {
    if !hasAddedGradients {
      for stretch in stretches(of: steps, fromLast: true) { addGradients(store, stretch) }
    }
    hasAddedGradients = false
    if let flow { addFlowGradients(flow, steps, store.weights) }
    addStartGradient(store, steps)
  }

  func addGradients(_ store: WeightStore<Scalar>, _ steps: Range<Int>) {
    let rows = memory.frame.rows
    let places = steps.lowerBound * rows..<steps.upperBound * rows
    let shared = program.gradientsOfSharedWeights
    for number in program.weightGradients.indices where !shared.contains(number) {
      addWeightGradient(number, places, store)
    }
    // What several products add to one matrix is added step by step, so that the order does not depend on the stretch.
    if !shared.isEmpty {
      for t in steps.reversed() {
        for number in shared { addWeightGradient(number, t * rows..<(t + 1) * rows, store) }
      }
    }
    addVectorGradients(store, places)
  }

  /// Adds what one product contributes over some rows of [T·B].
  private func addWeightGradient(_ number: Int, _ range: Range<Int>, _ store: WeightStore<Scalar>) {
    guard let input else { return }
    let gradient = program.weightGradients[number]
    let source = locate(gradient.gradient, thread: 0)
    if number < inputMaps.count {
      inputMaps[number].addGradient(source.base, stride: source.stride, input, range, store)
    } else if let map = map(gradient) {
      let argument = locate(gradient.argument, thread: 0)
      map.addGradient(
        source.base, stride: source.stride, argument.pointer(t: 0, row: 0), stride: argument.stride, range, store)
    }
  }

  private func addVectorGradients(_ store: WeightStore<Scalar>, _ places: Range<Int>) {
    for gradient in program.vectorGradients {
      let source = locate(gradient.gradient, thread: 0)
      let target = store.gradients + stackOffsets[gradient.stack] + gradient.first
      Parallel.divide(gradient.gradient.width, grain: max(64, 65_536 / max(1, places.count))) { own in
        Scalar.addColumnSumsFromLast(
          source.base + places.lowerBound * source.stride + own.lowerBound, stride: source.stride,
          into: target + own.lowerBound, r: places.count, n: own.count)
      }
    }
  }
}
