/// Gradients as they arrive at the states after a time step, dL/dh(t) and what t + 1 sent to the other states, and as they
/// leave for the states before it.
extension RecurrentRunner {
  typealias StateGradients = (base: UnsafeMutablePointer<Scalar>, stride: Int)

  /// What arrives at step t, from some row on: what layers above sent to the first state and what came back to each state,
  /// whose sum is the gradient.
  func arriving(_ t: Int, _ rows: Range<Int>) -> (output: StateGradients, carried: [StateGradients]) {
    (
      gradients(.outputGradient, t, rows.lowerBound),
      (0..<program.stateCount).map { gradients(.carriedIn($0), t, rows.lowerBound) }
    )
  }

  /// What step t sends back to each state before it.
  func leaving(_ t: Int, _ row: Int) -> [StateGradients] {
    (0..<program.stateCount).map { gradients(.carriedOut($0), t, row) }
  }

  private func gradients(_ storage: CellProgram.Storage, _ t: Int, _ row: Int) -> StateGradients {
    let location = locate(CellProgram.Place(storage: storage, width: memory.units), thread: 0)
    return (location.pointer(t: t, row: row), location.stride)
  }

  /// Scales what arrives at step t down to the bound of each row: all states together, which keeps its direction.
  func bound(_ t: Int, _ rows: Range<Int>, _ bounds: [Double]) {
    let (output, carried) = arriving(t, rows)
    for (place, row) in rows.enumerated() {
      let norm = Self.norm(output, carried, place, units: memory.units)
      guard norm > bounds[row] else { continue }
      let factor = Scalar(bounds[row] / norm)
      for own in [output] + carried {
        let values = own.base + place * own.stride
        for i in 0..<memory.units { values[i] *= factor }
      }
    }
  }

  /// Norm of the gradient by all states of one row, summed in double.
  static func norm(_ output: StateGradients, _ carried: [StateGradients], _ row: Int, units: Int) -> Double {
    var sum = 0.0
    for (state, own) in carried.enumerated() {
      let values = own.base + row * own.stride
      for i in 0..<units {
        let value = Double(values[i]) + (state == 0 ? Double(output.base[row * output.stride + i]) : 0)
        sum += value * value
      }
    }
    return sum.squareRoot()
  }
}
