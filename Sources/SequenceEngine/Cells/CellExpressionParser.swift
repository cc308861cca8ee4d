/// The right sides of equations: sums of products of what may have a sign.
extension CellParser {
  mutating func sum() throws(CellError) -> CellExpression {
    var left = try product()
    while true {
      let place = offset
      if take("+") {
        left = CellExpression(kind: .binary(.add, left, try product()), offset: place)
      } else if take("-") {
        left = CellExpression(kind: .binary(.subtract, left, try product()), offset: place)
      } else {
        return left
      }
    }
  }

  private mutating func product() throws(CellError) -> CellExpression {
    var left = try unary()
    while true {
      let place = offset
      if take("*") {
        left = CellExpression(kind: .binary(.multiply, left, try unary()), offset: place)
      } else if take("/") {
        left = CellExpression(kind: .binary(.divide, left, try unary()), offset: place)
      } else {
        return left
      }
    }
  }

  private mutating func unary() throws(CellError) -> CellExpression {
    var signs: [Int] = []
    while current == .sign("-") {
      signs.append(offset)
      advance()
    }
    var value = try primary()
    for place in signs.reversed() { value = CellExpression(kind: .negation(value), offset: place) }
    return value
  }

  mutating func primary() throws(CellError) -> CellExpression {
    let place = offset
    switch current {
    case .number(let value):
      advance()
      return CellExpression(kind: .number(value), offset: place)
    case .name(let name):
      advance()
      if take("'") { return CellExpression(kind: .primed(name), offset: place) }
      guard take("(") else { return CellExpression(kind: .name(name), offset: place) }
      var arguments: [CellExpression] = []
      if !take(")") {
        repeat { arguments.append(try sum()) } while take(",")
        try expect(")", "after the arguments of '\(name)'")
      }
      return CellExpression(kind: .call(name, arguments), offset: place)
    case .sign("("):
      advance()
      let value = try sum()
      try expect(")", "to close the bracket")
      return value
    default:
      throw CellError("expected a name, a number or '(', found \(current.shown)", at: place)
    }
  }
}
