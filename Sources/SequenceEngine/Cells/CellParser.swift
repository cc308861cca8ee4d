/// Reads `cell NAME(x, h, …; option=…) { share …, start …, equations }` into a `CellDefinition`.
struct CellParser {
  private let source: String
  private let tokens: [(token: CellToken, offset: Int)]
  private var index = 0

  static func parse(_ source: String) throws(CellError) -> CellDefinition {
    var parser = try CellParser(source)
    return try parser.definition()
  }

  private init(_ source: String) throws(CellError) {
    self.source = source
    tokens = try CellLexer(source).tokens
  }

  var current: CellToken { tokens[index].token }
  var offset: Int { tokens[index].offset }

  mutating func advance() { if index < tokens.count - 1 { index += 1 } }

  mutating func take(_ sign: Character) -> Bool {
    guard current == .sign(sign) else { return false }
    advance()
    return true
  }

  mutating func expect(_ sign: Character, _ purpose: String) throws(CellError) {
    guard take(sign) else { throw CellError("expected '\(sign)' \(purpose), found \(current.shown)", at: offset) }
  }

  private mutating func name(_ purpose: String) throws(CellError) -> String {
    guard case .name(let name) = current else {
      throw CellError("expected \(purpose), found \(current.shown)", at: offset)
    }
    advance()
    return name
  }

  private mutating func skipNewlines() { while current == .newline { advance() } }

  private mutating func definition() throws(CellError) -> CellDefinition {
    skipNewlines()
    guard try name("the word 'cell'") == "cell" else {
      throw CellError("a definition begins with 'cell NAME(x, h) {'", at: 0)
    }
    let cell = try name("the cell's name")
    try expect("(", "after the cell's name")
    let input = try name("the name of the input")
    var states: [String] = []
    while take(",") { states.append(try name("the name of a state")) }
    var options: [(name: String, value: CellOptionValue)] = []
    if take(";") {
      repeat {
        let option = try name("the name of an option")
        try expect("=", "after the option's name")
        options.append((option, try optionValue()))
      } while take(",")
    }
    try expect(")", "after the input, the states and the options")
    skipNewlines()
    try expect("{", "before the equations")
    var shared: [String] = []
    var starts: [CellStart] = []
    var equations: [CellEquation] = []
    skipNewlines()
    while !take("}") {
      if current == .end { throw CellError("the definition ends before its '}'", at: offset) }
      if current == .name("share") {
        advance()
        repeat { shared.append(try name("the name of a matrix to share")) } while take(",")
      } else if isAtStart {
        starts.append(try start())
      } else {
        equations.append(try equation())
      }
      guard current == .newline || current == .sign("}") else {
        throw CellError("expected the end of the equation, found \(current.shown)", at: offset)
      }
      skipNewlines()
    }
    skipNewlines()
    guard current == .end else { throw CellError("nothing may follow the cell's '}'", at: offset) }
    return try CellDefinition(
      name: cell, input: input, states: states, options: options, shared: shared, starts: starts, equations: equations,
      source: source)
  }

  /// A gate may be called `start` as well: then an equals sign follows.
  private var isAtStart: Bool {
    guard current == .name("start"), case .name = tokens[index + 1].token else { return false }
    return true
  }

  private mutating func start() throws(CellError) -> CellStart {
    advance()
    let place = offset
    let first = try name("the name of a matrix or vector of weights")
    let second = take(".") ? try name("the name of a matrix or vector of weights") : nil
    return CellStart(
      owner: second == nil ? nil : first, name: second ?? first, value: try startValue(), offset: place)
  }

  private mutating func startValue() throws(CellError) -> CellStart.Value {
    if let constant = signedNumber() { return .constant(constant) }
    let place = offset
    let word = try name("a number or a way to draw weights")
    guard let initialiser = Initialiser(rawValue: word) else {
      let known = Initialiser.allCases.map(\.rawValue).joined(separator: " ")
      throw CellError("no way to draw weights is called '\(word)'; there are \(known), or a number", at: place)
    }
    guard let scale = signedNumber() else { return .drawn(initialiser, scale: nil) }
    guard initialiser == .uniform, let end = signedNumber() else { return .drawn(initialiser, scale: scale) }
    guard scale <= end else { throw CellError("the smaller bound stands first: uniform \(end) \(scale)", at: place) }
    return .between(scale, end)
  }

  private mutating func signedNumber() -> Double? {
    let isNegative = current == .sign("-")
    guard case .number(let value) = isNegative ? tokens[index + 1].token : current else { return nil }
    if isNegative { advance() }
    advance()
    return isNegative ? -value : value
  }

  private mutating func optionValue() throws(CellError) -> CellOptionValue {
    switch current {
    case .number(let value):
      advance()
      return .number(value)
    case .name(let function):
      advance()
      return .function(function)
    default:
      throw CellError("expected a number or a function's name, found \(current.shown)", at: offset)
    }
  }

  private mutating func equation() throws(CellError) -> CellEquation {
    let start = offset
    let name = try name("a gate or a state")
    let isState = take("'")
    let width = isState ? nil : try width(of: name)
    try expect("=", "after '\(name)\(isState ? "'" : "")'")
    let value = try sum()
    let text = String(decoding: Array(source.utf8)[start..<offset], as: UTF8.self)
    return CellEquation(
      name: name, isState: isState, width: width, value: value, text: text.trimmingTrailingBlanksAndComment(),
      offset: start)
  }

  /// The size of a gate that has one of its own: `code[8]`, or `code[size]` with an option of the cell.
  private mutating func width(of gate: String) throws(CellError) -> CellExpression? {
    guard take("[") else { return nil }
    let place = offset
    let width = try primary()
    switch width.kind {
    case .number, .name: break
    default: throw CellError("in brackets stands how many numbers '\(gate)' has: a number or an option", at: place)
    }
    try expect("]", "after the size of '\(gate)'")
    return width
  }
}

extension String {
  fileprivate func trimmingTrailingBlanksAndComment() -> String {
    let code = prefix { $0 != "#" }
    return String(code.reversed().drop { $0.isWhitespace }.reversed())
  }
}
