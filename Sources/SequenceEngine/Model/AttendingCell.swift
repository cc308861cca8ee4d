/// Attention and the cell whose state it looks with, step by step: each thread takes some rows through all time steps.
struct AttendingCell<Scalar: KernelScalar> {
  let attention: AttentionRunner<Scalar>
  let cell: RecurrentRunner<Scalar>

  /// - Returns: nil unless the two belong together.
  init?(_ first: any LayerRunner<Scalar>, _ second: any LayerRunner<Scalar>) {
    guard let attention = first as? AttentionRunner<Scalar>, let cell = second as? RecurrentRunner<Scalar>,
      attention.looker === cell
    else { return nil }
    (self.attention, self.cell) = (attention, cell)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func forward(_ context: PassContext) {
    let steps = cell.outputFrame.steps
    cell.setClamps(0..<steps, context)
    cell.setMasks(0..<steps, context)
    let ranges = attention.rowRanges(atMost: cell.memory.registers.count)
    let stages = cell.forwardStages(threads: ranges.count)
    Parallel.run(ranges.count) { thread in
      let scratch = attention.scratch(of: thread)
      for t in 0..<steps {
        attention.look(t, ranges[thread], scratch)
        cell.readInput(t, ranges[thread])
        cell.advance(t, ranges[thread], stages[thread])
      }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func backward(_ context: PassContext) {
    cell.stepBounds = context.stepBounds
    let ranges = attention.rowRanges(atMost: cell.memory.registers.count)
    let stages = cell.backwardStages(threads: ranges.count)
    Parallel.run(ranges.count) { thread in
      let scratch = attention.scratch(of: thread)
      for t in (0..<cell.outputFrame.steps).reversed() {
        cell.goBack(t, ranges[thread], stages[thread])
        cell.sendToInput(t, ranges[thread])
        attention.lookBack(t, ranges[thread], scratch)
      }
    }
  }
}

extension RecurrentRunner {
  /// Brings the input of one step of some rows through its matrices.
  func readInput(_ t: Int, _ rows: Range<Int>) {
    guard let input, !rows.isEmpty else { return }
    let first = t * memory.frame.rows
    for number in inputMaps.indices {
      let location = locate(program.inputProducts[number].destination, thread: 0)
      inputMaps[number].forward(
        input, first + rows.lowerBound..<first + rows.upperBound, into: location.base, stride: location.stride)
    }
  }

  /// Sends the gradients of one step of some rows back through the matrices on the input.
  func sendToInput(_ t: Int, _ rows: Range<Int>) {
    guard case .values(let values, wantsGradient: true)? = input, !rows.isEmpty else { return }
    let first = t * memory.frame.rows + rows.lowerBound
    var accumulates = writesInputGradient
    if inputMaps.isEmpty, !accumulates {
      (values.gradients + first * values.width).update(repeating: 0, count: rows.count * values.width)
    }
    for number in inputMaps.indices {
      let location = locate(program.weightGradients[number].gradient, thread: 0)
      inputMaps[number].multiplyBack(
        location.base + first * location.stride, stride: location.stride,
        into: values.gradients + first * values.width, stride: values.width, count: rows.count, accumulate: accumulates)
      accumulates = true
    }
  }
}
