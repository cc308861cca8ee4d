/// The nodes of what the equations say: names, weights, functions and matrices.
extension CellGraphBuilder {
  mutating func value(_ expression: CellExpression, width: Int) throws(CellError) -> Int {
    switch expression.kind {
    case .number(let number):
      return result.graph.number(number)
    case .name(let name):
      return try named(name, width: width, at: expression.offset)
    case .primed(let name):
      guard let node = nextStates[name] else {
        throw CellError("\(name)' is read before its equation", at: expression.offset)
      }
      return try checked(node, named: name + "'", width: width, at: expression.offset)
    case .negation(let inner):
      return result.graph.pointwise(.negate, [try value(inner, width: width)], width: width)
    case .binary(let sign, let left, let right):
      let verb: CellVerb =
        switch sign {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        }
      let operands = [try value(left, width: width), try value(right, width: width)]
      return result.graph.pointwise(verb, operands, width: width)
    case .call(let name, let arguments):
      return try call(name, arguments, width: width, at: expression.offset)
    }
  }

  private mutating func named(_ name: String, width: Int, at offset: Int) throws(CellError) -> Int {
    if let node = values[name] {
      if name == definition.input, width != sizes.input {
        throw CellError(
          "the input has \(sizes.input) values and the cell \(width) units; apply a matrix: W(\(name))", at: offset)
      }
      return try checked(node, named: name, width: width, at: offset)
    }
    if let option = option(name) {
      guard case .number(let number) = option else {
        throw CellError("the option '\(name)' is a function; apply it: \(name)(…)", at: offset)
      }
      return result.graph.number(number)
    }
    if name == "b" || name == "bh" {
      switch sizes.bias {
      case .no: return result.graph.number(0)
      case .two where name == "b" && !usesSecondBias:
        let first = try vector("b", width: width, at: offset)
        let second = try vector("bh", width: width, at: offset)
        return result.graph.pointwise(.add, [first, second], width: width)
      case .one, .two: break
      }
    }
    return try vector(name, width: width, at: offset)
  }

  private mutating func vector(_ name: String, width: Int, at offset: Int) throws(CellError) -> Int {
    let (index, fits) = result.parameters.vector(owner: line, name: name, width: width)
    guard fits else { throw CellError("'\(name)' is used with two widths in one equation", at: offset) }
    return result.graph.node(.vector(index), width: width)
  }

  private func checked(_ node: Int, named name: String, width: Int, at offset: Int) throws(CellError) -> Int {
    let own = result.graph.nodes[node].width
    guard own == width || result.graph.constant(node) != nil else {
      throw CellError("'\(name)' has \(own) values where \(width) are needed", at: offset)
    }
    return node
  }

  private mutating func call(
    _ name: String, _ arguments: [CellExpression], width: Int, at offset: Int
  ) throws(CellError) -> Int {
    if CellDefinition.isMatrix(name) {
      return try apply(matrix: name, to: arguments[0], width: width, at: offset)
    }
    var spelling = name
    if case .function(let chosen)? = option(name) { spelling = chosen }
    let function = try CellFunction(named: spelling, at: offset)
    try function.check(argumentCount: arguments.count, at: offset)
    if function == .block {
      let times = try blockSize(arguments[1], width: width)
      let inner = try value(arguments[0], width: width / times)
      return times == 1 ? inner : result.graph.pointwise(.expand, [inner], width: width)
    }
    if function == .drop || function == .zone { return try chance(function, arguments, width: width) }
    var operands: [Int] = []
    for argument in arguments { operands.append(try value(argument, width: width)) }
    let verb: CellVerb
    switch function {
    case .identity: return operands[0]
    case .stop: return result.graph.node(.pointwise(.copy, operands), width: width)
    case .sigmoid: verb = .sigmoid
    case .tanh: verb = .tanh
    case .relu: verb = .relu
    case .softplus: verb = .softplus
    case .exp: verb = .exp
    case .log: verb = .log
    case .sqrt: verb = .sqrt
    case .abs: verb = .abs
    case .min: verb = .minimum
    case .max: verb = .maximum
    case .norm: verb = .normalise
    case .block, .drop, .zone: verb = .expand
    }
    return result.graph.pointwise(verb, operands, width: width)
  }

  /// `drop(v, p)` = v · mask and `zone(a, v, p)` = v + mask · (a − v).
  private mutating func chance(
    _ function: CellFunction, _ arguments: [CellExpression], width: Int
  ) throws(CellError) -> Int {
    let probability = try probability(arguments[arguments.count - 1])
    let first = try value(arguments[0], width: width)
    guard function == .zone else {
      guard probability > 0 else { return first }
      let mask = result.mask(.drop, probability, on: first, width: width)
      return result.graph.pointwise(.multiply, [first, mask], width: width)
    }
    let now = try value(arguments[1], width: width)
    guard probability > 0 else { return now }
    let mask = result.mask(.zone, probability, on: first, width: width)
    let change = result.graph.pointwise(.subtract, [first, now], width: width)
    let kept = result.graph.pointwise(.multiply, [mask, change], width: width)
    return result.graph.pointwise(.add, [now, kept], width: width)
  }

  private mutating func apply(
    matrix letter: String, to argument: CellExpression, width: Int, at offset: Int
  ) throws(CellError) -> Int {
    var node: Int
    if let feedback = sizes.feedback, case .name(definition.states[0]) = argument.kind {
      node = result.graph.node(.feedback, width: feedback)
    } else {
      node = try value(argument, width: ownWidth(argument) ?? sizes.units)
    }
    if result.graph.constant(node) != nil {
      node = result.graph.node(.pointwise(.copy, [node]), width: sizes.units)
    }
    let isShared = definition.sharedMatrices.contains(letter)
    let columns = result.graph.nodes[node].width
    let (index, fits) = result.parameters.matrix(
      owner: isShared ? nil : line, letter: letter, rows: width, columns: columns)
    guard fits else {
      throw CellError("the matrix '\(letter)' cannot serve vectors of different lengths", at: offset)
    }
    return result.graph.node(.product(matrix: index, argument: node), width: width)
  }
}
