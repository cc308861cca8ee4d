import CKernels

/// Runs a compiled cell over time, forward and backward, for every recurrent layer there is.
///
/// Rows of a batch do not meet inside a layer, so each thread takes some rows through all time steps.
package final class RecurrentRunner<Scalar: KernelScalar>: LayerRunner {
  let program: CellProgram
  let isReversed: Bool
  private let keepsGradients: Bool
  /// Weight gradients that add to the same rows as another one.
  let sharedGradients: [Int]
  /// Whether a cell that reads x(t) itself writes its gradient.
  let writesInputGradient: Bool
  let inputMaps: [AffineMap<Scalar>]
  private var maps: [MapKey: AffineMap<Scalar>] = [:]
  let stackOffsets: [Int]
  private let readsTokens: Bool
  private(set) var weights: UnsafeMutablePointer<Scalar>?
  private(set) var input: LayerInput<Scalar>?
  private(set) var memory: RecurrentMemory<Scalar>
  /// BPTT reaches no further back than the borders of pieces of this length; nil: to the start.
  var truncation: Int?
  /// Whether pieces are counted from the sequence's end (one target per sequence) or its start.
  var truncatesFromEnd = false

  /// Index in the plan: a key of everything that it draws.
  var layer = 0
  /// Where the learned start of the states lies in the flat store; nil: they start at zero.
  var learnedStart: Int?
  /// Rows of the present batch that begin with it.
  var freshRows: [Bool] = []
  /// Gates and states that are held.
  var clamps: [Clamp] = []
  /// Time step of the whole sequence, from 1, of each step of a batch that is no stretch of one running forward.
  var clampSteps: [Int]?

  /// Longest gradient that may arrive at the states of each row at a time step; nil: any. [B].
  var stepBounds: [Double]?
  /// Norms of the gradients of the first state; nil: nobody wants them.
  var watched: StateGradientNorms?
  /// What training wants of the size of the gradient from step to step; nil: nothing.
  var flow: FlowTape<Scalar>?

  /// Whether the last pass back added the gradients of the weights on its way.
  var hasAddedGradients = false

  /// Stages with every place resolved, for each thread, until memory or input move.
  private var stages: (forward: [Compiled], backward: [Compiled]) = ([], [])
  private var stagePlaces: StagePlaces?

  /// What the places of stages depend on.
  private struct StagePlaces: Equatable {
    let memory: ObjectIdentifier
    let rows: Int
    var values: UnsafeMutablePointer<Scalar>?
    var gradients: UnsafeMutablePointer<Scalar>?

    init(_ memory: RecurrentMemory<Scalar>, _ input: LayerInput<Scalar>) {
      (self.memory, rows) = (ObjectIdentifier(memory), memory.frame.rows)
      if case .values(let own, _) = input { (values, gradients) = (own.values, own.gradients) }
    }
  }

  struct MapKey: Hashable { var stack, firstRow, rows: Int }

  /// - Parameter keepsGradients: false where every pass back adds the gradients of the weights on its way, and nobody looks
  ///   at the gradients of products afterwards.
  init(
    _ program: CellProgram, stackOffsets: [Int], input: InputKind, isReversed: Bool, wantsInputGradient: Bool,
    keepsGradients: Bool = true
  ) {
    self.program = program
    sharedGradients = program.gradientsOfSharedWeights
    writesInputGradient = program.writesInputGradient
    self.keepsGradients = keepsGradients
    self.isReversed = isReversed
    self.stackOffsets = stackOffsets
    var readsTokens = false
    if case .token = input { readsTokens = true }
    self.readsTokens = readsTokens
    memory = RecurrentMemory(
      program, Frame.single(rows: 0), isReversed: isReversed, keepsGradients: keepsGradients)
    inputMaps = program.inputProducts.map {
      AffineMap(
        rows: $0.rows, columns: $0.columns, offset: stackOffsets[$0.stack] + $0.firstRow * $0.columns,
        readsTokens: readsTokens, wantsInputGradient: wantsInputGradient && !readsTokens)
    }
    for case .products(let products) in program.forward {
      for product in products {
        maps[MapKey(stack: product.stack, firstRow: product.firstRow, rows: product.rows)] = AffineMap(
          rows: product.rows, columns: product.columns,
          offset: stackOffsets[product.stack] + product.firstRow * product.columns, readsTokens: false,
          wantsInputGradient: true)
      }
    }
  }

  /// The first state after each step: [T, B, H].
  package var output: SequenceValues<Scalar> {
    let start = isReversed ? 0 : memory.frame.rows * memory.units
    return SequenceValues(
      values: memory.states[0].base + start, gradients: memory.stateGradients.base, width: memory.units)
  }
  package var outputFrame: Frame { memory.frame }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func pack(_ store: WeightStore<Scalar>) {
    weights = store.weights
    inputMaps.forEach { $0.pack(store) }
    maps.values.forEach { $0.pack(store) }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func prepare(_ input: LayerInput<Scalar>, _ frame: Frame) {
    self.input = input
    if !memory.fits(frame) || memory.registers.count < Parallel.threads {
      memory = RecurrentMemory(
        program, frame, isReversed: isReversed, keepsGradients: keepsGradients, after: memory)
    }
    memory.frame = frame
    let places = StagePlaces(memory, input)
    if places != stagePlaces {
      stages = ([], [])
      stagePlaces = places
    }
    clearStart()
    beginWithStart()
    memory.feedback.clear()
    memory.feedbackGradients.clear()
    for carried in memory.carried { carried.clear() }
    flow?.prepare(program, frame)
    watched?.prepare(frame)
  }

  func forwardStages(threads: Int) -> [Compiled] {
    while stages.forward.count < threads {
      stages.forward.append(Compiled(program.forward, self, thread: stages.forward.count, back: false))
    }
    return stages.forward
  }

  func backwardStages(threads: Int) -> [Compiled] {
    while stages.backward.count < threads {
      stages.backward.append(Compiled(program.backward, self, thread: stages.backward.count, back: true))
    }
    return stages.backward
  }

  // MARK: Places

  func locate(_ place: CellProgram.Place, thread: Int) -> RecurrentMemory<Scalar>.Location {
    let offsets = stackOffsets
    let weights = weights
    return memory.location(place, thread: thread, input: input ?? .tokens(TokenBuffer([]), vocabulary: 0)) {
      stack, first in
      guard let weights else { preconditionFailure("weights are packed before a pass") }
      return weights + offsets[stack] + first
    }
  }

  func map(_ product: CellProgram.Product) -> AffineMap<Scalar>? {
    maps[MapKey(stack: product.stack, firstRow: product.firstRow, rows: product.rows)]
  }

  func map(_ gradient: CellProgram.WeightGradient) -> AffineMap<Scalar>? {
    maps[MapKey(stack: gradient.stack, firstRow: gradient.firstRow, rows: gradient.rows)]
  }
}
