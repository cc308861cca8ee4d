/// One time step of a recorded layer computed again value by value, forward and backward, from what the pass kept: who
/// reads each value, and what gradient each reader sends back.
///
/// The gradients of the states after the step are those recorded; everything before follows by the chain rule on the
/// cell's own graph. The pass must have begun with states of zero, or a decoder's with those of its encoder.
struct CellStep {
  /// What one reader of a value sends back to it.
  struct Share {
    /// The node that reads the value.
    var reader: Int
    /// The equation that the reader belongs to.
    var equation: String
    /// [width of the value].
    var gradient: [Double]
  }

  let pass: RecordedPass
  let layer: RecordedLayer
  let recurrent: RecurrentLayer
  let forward: CellForward
  /// Time step from 1, and the one that the states come from.
  let t: Int
  let before: Int
  /// One row for each node; empty for tokens.
  private(set) var values: [[Double]] = []
  private(set) var adjoints: [Int: [Double]] = [:]
  private(set) var shares: [Int: [Share]] = [:]
  private var equations: [Int: String] = [:]

  /// nil when there is no such step, or the layer is no recurrent one.
  init?(_ pass: RecordedPass, layer number: Int, t: Int) {
    guard pass.layers.indices.contains(number) else { return nil }
    let own = pass.layers[number]
    guard (1...max(own.steps, 1)).contains(t) else { return nil }
    let planned = pass.plan.layers[own.index]
    guard case .recurrent(let recurrent) = planned.description.kind, let program = planned.program,
      let forward = try? CellGraphBuilder.build(recurrent.cell, program.sizes)
    else { return nil }
    self.pass = pass
    layer = own
    self.recurrent = recurrent
    self.forward = forward
    self.t = t
    before = own.isReversed ? t + 1 : t - 1
    nameEquations()
    for id in forward.graph.nodes.indices { values.append(value(of: id)) }
    carryBack()
  }

  // MARK: Forward

  /// Node of each equation's result, by its name (a state's with its prime).
  var results: [(name: String, node: Int)] {
    var gates = forward.gates[...]
    return recurrent.cell.equations.compactMap { equation in
      if equation.isState {
        return recurrent.cell.states.firstIndex(of: equation.name).map { (equation.name + "'", forward.nextStates[$0]) }
      }
      return gates.popFirst().map { ($0.name, $0.node) }
    }
  }

  private mutating func nameEquations() {
    let results = results
    let roots = Set(results.map(\.node))
    for (name, node) in results {
      var open = [node]
      while let id = open.popLast() {
        guard equations[id] == nil else { continue }
        equations[id] = name
        open += forward.graph.operands(of: id).filter { !roots.contains($0) }
      }
    }
  }

  func matrix(_ number: Int) -> CellMatrix { forward.parameters.matrices[number] }

  /// The weight of a matrix at a row and a column, both from 0.
  func weight(_ matrix: CellMatrix, _ row: Int, _ column: Int) -> Double {
    pass.parameters[offset(of: matrix.stack) + (matrix.firstRow + row) * matrix.columns + column]
  }

  private func offset(of stack: Int) -> Int {
    pass.plan.parameters[pass.plan.layers[layer.index].parameters.lowerBound + stack].offset
  }

  /// The symbol that the layer reads at this step, where it reads symbols.
  var token: Int? {
    layer.input == nil ? pass.token(readBy: pass.plan.layers[layer.index].description.side, at: t) : nil
  }

  private func value(of id: Int) -> [Double] {
    let node = forward.graph.nodes[id]
    switch node.operation {
    case .input: return layer.input?.at(t) ?? []
    case .previousState(let number):
      return (1...layer.steps).contains(before)
        ? layer.states[number].at(before)
        : pass.startState(number, of: layer)
    case .feedback: return t > 1 ? pass.output.at(t - 1) : Array(repeating: 0, count: node.width)
    case .vector(let number):
      let vector = forward.parameters.vectors[number]
      let first = offset(of: vector.stack) + vector.first
      return Array(pass.parameters[first..<first + vector.width])
    case .number(let bits): return [Double(bitPattern: bits)]
    case .clampFree(let number): return clamp(number).map { $0 == nil ? 1 : 0 }
    case .clampHeld(let number): return clamp(number).map { $0 ?? 0 }
    case .mask(let number): return Array(repeating: forward.masks[number].still, count: node.width)
    case .product(let number, let argument):
      let matrix = matrix(number)
      if let token, forward.graph.nodes[argument].operation == .input {
        return (0..<matrix.rows).map { weight(matrix, $0, token) }
      }
      let own = values[argument]
      return (0..<matrix.rows).map { row in
        own.indices.reduce(0) { $0 + weight(matrix, row, $1) * own[$1] }
      }
    case .pointwise(let verb, let operands): return verb.row(operands.map { values[$0] }, width: node.width)
    case .outputGradient, .carriedGradient, .gradientThroughMatrices: return []
    }
  }

  private func clamp(_ number: Int) -> [Double?] {
    let (name, width) = forward.clamps[number]
    var held = [Double?](repeating: nil, count: width)
    for clamp in recurrent.clamps where clamp.name == name && clamp.timeSteps?.contains(t) != false {
      for unit in clamp.unit.map({ $0 - 1..<$0 }) ?? 0..<width where held.indices.contains(unit) {
        held[unit] = clamp.value
      }
    }
    return held
  }

  // MARK: Backward

  private mutating func send(_ gradient: [Double], to id: Int, from reader: Int) {
    let width = forward.graph.nodes[id].width
    guard forward.graph.constant(id) == nil, gradient.count == width else { return }
    adjoints[id] = adjoints[id].map { zip($0, gradient).map(+) } ?? gradient
    shares[id, default: []].append(Share(reader: reader, equation: equations[reader] ?? "", gradient: gradient))
  }

  private mutating func carryBack() {
    for (number, node) in forward.nextStates.enumerated() where !layer.stateGradients.isEmpty {
      if adjoints[node] == nil { adjoints[node] = Array(repeating: 0, count: layer.stateGradients[number].width) }
    }
    for id in forward.graph.nodes.indices.reversed() {
      // What arrives from later steps and layers is the rest of the recorded gradient.
      if let number = forward.nextStates.firstIndex(of: id) { adjoints[id] = layer.stateGradients[number].at(t) }
      guard let gradient = adjoints[id] else { continue }
      switch forward.graph.nodes[id].operation {
      case .product(let number, let argument):
        guard token == nil || forward.graph.nodes[argument].operation != .input else { continue }
        let matrix = matrix(number)
        send(
          (0..<matrix.columns).map { column in
            (0..<matrix.rows).reduce(0) { $0 + weight(matrix, $1, column) * gradient[$1] }
          }, to: argument, from: id)
      case .pointwise(let verb, let operands):
        let back = verb.gradients(gradient, operands: operands.map { values[$0] }, result: values[id])
        for (operand, share) in zip(operands, back) { if let share { send(share, to: operand, from: id) } }
      default: break
      }
    }
  }

  func node(of operation: CellNode.Operation) -> Int? {
    forward.graph.nodes.firstIndex { $0.operation == operation }
  }
}
