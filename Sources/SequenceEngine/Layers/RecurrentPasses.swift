/// Passes of a recurrent layer over a stretch of time: all steps through the matrices on the input, then step by step.
extension RecurrentRunner {
  /// Rows divided among threads: only where a thread has enough to do.
  var rowRanges: [Range<Int>] {
    let work = memory.frame.rows * program.stacks.reduce(0) { $0 + $1.shape.reduce(1, *) }
    guard memory.frame.steps > 1 || work > 200_000, work > 20_000 else { return [0..<memory.frame.rows] }
    return Parallel.ranges(memory.frame.rows, grain: 1, atMost: memory.registers.count)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func forward(_ steps: Range<Int>, _ context: PassContext) {
    guard input != nil else { return }
    setClamps(steps, context)
    setMasks(steps, context)
    let ranges = rowRanges
    let stages = forwardStages(threads: ranges.count)
    for stretch in stretches(of: steps, fromLast: isReversed) {
      applyInputMaps(stretch)
      Parallel.run(ranges.count) { thread in
        if isReversed {
          for t in stretch.reversed() { advance(t, ranges[thread], stages[thread]) }
        } else {
          for t in stretch { advance(t, ranges[thread], stages[thread]) }
        }
      }
    }
  }

  package func backward(_ steps: Range<Int>, _ context: PassContext) { backward(steps, context, to: nil) }

  package func backward(_ steps: Range<Int>, _ context: PassContext, adding store: WeightStore<Scalar>) {
    backward(steps, context, to: store)
    hasAddedGradients = true
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private func backward(_ steps: Range<Int>, _ context: PassContext, to store: WeightStore<Scalar>?) {
    stepBounds = context.stepBounds
    let ranges = rowRanges
    let stages = backwardStages(threads: ranges.count)
    for stretch in stretches(of: steps, fromLast: !isReversed) {
      Parallel.run(ranges.count) { thread in
        if isReversed {
          for t in stretch { goBack(t, ranges[thread], stages[thread]) }
        } else {
          for t in stretch.reversed() { goBack(t, ranges[thread], stages[thread]) }
        }
      }
      sendToInput(stretch)
      if let store { addGradients(store, stretch) }
    }
  }

  /// Brings the input of some steps through its matrices, all rows at once.
  private func applyInputMaps(_ steps: Range<Int>) {
    guard let input else { return }
    let first = steps.lowerBound * memory.frame.rows
    for (map, product) in zip(inputMaps, program.inputProducts) {
      let location = locate(product.destination, thread: 0)
      Parallel.divide(steps.count * memory.frame.rows, grain: 32) { part in
        map.forward(
          input, first + part.lowerBound..<first + part.upperBound, into: location.base, stride: location.stride)
      }
    }
  }

  /// Sends the gradients of some steps back through the matrices on the input.
  private func sendToInput(_ steps: Range<Int>) {
    guard case .values(let values, wantsGradient: true)? = input else { return }
    var accumulates = writesInputGradient
    let (first, count) = (steps.lowerBound * memory.frame.rows, steps.count * memory.frame.rows)
    if inputMaps.isEmpty, !accumulates {
      (values.gradients + first * values.width).update(repeating: 0, count: count * values.width)
    }
    for (map, gradient) in zip(inputMaps, program.weightGradients) {
      let location = gradientRows(gradient.gradient, steps)
      Parallel.divide(count, grain: 32) { part in
        let first = first + part.lowerBound
        map.multiplyBack(
          location.base + first * location.stride, stride: location.stride,
          into: values.gradients + first * values.width, stride: values.width, count: part.count,
          accumulate: accumulates)
      }
      accumulates = true
    }
  }
}
