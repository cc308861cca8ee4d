/// One vector of a whole sequence: its last time step, the mean, or the maximum over its time steps; padding is left out.
///
/// A sequence may come in stretches of time, in order: each forward pass goes on from the one before.
final class PoolRunner<Scalar: KernelScalar>: LayerRunner {
  private let pooling: Pooling
  private let inputRunsBackward: Bool
  private var input: SequenceValues<Scalar>?
  private var wantsGradient = false
  private var frame = Frame.single(rows: 0)
  private var room = OutputRoom<Scalar>()  // [B, D]
  /// The time step of the whole sequence that had the maximum; [B, D].
  private var winners: [Int] = []
  var output: SequenceValues<Scalar> { room.sequence }
  private(set) var outputFrame = Frame.single(rows: 0)

  init(_ pooling: Pooling, inputRunsBackward: Bool = false) {
    self.pooling = pooling
    self.inputRunsBackward = inputRunsBackward
  }

  func pack(_ store: WeightStore<Scalar>) {}

  var stepsOfPass: Int { 1 }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func prepare(_ input: LayerInput<Scalar>, _ frame: Frame) {
    guard case .values(let values, let wantsGradient) = input else { return }
    self.input = values
    self.wantsGradient = wantsGradient
    self.frame = frame
    outputFrame = .single(rows: frame.rows)
    let count = frame.rows * values.width
    if pooling == .max, winners.count != count { winners = Array(repeating: 0, count: count) }
    room.reserve(frame.rows, width: values.width)
  }

  private func wholeLength(_ row: Int, _ context: PassContext) -> Int {
    context.wholeLengths.isEmpty ? frame.lengths[row] : context.wholeLengths[row]
  }

  /// The step of a row that a cell reached last, counted from the start of this stretch; it may lie in a later one.
  private func lastStep(of row: Int, _ context: PassContext) -> Int {
    inputRunsBackward ? 0 : wholeLength(row, context) - 1 - context.start(row)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func forward(_ steps: Range<Int>, _ context: PassContext) {
    guard let input else { return }
    let width = input.width
    for row in 0..<frame.rows {
      let result = output.values + row * width
      let (start, length) = (context.start(row), frame.lengths[row])
      let isLast = start + length == wholeLength(row, context)
      func value(_ t: Int, _ i: Int) -> Scalar { input.values[(t * frame.rows + row) * width + i] }
      switch pooling {
      case .last:
        guard isLast, length > 0 else { continue }
        for i in 0..<width { result[i] = value(lastStep(of: row, context), i) }
      case .mean:
        for i in 0..<width {
          var sum: Scalar = start == 0 ? 0 : result[i]
          for t in 0..<length { sum += value(t, i) }
          result[i] = isLast && length > 0 ? sum / Scalar(start + length) : sum
        }
      case .max:
        for i in 0..<width {
          for t in 0..<length where start + t == 0 || value(t, i) > result[i] {
            winners[row * width + i] = start + t
            result[i] = value(t, i)
          }
        }
      }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func backward(_ steps: Range<Int>, _ context: PassContext) {
    guard let input, wantsGradient else { return }
    let width = input.width
    input.gradients.update(repeating: 0, count: frame.steps * frame.rows * width)
    for row in 0..<frame.rows {
      // Steps of this stretch that the pooling sends a gradient to.
      let heard =
        max(
          0, context.lossStart(row) - context.start(row))..<max(
          frame.lengths[row], context.lossStart(row) - context.start(row), 0)
      let share = output.gradients + row * width
      func send(_ t: Int, _ i: Int, _ value: Scalar) {
        if heard.contains(t) { input.gradients[(t * frame.rows + row) * width + i] = value }
      }
      for i in 0..<width {
        switch pooling {
        case .last: send(lastStep(of: row, context), i, share[i])
        case .mean: for t in heard { send(t, i, share[i] / Scalar(wholeLength(row, context))) }
        case .max: send(winners[row * width + i] - context.start(row), i, share[i])
        }
      }
    }
  }

  func addWeightGradients(_ store: WeightStore<Scalar>, _ steps: Range<Int>) {}
}
