/// The backward stages of one recurrent layer for many losses at once, over one forward pass that all of them share.
///
/// A row is a loss. Values of the forward pass have no rows of their own: their stride from row to row is 0. What the
/// stages write lies in memory of one time step, so that T losses over T steps take T² · H numbers of work and not of tape.
final class LossBackward {
  let runner: RecurrentRunner<Double>
  let rows: Int
  let outputGradients: Buffer<Double>  // [T, rows, H], or [rows, H] of zeros where nothing comes from above
  let inputGradients: Buffer<Double>  // [T, rows, I], or [rows, I] when nobody wants them
  let feedbackGradients: Buffer<Double>  // [T + 1, rows, O]
  private let carried: [Buffer<Double>]  // [2, rows, H]
  private let tapes: [Int: Buffer<Double>]  // [rows, width] of those that backward stages write
  private let tapeWidths: [Int]
  private let scratch: [Buffer<Double>]  // [rows, width]
  private let registers: Buffer<Double>
  private let units: Int
  private let inputSize: Int
  private let wantsInput: Bool
  private let hearsFromAbove: Bool
  private lazy var stages = RecurrentRunner<Double>.Compiled(runner.program.backward, runner, back: true) {
    [unowned self] in locate($0)
  }

  /// - Parameters:
  ///   - runner: after its forward pass over one sequence.
  ///   - wantsInput: whether `sendToInput` is called.
  ///   - hearsFromAbove: whether gradients are put into `outputGradients`.
  init(_ runner: RecurrentRunner<Double>, rows: Int, wantsInput: Bool = false, hearsFromAbove: Bool = true) {
    self.runner = runner
    self.rows = rows
    self.wantsInput = wantsInput
    self.hearsFromAbove = hearsFromAbove
    let program = runner.program
    let steps = runner.memory.frame.steps
    units = program.sizes.units
    // A cell that reads x(t) itself writes its gradient in any case.
    inputSize = wantsInput || runner.writesInputGradient ? program.sizes.input : 0
    outputGradients = Buffer((hearsFromAbove ? steps : 1) * rows * units)
    inputGradients = Buffer((wantsInput ? steps : 1) * rows * inputSize)
    feedbackGradients = Buffer((steps + 1) * rows * (program.sizes.feedback ?? 0))
    carried = (0..<program.stateCount).map { [units] _ in Buffer(2 * rows * units) }
    tapeWidths = program.tapeWidths
    tapes = Dictionary(
      uniqueKeysWithValues: program.buffersWrittenBack.map { ($0, Buffer(rows * program.tapeWidths[$0])) })
    scratch = program.stepWidths.map { Buffer(rows * $0) }
    registers = Buffer(runner.memory.rowsPerTile * program.widest * max(program.registerCount, 1))
  }

  func locate(_ place: CellProgram.Place) -> RecurrentMemory<Double>.Location {
    typealias Location = RecurrentMemory<Double>.Location
    switch place.storage {
    case .tape(let buffer, let column):
      if let own = tapes[buffer] { return Location(base: own.base + column, stride: tapeWidths[buffer]) }
    case .step(let buffer, let column):
      return Location(base: scratch[buffer].base + column, stride: runner.program.stepWidths[buffer])
    case .register(let number):
      let tile = runner.memory.rowsPerTile * runner.program.widest
      return Location(base: registers.base + number * tile, stride: place.width, isRegister: true)
    case .outputGradient:
      return Location(base: outputGradients.base, step: hearsFromAbove ? rows * units : 0, stride: units)
    case .carriedOut(let state):
      return Location(base: carried[state].base, step: rows * units, stride: units, mask: 1)
    case .carriedIn(let state):
      return Location(base: carried[state].base, step: rows * units, stride: units, shift: 1, mask: 1)
    case .inputGradient:
      return Location(base: inputGradients.base, step: wantsInput ? rows * inputSize : 0, stride: inputSize)
    case .feedbackGradient:
      return Location(base: feedbackGradients.base, step: rows * place.width, stride: place.width)
    case .previousState, .nextState, .input, .feedback, .vector, .constant, .clampFree, .clampHeld, .mask: break
    }
    var shared = runner.locate(place, thread: 0)
    shared.stride = 0
    return shared
  }

  /// Time step t, from 0, of every loss.
  func step(_ t: Int) {
    stages.run(t: t, next: t, firstRow: 0, rows: rows)
  }

  /// Sends gradients of step t on to the layer's input.
  func sendToInput(_ t: Int) {
    guard wantsInput, inputSize > 0 else { return }
    let target = inputGradients.base + t * rows * inputSize
    var accumulates = runner.writesInputGradient
    if runner.inputMaps.isEmpty, !accumulates { target.update(repeating: 0, count: rows * inputSize) }
    for (map, gradient) in zip(runner.inputMaps, runner.program.weightGradients) {
      let source = locate(gradient.gradient)
      map.multiplyBack(
        source.pointer(t: t, row: 0), stride: source.stride, into: target, stride: inputSize, count: rows,
        accumulate: accumulates)
      accumulates = true
    }
  }

  /// What arrives at a state of step t from the step after it, [rows, H].
  func arriving(_ state: Int, _ t: Int) -> UnsafeMutablePointer<Double> {
    locate(CellProgram.Place(storage: .carriedIn(state), width: units)).pointer(t: t, row: 0)
  }

  /// What step t sends to a state of the step before, [rows, H].
  func leaving(_ state: Int, _ t: Int) -> UnsafeMutablePointer<Double> {
    locate(CellProgram.Place(storage: .carriedOut(state), width: units)).pointer(t: t, row: 0)
  }
}
