/// What the equations of a cell refer to, checked where it is defined, before any size is known.
extension CellDefinition {
  /// - Throws: `CellError` where an equation applies what is no function, or reads a gate or a state before it is there.
  func checkReferences() throws(CellError) {
    for option in options {
      if case .function(let name) = option.value { _ = try CellFunction(named: name, at: 0) }
    }
    var before: Set<String> = []
    for equation in equations {
      try check(equation.value, after: before)
      before.insert(equation.isState ? equation.name + "'" : equation.name)
    }
  }

  private func check(_ expression: CellExpression, after equations: Set<String>) throws(CellError) {
    let place = expression.offset
    switch expression.kind {
    case .number: break
    case .name(let name):
      guard !gates.contains(name) || equations.contains(name) else {
        throw CellError("the gate '\(name)' is read before its equation", at: place)
      }
      guard !Self.isMatrix(name) else {
        throw CellError("a matrix is applied to a vector: \(name)(\(states[0]))", at: place)
      }
      guard CellFunction(rawValue: name) == nil else {
        throw CellError("'\(name)' is a function; apply it: \(name)(…)", at: place)
      }
    case .primed(let name):
      guard states.contains(name) else {
        throw CellError("'\(name)' is no state, so there is no \(name)'", at: place)
      }
      guard equations.contains(name + "'") else {
        throw CellError("\(name)' is read before its equation", at: place)
      }
    case .negation(let value): try check(value, after: equations)
    case .binary(_, let left, let right):
      try check(left, after: equations)
      try check(right, after: equations)
    case .call(let name, let arguments):
      if Self.isMatrix(name) {
        guard arguments.count == 1 else { throw CellError("the matrix '\(name)' takes one vector", at: place) }
      } else {
        let option = options.first { $0.name == name }
        let chosen: String = if case .function(let function)? = option?.value { function } else { name }
        try CellFunction(named: chosen, at: place).check(argumentCount: arguments.count, at: place)
      }
      for argument in arguments { try check(argument, after: equations) }
    }
  }
}

/// The functions of the notation.
enum CellFunction: String, CaseIterable {
  case sigmoid, tanh, relu, identity, softplus, exp, log, sqrt, abs, min, max, norm, stop, block, drop, zone

  init(named name: String, at offset: Int) throws(CellError) {
    guard let function = CellFunction(rawValue: name) else {
      throw CellError(
        "no function is called '\(name)'; there are \(Self.allCases.map(\.rawValue).joined(separator: " "))", at: offset
      )
    }
    self = function
  }

  func check(argumentCount count: Int, at offset: Int) throws(CellError) {
    let needed =
      switch self {
      case .zone: 3
      case .min, .max, .block, .drop: 2
      default: 1
      }
    guard count == needed else {
      let words = ["one argument", "two arguments", "three arguments"][needed - 1]
      throw CellError("\(rawValue)() takes \(words)", at: offset)
    }
  }
}
