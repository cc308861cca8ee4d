/// Brings the places of a convolution over a grid back to time steps, of each square of `pool` × `pool` places the largest
/// number of each unit: [T', B, C', U] to [T, B, C · U].
final class GridPoolRunner<Scalar: KernelScalar>: LayerRunner {
  private let pool: Int
  private let windows: GridWindowRunner<Scalar>
  private var input: SequenceValues<Scalar>?
  private var values = Buffer<Scalar>(0)  // [T, B, C · U]
  private var gradients = Buffer<Scalar>(0)  // [T, B, C · U]
  /// Which number of the input was the largest, [T, B, C · U].
  private var winners: [Int] = []
  private(set) var output: SequenceValues<Scalar>
  private(set) var outputFrame = Frame.single(rows: 0)

  /// - Parameter windows: what laid the places out.
  init(_ pool: Int, _ windows: GridWindowRunner<Scalar>) {
    self.pool = pool
    self.windows = windows
    output = SequenceValues(values: values.base, gradients: gradients.base, width: 0)
  }

  func pack(_ store: WeightStore<Scalar>) {}

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func prepare(_ input: LayerInput<Scalar>, _ frame: Frame) {
    guard case .values(let values, _) = input else { return }
    self.input = values
    outputFrame = windows.placesFrame.coarser(by: pool)
    let width = windows.columns.dividedRoundingUp(by: pool) * values.width
    let count = outputFrame.steps * outputFrame.rows * width
    if self.values.count < count {
      self.values = Buffer(count)
      gradients = Buffer(count)
    }
    if winners.count < count { winners = Array(repeating: 0, count: count) }
    output = SequenceValues(values: self.values.base, gradients: gradients.base, width: width)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func forward(_ steps: Range<Int>, _ context: PassContext) {
    guard let input else { return }
    let (places, units, columns, rows) = (windows.placesFrame, input.width, windows.columns, outputFrame.rows)
    for t in 0..<outputFrame.steps {
      for row in 0..<rows {
        let own = (t * rows + row) * output.width
        guard t < outputFrame.lengths[row] else {
          (output.values + own).update(repeating: 0, count: output.width)
          continue
        }
        let square = t * pool..<min((t + 1) * pool, places.lengths[row])
        for place in 0..<output.width {
          let (column, unit) = place.quotientAndRemainder(dividingBy: units)
          var best = -1
          for step in square {
            for c in column * pool..<min((column + 1) * pool, columns) {
              let number = ((step * rows + row) * columns + c) * units + unit
              if best < 0 || input.values[number] > input.values[best] { best = number }
            }
          }
          output.values[own + place] = input.values[best]
          winners[own + place] = best
        }
      }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func backward(_ steps: Range<Int>, _ context: PassContext) {
    guard let input else { return }
    let rows = outputFrame.rows
    input.gradients.update(
      repeating: 0, count: windows.placesFrame.steps * rows * windows.columns * input.width)
    for t in 0..<outputFrame.steps {
      for place in t * rows * output.width..<(t * rows + outputFrame.active[t]) * output.width {
        input.gradients[winners[place]] = output.gradients[place]
      }
    }
  }

  func addWeightGradients(_ store: WeightStore<Scalar>, _ steps: Range<Int>) {}
}
