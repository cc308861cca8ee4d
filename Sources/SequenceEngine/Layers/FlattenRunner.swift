/// A whole sequence as one vector: y = [x(T − N + 1); …; x(T)], [N · D], zeros in front of sequences of fewer than N steps.
final class FlattenRunner<Scalar: KernelScalar>: LayerRunner {
  /// N.
  private let steps: Int
  private var input: SequenceValues<Scalar>?
  private var wantsGradient = false
  private var frame = Frame.single(rows: 0)
  private var room = OutputRoom<Scalar>()  // [B, N · D]
  var output: SequenceValues<Scalar> { room.sequence }
  private(set) var outputFrame = Frame.single(rows: 0)

  init(steps: Int) {
    self.steps = steps
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
    let width = steps * values.width
    room.reserve(frame.rows, width: width)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func forward(_ steps: Range<Int>, _ context: PassContext) {
    guard let input else { return }
    for row in 0..<frame.rows {
      for place in 0..<self.steps {
        let target = output.values + row * output.width + place * input.width
        let t = frame.lengths[row] - self.steps + place
        if t >= 0 {
          target.update(from: input.values + (t * frame.rows + row) * input.width, count: input.width)
        } else {
          target.update(repeating: 0, count: input.width)
        }
      }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func backward(_ steps: Range<Int>, _ context: PassContext) {
    guard let input, wantsGradient else { return }
    input.gradients.update(repeating: 0, count: frame.steps * frame.rows * input.width)
    for row in 0..<frame.rows {
      for t in max(0, frame.lengths[row] - self.steps)..<frame.lengths[row] {
        let place = t - frame.lengths[row] + self.steps
        (input.gradients + (t * frame.rows + row) * input.width).update(
          from: output.gradients + row * output.width + place * input.width, count: input.width)
      }
    }
  }

  func addWeightGradients(_ store: WeightStore<Scalar>, _ steps: Range<Int>) {}
}
