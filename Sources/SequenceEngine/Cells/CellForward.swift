/// The forward equations of a cell at definite sizes.
struct CellForward: Sendable {
  var graph = CellGraph()
  var parameters = CellParameterTable()
  /// Node of each state after the step, in the order of the states.
  var nextStates: [Int] = []
  /// Node of each gate, in the order of the equations.
  var gates: [(name: String, node: Int)] = []
  /// Name (a state's with its prime) and width of each value that can be held at single time steps.
  var clamps: [(name: String, width: Int)] = []
  /// What is drawn by chance while training.
  var masks: [CellMask] = []

  /// The leaf of a mask on a value.
  mutating func mask(_ rule: CellMask.Rule, _ probability: Double, on node: Int, width: Int) -> Int {
    let mask = CellMask(rule: rule, probability: probability, width: width, node: node)
    let number = masks.firstIndex(of: mask) ?? masks.count
    if number == masks.count { masks.append(mask) }
    return graph.node(.mask(number), width: width)
  }
}

/// The sizes and options that turn a definition into a graph.
struct CellSizes: Sendable, Equatable {
  var input: Int
  var units: Int
  /// Size of the model's output where the matrices read it in place of the first state.
  var feedback: Int?
  var bias: BiasMode = .one
  var options: [String: CellOptionValue] = [:]
  /// Gates held at a value in all units at every time step: what their equations say is not worked out.
  var heldGates: [String: Double] = [:]
  /// Other gates and primed states that are held in some units or at some time steps.
  var clamped: Set<String> = []
}
