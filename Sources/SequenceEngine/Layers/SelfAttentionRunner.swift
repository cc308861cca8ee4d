/// Computes self-attention over whole sequences.
///
/// Rows of a batch and heads do not meet between the two matrices, so each thread takes some pairs of them.
final class SelfAttentionRunner<Scalar: KernelScalar>: LayerRunner {
  let attention: SelfAttention
  /// D.
  let size: Int
  private let inputMap: AffineMap<Scalar>
  private let outputMap: AffineMap<Scalar>
  /// Of both biases and of the learned positions in the flat store.
  private let offsets: (inputBias: Int, outputBias: Int, positions: Int?)
  private var weights: UnsafeMutablePointer<Scalar>?
  private var input: SequenceValues<Scalar>?
  private var wantsGradient = false
  private(set) var memory: SelfAttentionMemory<Scalar>
  private var scratch: [SelfAttentionScratch<Scalar>] = []
  private var waves: [Scalar] = []  // [T, D]
  private(set) var outputFrame = Frame.single(rows: 0)

  /// - Parameter offsets: of its parameters in the flat store, in the order of `ModelPlanner`.
  init(_ attention: SelfAttention, size: Int, offsets: [Int]) {
    self.attention = attention
    self.size = size
    inputMap = AffineMap(
      rows: 3 * size, columns: size, offset: offsets[0], readsTokens: false, wantsInputGradient: true)
    outputMap = AffineMap(rows: size, columns: size, offset: offsets[2], readsTokens: false, wantsInputGradient: true)
    self.offsets = (offsets[1], offsets[3], attention.positions == .learned ? offsets[4] : nil)
    memory = SelfAttentionMemory(steps: 0, rows: 0, size: size, attention: attention)
  }

  var output: SequenceValues<Scalar> {
    SequenceValues(values: memory.values.base, gradients: memory.gradients.base, width: size)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func pack(_ store: WeightStore<Scalar>) {
    inputMap.pack(store)
    outputMap.pack(store)
    weights = store.weights
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func prepare(_ input: LayerInput<Scalar>, _ frame: Frame) {
    guard case .values(let values, let wantsGradient) = input else { return }
    self.input = values
    self.wantsGradient = wantsGradient
    outputFrame = frame
    if memory.rows != frame.rows || memory.steps < frame.steps {
      memory = SelfAttentionMemory(steps: frame.steps, rows: frame.rows, size: size, attention: attention)
      scratch = []
    }
    while scratch.count < Parallel.threads {
      scratch.append(SelfAttentionScratch(steps: memory.steps, part: size / attention.heads))
    }
    if attention.positions == .sinusoidal {
      for t in waves.count / size..<max(frame.steps, waves.count / size) {
        waves += SelfAttention.wave(t, size: size).map { Scalar($0) }
      }
    }
  }

  /// What the matrix reads: the input, with the positions where there are any.
  private var read: UnsafeMutablePointer<Scalar>? {
    attention.positions == .none ? input?.values : memory.placed.base
  }

  // MARK: Passes

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func forward(_ steps: Range<Int>, _ context: PassContext) {
    addPositions()
    guard let read, let weights else { return }
    let (memory, size, count) = (memory, size, outputFrame.steps * outputFrame.rows)
    let (inputMap, outputMap, offsets) = (inputMap, outputMap, offsets)
    Parallel.divide(count, grain: 32) { part in
      inputMap.addBias(
        read + part.lowerBound * size, weights + offsets.inputBias,
        into: memory.projections.base + part.lowerBound * 3 * size, count: part.count)
    }
    eachHead { row, head, scratch in look(row, head, scratch) }
    Parallel.divide(count, grain: 32) { part in
      outputMap.addBias(
        memory.contexts.base + part.lowerBound * size, weights + offsets.outputBias,
        into: memory.values.base + part.lowerBound * size, count: part.count)
    }
  }

  private func addPositions() {
    guard attention.positions != .none, let input, let weights else { return }
    let (frame, placed, width) = (outputFrame, memory.placed.base, size)
    waves.withUnsafeBufferPointer { waves in
      for t in 0..<frame.steps {
        for row in 0..<frame.rows {
          let first = (t * frame.rows + row) * width
          if let positions = offsets.positions {
            let own = weights + positions + min(t, attention.places - 1) * width
            for i in 0..<width { placed[first + i] = input.values[first + i] + own[i] }
          } else {
            for i in 0..<width { placed[first + i] = input.values[first + i] + waves[t * width + i] }
          }
        }
      }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func backward(_ steps: Range<Int>, _ context: PassContext) {
    let (memory, size, count) = (memory, size, outputFrame.steps * outputFrame.rows)
    let (inputMap, outputMap) = (inputMap, outputMap)
    Parallel.divide(count, grain: 32) { part in
      outputMap.multiplyBack(
        memory.gradients.base + part.lowerBound * size, stride: size,
        into: memory.contextGradients.base + part.lowerBound * size, stride: size, count: part.count, accumulate: false)
    }
    memory.projectionGradients.clear()
    eachHead { row, head, scratch in lookBack(row, head, scratch) }
    Parallel.divide(count, grain: 32) { part in
      inputMap.multiplyBack(
        memory.projectionGradients.base + part.lowerBound * 3 * size, stride: 3 * size,
        into: memory.placedGradients.base + part.lowerBound * size, stride: size, count: part.count, accumulate: false)
    }
    guard let input, wantsGradient else { return }
    input.gradients.update(from: memory.placedGradients.base, count: count * size)
  }

  private func eachHead(_ body: (_ row: Int, _ head: Int, SelfAttentionScratch<Scalar>) -> Void) {
    let tasks = outputFrame.rows * attention.heads
    let ranges = Parallel.ranges(tasks, grain: 1, atMost: scratch.count)
    Parallel.run(ranges.count) { thread in
      for task in ranges[thread] { body(task / attention.heads, task % attention.heads, scratch[thread]) }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func addWeightGradients(_ store: WeightStore<Scalar>, _ steps: Range<Int>) {
    guard let read else { return }
    let rows = steps.lowerBound * outputFrame.rows..<steps.upperBound * outputFrame.rows
    inputMap.addGradient(memory.projectionGradients.base, stride: 3 * size, read, stride: size, rows, store)
    outputMap.addGradient(memory.gradients.base, stride: size, memory.contexts.base, stride: size, rows, store)
    for (source, width, offset) in [
      (memory.projectionGradients.base, 3 * size, offsets.inputBias), (memory.gradients.base, size, offsets.outputBias),
    ] {
      Scalar.addColumnSumsFromLast(
        source + rows.lowerBound * width, stride: width, into: store.gradients + offset, r: rows.count, n: width)
    }
    guard let positions = offsets.positions else { return }
    for t in steps.reversed() {
      Scalar.addColumnSumsFromLast(
        memory.placedGradients.base + t * outputFrame.rows * size, stride: size,
        into: store.gradients + positions + min(t, attention.places - 1) * size, r: outputFrame.rows, n: size)
    }
  }

  /// w(t, s) of a row's head begins here, from step to step `memory.steps` numbers on.
  func weightsPlace(_ row: Int, _ head: Int) -> Int {
    (row * attention.heads + head) * memory.steps * memory.steps
  }
}

extension AffineMap {
  /// y = W x + b for some rows.
  fileprivate func addBias(
    _ argument: UnsafeMutablePointer<Scalar>, _ bias: UnsafeMutablePointer<Scalar>,
    into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    for row in 0..<count { (output + row * rows).update(from: bias, count: rows) }
    multiply(argument, stride: columns, into: output, stride: rows, count: count, accumulate: true)
  }
}
