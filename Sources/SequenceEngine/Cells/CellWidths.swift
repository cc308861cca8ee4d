/// How many values each part of a cell's equations has.
extension CellGraphBuilder {
  /// Goes from the states back to the gates: a gate inside `block(…, n)` has one value for n units.
  mutating func inferGateWidths(_ expression: CellExpression, width: Int) throws(CellError) {
    switch expression.kind {
    case .number, .primed: break
    case .name(let name):
      guard definition.gates.contains(name) else { break }
      if let known = gateWidths[name], known != width {
        throw CellError("'\(name)' is used with \(known) values here and \(width) there", at: expression.offset)
      }
      gateWidths[name] = width
    case .negation(let value): try inferGateWidths(value, width: width)
    case .binary(_, let left, let right):
      try inferGateWidths(left, width: width)
      try inferGateWidths(right, width: width)
    case .call(let name, let arguments):
      if name == CellFunction.block.rawValue, arguments.count == 2 {
        let times = try blockSize(arguments[1], width: width)
        try inferGateWidths(arguments[0], width: width / times)
      } else if !CellDefinition.isMatrix(name) {
        for argument in arguments { try inferGateWidths(argument, width: width) }
      }
    }
  }

  /// What the gates say of their own sizes.
  mutating func declareGateWidths() throws(CellError) {
    for equation in definition.equations {
      guard let own = equation.width else { continue }
      guard let width = number(own), width >= 1, width == width.rounded(), width <= Self.widestGate else {
        throw CellError(
          "'\(equation.name)' has a whole number of numbers, from 1 to \(Int(Self.widestGate)): a number or an option",
          at: own.offset)
      }
      gateWidths[equation.name] = Int(width)
    }
  }

  private static let widestGate = 1_048_576.0

  /// A number, or an option that is one.
  private func number(_ expression: CellExpression) -> Double? {
    switch expression.kind {
    case .number(let value): return value
    case .name(let name):
      guard case .number(let value)? = option(name) else { return nil }
      return value
    default: return nil
    }
  }

  func blockSize(_ expression: CellExpression, width: Int) throws(CellError) -> Int {
    guard let number = number(expression), number >= 1, number == number.rounded(), number <= 65_536 else {
      throw CellError("the second argument of block() is a whole number of units, at least 1", at: expression.offset)
    }
    guard width % Int(number) == 0 else {
      throw CellError("\(width) units cannot be divided into blocks of \(Int(number))", at: expression.offset)
    }
    return Int(number)
  }

  func probability(_ expression: CellExpression) throws(CellError) -> Double {
    guard let number = number(expression), number >= 0, number < 1 else {
      throw CellError(
        "the last argument of drop() and zone() is a probability, a number from 0 to below 1", at: expression.offset)
    }
    return number
  }

  func option(_ name: String) -> CellOptionValue? {
    definition.options.first { $0.name == name }.map { sizes.options[name] ?? $0.value }
  }

  /// The width that an argument of a matrix has by itself.
  func ownWidth(_ expression: CellExpression) -> Int? {
    switch expression.kind {
    case .number: nil
    case .name(let name): values[name].map { result.graph.nodes[$0].width }
    case .primed(let name): nextStates[name].map { result.graph.nodes[$0].width }
    case .negation(let value): ownWidth(value)
    case .binary(_, let left, let right): ownWidth(left) ?? ownWidth(right)
    case .call(let name, let arguments):
      CellDefinition.isMatrix(name) ? nil : arguments.lazy.compactMap { ownWidth($0) }.first
    }
  }
}
