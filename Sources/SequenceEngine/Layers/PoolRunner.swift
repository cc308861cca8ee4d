/// One vector of a whole sequence: its last time step, the mean, or the maximum over its time steps; padding is left out.
final class PoolRunner<Scalar: KernelScalar>: LayerRunner {
  private let pooling: Pooling
  private let inputRunsBackward: Bool
  private var input: SequenceValues<Scalar>?
  private var wantsGradient = false
  private var frame = Frame.single(rows: 0)
  private var values = Buffer<Scalar>(0)  // [B, D]
  private var gradients = Buffer<Scalar>(0)  // [B, D]
  /// The time step that had the maximum; [B, D].
  private var winners: [Int] = []
  private(set) var output: SequenceValues<Scalar>
  private(set) var outputFrame = Frame.single(rows: 0)

  init(_ pooling: Pooling, inputRunsBackward: Bool = false) {
    self.pooling = pooling
    self.inputRunsBackward = inputRunsBackward
    output = SequenceValues(values: values.base, gradients: gradients.base, width: 0)
  }

  func pack(_ store: WeightStore<Scalar>) {}

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func prepare(_ input: LayerInput<Scalar>, _ frame: Frame) {
    guard case .values(let values, let wantsGradient) = input else { return }
    self.input = values
    self.wantsGradient = wantsGradient
    self.frame = frame
    outputFrame = .single(rows: frame.rows)
    let count = frame.rows * values.width
    if self.values.count < count {
      self.values = Buffer(count)
      gradients = Buffer(count)
    }
    winners = Array(repeating: 0, count: pooling == .max ? count : 0)
    output = SequenceValues(values: self.values.base, gradients: gradients.base, width: values.width)
  }

  /// The step of a row that a cell reached last.
  private func lastStep(of row: Int) -> Int { inputRunsBackward ? 0 : frame.lengths[row] - 1 }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func forward(_ steps: Range<Int>, _ context: PassContext) {
    guard let input else { return }
    let width = input.width
    for row in 0..<frame.rows {
      let result = values.base + row * width
      switch pooling {
      case .last:
        result.update(from: input.values + (lastStep(of: row) * frame.rows + row) * width, count: width)
      case .mean:
        for i in 0..<width {
          var sum: Scalar = 0
          for t in 0..<frame.lengths[row] { sum += input.values[(t * frame.rows + row) * width + i] }
          result[i] = sum / Scalar(frame.lengths[row])
        }
      case .max:
        for i in 0..<width {
          var best = 0
          for t in 1..<max(frame.lengths[row], 1)
          where input.values[(t * frame.rows + row) * width + i] > input.values[(best * frame.rows + row) * width + i] {
            best = t
          }
          winners[row * width + i] = best
          result[i] = input.values[(best * frame.rows + row) * width + i]
        }
      }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func backward(_ steps: Range<Int>, _ context: PassContext) {
    guard let input, wantsGradient else { return }
    let width = input.width
    input.gradients.update(repeating: 0, count: frame.steps * frame.rows * width)
    for row in 0..<frame.rows {
      for i in 0..<width {
        let gradient = gradients.base[row * width + i]
        switch pooling {
        case .last: input.gradients[(lastStep(of: row) * frame.rows + row) * width + i] = gradient
        case .mean:
          let share = gradient / Scalar(frame.lengths[row])
          for t in 0..<frame.lengths[row] { input.gradients[(t * frame.rows + row) * width + i] = share }
        case .max: input.gradients[(winners[row * width + i] * frame.rows + row) * width + i] = gradient
        }
      }
    }
  }

  func addWeightGradients(_ store: WeightStore<Scalar>) {}
}
