import CKernels

/// The memory of a recurrent layer for batches of one shape, and where each place of its program lies in it.
final class RecurrentMemory<Scalar: KernelScalar> {
  /// How time runs in the present batch.
  var frame: Frame
  /// Rows, and vectors of a time step and a row, that there is memory for.
  private let capacity: (rows: Int, vectors: Int)
  /// Time steps that are worked on together.
  let stretch: TimeStretch
  /// Tapes that need no more room than one stretch.
  private let reused: Set<Int>
  /// States of all steps, [T + 1, B, H] each: slot 0 is the start (slot T when time runs backward).
  let states: [Buffer<Scalar>]
  let stateGradients: Buffer<Scalar>  // [T, B, H], of the first state: what the layers above send
  let tapes: [Buffer<Scalar>]
  private let scratch: [Buffer<Scalar>]  // [B, width]
  /// Two slots for each state, used in turn.
  let carried: [Buffer<Scalar>]  // [2, B, H]
  /// Outputs of the step before and their gradients, [T + 1, B, O]: slot t + 1 holds step t.
  let feedback: Buffer<Scalar>
  let feedbackGradients: Buffer<Scalar>
  /// Factor and held value of each clamp, [T, B, width].
  let clamps: [(free: Buffer<Scalar>, held: Buffer<Scalar>, width: Int)]
  let masks: [Buffer<Scalar>]
  private let masksOfSteps: [Bool]
  private var constants: [UInt64: Buffer<Scalar>] = [:]
  let registers: [Buffer<Scalar>]
  let rowsPerTile: Int
  private let widest: Int
  private let isReversed: Bool
  let units: Int
  private let tapeWidths: [Int]
  private let stepWidths: [Int]

  /// - Parameters:
  ///   - keepsGradients: whether all gradients of products outlast the stretch of time in which they are made.
  ///   - predecessor: memory that became too small; the new one is no smaller in any direction.
  init(
    _ program: CellProgram, _ frame: Frame, isReversed: Bool, keepsGradients: Bool,
    after predecessor: RecurrentMemory? = nil
  ) {
    self.frame = frame
    let rows = max(frame.rows, predecessor?.capacity.rows ?? 0)
    let place = max(frame.steps * frame.rows, predecessor?.capacity.vectors ?? 0)
    capacity = (rows, place)
    (tapeWidths, stepWidths) = (program.tapeWidths, program.stepWidths)
    self.isReversed = isReversed
    units = program.sizes.units
    let units = units
    states = (0..<program.stateCount).map { _ in Buffer((place + rows) * units) }
    stateGradients = Buffer(place * units)
    let stretch = TimeStretch(width: program.tapeWidths.max() ?? 1)
    let reused = keepsGradients ? [] : program.buffersWrittenBack
    (self.stretch, self.reused) = (stretch, reused)
    tapes = program.tapeWidths.enumerated().map { number, width in
      Buffer((reused.contains(number) ? min(place, stretch.vectors(rows: rows)) : place) * width)
    }
    scratch = program.stepWidths.map { Buffer(rows * $0) }
    carried = (0..<program.stateCount).map { _ in Buffer(2 * rows * units) }
    let output = program.sizes.feedback ?? 0
    feedback = Buffer((place + rows) * output)
    feedbackGradients = Buffer((place + rows) * output)
    clamps = program.clamps.map { (Buffer(place * $0.width), Buffer(place * $0.width), $0.width) }
    masks = program.masks.map { Buffer(($0.rule == .zone ? place : rows) * $0.width) }
    masksOfSteps = program.masks.map { $0.rule == .zone }
    widest = program.widest
    rowsPerTile = max(1, 2048 / max(program.widest, 1))
    let tile = rowsPerTile * widest * max(program.registerCount, 1)
    registers = (0..<Parallel.threads).map { _ in Buffer(tile) }
    for stage in program.forward + program.backward {
      guard case .pointwise(let instructions) = stage else { continue }
      for place in instructions.flatMap(\.operands) {
        guard case .constant(let bits) = place.storage, (constants[bits]?.count ?? 0) < place.width else { continue }
        let buffer = Buffer<Scalar>(max(place.width, widest))
        buffer.base.update(repeating: Scalar(Double(bitPattern: bits)), count: buffer.count)
        constants[bits] = buffer
      }
    }
  }

  /// Whether there is room for a batch that runs through time like this.
  func fits(_ frame: Frame) -> Bool {
    frame.rows <= capacity.rows && frame.steps * frame.rows <= capacity.vectors
  }

  /// Where a place lies: base + slot(t) · step + row · stride.
  struct Location {
    var base: UnsafeMutablePointer<Scalar>
    var step = 0
    var stride = 0
    /// Added to t before the mask is applied: −1 where every time step has a slot of its own, otherwise slots are used
    /// again.
    var shift = 0
    var mask = -1
    /// A register starts anew with each tile and belongs to a thread.
    var isRegister = false

    func pointer(t: Int, row: Int) -> UnsafeMutablePointer<Scalar> {
      base + ((t + shift) & mask) * step + row * stride
    }
  }

  func location(
    _ place: CellProgram.Place, thread: Int, input: LayerInput<Scalar>,
    vectors: (_ stack: Int, _ first: Int) -> UnsafeMutablePointer<Scalar>
  ) -> Location {
    let rows = frame.rows
    switch place.storage {
    case .tape(let buffer, let column):
      let width = tapeWidths[buffer]
      return Location(
        base: tapes[buffer].base + column, step: rows * width, stride: width,
        mask: reused.contains(buffer) ? stretch.count(rows: rows) - 1 : -1)
    case .step(let buffer, let column):
      let width = stepWidths[buffer]
      return Location(base: scratch[buffer].base + column, stride: width)
    case .register(let number):
      return Location(
        base: registers[thread].base + number * rowsPerTile * widest, stride: place.width, isRegister: true)
    case .previousState(let state):
      return Location(base: states[state].base, step: rows * units, stride: units, shift: isReversed ? 1 : 0)
    case .nextState(let state):
      return Location(base: states[state].base, step: rows * units, stride: units, shift: isReversed ? 0 : 1)
    case .input, .inputGradient:
      guard case .values(let values, _) = input else { preconditionFailure("tokens are only read through matrices") }
      let base = place.storage == .input ? values.values : values.gradients
      return Location(base: base, step: rows * values.width, stride: values.width)
    case .feedback: return Location(base: feedback.base, step: rows * place.width, stride: place.width)
    case .feedbackGradient: return Location(base: feedbackGradients.base, step: rows * place.width, stride: place.width)
    case .vector(let stack, let first): return Location(base: vectors(stack, first))
    case .constant(let bits): return Location(base: constants[bits]?.base ?? registers[thread].base)
    case .clampFree(let number):
      let (free, _, width) = clamps[number]
      return Location(base: free.base, step: rows * width, stride: width)
    case .clampHeld(let number):
      let (_, held, width) = clamps[number]
      return Location(base: held.base, step: rows * width, stride: width)
    case .mask(let number):
      let step = masksOfSteps[number] ? rows * place.width : 0
      return Location(base: masks[number].base, step: step, stride: place.width)
    case .outputGradient: return Location(base: stateGradients.base, step: rows * units, stride: units)
    // A step writes the slot of its own parity and reads the other, which the step before (in BPTT's order) wrote.
    case .carriedOut(let state):
      return Location(base: carried[state].base, step: rows * units, stride: units, mask: 1)
    case .carriedIn(let state):
      return Location(base: carried[state].base, step: rows * units, stride: units, shift: 1, mask: 1)
    }
  }
}
