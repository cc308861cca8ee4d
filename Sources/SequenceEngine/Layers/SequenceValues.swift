/// How the rows of a batch run through time: time-major, longest first, so that the rows still running are the first ones.
package struct Frame: Equatable {
  /// T and B.
  package var steps: Int
  package var rows: Int
  /// Time steps of each row; [B], falling.
  package var lengths: [Int]
  /// Rows that are still running at each time step; [T], falling.
  let active: [Int]

  package init(steps: Int, rows: Int, lengths: [Int]) {
    self.steps = steps
    self.rows = rows
    self.lengths = lengths
    active = (0..<steps).map { t in lengths.prefix { $0 > t }.count }
  }

  /// One step in which every row runs: what remains of a batch after pooling.
  static func single(rows: Int) -> Frame { Frame(steps: 1, rows: rows, lengths: Array(repeating: 1, count: rows)) }

  var isRagged: Bool { lengths.last.map { $0 < steps } ?? false }
}

/// Numbers that flow from layer to layer, with their gradients: [T, B, width].
package struct SequenceValues<Scalar: KernelScalar> {
  package var values: UnsafeMutablePointer<Scalar>
  package var gradients: UnsafeMutablePointer<Scalar>
  package var width: Int

  package init(values: UnsafeMutablePointer<Scalar>, gradients: UnsafeMutablePointer<Scalar>, width: Int) {
    self.values = values
    self.gradients = gradients
    self.width = width
  }
}

/// Symbols that a layer reads. A decoder that runs freely writes them step by step.
package final class TokenBuffer {
  let base: UnsafeMutablePointer<Int32>
  let count: Int

  init(_ tokens: [Int32]) {
    count = tokens.count
    base = .allocate(capacity: max(count, 1))
    base.initialize(repeating: 0, count: max(count, 1))
    for (place, token) in tokens.enumerated() { base[place] = token }
  }

  deinit { base.deallocate() }
}

/// What a layer reads.
package enum LayerInput<Scalar: KernelScalar> {
  /// [T, B].
  case tokens(TokenBuffer, vocabulary: Int)
  /// [T, B, width]; the gradient is written when `wantsGradient`.
  case values(SequenceValues<Scalar>, wantsGradient: Bool)

  var width: Int {
    switch self {
    case .tokens(_, let vocabulary): vocabulary
    case .values(let values, _): values.width
    }
  }
}

/// What a pass is for, with the keys of everything random in it.
package struct PassContext {
  /// Of a pass outside training.
  package static let still = PassContext(isTraining: false, seed: 0, update: 0, identities: [])

  var isTraining: Bool
  var seed: UInt64
  var update: Int
  /// The name of each row; [B].
  var identities: [UInt64]
  /// Where in its whole sequence each row of a stretch of time begins; empty: every row at its start. [B].
  var starts: [Int] = []
  /// Time steps of each whole sequence; empty: the batch is whole. [B].
  var wholeLengths: [Int] = []
  /// Time steps of the whole sequence before which a pooling sends no gradient; empty: none. [B].
  var lossStarts: [Int] = []
  /// Probability that a decoder reads the real symbol of the step before.
  var teacherForcing = 1.0
  /// Longest gradient that may arrive at the states of each row at a time step; nil: any. [B].
  var stepBounds: [Double]?

  func start(_ row: Int) -> Int { starts.isEmpty ? 0 : starts[row] }
  func lossStart(_ row: Int) -> Int { lossStarts.isEmpty ? 0 : lossStarts[row] }
}

/// Weights in use and their gradients, both flat in the plan's order.
package struct WeightStore<Scalar: KernelScalar> {
  var weights: UnsafeMutablePointer<Scalar>
  var gradients: UnsafeMutablePointer<Scalar>

  package init(weights: UnsafeMutablePointer<Scalar>, gradients: UnsafeMutablePointer<Scalar>) {
    self.weights = weights
    self.gradients = gradients
  }
}

/// Computes one layer. Ranges of time steps may be handed over one by one (layers that advance together) or all at once.
package protocol LayerRunner<Scalar>: AnyObject {
  associatedtype Scalar: KernelScalar
  /// What it puts out, valid after `prepare`.
  var output: SequenceValues<Scalar> { get }
  /// How time runs in what it puts out.
  var outputFrame: Frame { get }
  /// Weights have changed: packs them anew.
  func pack(_ store: WeightStore<Scalar>)
  /// Takes memory for a batch of this shape.
  func prepare(_ input: LayerInput<Scalar>, _ frame: Frame)
  /// The same for a layer that reads several others, or whose time is that of its side and not of what it reads.
  func prepare(_ inputs: [LayerInput<Scalar>], _ frame: Frame, side: Frame)
  /// Steps of a pass over the whole batch.
  var stepsOfPass: Int { get }
  func forward(_ steps: Range<Int>, _ context: PassContext)
  /// Reads the output's gradients, writes the input's.
  func backward(_ steps: Range<Int>, _ context: PassContext)
  /// The same over all steps; a layer that can adds the gradients of its weights on the way, while what they are made of is
  /// in the cache, and leaves the rest to `addWeightGradients`.
  func backward(_ steps: Range<Int>, _ context: PassContext, adding store: WeightStore<Scalar>)
  /// Adds the gradients of its weights, summed over some of the steps of what it puts out.
  func addWeightGradients(_ store: WeightStore<Scalar>, _ steps: Range<Int>)
}

extension LayerRunner {
  package func prepare(_ inputs: [LayerInput<Scalar>], _ frame: Frame, side: Frame) { prepare(inputs[0], frame) }
  package var stepsOfPass: Int { outputFrame.steps }
  package func backward(_ steps: Range<Int>, _ context: PassContext, adding store: WeightStore<Scalar>) {
    backward(steps, context)
  }
}
