/// The gradients of a recurrent layer's weights, and the stretches of time in which the layer works.
extension RecurrentRunner {
  /// Time steps in the order of a pass, in stretches.
  func stretches(of steps: Range<Int>, fromLast: Bool) -> [Range<Int>] {
    memory.stretch.parts(of: steps, rows: memory.frame.rows, fromLast: fromLast)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func addWeightGradients(_ store: WeightStore<Scalar>, _ steps: Range<Int>) {
    if !hasAddedGradients {
      for stretch in stretches(of: steps, fromLast: true) { addGradients(store, stretch) }
    }
    hasAddedGradients = false
    flow?.take(steps)
    addStartGradient(store, steps)
  }

  /// Adds what the products of one stretch contribute.
  func addGradients(_ store: WeightStore<Scalar>, _ steps: Range<Int>) {
    let shared = sharedGradients
    for number in program.weightGradients.indices where !shared.contains(number) {
      addWeightGradient(number, steps, store)
    }
    // What several products add to one matrix is added step by step, so that the order does not depend on the stretch.
    if !shared.isEmpty {
      for t in steps.reversed() {
        for number in shared { addWeightGradient(number, t..<t + 1, store) }
      }
    }
    addVectorGradients(store, steps)
    if let flow { addFlowGradients(flow, steps, store.weights) }
  }

  /// Where a gradient of a stretch lies, as if the tape began with the sequence: row t · B + b is that of step t.
  func gradientRows(_ place: CellProgram.Place, _ steps: Range<Int>) -> (
    base: UnsafeMutablePointer<Scalar>, stride: Int
  ) {
    let location = locate(place, thread: 0)
    let first = steps.lowerBound * memory.frame.rows
    return (location.pointer(t: steps.lowerBound, row: 0) - first * location.stride, location.stride)
  }

  private func addWeightGradient(_ number: Int, _ steps: Range<Int>, _ store: WeightStore<Scalar>) {
    guard let input else { return }
    let gradient = program.weightGradients[number]
    let source = gradientRows(gradient.gradient, steps)
    let rows = steps.lowerBound * memory.frame.rows..<steps.upperBound * memory.frame.rows
    if number < inputMaps.count {
      inputMaps[number].addGradient(source.base, stride: source.stride, input, rows, store)
    } else if let map = map(gradient) {
      let argument = gradientRows(gradient.argument, steps)
      map.addGradient(source.base, stride: source.stride, argument.base, stride: argument.stride, rows, store)
    }
  }

  private func addVectorGradients(_ store: WeightStore<Scalar>, _ steps: Range<Int>) {
    let (first, count) = (steps.lowerBound * memory.frame.rows, steps.count * memory.frame.rows)
    for gradient in program.vectorGradients {
      let source = gradientRows(gradient.gradient, steps)
      let target = store.gradients + stackOffsets[gradient.stack] + gradient.first
      Parallel.divide(gradient.gradient.width, grain: max(64, 65_536 / max(1, count))) { own in
        Scalar.addColumnSumsFromLast(
          source.base + first * source.stride + own.lowerBound, stride: source.stride, into: target + own.lowerBound,
          r: count, n: own.count)
      }
    }
  }
}
