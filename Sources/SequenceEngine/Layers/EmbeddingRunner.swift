/// y(t) = E[token(t)], E [vocabulary, size]. The gradient touches the rows of the tokens that occur.
final class EmbeddingRunner<Scalar: KernelScalar>: LayerRunner {
  private let size: Int
  private let offset: Int
  private var table: UnsafeMutablePointer<Scalar>?
  private var tokens = TokenBuffer([])
  private var values = Buffer<Scalar>(0)  // [T, B, size]
  private var gradients = Buffer<Scalar>(0)  // [T, B, size]
  private(set) var output: SequenceValues<Scalar>
  private(set) var outputFrame = Frame.single(rows: 0)

  init(size: Int, weight: Int) {
    self.size = size
    offset = weight
    output = SequenceValues(values: values.base, gradients: gradients.base, width: size)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func pack(_ store: WeightStore<Scalar>) { table = store.weights + offset }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func prepare(_ input: LayerInput<Scalar>, _ frame: Frame) {
    guard case .tokens(let tokens, _) = input else { return }
    self.tokens = tokens
    outputFrame = frame
    let count = frame.steps * frame.rows * size
    if values.count < count {
      values = Buffer(count)
      gradients = Buffer(count)
    }
    output = SequenceValues(values: values.base, gradients: gradients.base, width: size)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func forward(_ steps: Range<Int>, _ context: PassContext) {
    guard let table else { return }
    for place in steps.lowerBound * outputFrame.rows..<steps.upperBound * outputFrame.rows {
      (values.base + place * size).update(from: table + Int(tokens.base[place]) * size, count: size)
    }
  }

  func backward(_ steps: Range<Int>, _ context: PassContext) {}

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func addWeightGradients(_ store: WeightStore<Scalar>, _ steps: Range<Int>) {
    let target = store.gradients + offset
    let frame = outputFrame
    for t in steps.reversed() {
      for row in 0..<frame.active[t] {
        let place = t * frame.rows + row
        let (sum, own) = (target + Int(tokens.base[place]) * size, gradients.base + place * size)
        for i in 0..<size { sum[i] += own[i] }
      }
    }
  }
}
