/// A recurrent cell as equations: what one time step makes of the input x(t) and the states before it.
///
///     cell gru(x, h) {
///       reset  = sigmoid(W(x) + U(h) + b)
///       update = sigmoid(W(x) + U(h) + b)
///       n      = tanh(W(x) + b + reset * (U(h) + bh))
///       h'     = (1 - update) * n + update * h
///     }
///
/// A capital applied to a vector is a matrix owned by that equation, an undeclared lower-case name a vector of weights
/// owned by it; `share V` before the equations makes one matrix common to all. The first state is the output. Every
/// other name on the left is a gate; `code[8] = …` gives it a size of its own, so that matrices alone can read it.
/// `start U identity` before the equations says how weights begin (`CellStart`).
public struct CellDefinition: Sendable, Equatable {
  public struct Option: Sendable, Equatable {
    public var name: String
    public var value: CellOptionValue
  }

  public let name: String
  public let input: String
  public let states: [String]
  public let options: [Option]
  public let sharedMatrices: [String]
  /// How weights begin, where the definition says so.
  public internal(set) var starts: [CellStart]
  public internal(set) var equations: [CellEquation]
  public let source: String
  /// The matrix that the first state is brought down with, in the cell of a layer with `projection=P`.
  var projection: String?

  /// Gates in the order of their equations: every left side that is no state.
  public var gates: [String] { equations.filter { !$0.isState }.map(\.name) }

  /// Those whose equation says how many numbers they have: they do not go with the units.
  public var gatesOfOwnSize: [String] { equations.filter { $0.width != nil }.map(\.name) }

  /// Reads a definition.
  ///
  /// - Throws: `CellError` with the place and what was expected there.
  public init(parsing source: String) throws(CellError) { self = try CellParser.parse(source) }

  init(
    name: String, input: String, states: [String], options: [(name: String, value: CellOptionValue)], shared: [String],
    starts: [CellStart], equations: [CellEquation], source: String
  ) throws(CellError) {
    self.name = name
    self.input = input
    self.states = states
    self.options = options.map { Option(name: $0.name, value: $0.value) }
    sharedMatrices = shared
    self.starts = starts
    self.equations = equations
    self.source = source
    try checkNames()
    try checkReferences()
    try checkStarts()
  }

  private func checkNames() throws(CellError) {
    guard !states.isEmpty else {
      throw CellError("the cell has no state; write one after the input: cell \(name)(\(input), h)", at: 0)
    }
    var declared: Set<String> = []
    for name in [input] + states + options.map(\.name) {
      guard declared.insert(name).inserted else { throw CellError("'\(name)' is declared twice in the head", at: 0) }
      guard CellFunction(rawValue: name) == nil else {
        throw CellError("'\(name)' is a function and cannot be a name in the head", at: 0)
      }
      guard !Self.isMatrix(name) else {
        throw CellError("'\(name)' begins with a capital, which makes it a matrix; use a small letter", at: 0)
      }
    }
    for matrix in sharedMatrices where !Self.isMatrix(matrix) {
      throw CellError("'share' takes matrices, whose names begin with a capital; '\(matrix)' does not", at: 0)
    }
    var primed: Set<String> = []
    var gates: Set<String> = []
    for equation in equations {
      if equation.isState {
        guard states.contains(equation.name) else {
          throw CellError(
            "'\(equation.name)'' is primed but no state of the cell; its states are \(states.joined(separator: ", "))",
            at: equation.offset)
        }
        guard primed.insert(equation.name).inserted else {
          throw CellError("the state '\(equation.name)'' is given twice", at: equation.offset)
        }
      } else {
        guard !states.contains(equation.name) else {
          throw CellError(
            "'\(equation.name)' is a state; its next value is written \(equation.name)' = …", at: equation.offset)
        }
        guard !declared.contains(equation.name), !Self.isMatrix(equation.name),
          CellFunction(rawValue: equation.name) == nil
        else { throw CellError("'\(equation.name)' cannot be the name of a gate", at: equation.offset) }
        guard gates.insert(equation.name).inserted else {
          throw CellError("the gate '\(equation.name)' is given twice", at: equation.offset)
        }
      }
    }
    for state in states where !primed.contains(state) {
      throw CellError("the state '\(state)' has no equation; write \(state)' = …", at: 0)
    }
  }

  static func isMatrix(_ name: String) -> Bool { name.utf8.first.map { (65...90).contains($0) } ?? false }
}
