/// A cell compiled for definite sizes: what one time step does, forward and backward, in stages.
///
/// - the sequence affine: all matrices applied to the input, one product over all time steps;
/// - the step affine: matrices applied to states, one product a step;
/// - pointwise: a short program run tile by tile while the tile is in cache.
struct CellProgram: Sendable {
  /// Where a value lies while the program runs.
  enum Storage: Hashable, Sendable {
    /// Columns of a buffer that has a place for each time step, [T, B, width].
    case tape(buffer: Int, column: Int)
    /// Columns of a buffer that is used again at each step, [B, width].
    case step(buffer: Int, column: Int)
    /// A register of the tile: [rows of the tile, width].
    case register(Int)
    case previousState(Int)
    case nextState(Int)
    case input
    case feedback
    /// Elements of a stacked parameter, the same for every row.
    case vector(stack: Int, first: Int)
    /// A row that holds one number.
    case constant(UInt64)
    /// Factors and held values of a clamp, [T, B, width].
    case clampFree(Int)
    case clampHeld(Int)
    /// Values of a mask, [B, width] or, where they are drawn for each time step, [T, B, width].
    case mask(Int)
    case outputGradient
    case carriedIn(Int)
    case carriedOut(Int)
    case inputGradient
    case feedbackGradient
  }

  struct Place: Hashable, Sendable {
    var storage: Storage
    var width: Int
  }

  struct Instruction: Sendable {
    var verb: CellVerb
    var destination: Place
    var operands: [Place]
  }

  /// destination (+)= argument · rowsᵀ forward, destination (+)= argument · rows backward.
  struct Product: Sendable {
    var stack: Int
    var firstRow: Int
    var rows: Int
    var columns: Int
    var argument: Place
    var destination: Place
    var accumulates: Bool
  }

  enum Stage: Sendable {
    case products([Product])
    case pointwise([Instruction])
  }

  /// rows of a stack += Σ over steps and rows of gradientᵀ · argument.
  struct WeightGradient: Sendable {
    var stack: Int
    var firstRow: Int
    var rows: Int
    var gradient: Place
    var argument: Place
  }

  struct VectorGradient: Sendable {
    var stack: Int
    var first: Int
    var gradient: Place
  }

  var sizes: CellSizes
  var stateCount: Int
  var stacks: [CellParameterStack]
  /// Widths of the buffers that keep every time step, and of those that do not.
  var tapeWidths: [Int] = []
  var stepWidths: [Int] = []
  /// Values that can be held at single time steps.
  var clamps: [(name: String, width: Int)] = []
  var masks: [CellMask] = []
  /// Registers of a tile and their widest use.
  var registerCount = 0
  var widest = 1

  /// Products with the input, over all time steps at once.
  var inputProducts: [Product] = []
  var forward: [Stage] = []
  var backward: [Stage] = []
  var weightGradients: [WeightGradient] = []
  var vectorGradients: [VectorGradient] = []

  /// Whether the equations read x(t) itself, not only through matrices. Tokens have no numbers to read.
  var readsInputItself: Bool {
    (forward + backward).contains { stage in
      guard case .pointwise(let instructions) = stage else { return false }
      return instructions.contains { $0.operands.contains { $0.storage == .input } }
    }
  }

  /// Weight gradients whose rows another one adds to as well: a matrix that is applied more than once.
  var gradientsOfSharedWeights: [Int] {
    weightGradients.indices.filter { number in
      let own = weightGradients[number]
      return weightGradients.indices.contains { other in
        let one = weightGradients[other]
        return other != number && one.stack == own.stack && one.firstRow < own.firstRow + own.rows
          && own.firstRow < one.firstRow + one.rows
      }
    }
  }

  /// Where a recorded pass finds each gate, its gradient, and the gradient of each state; empty on the training tape.
  var recordedGates: [(name: String, value: Place, gradient: Place?)] = []
  var recordedStateGradients: [Place?] = []

  /// Whether backward stages write dL/dx(t), other than by products with matrices.
  var writesInputGradient: Bool {
    backward.contains { stage in
      guard case .pointwise(let instructions) = stage else { return false }
      return instructions.contains { $0.destination.storage == .inputGradient }
    }
  }

  /// Buffers of the tape that backward stages write.
  var buffersWrittenBack: Set<Int> {
    var places: [Place] = weightGradients.map(\.gradient) + vectorGradients.map(\.gradient)
    for stage in backward {
      switch stage {
      case .products(let products): places += products.map(\.destination)
      case .pointwise(let instructions): places += instructions.map(\.destination)
      }
    }
    return Set(places.compactMap { if case .tape(let buffer, _) = $0.storage { buffer } else { nil } })
  }
}
