/// Resolves the names of a definition, infers the width of every value and builds the graph.
struct CellGraphBuilder {
  let definition: CellDefinition
  let sizes: CellSizes
  var result = CellForward()
  var gateWidths: [String: Int] = [:]
  private(set) var values: [String: Int] = [:]
  private(set) var nextStates: [String: Int] = [:]
  private(set) var line = ""
  private(set) var usesSecondBias = false

  static func build(_ definition: CellDefinition, _ sizes: CellSizes) throws(CellError) -> CellForward {
    var builder = CellGraphBuilder(definition, sizes)
    return try builder.run()
  }

  private init(_ definition: CellDefinition, _ sizes: CellSizes) {
    self.definition = definition
    self.sizes = sizes
  }

  private mutating func run() throws(CellError) -> CellForward {
    try declareGateWidths()
    for equation in definition.equations.reversed() {
      try inferGateWidths(equation.value, width: width(of: equation))
    }
    values[definition.input] = result.graph.node(.input, width: sizes.input)
    for (number, state) in definition.states.enumerated() {
      values[state] = result.graph.node(.previousState(number), width: sizes.units)
    }
    for equation in definition.equations {
      line = equation.isState ? equation.name + "'" : equation.name
      usesSecondBias = equation.value.mentions("bh")
      let width = width(of: equation)
      var node = try value(equation.value, width: width)
      if result.graph.constant(node) != nil {
        node = result.graph.node(.pointwise(.copy, [node]), width: width)
      }
      if let held = sizes.heldGates[equation.name], !equation.isState {
        node = result.graph.node(.pointwise(.copy, [result.graph.number(held)]), width: width)
      }
      if sizes.clamped.contains(line) { node = clamp(node, width: width) }
      if equation.isState {
        nextStates[equation.name] = node
      } else {
        values[equation.name] = node
        result.gates.append((equation.name, node))
      }
    }
    for state in definition.states {
      guard let node = nextStates[state] else { continue }
      result.nextStates.append(node)
    }
    let graph = result.graph
    let input = values[definition.input]
    result.parameters.stackUp(projection: definition.projection) { matrix in
      graph.nodes.contains {
        if case .product(matrix, let argument) = $0.operation { argument == input } else { false }
      }
    }
    return result
  }

  /// free · value + held: whatever is held depends on nothing, and reverse mode finds so by itself.
  private mutating func clamp(_ node: Int, width: Int) -> Int {
    let number = result.clamps.count
    result.clamps.append((line, width))
    let free = result.graph.node(.clampFree(number), width: width)
    let held = result.graph.node(.clampHeld(number), width: width)
    let computed = result.graph.pointwise(.multiply, [node, free], width: width)
    return result.graph.pointwise(.add, [computed, held], width: width)
  }

  private func width(of equation: CellEquation) -> Int {
    equation.isState ? sizes.units : gateWidths[equation.name] ?? sizes.units
  }
}
