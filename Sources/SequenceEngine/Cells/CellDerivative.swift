/// The equations of one step of backpropagation through time, derived from a cell's forward graph in reverse mode.
///
/// For the loss L of a sequence, the gradient that reaches state k at time t is
///
///     dL/ds_k(t) = [k = 0] · dL/dy(t) + (what arrives from t + 1) + (what other equations of step t send back)
///
/// Rumelhart, Hinton, Williams: Learning representations by back-propagating errors, Nature 323 (1986); Werbos:
/// Backpropagation through time: what it does and how to do it, Proc. IEEE 78 (1990).
struct CellDerivative {
  private(set) var graph: CellGraph
  /// Nodes below this number belong to the forward pass.
  let forwardCount: Int
  /// The whole gradient of each state after the step; nil where none arrives.
  private(set) var stateGradients: [Int?]
  /// The whole gradient of each gate; nil where none arrives.
  private(set) var gateGradients: [Int?]
  /// Gradient of each product with a matrix, by the product's node.
  private(set) var productGradients: [(product: Int, gradient: Int)] = []
  private(set) var vectorGradients: [(vector: Int, gradient: Int)] = []
  /// What elementwise uses send to each state before the step; products add theirs by matrix.
  private(set) var carried: [Int?]
  /// What elementwise uses send to the input.
  private(set) var inputGradient: Int?

  /// The number 0, for gradients that do not exist.
  let zero: Int

  private var adjoints: [Int: Int] = [:]

  /// - Parameter cut: a gate, by its number, behind which no gradient goes on.
  init(_ forward: CellForward, cutting cut: Int? = nil) {
    graph = forward.graph
    forwardCount = forward.graph.nodes.count
    zero = graph.number(0)
    stateGradients = Array(repeating: nil, count: forward.nextStates.count)
    gateGradients = Array(repeating: nil, count: forward.gates.count)
    carried = Array(repeating: nil, count: forward.nextStates.count)
    for (number, node) in forward.nextStates.enumerated() {
      let width = graph.nodes[node].width
      if number == 0 { add(graph.node(.outputGradient, width: width), to: node) }
      add(graph.node(.carriedGradient(number), width: width), to: node)
    }
    for id in (0..<forwardCount).reversed() {
      guard let gradient = adjoints[id] else { continue }
      for (number, node) in forward.nextStates.enumerated() where node == id { stateGradients[number] = gradient }
      for (number, gate) in forward.gates.enumerated() where gate.node == id { gateGradients[number] = gradient }
      if cut.map({ forward.gates[$0].node }) != id { sendBack(gradient, through: id) }
    }
  }

  private mutating func add(_ gradient: Int, to id: Int) {
    guard graph.constant(id) == nil else { return }
    guard let known = adjoints[id] else {
      adjoints[id] = gradient
      return
    }
    adjoints[id] = graph.pointwise(.add, [known, gradient], width: graph.nodes[id].width)
  }

  private mutating func sendBack(_ gradient: Int, through id: Int) {
    switch graph.nodes[id].operation {
    case .product(_, let argument):
      productGradients.append((id, gradient))
      switch graph.nodes[argument].operation {
      case .input, .previousState, .feedback: break
      default:
        let width = graph.nodes[argument].width
        let arriving = graph.node(.gradientThroughMatrices(argument: argument), width: width)
        if adjoints[argument] == nil || !sums(adjoints[argument], contain: arriving) { add(arriving, to: argument) }
      }
    case .vector(let vector): vectorGradients.append((vector, gradient))
    case .previousState(let number): carried[number] = gradient
    case .input: inputGradient = gradient
    case .pointwise(let verb, let operands): sendBack(gradient, through: verb, operands, result: id)
    case .feedback, .number, .clampFree, .clampHeld, .mask, .outputGradient, .carriedGradient,
      .gradientThroughMatrices:
      break
    }
  }

  /// Whether an adjoint already holds what arrives through the matrices of its node.
  private func sums(_ adjoint: Int?, contain arriving: Int) -> Bool {
    guard let adjoint else { return false }
    if adjoint == arriving { return true }
    guard case .pointwise(.add, let operands) = graph.nodes[adjoint].operation else { return false }
    return operands.contains { sums($0, contain: arriving) }
  }

  private mutating func sendBack(_ g: Int, through verb: CellVerb, _ operands: [Int], result r: Int) {
    let a = operands[0]
    let b = operands.count > 1 ? operands[1] : a
    func make(_ verb: CellVerb, _ operands: [Int], width: Int? = nil, in graph: inout CellGraph) -> Int {
      graph.pointwise(verb, operands, width: width ?? graph.nodes[r].width)
    }
    switch verb {
    case .add:
      add(g, to: a)
      add(g, to: b)
    case .subtract:
      add(g, to: a)
      add(make(.negate, [g], in: &graph), to: b)
    case .multiply:
      if graph.constant(a) == nil { add(make(.multiply, [g, b], in: &graph), to: a) }
      if graph.constant(b) == nil { add(make(.multiply, [g, a], in: &graph), to: b) }
    case .divide:
      if graph.constant(a) == nil { add(make(.divide, [g, b], in: &graph), to: a) }
      if graph.constant(b) == nil {
        let share = make(.divide, [make(.multiply, [g, r], in: &graph), b], in: &graph)
        add(make(.negate, [share], in: &graph), to: b)
      }
    case .negate: add(make(.negate, [g], in: &graph), to: a)
    case .sigmoid: add(make(.sigmoidBackward, [r, g], in: &graph), to: a)
    case .tanh: add(make(.tanhBackward, [r, g], in: &graph), to: a)
    case .relu: add(make(.reluBackward, [r, g], in: &graph), to: a)
    case .softplus: add(make(.multiply, [make(.sigmoid, [a], in: &graph), g], in: &graph), to: a)
    case .exp: add(make(.multiply, [g, r], in: &graph), to: a)
    case .log: add(make(.divide, [g, a], in: &graph), to: a)
    case .sqrt:
      let half = make(.multiply, [g, graph.number(0.5)], in: &graph)
      add(make(.divide, [half, r], in: &graph), to: a)
    case .abs: add(make(.absBackward, [a, g], in: &graph), to: a)
    case .minimum:
      add(make(.selectLess, [a, b, g], in: &graph), to: a)
      add(make(.selectGreater, [a, b, g], in: &graph), to: b)
    case .maximum:
      add(make(.selectGreaterEqual, [a, b, g], in: &graph), to: a)
      add(make(.selectSmaller, [a, b, g], in: &graph), to: b)
    case .expand: add(make(.contract, [g], width: graph.nodes[a].width, in: &graph), to: a)
    case .normalise: add(make(.normaliseBackward, [a, g], in: &graph), to: a)
    case .copy, .multiplyAdd, .sigmoidBackward, .tanhBackward, .reluBackward, .absBackward, .selectLess, .selectGreater,
      .selectGreaterEqual, .selectSmaller, .contract, .normaliseBackward, .sigmoidOfSum, .tanhOfSum,
      .sigmoidBackwardOfProduct, .tanhBackwardOfProduct, .tanhBackwardOfSum:
      break  // copy is stop(); the others are only made here
    }
  }
}
