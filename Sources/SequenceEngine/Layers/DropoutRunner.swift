/// Sets each number to 0 with probability p while training and divides the others by 1 − p.
///
/// The choice is a function of (seed, update, layer, example, t, unit), or of all but t, so a replay makes the same.
final class DropoutRunner<Scalar: KernelScalar>: LayerRunner {
  private let rate: Double
  private let span: DropoutSpan
  private let layer: Int
  private var input: SequenceValues<Scalar>?
  private var wantsGradient = false
  private var room = OutputRoom<Scalar>()  // [T, B, D]
  private var factors = Buffer<Scalar>(0)  // [T, B, D]
  var output: SequenceValues<Scalar> { room.sequence }
  private(set) var outputFrame = Frame.single(rows: 0)

  init(rate: Double, each span: DropoutSpan, layer: Int) {
    self.rate = rate
    self.span = span
    self.layer = layer
  }

  func pack(_ store: WeightStore<Scalar>) {}

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func prepare(_ input: LayerInput<Scalar>, _ frame: Frame) {
    guard case .values(let values, let wantsGradient) = input else { return }
    self.input = values
    self.wantsGradient = wantsGradient
    outputFrame = frame
    let count = frame.steps * frame.rows * values.width
    if factors.count < count {
      factors = Buffer(count)
    }
    room.reserve(frame.steps * frame.rows, width: values.width)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func forward(_ steps: Range<Int>, _ context: PassContext) {
    guard let input else { return }
    let (output, factors) = (output.values, factors.base)
    let random = CounterRandom(seed: context.seed, stream: .dropout).keyed(context.update).keyed(layer)
    let kept = Scalar(1 / (1 - rate))
    for t in steps {
      for row in 0..<outputFrame.rows {
        var own = random
        if context.isTraining {
          own = random.keyed(context.identities[row])
          if span == .step { own = own.keyed(context.start(row) + t) }
        }
        let start = (t * outputFrame.rows + row) * input.width
        for i in 0..<input.width {
          let factor: Scalar = context.isTraining ? (own.uniform(i) < rate ? 0 : kept) : 1
          factors[start + i] = factor
          output[start + i] = input.values[start + i] * factor
        }
      }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func backward(_ steps: Range<Int>, _ context: PassContext) {
    guard let input, wantsGradient else { return }
    let (gradients, factors) = (output.gradients, factors.base)
    let stride = outputFrame.rows * input.width
    for place in steps.lowerBound * stride..<steps.upperBound * stride {
      input.gradients[place] = gradients[place] * factors[place]
    }
  }

  func addWeightGradients(_ store: WeightStore<Scalar>, _ steps: Range<Int>) {}
}
