/// A recurrent layer whose state at each time step comes from the last K inputs alone: a disconnected recurrent layer.
///
///     h(t) = cell(x(t), cell(x(t − 1), … cell(x(t − K + 1), 0)))
///
/// Each time step of each row is a short sequence of its own that starts from zero, and all of them are rows of one batch
/// for the cell. Rows of a batch that go on where the one before ended bring the inputs that their first windows reach back
/// to; gradients end at the border. A layer that runs backward reads the next K inputs.
///
/// Wang: Disconnected recurrent neural networks for text categorization, ACL 2018.
final class WindowedRunner<Scalar: KernelScalar>: LayerRunner {
  /// One short sequence: the steps `first ..< first + length` of a row for its step `t`; steps below 0 lie before the
  /// batch.
  private struct Window { var row, t, first, length: Int }

  let cell: RecurrentRunner<Scalar>
  private let window: Int
  private var input: LayerInput<Scalar>?
  private(set) var outputFrame = Frame.single(rows: 0)
  /// Rows of the cell's batch, the longest first.
  private var windows: [Window] = []
  /// The cell's row for each time step of each row, −1 where the row has ended; [T, B].
  private var places: [Int] = []
  /// Inputs of the steps before the batch, symbols as numbers; [P, B, I].
  private var past: (steps: Int, values: [Double]) = (0, [])
  private var gathered = SequenceBuffers<Scalar>(0)  // [K, N, I]
  private var own = SequenceBuffers<Scalar>(0)  // [T, B, H]

  private struct SequenceBuffers<Number: KernelScalar> {
    let values: Buffer<Number>
    let gradients: Buffer<Number>

    init(_ count: Int) { (values, gradients) = (Buffer(count), Buffer(count)) }
  }

  init(_ cell: RecurrentRunner<Scalar>, window: Int) {
    self.cell = cell
    self.window = window
  }

  private var units: Int { cell.program.sizes.units }
  private var inputSize: Int {
    if case .values(let values, _)? = input { values.width } else { 1 }
  }

  var output: SequenceValues<Scalar> {
    SequenceValues(values: own.values.base, gradients: own.gradients.base, width: units)
  }

  func pack(_ store: WeightStore<Scalar>) { cell.pack(store) }

  func prepare(_ input: LayerInput<Scalar>, _ frame: Frame) {
    self.input = input
    outputFrame = frame
    past = (0, [])
    let count = frame.steps * frame.rows * units
    if own.values.count < count { own = SequenceBuffers(count) }
    layOut()
  }

  /// Makes the batch of windows, and takes memory for it.
  private func layOut() {
    let rows = outputFrame.rows
    windows = (0..<outputFrame.steps).flatMap { t in
      (0..<outputFrame.active[t]).map { row in
        let end = cell.isReversed ? min(t + window, outputFrame.lengths[row]) : t + 1
        let first = cell.isReversed ? t : max(-past.steps, t + 1 - window)
        return Window(row: row, t: t, first: first, length: end - first)
      }
    }.sorted { ($0.length, $1.t, $1.row) > ($1.length, $0.t, $0.row) }
    places = Array(repeating: -1, count: outputFrame.steps * rows)
    for (place, own) in windows.enumerated() { places[own.t * rows + own.row] = place }
    let frame = Frame(steps: windows.first?.length ?? 0, rows: windows.count, lengths: windows.map(\.length))
    switch input {
    case .tokens(let tokens, let vocabulary):
      var chosen = [Int32](repeating: 0, count: frame.steps * frame.rows)
      for (place, own) in windows.enumerated() {
        for s in 0..<own.length {
          let t = own.first + s
          chosen[s * frame.rows + place] =
            t < 0 ? Int32(past.values[(past.steps + t) * rows + own.row]) : tokens.base[t * rows + own.row]
        }
      }
      cell.prepare(.tokens(TokenBuffer(chosen), vocabulary: vocabulary), frame)
    case .values(let values, let wantsGradient):
      let count = frame.steps * frame.rows * values.width
      if gathered.values.count < count { gathered = SequenceBuffers(count) }
      let short = SequenceValues(
        values: gathered.values.base, gradients: gathered.gradients.base, width: values.width)
      cell.prepare(.values(short, wantsGradient: wantsGradient), frame)
    case nil: break
    }
  }

  // MARK: Borders of batches

  /// The inputs of the steps before the batch, [P, B, I]; of none: empty.
  func setPast(_ values: [Double]) {
    let size = outputFrame.rows * inputSize
    guard !cell.isReversed, size > 0, values.count % size == 0 else { return }
    past = (values.count / size, values)
    layOut()
  }

  /// What the windows of a batch that follows reach back to: the last K − 1 inputs, of rows that are equally long.
  func lastInputs() -> [Double] {
    let (rows, size) = (outputFrame.rows, inputSize)
    let length = outputFrame.lengths.last ?? 0
    let count = cell.isReversed ? 0 : min(window - 1, past.steps + length)
    return (length - count..<length).flatMap { t -> [Double] in
      if t < 0 { return Array(past.values[(past.steps + t) * rows * size..<(past.steps + t + 1) * rows * size]) }
      switch input {
      case .tokens(let tokens, _): return (0..<rows).map { Double(tokens.base[t * rows + $0]) }
      case .values(let values, _): return (0..<rows * size).map { Double(values.values[t * rows * size + $0]) }
      case nil: return []
      }
    }
  }

  // MARK: Passes

  /// A window's own place in time and chance.
  private func context(_ context: PassContext) -> PassContext {
    var short = context
    short.stepBounds = nil
    short.starts = windows.map { context.start($0.row) + $0.first }
    if !context.identities.isEmpty { short.identities = windows.map { context.identities[$0.row] } }
    return short
  }

  /// Where the cell leaves the state that a window is for.
  private func offset(_ place: Int) -> Int {
    ((cell.isReversed ? 0 : windows[place].length - 1) * windows.count + place) * units
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func forward(_ steps: Range<Int>, _ context: PassContext) {
    let rows = outputFrame.rows
    if case .values(let values, _)? = input {
      let size = values.width
      Parallel.divide(windows.count, grain: 32) { part in
        for place in part {
          let own = windows[place]
          for s in 0..<own.length {
            let target = gathered.values.base + (s * windows.count + place) * size
            let t = own.first + s
            if t < 0 {
              let source = ((past.steps + t) * rows + own.row) * size
              for i in 0..<size { target[i] = Scalar(past.values[source + i]) }
            } else {
              target.update(from: values.values + (t * rows + own.row) * size, count: size)
            }
          }
        }
      }
    }
    cell.forward(0..<cell.outputFrame.steps, self.context(context))
    let result = cell.output.values
    for (number, place) in places.enumerated() {
      let target = own.values.base + number * units
      if place < 0 {
        target.update(repeating: 0, count: units)
      } else {
        target.update(from: result + offset(place), count: units)
      }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func backward(_ steps: Range<Int>, _ context: PassContext) {
    runBack(steps, context)
    guard case .values(let values, wantsGradient: true)? = input else { return }
    let (rows, size) = (outputFrame.rows, values.width)
    // Each task owns some steps of the input and adds what the windows that read them send, always in the same order.
    Parallel.divide(outputFrame.steps, grain: 1) { part in
      for t in part {
        for row in 0..<rows {
          let target = values.gradients + (t * rows + row) * size
          target.update(repeating: 0, count: size)
          let readers =
            cell.isReversed
            ? max(0, t - window + 1)..<t + 1 : t..<min(outputFrame.steps, t + min(window, outputFrame.steps))
          for reader in readers {
            let place = places[reader * rows + row]
            guard place >= 0, t < windows[place].first + windows[place].length else { continue }
            let source = gathered.gradients.base + ((t - windows[place].first) * windows.count + place) * size
            for i in 0..<size { target[i] += source[i] }
          }
        }
      }
    }
  }

  /// The windows of some time steps backward; the others get no gradient.
  private func runBack(_ steps: Range<Int>, _ context: PassContext) {
    let arriving = cell.output.gradients
    arriving.update(repeating: 0, count: cell.outputFrame.steps * windows.count * units)
    for carried in cell.memory.carried { carried.clear() }
    for number in steps.lowerBound * outputFrame.rows..<steps.upperBound * outputFrame.rows where places[number] >= 0 {
      (arriving + offset(places[number])).update(from: own.gradients.base + number * units, count: units)
    }
    cell.backward(0..<cell.outputFrame.steps, self.context(context))
  }

  func addWeightGradients(_ store: WeightStore<Scalar>, _ steps: Range<Int>) {
    if steps != 0..<outputFrame.steps { runBack(steps, .still) }
    cell.addWeightGradients(store, 0..<cell.outputFrame.steps)
  }
}
