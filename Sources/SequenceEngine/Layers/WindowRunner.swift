/// Lays the numbers of a window of time steps side by side, so that one matrix product is a convolution.
///
/// Number i of the window's step k stands in column i · width + k, as the rows of a Conv1d's weight do. Steps before a
/// row's start and behind its end are zeros and get no gradient.
final class WindowRunner<Scalar: KernelScalar>: LayerRunner {
  private let convolution: Convolution
  private var input: SequenceValues<Scalar>?
  private var wantsGradient = false
  private var room = OutputRoom<Scalar>()  // [T, B, I · width]
  var output: SequenceValues<Scalar> { room.sequence }
  private(set) var outputFrame = Frame.single(rows: 0)

  init(_ convolution: Convolution) {
    self.convolution = convolution
  }

  func pack(_ store: WeightStore<Scalar>) {}

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func prepare(_ input: LayerInput<Scalar>, _ frame: Frame) {
    guard case .values(let values, let wantsGradient) = input else { return }
    self.input = values
    self.wantsGradient = wantsGradient
    outputFrame = frame
    let width = values.width * convolution.width
    room.reserve(frame.steps * frame.rows, width: width)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func forward(_ steps: Range<Int>, _ context: PassContext) {
    guard let input else { return }
    let (output, frame, width, before) = (output, outputFrame, convolution.width, convolution.stepsBefore)
    Parallel.divide(steps.count, grain: 8) { part in
      for t in steps.lowerBound + part.lowerBound..<steps.lowerBound + part.upperBound {
        for row in 0..<frame.rows {
          let own = output.values + (t * frame.rows + row) * output.width
          let length = t < frame.lengths[row] ? frame.lengths[row] : 0
          for k in 0..<width {
            let source = t + k - before
            if source >= 0, source < length {
              let read = input.values + (source * frame.rows + row) * input.width
              for i in 0..<input.width { own[i * width + k] = read[i] }
            } else {
              for i in 0..<input.width { own[i * width + k] = 0 }
            }
          }
        }
      }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func backward(_ steps: Range<Int>, _ context: PassContext) {
    guard let input, wantsGradient else { return }
    let (output, frame, width, before) = (output, outputFrame, convolution.width, convolution.stepsBefore)
    // Each number gathers what its windows send, so that no two threads write to one place.
    Parallel.divide(steps.count, grain: 8) { part in
      for t in steps.lowerBound + part.lowerBound..<steps.lowerBound + part.upperBound {
        for row in 0..<frame.rows {
          let own = input.gradients + (t * frame.rows + row) * input.width
          own.update(repeating: 0, count: input.width)
          let length = t < frame.lengths[row] ? frame.lengths[row] : 0
          for k in 0..<width {
            let reader = t - k + before
            guard reader >= 0, reader < length else { continue }
            let sent = output.gradients + (reader * frame.rows + row) * output.width
            for i in 0..<input.width { own[i] += sent[i * width + k] }
          }
        }
      }
    }
  }

  func addWeightGradients(_ store: WeightStore<Scalar>, _ steps: Range<Int>) {}
}
