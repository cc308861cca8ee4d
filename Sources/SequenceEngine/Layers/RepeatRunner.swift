/// One vector at every time step: y(t) = x for t = 1 … T; the gradient of x is the sum over the steps.
final class RepeatRunner<Scalar: KernelScalar>: LayerRunner {
  private var input: SequenceValues<Scalar>?
  private var wantsGradient = false
  private var room = OutputRoom<Scalar>()  // [T, B, D]
  var output: SequenceValues<Scalar> { room.sequence }
  private(set) var outputFrame = Frame.single(rows: 0)

  func pack(_ store: WeightStore<Scalar>) {}

  func prepare(_ inputs: [LayerInput<Scalar>], _ frame: Frame, side: Frame) { prepare(inputs[0], side) }

  /// - Parameter frame: the time steps that it puts out.
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
    let count = outputFrame.rows * output.width
    for t in steps { (output.values + t * count).update(from: input.values, count: count) }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func backward(_ steps: Range<Int>, _ context: PassContext) {
    guard let input, wantsGradient else { return }
    let (width, count) = (output.width, outputFrame.rows * output.width)
    input.gradients.update(repeating: 0, count: count)
    for t in steps.reversed() {
      for i in 0..<outputFrame.active[t] * width { input.gradients[i] += output.gradients[t * count + i] }
    }
  }

  func addWeightGradients(_ store: WeightStore<Scalar>, _ steps: Range<Int>) {}
}
