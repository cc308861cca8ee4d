import CKernels

/// y = f(W x + b) at every time step; without b where there is none.
final class DenseRunner<Scalar: KernelScalar>: LayerRunner {
  let map: AffineMap<Scalar>
  private let biasOffset: Int?
  private let units: Int
  /// What follows the product, in place: + b, f.
  private var afterwards: [ck_instruction] = []
  let verbs: (forward: ck_verb, backward: ck_verb)?
  private var bias: UnsafeMutablePointer<Scalar>?
  private var input: LayerInput<Scalar>?
  private var room = OutputRoom<Scalar>()  // [T, B, units]
  var output: SequenceValues<Scalar> { room.sequence }
  private(set) var outputFrame = Frame.single(rows: 0)

  init(units: Int, inputs: InputKind, activation: DenseActivation, weight: Int, bias: Int?, wantsInputGradient: Bool) {
    self.units = units
    biasOffset = bias
    let (columns, readsTokens): (Int, Bool) =
      switch inputs {
      case .vector(let size): (size, false)
      case .token(let vocabulary): (vocabulary, true)
      }
    map = AffineMap(
      rows: units, columns: columns, offset: weight, readsTokens: readsTokens, wantsInputGradient: wantsInputGradient)
    verbs =
      switch activation {
      case .identity, .softmax: nil
      case .tanh: (CK_TANH, CK_TANH_BACKWARD)
      case .relu: (CK_RELU, CK_RELU_BACKWARD)
      case .sigmoid: (CK_SIGMOID, CK_SIGMOID_BACKWARD)
      }
    if bias != nil {
      afterwards.append(ck_instruction(verb: UInt16(CK_ADD.rawValue), destination: 0, a: 0, b: 1, c: 0))
    }
    if let verbs {
      afterwards.append(ck_instruction(verb: UInt16(verbs.forward.rawValue), destination: 0, a: 0, b: 0, c: 0))
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func pack(_ store: WeightStore<Scalar>) {
    map.pack(store)
    bias = biasOffset.map { store.weights + $0 }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func prepare(_ input: LayerInput<Scalar>, _ frame: Frame) {
    self.input = input
    outputFrame = frame
    room.reserve(frame.steps * frame.rows, width: units)
  }

  private func rows(_ steps: Range<Int>) -> Range<Int> {
    steps.lowerBound * outputFrame.rows..<steps.upperBound * outputFrame.rows
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func forward(_ steps: Range<Int>, _ context: PassContext) {
    guard let input else { return }
    let rows = rows(steps)
    let (map, values, units, afterwards, bias) = (map, output.values, units, afterwards, bias)
    Parallel.divide(rows.count, grain: 64) { part in
      let own = rows.lowerBound + part.lowerBound..<rows.lowerBound + part.upperBound
      map.forward(input, own, into: values, stride: units)
      guard !afterwards.isEmpty else { return }
      let result = Scalar.operand(values + own.lowerBound * units, stride: units, columns: units)
      let operands = [result, bias.map { Scalar.operand($0, stride: 0, columns: units) } ?? result]
      Scalar.pointwise(afterwards, afterwards.count, operands, rows: own.count)
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func backward(_ steps: Range<Int>, _ context: PassContext) {
    guard let input else { return }
    let rows = rows(steps)
    let (map, output, units, verbs) = (map, output, units, verbs)
    Parallel.divide(rows.count, grain: 64) { part in
      let first = rows.lowerBound + part.lowerBound
      if let verbs {
        let instruction = ck_instruction(verb: UInt16(verbs.backward.rawValue), destination: 1, a: 0, b: 1, c: 0)
        let operands = [
          Scalar.operand(output.values + first * units, stride: units, columns: units),
          Scalar.operand(output.gradients + first * units, stride: units, columns: units),
        ]
        Scalar.pointwise([instruction], 1, operands, rows: part.count)
      }
      guard case .values(let values, wantsGradient: true) = input else { return }
      map.multiplyBack(
        output.gradients + first * units, stride: units, into: values.gradients + first * values.width,
        stride: values.width, count: part.count, accumulate: false)
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func addWeightGradients(_ store: WeightStore<Scalar>, _ steps: Range<Int>) {
    guard let input else { return }
    let rows = rows(steps)
    map.addGradient(output.gradients, stride: units, input, rows, store)
    guard let biasOffset else { return }
    Scalar.addColumnSumsFromLast(
      output.gradients + rows.lowerBound * units, stride: units, into: store.gradients + biasOffset, r: rows.count,
      n: units)
  }
}

extension DenseRunner {
  /// Gradients of step t of one sequence's pass, for several losses at once: [rows, units] to [rows, inputs].
  ///
  /// Changes `gradients` on the way, as `backward` does.
  func sendBack(
    _ gradients: UnsafeMutablePointer<Scalar>, t: Int, rows: Int, into below: UnsafeMutablePointer<Scalar>
  ) {
    let units = output.width
    if let verbs {
      let instruction = ck_instruction(verb: UInt16(verbs.backward.rawValue), destination: 1, a: 0, b: 1, c: 0)
      let operands = [
        Scalar.operand(output.values + t * units, stride: 0, columns: units),
        Scalar.operand(gradients, stride: units, columns: units),
      ]
      Scalar.pointwise([instruction], 1, operands, rows: rows)
    }
    map.multiplyBack(gradients, stride: units, into: below, stride: map.columns, count: rows, accumulate: false)
  }
}
