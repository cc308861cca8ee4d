import CKernels

/// One value inside a time step: a leaf, a product with a matrix, or an elementwise operation on other values.
struct CellNode: Sendable {
  enum Operation: Hashable, Sendable {
    /// x(t).
    case input
    /// The state of this number before the step.
    case previousState(Int)
    /// The model's output of the step before, in a layer with `feedback=output`.
    case feedback
    /// A vector of weights, the same for every row.
    case vector(Int)
    case number(UInt64)
    /// 1 where a clamped value is computed and 0 where it is held; one row for each time step.
    case clampFree(Int)
    /// What a clamped value is held at, 0 where it is computed.
    case clampHeld(Int)
    /// What is drawn by chance while training, by its number.
    case mask(Int)
    /// A matrix applied to a value.
    case product(matrix: Int, argument: Int)
    /// An operation of the pointwise kernels.
    case pointwise(CellVerb, [Int])
    /// Backward: dL/dh(t) from the layers above.
    case outputGradient
    /// Backward: the gradient of a state that arrives from t + 1.
    case carriedGradient(Int)
    /// Backward: what comes back to a value through all matrices applied to it.
    case gradientThroughMatrices(argument: Int)
  }

  var operation: Operation
  /// Numbers in a row; 1 for a constant, which is as wide as it needs to be.
  var width: Int
}

/// The verbs of the pointwise kernels (`ck_verb`), with what reverse mode needs to know about them.
enum CellVerb: UInt32, Sendable {
  case copy, negate, add, subtract, multiply, divide, multiplyAdd, sigmoid, tanh, relu, softplus, exp, log, sqrt, abs
  case minimum, maximum, sigmoidBackward, tanhBackward, reluBackward, absBackward
  case selectLess, selectGreater, selectGreaterEqual, selectSmaller, expand, contract, normalise, normaliseBackward
  // Two in one, made where instructions are written.
  case sigmoidOfSum, tanhOfSum, sigmoidBackwardOfProduct, tanhBackwardOfProduct, tanhBackwardOfSum

  var kernel: UInt16 { UInt16(rawValue) }

  /// Costs more to compute again than to keep for the backward pass.
  var isExpensive: Bool {
    switch self {
    case .sigmoid, .tanh, .softplus, .exp, .log, .sqrt, .divide, .normalise: true
    default: false
    }
  }
}

extension CellVerb {
  /// The verb that also does what one of its operands says, and at which place that operand stands; nil: there is none.
  ///
  /// The operands of the pair take the place of the operand, except that a sum takes its product's operands first.
  func joined(with inner: CellVerb, at place: Int) -> CellVerb? {
    switch (self, inner, place) {
    case (.add, .multiply, _): .multiplyAdd
    case (.sigmoid, .add, 0): .sigmoidOfSum
    case (.tanh, .add, 0): .tanhOfSum
    case (.sigmoidBackward, .multiply, 1): .sigmoidBackwardOfProduct
    case (.tanhBackward, .multiply, 1): .tanhBackwardOfProduct
    case (.tanhBackward, .add, 1): .tanhBackwardOfSum
    default: nil
    }
  }
}

/// Values of a time step in the order in which they can be computed; equal values are one node.
struct CellGraph: Sendable {
  private(set) var nodes: [CellNode] = []
  private var index: [CellNode.Operation: [Int]] = [:]

  mutating func node(_ operation: CellNode.Operation, width: Int) -> Int {
    if let known = index[operation]?.first(where: { nodes[$0].width == width }) { return known }
    nodes.append(CellNode(operation: operation, width: width))
    index[operation, default: []].append(nodes.count - 1)
    return nodes.count - 1
  }

  mutating func number(_ value: Double) -> Int { node(.number(value.bitPattern), width: 1) }

  func constant(_ id: Int) -> Double? {
    if case .number(let bits) = nodes[id].operation { Double(bitPattern: bits) } else { nil }
  }

  /// An elementwise operation; what is known now is computed now.
  mutating func pointwise(_ verb: CellVerb, _ operands: [Int], width: Int) -> Int {
    let constants = operands.map { constant($0) }
    switch (verb, operands.count) {
    case (.add, 2):
      if constants[0] == 0 { return operands[1] }
      if constants[1] == 0 { return operands[0] }
    case (.subtract, 2):
      if constants[1] == 0 { return operands[0] }
      if constants[0] == 0 { return pointwise(.negate, [operands[1]], width: width) }
    case (.multiply, 2):
      if constants[0] == 1 { return operands[1] }
      if constants[1] == 1 { return operands[0] }
    default: break
    }
    if operands.count == 2, let a = constants[0], let b = constants[1] {
      switch verb {
      case .add: return number(a + b)
      case .subtract: return number(a - b)
      case .multiply: return number(a * b)
      case .divide: return number(a / b)
      default: break
      }
    }
    if verb == .negate, let a = constants[0] { return number(-a) }
    return node(.pointwise(verb, operands), width: width)
  }

  /// The values that a node is computed from.
  func operands(of id: Int) -> [Int] {
    switch nodes[id].operation {
    case .product(_, let argument): [argument]
    case .pointwise(_, let operands): operands
    default: []
    }
  }

  /// How often each of the first `count` nodes is used by others among them.
  func uses(upTo count: Int) -> [Int] {
    var uses = [Int](repeating: 0, count: nodes.count)
    for id in 0..<count { for operand in operands(of: id) { uses[operand] += 1 } }
    return uses
  }
}
