import CKernels

/// Computes attention: after the layer that it reads from over all time steps, or step by step with the cell whose state it
/// looks with.
///
/// Rows of a batch do not meet, so each thread takes some rows.
package final class AttentionRunner<Scalar: KernelScalar>: LayerRunner {
  let attention: Attention
  /// Q, K and the numbers that a score compares.
  let querySize, keySize, width: Int
  let inputSize: Int
  let queryMap: AffineMap<Scalar>?
  let keyMap: AffineMap<Scalar>?
  private let vectorOffset: Int?
  var vector: UnsafeMutablePointer<Scalar>?
  /// The recurrent layer whose state of the step before is the query; nil: the query is what this layer reads.
  var looker: RecurrentRunner<Scalar>?
  package var source: AttentionSource<Scalar>?
  private(set) var input: SequenceValues<Scalar>?
  private(set) var memory: AttentionMemory<Scalar>
  private var scratch: [AttentionScratch<Scalar>] = []
  package private(set) var outputFrame = Frame.single(rows: 0)
  let scoring: [ck_instruction]

  /// - Parameters:
  ///   - offsets: of its parameters in the flat store, in the order of `ModelPlanner`.
  package init(_ attention: Attention, inputSize: Int, querySize: Int, keySize: Int, offsets: [Int]) {
    self.attention = attention
    (self.inputSize, self.querySize, self.keySize) = (inputSize, querySize, keySize)
    width = querySize
    func map(_ columns: Int, _ offset: Int) -> AffineMap<Scalar> {
      AffineMap(rows: querySize, columns: columns, offset: offset, readsTokens: false, wantsInputGradient: true)
    }
    switch attention.score {
    case .dot: (queryMap, keyMap, vectorOffset) = (nil, nil, nil)
    case .general: (queryMap, keyMap, vectorOffset) = (nil, map(keySize, offsets[0]), nil)
    case .additive:
      (queryMap, keyMap, vectorOffset) = (map(querySize, offsets[0]), map(keySize, offsets[1]), offsets[2])
    }
    memory = AttentionMemory(
      steps: 0, rows: 0, sourceSteps: 0, outputSize: inputSize + keySize, attention: attention, width: width)
    scoring = AttentionPrograms.score(attention.score)
  }

  package var output: SequenceValues<Scalar> {
    SequenceValues(values: memory.values.base, gradients: memory.gradients.base, width: inputSize + keySize)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func pack(_ store: WeightStore<Scalar>) {
    queryMap?.pack(store)
    keyMap?.pack(store)
    vector = vectorOffset.map { store.weights + $0 }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func prepare(_ input: LayerInput<Scalar>, _ frame: Frame) {
    guard case .values(let values, _) = input, let source else { return }
    self.input = values
    outputFrame = frame
    // The strides of the weights hang on the source's steps.
    if memory.rows != frame.rows || memory.steps < frame.steps || memory.sourceSteps != source.frame.steps {
      memory = AttentionMemory(
        steps: frame.steps, rows: frame.rows, sourceSteps: source.frame.steps, outputSize: inputSize + keySize,
        attention: attention, width: width)
    }
    memory.queryGradients.clear()
    memory.keyGradients.clear()
    memory.vectorGradients.clear()
    while scratch.count < Parallel.threads { scratch.append(AttentionScratch(widest: max(width, keySize))) }
  }

  /// Rows divided among threads, where a thread has enough to do.
  func rowRanges(atMost most: Int = .max) -> [Range<Int>] {
    let rows = outputFrame.rows
    let work = rows * outputFrame.steps * memory.sourceSteps * (width + keySize)
    guard work > 20_000 else { return [0..<rows] }
    return Parallel.ranges(rows, grain: 1, atMost: min(most, scratch.count))
  }

  func scratch(of thread: Int) -> AttentionScratch<Scalar> { scratch[thread] }

  // MARK: Passes

  /// Brings the keys through their matrix, once for all of the decoder's steps.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func readSource() {
    guard let source, let keyMap else { return }
    let (keys, values) = (memory.keys.base, source.values)
    Parallel.divide(source.frame.steps * source.frame.rows, grain: 32) { part in
      keyMap.multiply(
        values.values + part.lowerBound * values.width, stride: values.width, into: keys + part.lowerBound * width,
        stride: width, count: part.count, accumulate: false)
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func forward(_ steps: Range<Int>, _ context: PassContext) {
    let ranges = rowRanges()
    Parallel.run(ranges.count) { thread in
      for t in steps { look(t, ranges[thread], scratch[thread]) }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func backward(_ steps: Range<Int>, _ context: PassContext) {
    let ranges = rowRanges()
    Parallel.run(ranges.count) { thread in
      for t in steps.reversed() { lookBack(t, ranges[thread], scratch[thread]) }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func addWeightGradients(_ store: WeightStore<Scalar>, _ steps: Range<Int>) {
    guard let source, let query = queryPlace else { return }
    // What is summed over all steps at once counts as the last one's.
    let isLast = steps.upperBound == outputFrame.steps
    if let keyMap, isLast {
      keyMap.addGradient(
        memory.keyGradients.base, stride: width, source.values.values, stride: source.values.width,
        0..<source.frame.steps * source.frame.rows, store)
    }
    let rows = outputFrame.rows
    queryMap?.addGradient(
      memory.queryGradients.base, stride: width, query.values, stride: query.width,
      steps.lowerBound * rows..<steps.upperBound * rows, store)
    if let vectorOffset, isLast {
      Scalar.addColumnSumsFromLast(
        memory.vectorGradients.base, stride: width, into: store.gradients + vectorOffset, r: rows, n: width)
    }
  }

  // MARK: Places

  /// Queries of all time steps, [T, B, Q]: row t·B + b is that of step t.
  var queryPlace: (values: UnsafeMutablePointer<Scalar>, width: Int)? {
    if let looker { return (looker.memory.states[0].base, looker.memory.units) }
    return input.map { ($0.values, $0.width) }
  }

  /// Where the gradient of the query of step t is added, [B, Q].
  func queryGradientPlace(_ t: Int) -> UnsafeMutablePointer<Scalar>? {
    let rows = outputFrame.rows
    if let looker { return looker.gradientLeaving(t) }
    return input.map { $0.gradients + t * rows * $0.width }
  }

  func weightsPlace(_ t: Int, _ row: Int, _ head: Int) -> Int {
    ((t * memory.rows + row) * attention.heads + head) * memory.sourceSteps
  }

  /// The weights that are held at a step, from 0.
  func held(_ t: Int) -> HeldAttention? { attention.held.last { $0.timeStep == t + 1 } }
}

/// The small programs of attention, over source steps as rows.
enum AttentionPrograms {
  static func instruction(
    _ verb: ck_verb, _ destination: UInt16, _ a: UInt16, _ b: UInt16 = 0, _ c: UInt16 = 0
  ) -> ck_instruction { ck_instruction(verb: UInt16(verb.rawValue), destination: destination, a: a, b: b, c: c) }

  /// Operands: 0 keys, 1 query, 2 scratch, 3 scores, 4 v.
  static func score(_ score: Attention.Score) -> [ck_instruction] {
    switch score {
    case .dot, .general: [instruction(CK_MULTIPLY, 2, 0, 1), instruction(CK_CONTRACT, 3, 2)]
    case .additive:
      [
        instruction(CK_TANH_OF_SUM, 2, 0, 1), instruction(CK_MULTIPLY, 2, 2, 4), instruction(CK_CONTRACT, 3, 2),
      ]
    }
  }

  /// Operands: 0 weights, in place.
  static let exponential = [instruction(CK_EXP, 0, 0)]

  /// Operands: 0 keys, 1 gradient of the context, 2 scratch, 3 gradients of the weights.
  static let weightGradients = [instruction(CK_MULTIPLY, 2, 0, 1), instruction(CK_CONTRACT, 3, 2)]

  /// Operands: 0 keys, 1 query, 2 tanh, 3 gradients of the scores, 4 v, 5 gradients of the sum, 6 gradients of the keys.
  static let throughTanh = [
    instruction(CK_TANH_OF_SUM, 2, 0, 1), instruction(CK_EXPAND, 5, 3),
    instruction(CK_TANH_BACKWARD_OF_PRODUCT, 5, 2, 5, 4), instruction(CK_ADD, 6, 6, 5),
  ]
}
