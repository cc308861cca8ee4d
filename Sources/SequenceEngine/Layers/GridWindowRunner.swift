/// Lays the numbers of a window of time steps and columns side by side, so that one matrix product is a convolution over a
/// grid: a row for each place of what is put out, in the order [T', B, C'].
///
/// Channel i of the window's place (k, j) stands in column (i · height + k) · width + j, as the rows of a Conv2d's
/// weight do. Places outside the sequence and the columns are zeros and get no gradient.
final class GridWindowRunner<Scalar: KernelScalar>: LayerRunner {
  private let convolution: Convolution2D
  private let grid: Grid
  private var input: SequenceValues<Scalar>?
  private var wantsGradient = false
  private var frame = Frame.single(rows: 0)
  /// How time runs in what the convolution puts out, before any pool.
  private(set) var placesFrame = Frame.single(rows: 0)
  private var room = OutputRoom<Scalar>()  // [T', B, C', I · height · width]
  var output: SequenceValues<Scalar> { room.sequence }
  /// Every place is a row of one time step.
  private(set) var outputFrame = Frame.single(rows: 0)

  init(_ convolution: Convolution2D, _ grid: Grid) {
    self.convolution = convolution
    self.grid = grid
  }

  /// C'.
  var columns: Int { grid.columns.dividedRoundingUp(by: convolution.stride) }

  func pack(_ store: WeightStore<Scalar>) {}

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func prepare(_ input: LayerInput<Scalar>, _ frame: Frame) {
    guard case .values(let values, let wantsGradient) = input else { return }
    self.input = values
    self.wantsGradient = wantsGradient
    self.frame = frame
    placesFrame = frame.coarser(by: convolution.stride)
    outputFrame = .single(rows: placesFrame.steps * frame.rows * columns)
    let width = grid.channels * convolution.height * convolution.width
    room.reserve(outputFrame.rows, width: width)
  }

  /// Calls `body` with each number of a row's windows and the number of the input that it is; nil: outside.
  private func eachPlace(of row: Int, _ body: (_ window: Int, _ source: Int?) -> Void) {
    let (own, columns, width) = (convolution, columns, output.width)
    for t in 0..<placesFrame.lengths[row] {
      for c in 0..<columns {
        let first = ((t * frame.rows + row) * columns + c) * width
        for k in 0..<own.height {
          let step = t * own.stride + k - own.before
          let isInside = step >= 0 && step < frame.lengths[row]
          for j in 0..<own.width {
            let column = c * own.stride + j - own.left
            let source =
              isInside && column >= 0 && column < grid.columns
              ? ((step * frame.rows + row) * grid.columns + column) * grid.channels : nil
            for i in 0..<grid.channels {
              body(first + (i * own.height + k) * own.width + j, source.map { $0 + i })
            }
          }
        }
      }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func forward(_ steps: Range<Int>, _ context: PassContext) {
    guard let input else { return }
    let (target, source) = (output.values, input.values)
    if frame.isRagged { target.update(repeating: 0, count: outputFrame.rows * output.width) }
    Parallel.divide(frame.rows, grain: 1) { part in
      for row in part { eachPlace(of: row) { target[$0] = $1.map { source[$0] } ?? 0 } }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func backward(_ steps: Range<Int>, _ context: PassContext) {
    guard let input, wantsGradient else { return }
    let (target, source) = (input.gradients, output.gradients)
    target.update(repeating: 0, count: frame.steps * frame.rows * input.width)
    // Windows of two rows of the batch never meet.
    Parallel.divide(frame.rows, grain: 1) { part in
      for row in part { eachPlace(of: row) { window, place in if let place { target[place] += source[window] } } }
    }
  }

  func addWeightGradients(_ store: WeightStore<Scalar>, _ steps: Range<Int>) {}
}

extension Frame {
  /// The time of a layer that puts out one step for so many, the last for what is left.
  func coarser(by divisor: Int) -> Frame {
    guard divisor > 1 else { return self }
    return Frame(
      steps: steps.dividedRoundingUp(by: divisor), rows: rows,
      lengths: lengths.map { $0.dividedRoundingUp(by: divisor) })
  }
}
