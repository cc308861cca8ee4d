/// ‖dL/dh(t)‖ of a recurrent layer's first state at every time step of a pass, measured on the way back.
///
/// L is the loss of the batch and dL/dh(t) has the numbers of all its sequences. Each row's part is kept by itself, so that
/// the norm does not depend on how rows are divided among threads.
struct StateGradientNorms {
  private var squares = Buffer<Double>(0)  // [T, B]
  private var frame = Frame.single(rows: 0)

  mutating func prepare(_ frame: Frame) {
    self.frame = frame
    if squares.count < frame.steps * frame.rows { squares = Buffer(frame.steps * frame.rows) }
    squares.clear()
  }

  /// Measures what arrives at some rows: what layers above sent, and what the step after t sent back.
  func measure<Scalar: KernelScalar>(
    _ above: UnsafeMutablePointer<Scalar>, _ behind: UnsafeMutablePointer<Scalar>, units: Int, _ t: Int,
    _ rows: Range<Int>
  ) {
    for (place, row) in rows.enumerated() {
      squares.base[t * frame.rows + row] = Scalar.sumOfSquares(
        above + place * units, plus: behind + place * units, units)
    }
  }

  /// [T].
  var norms: [Double] {
    (0..<frame.steps).map { t in
      (0..<frame.rows).reduce(0) { $0 + squares.base[t * frame.rows + $1] }.squareRoot()
    }
  }
}

extension RecurrentRunner {
  /// Measures what arrives at some rows after step t.
  func measureStateGradients(_ t: Int, _ rows: Range<Int>) {
    let (units, count) = (memory.units, memory.frame.rows)
    watched?.measure(
      memory.stateGradients.base + (t * count + rows.lowerBound) * units,
      memory.carried[0].base + (((t + 1) & 1) * count + rows.lowerBound) * units, units: units, t, rows)
  }
}

extension Network {
  /// Lets recurrent layers measure the gradients of their states on every pass back, or no longer.
  func watchStateGradients(_ isWatching: Bool) {
    for layer in plan.recurrentLayers {
      guard let runner = recurrent(layer), (runner.watched != nil) != isWatching else { continue }
      runner.watched = isWatching ? StateGradientNorms() : nil
    }
  }

  /// What was measured in the last pass; [recurrent layer][T].
  var stateGradientNorms: [[Double]] { plan.recurrentLayers.map { recurrent($0)?.watched?.norms ?? [] } }
}
