import CKernels

/// y(t) = γ (x(t) − mean) / √(variance + 1e-5) + β, mean and variance over the numbers of one time step; γ and β [D].
///
/// Ba, Kiros, Hinton: Layer normalization, arXiv 1607.06450 (2016).
final class LayerNormRunner<Scalar: KernelScalar>: LayerRunner {
  private let offsets: (gain: Int, shift: Int)
  private var gain: UnsafeMutablePointer<Scalar>?
  private var shift: UnsafeMutablePointer<Scalar>?
  private var input: LayerInput<Scalar>?
  private var room = OutputRoom<Scalar>()  // [T, B, D]
  private var normalised = Buffer<Scalar>(0)  // [T, B, D]
  /// What each place adds to the gradient of γ, and the gradient of the normalised numbers before that.
  private var products = Buffer<Scalar>(0)  // [T, B, D]
  var output: SequenceValues<Scalar> { room.sequence }
  private(set) var outputFrame = Frame.single(rows: 0)

  /// - Parameters:
  ///   - gain: where γ lies in the flat store.
  ///   - shift: where β lies.
  init(gain: Int, shift: Int) {
    offsets = (gain, shift)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func pack(_ store: WeightStore<Scalar>) {
    gain = store.weights + offsets.gain
    shift = store.weights + offsets.shift
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func prepare(_ input: LayerInput<Scalar>, _ frame: Frame) {
    self.input = input
    outputFrame = frame
    let count = frame.steps * frame.rows * input.width
    if normalised.count < count {
      normalised = Buffer(count)
      products = Buffer(count)
    }
    room.reserve(frame.steps * frame.rows, width: input.width)
  }

  private func places(_ steps: Range<Int>) -> Range<Int> {
    steps.lowerBound * outputFrame.rows..<steps.upperBound * outputFrame.rows
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func forward(_ steps: Range<Int>, _ context: PassContext) {
    guard case .values(let input, _)? = input, let gain, let shift else { return }
    let (values, normalised, width, places) = (output.values, normalised.base, input.width, places(steps))
    Parallel.divide(places.count, grain: 64) { part in
      let first = (places.lowerBound + part.lowerBound) * width
      let program = [
        LayerNormPrograms.instruction(CK_NORMALISE, 1, 0),
        LayerNormPrograms.instruction(CK_MULTIPLY_ADD, 2, 1, 3, 4),
      ]
      let operands = [
        Scalar.operand(input.values + first, stride: width, columns: width),
        Scalar.operand(normalised + first, stride: width, columns: width),
        Scalar.operand(values + first, stride: width, columns: width),
        Scalar.operand(gain, stride: 0, columns: width), Scalar.operand(shift, stride: 0, columns: width),
      ]
      Scalar.pointwise(program, program.count, operands, rows: part.count)
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func backward(_ steps: Range<Int>, _ context: PassContext) {
    guard case .values(let input, let wantsGradient)? = input, let gain else { return }
    let (gradients, normalised, products) = (output.gradients, normalised.base, products.base)
    let (width, places) = (input.width, places(steps))
    Parallel.divide(places.count, grain: 64) { part in
      let first = (places.lowerBound + part.lowerBound) * width
      if wantsGradient {
        LayerNormPrograms.sendBack(
          x: input.values + first, xStride: width, gradients: gradients + first, gain: gain, scratch: products + first,
          into: input.gradients + first, width: width, rows: part.count)
      }
      let operands = [
        Scalar.operand(gradients + first, stride: width, columns: width),
        Scalar.operand(normalised + first, stride: width, columns: width),
        Scalar.operand(products + first, stride: width, columns: width),
      ]
      Scalar.pointwise([LayerNormPrograms.instruction(CK_MULTIPLY, 2, 0, 1)], 1, operands, rows: part.count)
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func addWeightGradients(_ store: WeightStore<Scalar>, _ steps: Range<Int>) {
    let (width, places) = (output.width, places(steps))
    for (source, offset) in [(products.base, offsets.gain), (output.gradients, offsets.shift)] {
      Scalar.addColumnSumsFromLast(
        source + places.lowerBound * width, stride: width, into: store.gradients + offset, r: places.count, n: width)
    }
  }

  /// Gradients of step t of one sequence's pass, for several losses at once: [rows, D] to [rows, D]. Changes `gradients`.
  func sendBack(
    _ gradients: UnsafeMutablePointer<Scalar>, t: Int, rows: Int, into below: UnsafeMutablePointer<Scalar>
  ) {
    guard case .values(let input, _)? = input, let gain else { return }
    LayerNormPrograms.sendBack(
      x: input.values + t * input.width, xStride: 0, gradients: gradients, gain: gain, scratch: gradients, into: below,
      width: input.width, rows: rows)
  }
}

/// The small programs of layer normalisation.
private enum LayerNormPrograms {
  static func instruction(
    _ verb: ck_verb, _ destination: UInt16, _ a: UInt16, _ b: UInt16 = 0, _ c: UInt16 = 0
  ) -> ck_instruction {
    ck_instruction(verb: UInt16(verb.rawValue), destination: destination, a: a, b: b, c: c)
  }

  /// dL/dx from dL/dy, through γ and then through the normalisation.
  static func sendBack<Scalar: KernelScalar>(
    x: UnsafeMutablePointer<Scalar>, xStride: Int, gradients: UnsafeMutablePointer<Scalar>,
    gain: UnsafeMutablePointer<Scalar>, scratch: UnsafeMutablePointer<Scalar>, into below: UnsafeMutablePointer<Scalar>,
    width: Int, rows: Int
  ) {
    let program = [instruction(CK_MULTIPLY, 3, 1, 2), instruction(CK_NORMALISE_BACKWARD, 4, 0, 3)]
    let operands = [
      Scalar.operand(x, stride: xStride, columns: width), Scalar.operand(gradients, stride: width, columns: width),
      Scalar.operand(gain, stride: 0, columns: width), Scalar.operand(scratch, stride: width, columns: width),
      Scalar.operand(below, stride: width, columns: width),
    ]
    Scalar.pointwise(program, program.count, operands, rows: rows)
  }
}
