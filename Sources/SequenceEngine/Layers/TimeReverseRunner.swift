/// The sequence from its end: y(t) = x(T + 1 − t), T the length of each sequence; padding stays behind it.
final class TimeReverseRunner<Scalar: KernelScalar>: LayerRunner {
  private var input: SequenceValues<Scalar>?
  private var wantsGradient = false
  private var room = OutputRoom<Scalar>()  // [T, B, D]
  var output: SequenceValues<Scalar> { room.sequence }
  private(set) var outputFrame = Frame.single(rows: 0)

  func pack(_ store: WeightStore<Scalar>) {}

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func prepare(_ input: LayerInput<Scalar>, _ frame: Frame) {
    guard case .values(let values, let wantsGradient) = input else { return }
    self.input = values
    self.wantsGradient = wantsGradient
    outputFrame = frame
    room.reserve(frame.steps * frame.rows, width: values.width)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func forward(_ steps: Range<Int>, _ context: PassContext) {
    guard let input else { return }
    turn(input.values, into: output.values, steps)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func backward(_ steps: Range<Int>, _ context: PassContext) {
    guard let input, wantsGradient else { return }
    turn(output.gradients, into: input.gradients, steps)
  }

  private func turn(
    _ source: UnsafeMutablePointer<Scalar>, into target: UnsafeMutablePointer<Scalar>, _ steps: Range<Int>
  ) {
    let (frame, width) = (outputFrame, output.width)
    for t in steps {
      for row in 0..<frame.rows {
        let own = target + (t * frame.rows + row) * width
        let mirrored = frame.lengths[row] - 1 - t
        if mirrored >= 0 {
          own.update(from: source + (mirrored * frame.rows + row) * width, count: width)
        } else {
          own.update(repeating: 0, count: width)
        }
      }
    }
  }

  func addWeightGradients(_ store: WeightStore<Scalar>, _ steps: Range<Int>) {}
}
