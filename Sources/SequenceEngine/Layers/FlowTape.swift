/// How the size of a recurrent layer's gradient changes from step to step, and how its recurrent matrices would keep it.
///
///     Ω = Σ_t (‖g(t) ∂s(t)/∂s(t−1)‖ / ‖g(t)‖ − 1)²
///
/// s are all states of the cell, g(t) is the gradient that arrives at them after step t. As in the paper, only the matrices
/// of the step itself are moved: g(t), the states and the slopes of the functions (diag f', the gates) stand still. With δ
/// the gradient of what a matrix U puts out and v = g ∂s(t)/∂s(t−1) what the step sends back, of a state that U reads v_h,
///
///     ∂Ω/∂U = Σ_t 2 (‖v‖/‖g‖ − 1) / (‖g‖ ‖v‖) · δ v_hᵀ
///
/// which for h' = f(W x + U h + b) has δ = f' ⊙ g and v = Uᵀδ. Time steps where ‖g‖ is below 10⁻³⁰ are left out: nothing is
/// heard there. Pascanu, Mikolov, Bengio: On the difficulty of training recurrent neural networks, ICML 2013, section 3.3.
final class FlowTape<Scalar: KernelScalar> {
  /// What a unit of Ω is multiplied by in the loss: its weight over the sequences of the batch.
  var share = 0.0
  /// Ω of all sequences, summed since it was last set to zero.
  var sum = 0.0
  /// What Ω adds to the gradients of the whole store. Beside those of the loss, so that both are summed in one order
  /// however time is divided.
  let gradients: Buffer<Scalar>

  private static var least: Double { 1e-30 }

  private var units = 0
  private var rows = 0
  private var norms = Buffer<Double>(0)  // [B]
  private var terms = Buffer<Double>(0)  // [T, B]
  /// For each state, what a unit of δ adds to a matrix that reads it; [T, B, H].
  private var directions: [Buffer<Scalar>] = []

  init(_ gradients: Buffer<Scalar>) { self.gradients = gradients }

  func prepare(_ program: CellProgram, _ frame: Frame) {
    (units, rows) = (program.sizes.units, frame.rows)
    let places = frame.steps * frame.rows
    guard norms.count < rows || terms.count < places || directions.count != program.stateCount else { return }
    (norms, terms) = (Buffer(rows), Buffer(places))
    directions = (0..<program.stateCount).map { _ in Buffer(places * units) }
  }

  /// Measures what arrives at some rows.
  func arrive(
    _ gradients: (output: RecurrentRunner<Scalar>.StateGradients, carried: [RecurrentRunner<Scalar>.StateGradients]),
    _ own: Range<Int>
  ) {
    for (place, row) in own.enumerated() {
      norms.base[row] = RecurrentRunner<Scalar>.norm(gradients.output, gradients.carried, place, units: units)
    }
  }

  /// Measures what they send back.
  func leave(_ gradients: [RecurrentRunner<Scalar>.StateGradients], _ t: Int, _ own: Range<Int>) {
    for (place, row) in own.enumerated() {
      var squares = 0.0
      for state in gradients {
        for i in 0..<units {
          let value = Double(state.base[place * state.stride + i])
          squares += value * value
        }
      }
      let (arrived, left) = (norms.base[row], squares.squareRoot())
      guard arrived >= Self.least || arrived.isNaN else {
        skip(t, row..<row + 1)
        continue
      }
      let excess = left / arrived - 1
      terms.base[t * rows + row] = excess * excess
      let scale = left < Self.least ? 0 : share * 2 * excess / (arrived * left)
      for (number, state) in gradients.enumerated() {
        let target = directions[number].base + (t * rows + row) * units
        for i in 0..<units { target[i] = Scalar(scale * Double(state.base[place * state.stride + i])) }
      }
    }
  }

  /// Rows that are not running.
  func skip(_ t: Int, _ own: Range<Int>) {
    for row in own {
      terms.base[t * rows + row] = 0
      for state in directions { (state.base + (t * rows + row) * units).update(repeating: 0, count: units) }
    }
  }

  /// Adds the terms of some steps to the sum.
  func take(_ steps: Range<Int>) {
    for place in steps.lowerBound * rows..<steps.upperBound * rows { sum += terms.base[place] }
  }

  /// What δ is multiplied with for a state; [T, B, H].
  func direction(_ state: Int) -> UnsafeMutablePointer<Scalar> { directions[state].base }
}

extension RecurrentRunner {
  /// Adds up what Ω asks of the matrices that read states.
  func addFlowGradients(_ flow: FlowTape<Scalar>, _ steps: Range<Int>, _ weights: UnsafeMutablePointer<Scalar>) {
    let store = WeightStore(weights: weights, gradients: flow.gradients.base)
    let places = steps.lowerBound * memory.frame.rows..<steps.upperBound * memory.frame.rows
    for own in program.weightGradients.dropFirst(inputMaps.count) {
      guard case .previousState(let state) = own.argument.storage else { continue }
      let map = map(
        CellProgram.Product(
          stack: own.stack, firstRow: own.firstRow, rows: own.rows, columns: own.argument.width,
          argument: own.argument, destination: own.gradient, accumulates: true))
      let source = gradientRows(own.gradient, steps)
      map?.addGradient(
        source.base, stride: source.stride, flow.direction(state), stride: memory.units, places, store)
    }
  }
}

extension CellProgram {
  /// Why the matrices of a cell cannot be asked to keep the gradient's size; nil: they can.
  var flowObstacle: String? {
    let own = weightGradients.dropFirst(inputProducts.count)
    guard !own.isEmpty else { return "it has no matrix that reads a state, so nothing could be moved" }
    for gradient in own {
      switch gradient.argument.storage {
      case .previousState: continue
      case .feedback: return "its matrices read the model's output, and a step back leads through the layers behind it"
      default:
        return "one of its matrices reads a value that is computed in the same step, and not a state of the step before"
      }
    }
    return nil
  }
}
