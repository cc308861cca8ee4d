/// y(t) = E[token(t)], E [vocabulary, size]. The gradient touches the rows of the tokens that occur.
final class EmbeddingRunner<Scalar: KernelScalar>: LayerRunner {
  private let size: Int
  private let offset: Int
  private var table: UnsafeMutablePointer<Scalar>?
  private var tokens = TokenBuffer([])
  private var room = OutputRoom<Scalar>()  // [T, B, size]
  var output: SequenceValues<Scalar> { room.sequence }
  private(set) var outputFrame = Frame.single(rows: 0)

  init(size: Int, weight: Int) {
    self.size = size
    offset = weight
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
    room.reserve(frame.steps * frame.rows, width: size)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func forward(_ steps: Range<Int>, _ context: PassContext) {
    guard let table else { return }
    let values = output.values
    for place in steps.lowerBound * outputFrame.rows..<steps.upperBound * outputFrame.rows {
      (values + place * size).update(from: table + Int(tokens.base[place]) * size, count: size)
    }
  }

  func backward(_ steps: Range<Int>, _ context: PassContext) {}

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func addWeightGradients(_ store: WeightStore<Scalar>, _ steps: Range<Int>) {
    let (target, gradients, size, tokens) = (store.gradients + offset, output.gradients, size, tokens)
    let frame = outputFrame
    // Each thread owns some columns of the table and goes through all tokens in order.
    Parallel.divide(size, grain: max(16, 65_536 / max(1, steps.count * frame.rows))) { own in
      for t in steps.reversed() {
        let first = t * frame.rows
        Scalar.addRows(
          gradients + first * size + own.lowerBound, stride: size, tokens.base + first, step: 1,
          into: target + own.lowerBound, stride: size, r: frame.active[t], n: own.count)
      }
    }
  }
}
