extension TokenParser {
  /// How far an expression reaches.
  enum Extent {
    /// Up to whatever cannot go on with it; blanks mean nothing.
    case full
    /// Up to the first blank outside brackets: an argument.
    case argument
  }

  enum Precedence: Int, Comparable {
    case or, and, not, comparison, range, sum, product, factor

    static func < (a: Precedence, b: Precedence) -> Bool { a.rawValue < b.rawValue }
    var next: Precedence? { Precedence(rawValue: rawValue + 1) }
  }

  mutating func parseExpression(_ extent: Extent) throws(ParseFailure) -> Expression {
    try parseBinary(.or, extent)
  }

  func binaryOperator(_ token: Token) -> (Expression.BinaryOperator, Precedence)? {
    switch token.kind {
    case .name("or"): return (.or, .or)
    case .name("and"): return (.and, .and)
    case .symbol(.equal): return (.equal, .comparison)
    case .symbol(.notEqual): return (.notEqual, .comparison)
    case .symbol(.less): return (.less, .comparison)
    case .symbol(.lessOrEqual): return (.lessOrEqual, .comparison)
    case .symbol(.greater): return (.greater, .comparison)
    case .symbol(.greaterOrEqual): return (.greaterOrEqual, .comparison)
    case .symbol(.plus): return (.add, .sum)
    case .symbol(.minus): return (.subtract, .sum)
    case .symbol(.times): return (.multiply, .product)
    case .symbol(.divide): return (.divide, .product)
    case .symbol(.remainder): return (.remainder, .product)
    default: return nil
    }
  }

  private func goesOn(_ extent: Extent) -> Bool { extent == .full || !current.followsBlank }

  /// Precedence climbing: operators that bind at least as tightly as `minimum`.
  private mutating func parseBinary(_ minimum: Precedence, _ extent: Extent) throws(ParseFailure) -> Expression {
    var left = try current.isName("not") && minimum <= .not ? parseNot(extent) : parseUnary(extent)
    while goesOn(extent) {
      if current.isSymbol(.range), minimum <= .range {
        left = try parseRange(from: left, extent)
        continue
      }
      guard let (op, precedence) = binaryOperator(current), precedence >= minimum else { break }
      let sign = current
      advance()
      try refuseBlank(after: sign, extent)
      let right = try parseBinary(precedence.next ?? .factor, extent)
      left = try node(.binary(op, left, right), left.range.joined(with: right.range), left, right)
      if precedence == .comparison, goesOn(extent), binaryOperator(current)?.1 == .comparison {
        throw failure("comparisons do not chain", at: current.range, hint: "write a < b and b < c")
      }
    }
    return left
  }

  private mutating func parseNot(_ extent: Extent) throws(ParseFailure) -> Expression {
    let start = current.range.lower
    advance()
    let operand = try nested { parser throws(ParseFailure) in try parser.parseBinary(.not, extent) }
    return try node(.unary(.not, operand), SourceRange(start, operand.range.upper), operand)
  }

  private mutating func parseRange(from lower: Expression, _ extent: Extent) throws(ParseFailure) -> Expression {
    if case .range = lower.kind, source.bytes[lower.range.upper - 1] != UInt8(ascii: ")") {
      throw failure("a range has two ends", at: current.range, hint: "write the step with by: 1..9 by 2")
    }
    let dots = current
    advance()
    try refuseBlank(after: dots, extent)
    let upper = try parseBinary(.sum, extent)
    var step: Expression?
    if current.isName("by") {
      advance()
      step = try parseBinary(.sum, extent)
    }
    return try node(
      .range(lower: lower, upper: upper, step: step), lower.range.joined(with: (step ?? upper).range), lower, upper,
      step ?? upper)
  }

  private mutating func parseUnary(_ extent: Extent) throws(ParseFailure) -> Expression {
    let sign = current
    guard sign.isSymbol(.minus) || sign.isSymbol(.plus) else { return try parsePower(extent) }
    advance()
    try refuseBlank(after: sign, extent)
    let operand = try nested { parser throws(ParseFailure) in try parser.parseUnary(extent) }
    if sign.isSymbol(.plus) { return operand }
    return try node(.unary(.negate, operand), sign.range.joined(with: operand.range), operand)
  }

  /// `^` binds to the right and more tightly than a sign before it: `-2^2` is -4.
  private mutating func parsePower(_ extent: Extent) throws(ParseFailure) -> Expression {
    let base = try parsePostfix(extent)
    guard goesOn(extent), current.isSymbol(.power) else { return base }
    let sign = current
    advance()
    try refuseBlank(after: sign, extent)
    let exponent = try nested { parser throws(ParseFailure) in try parser.parseUnary(extent) }
    return try node(.binary(.power, base, exponent), base.range.joined(with: exponent.range), base, exponent)
  }

  private mutating func parsePostfix(_ extent: Extent) throws(ParseFailure) -> Expression {
    var value = try nested { parser throws(ParseFailure) in try parser.parsePrimary() }
    while current.isSymbol(.openBracket), !current.followsBlank {
      advance()
      let index = try nested { parser throws(ParseFailure) in try parser.parseExpression(.full) }
      try expect(.closeBracket, "after the index")
      value = try node(.index(value, index), range(from: value.range.lower), value, index)
    }
    return value
  }

  /// An argument ends at a blank, so an operator cannot stand before one.
  private func refuseBlank(after sign: Token, _ extent: Extent) throws(ParseFailure) {
    guard extent == .argument, current.followsBlank || current.endsStatement else { return }
    throw failure(
      "the argument ends after '\(source[sign.range])'", at: sign.range,
      hint: "an argument holds no blanks; put an expression with blanks in parentheses")
  }

  /// An expression whose parts are these, unless the tree grows too deep to walk.
  func node(_ kind: Expression.Kind, _ range: SourceRange, _ parts: Expression...) throws(ParseFailure) -> Expression {
    try node(kind, range, parts)
  }

  func node(_ kind: Expression.Kind, _ range: SourceRange, _ parts: [Expression]) throws(ParseFailure) -> Expression {
    let depth = 1 + (parts.map(\.depth).max() ?? 0)
    guard depth <= Limits.nesting else {
      throw failure(
        "the expression has more than \(Limits.nesting) levels", at: range, hint: "give parts of it names with let")
    }
    return Expression(kind: kind, range: range, depth: depth)
  }
}
